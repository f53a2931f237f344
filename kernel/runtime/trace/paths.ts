import { existsSync } from "node:fs"
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path"
import { fileURLToPath } from "node:url"
import { isLink, slashed, storeFolderName } from "./observe.ts"
import { untraced } from "./untraced.ts"

/** The folder of tsnb's own code: the one that holds this file, right below tsnb's package.json. */
export const ownFolder = findOwnFolder(import.meta.dirname)

function findOwnFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const parent = dirname(folder)
    if (parent === folder) return start
    if (existsSync(join(parent, "package.json"))) return folder
  }
}

/** Whether a path is the folder's, or one below it. */
export function isWithin(path: string, folder: string): boolean {
  return (
    path.startsWith(folder) && (path.length === folder.length || path[folder.length] === sep || folder.endsWith(sep))
  )
}

/** The folders above a path, nearest first. */
export function ancestors(path: string): readonly string[] {
  const folders: string[] = []
  for (let folder = dirname(path); folder !== folders.at(-1); folder = dirname(folder)) folders.push(folder)
  return folders
}

const nodeModules = `${sep}node_modules${sep}`

/** The folder of the package in `node_modules` that an absolute path belongs to. */
export function packageFolderOf(path: string): string | undefined {
  const start = path.lastIndexOf(nodeModules)
  if (start < 0) return undefined
  const from = start + nodeModules.length
  const first = endOfSegment(path, from)
  const end = path[from] === "@" ? endOfSegment(path, first + 1) : first
  return path.slice(0, end)
}

function endOfSegment(path: string, from: number): number {
  const end = path.indexOf(sep, from)
  return end < 0 ? path.length : end
}

/** A path as code gives it to `node:fs` (text, bytes or URL), absolute; undefined when it is none. */
export function absolutePath(path: unknown): string | undefined {
  try {
    if (typeof path === "string") return path.includes("\0") ? undefined : resolvePath(path)
    if (path instanceof Uint8Array) return resolvePath(Buffer.from(path).toString())
    return isUrl(path) ? resolve(fileURLToPath(path)) : undefined
  } catch {
    // Not a file's URL, or the working folder is gone: the file function itself tells its caller.
    return undefined
  }
}

const climbs = /[^/]\/+\.\.(?:\/|$)/

/** As the system does it: a `..` behind a link leads out of the folder that the link means. */
function resolvePath(path: string): string {
  return placesBeforeClimbs(path).place ?? resolve(path)
}

/**
 * The places from which a path climbs by `..`, each as it is without one; and where it ends. Both are absolute. Windows takes
 * paths as texts.
 */
export function placesBeforeClimbs(path: string): { before: readonly string[]; place?: string } {
  if (sep !== "/" || !climbs.test(path)) return { before: [] }
  const before: string[] = []
  let place = isAbsolute(path) ? sep : process.cwd()
  for (const segment of path.split(sep)) {
    if (segment === "..") {
      before.push(place)
      place = dirname(isLink(place) ? realPath(place) : place)
    } else place = join(place, segment)
  }
  return { before, place }
}

/** Node takes every object with these two for a URL, such as one of another realm. */
function isUrl(path: unknown): path is URL {
  return typeof path === "object" && path !== null && "href" in path && "protocol" in path
}

/** Absolute paths as a trace writes them, and back; and which of them no trace has. */
export class NotebookPaths {
  readonly folder: string
  /** The same with links resolved. */
  readonly realFolder: string
  readonly #ignored: readonly string[]

  /**
   * @param folder absolute path of the notebook's folder
   * @param ignored absolute paths of more folders whose files aren't traced
   */
  constructor(folder: string, ignored: readonly string[] = []) {
    this.folder = folder
    this.realFolder = realPath(folder)
    const store = [join(folder, storeFolderName), join(this.realFolder, storeFolderName)]
    this.#ignored = [...store, ownFolder, ...ignored]
  }

  /** Relative to the notebook's folder with forward slashes; absolute on another drive. */
  toEntry(path: string): string {
    const base = isWithin(path, this.realFolder) ? this.realFolder : this.folder
    return slashed(relative(base, path)) || "."
  }

  isIgnored(path: string): boolean {
    return isDevice(path) || this.#ignored.some((folder) => isWithin(path, folder))
  }
}

const devices = process.platform === "win32" ? ["\\\\.\\", "\\\\?\\pipe"] : ["/proc", "/dev", "/sys"]

/** Whether what is under a path is the system's doing. Only `/dev/shm` has files, in memory. */
function isDevice(path: string): boolean {
  return devices.some((folder) => isWithin(path, folder)) && !path.startsWith("/dev/shm/")
}

/** The path with all links resolved; as it is when nothing is there. */
export function realPath(path: string): string {
  try {
    return untraced.realpathSync(path)
  } catch {
    // Nothing is there (any more): the name has to do.
    return path
  }
}

/** The absolute path of a trace entry's path. */
export function fromEntry(path: string, folder: string): string {
  return isAbsolute(path) ? path : resolve(folder, path)
}
