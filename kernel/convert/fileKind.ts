import { extname } from "node:path"

/** What a notebook can be read from, and written as. */
export const fileKinds = ["tsnb", "ipynb", "html", "ts"] as const

/** A kind of file, by its ending. */
export type FileKind = (typeof fileKinds)[number]

/** The kinds that a notebook can be read from: the others don't hold all of it. */
export const sourceKinds: readonly FileKind[] = ["tsnb", "ipynb"]

/** The kind of a file by its ending, whatever its case; undefined for other endings. */
export function kindOfFile(path: string): FileKind | undefined {
  const ending = extname(path).slice(1).toLowerCase()
  const known = ending === "htm" ? "html" : ending === "mts" ? "ts" : ending
  return fileKinds.find((kind) => kind === known)
}
