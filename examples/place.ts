import { existsSync, readdirSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join, sep } from "node:path"

/** What it depends on where things are found on a machine. */
export interface Place {
  platform: NodeJS.Platform
  /** The processor: `x64`, `arm64`, … */
  processor: string
  environment: Readonly<Record<string, string | undefined>>
  /** The user's home folder. */
  home: string
  /** Where absolute paths begin: `/`, other than in tests. */
  root: string
  /** The folder of the notebook. */
  notebook: string
}

/** This machine. */
export const thisPlace: Place = {
  platform: process.platform,
  processor: process.arch,
  environment: process.env,
  home: homedir(),
  root: "/",
  notebook: import.meta.dirname,
}

/** Where tsnb keeps what can be fetched again, by the custom of the operating system. */
export function cacheFolder({ platform, environment, home }: Place): string {
  if (platform === "win32") return join(environment["LOCALAPPDATA"] || join(home, "AppData", "Local"), "tsnb", "cache")
  if (platform === "darwin") return join(home, "Library", "Caches", "tsnb")
  return join(environment["XDG_CACHE_HOME"] || join(home, ".cache"), "tsnb")
}

/**
 * The files that a pattern matches, highest version first. A `*` stands for the rest of a folder's name, as in
 * `/usr/lib/python3.*\/site-packages`.
 */
export function matchingFiles(pattern: string): string[] {
  const star = pattern.indexOf("*")
  if (star === -1) return existsSync(pattern) ? [pattern] : []
  const folder = dirname(pattern.slice(0, star + 1))
  const start = pattern.slice(folder.endsWith(sep) ? folder.length : folder.length + 1, star)
  const rest = pattern.slice(star + 1)
  return namesIn(folder)
    .filter((name) => name.startsWith(start))
    .toSorted((left, right) => right.localeCompare(left, "en", { numeric: true }))
    .flatMap((name) => matchingFiles(join(folder, name) + rest))
}

const nothingToList: ReadonlySet<unknown> = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM"])

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (error instanceof Error && "code" in error && nothingToList.has(error.code)) return []
    throw error
  }
}
