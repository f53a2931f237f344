import { readFileSync, realpathSync, statSync } from "node:fs"
import { extname, isAbsolute, join, relative } from "node:path"

/** The image that a text names by a relative path, as a `data:` URL; undefined when it can't be had. */
export type ImageReader = (path: string) => string | undefined

const types: Readonly<Record<string, string>> = {
  ".avif": "image/avif",
  ".gif": "image/gif",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
}
const largest = 20_000_000

/** Reads the images that lie beside a notebook or below, so that a page can hold them. */
export function imageReader(folder: string): ImageReader {
  return (path) => {
    if (/^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(path)) return undefined
    const named = join(folder, decoded(path.split(/[?#]/, 1)[0] ?? ""))
    const type = types[extname(named).toLowerCase()]
    return type === undefined ? undefined : readWithin(folder, named, type)
  }
}

function readWithin(folder: string, named: string, type: string): string | undefined {
  try {
    const file = realpathSync(named)
    const within = relative(realpathSync(folder), file)
    // A notebook of somebody else's names no other files of this machine, and leads to none by links.
    if (within.startsWith("..") || isAbsolute(within)) return undefined
    const found = statSync(file)
    if (!found.isFile() || found.size > largest) return undefined
    return `data:${type};base64,${readFileSync(file).toString("base64")}`
  } catch {
    // It isn't there, may not be read, or no file can have such a name: the text names it then, and the page is whole.
    return undefined
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch (error) {
    // A lone % is part of a name.
    if (error instanceof URIError) return path
    throw error
  }
}
