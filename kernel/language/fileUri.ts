import { fileURLToPath, pathToFileURL } from "node:url"

/** The URI of a file by its absolute path, written in one way, so that two can be compared. */
export function uriOfFile(path: string): string {
  // Windows' drives have letters of either case.
  return pathToFileURL(path).href.replace(/^file:\/\/\/[A-Z]:/, (start) => start.toLowerCase())
}

/** A URI as `uriOfFile` writes it: programs differ in which characters they write with `%`. */
export function sameUri(uri: string): string {
  const isFile = uri.startsWith("file:///") && URL.canParse(uri) && !/%(?:2f|5c)/i.test(uri)
  return isFile ? uriOfFile(fileURLToPath(uri)) : uri
}
