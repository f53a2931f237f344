import { existsSync, readFileSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { cacheFolder, matchingFiles, thisPlace, type Place } from "./place.ts"
import { pythonPackages } from "./pythonPackages.ts"
import { XGBoostLibraryError } from "./xgboostLibraryError.ts"

/** XGBoost's library as it was found. */
export interface Library {
  file: string
  /** Whose it is, for people to read: `Python's`, `the system's`, … */
  origin: string
  /** As in `3.4.1`, where a file beside the library tells. */
  version?: string
}

/** The release that the setup step fetches. */
export const fetchedVersion = "3.4.1"

/** The folder that the setup step unpacks that release into. */
export function fetchedFolder(place: Place): string {
  return join(cacheFolder(place), `xgboost-${fetchedVersion}-${place.platform}-${place.processor}`)
}

/**
 * Looks for XGBoost's library: what `XGBOOST_LIBRARY` names, then the system's, that of a Python environment or Homebrew,
 * then what the setup step fetched before.
 * @throws {XGBoostLibraryError} when `XGBOOST_LIBRARY` names no file
 */
export function findLibrary(place: Place = thisPlace): Library | undefined {
  const named = place.environment["XGBOOST_LIBRARY"]
  if (named) {
    if (!statSync(named, { throwIfNoEntry: false })?.isFile()) {
      throw new XGBoostLibraryError(`XGBOOST_LIBRARY is ${named}, and no such file is there. Correct it, or unset it.`)
    }
    return { file: named, origin: "XGBOOST_LIBRARY's" }
  }
  return firstUsable([
    { origin: "the system's", patterns: systemFiles(place) },
    { origin: "Python's", patterns: pythonFiles(place) },
    { origin: "Homebrew's", patterns: homebrewFiles(place) },
    { origin: "the fetched one", patterns: [inPackages(fetchedFolder(place), place)] },
  ])
}

/** Debian's `libxgboost0`: an old release, so it is only the last resort. */
export function findDebianLibrary(place: Place = thisPlace): Library | undefined {
  if (place.platform !== "linux") return undefined
  const pattern = join(place.root, "usr", "lib", "*", "libxgboost.so.0")
  return firstUsable([{ origin: "Debian's", patterns: [pattern] }])
}

function firstUsable(searches: readonly { origin: string; patterns: readonly string[] }[]): Library | undefined {
  for (const { origin, patterns } of searches) {
    for (const file of patterns.flatMap(matchingFiles)) {
      const version = versionBeside(file)
      if (version === undefined) return { file, origin }
      if (Number.parseInt(version, 10) >= 3) return { file, origin, version }
    }
  }
  return undefined
}

/** A Python package has its version in a file: what is too old needn't be loaded to know that. */
function versionBeside(file: string): string | undefined {
  const path = join(dirname(dirname(file)), "VERSION")
  return existsSync(path) ? readFileSync(path, "utf8").trim() : undefined
}

function fileName({ platform }: Place): string {
  if (platform === "win32") return "xgboost.dll"
  return platform === "darwin" ? "libxgboost.dylib" : "libxgboost.so"
}

/** The library inside the package `xgboost` of a folder such as `site-packages`. */
function inPackages(folder: string, place: Place): string {
  return join(folder, "xgboost", "lib", fileName(place))
}

function systemFiles(place: Place): string[] {
  if (place.platform === "win32") return []
  return ["usr/local/lib", "usr/lib64", "usr/lib"].map((folder) => join(place.root, folder, fileName(place)))
}

function homebrewFiles(place: Place): string[] {
  if (place.platform === "win32") return []
  const prefixes = place.platform === "darwin" ? ["opt/homebrew", "usr/local"] : ["home/linuxbrew/.linuxbrew"]
  return prefixes.map((prefix) => join(place.root, prefix, "opt/xgboost/lib", fileName(place)))
}

function pythonFiles(place: Place): string[] {
  const conda = place.environment["CONDA_PREFIX"]
  const condaFolder = place.platform === "win32" ? join("Library", "bin") : "lib"
  return [
    ...pythonPackages(place).map((folder) => inPackages(folder, place)),
    ...(conda ? [join(conda, condaFolder, fileName(place))] : []),
  ]
}
