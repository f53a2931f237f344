import { homedir } from "node:os"
import { join } from "node:path"
import { errorMessage } from "./errorMessage.ts"
import { makeFolder } from "./makeFolder.ts"

/**
 * Where tsnb keeps what belongs to a person rather than to a notebook: the environment variable TSNB_DATA_DIR, else
 * where the operating system wants such things.
 */
export function userDataFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const asked = environment["TSNB_DATA_DIR"]
  if (asked) return asked
  if (platform === "win32") return join(environment["APPDATA"] || join(home, "AppData", "Roaming"), "tsnb")
  if (platform === "darwin") return join(home, "Library", "Application Support", "tsnb")
  return join(environment["XDG_DATA_HOME"] || join(home, ".local", "share"), "tsnb")
}

/** The folder that TSNB_DATA_DIR names can't be had. */
export class DataFolderError extends Error {
  override readonly name = "DataFolderError"
}

/**
 * Makes the folder that TSNB_DATA_DIR names, if it names one: who chose it should hear at once that it can't be.
 * @throws {DataFolderError} when it can't be made
 */
export function checkDataFolder(environment: NodeJS.ProcessEnv = process.env): void {
  const asked = environment["TSNB_DATA_DIR"]
  if (!asked) return
  try {
    makeFolder(asked)
  } catch (error) {
    const what = `The folder ${asked}, which the environment variable TSNB_DATA_DIR names, can't be made`
    throw new DataFolderError(`${what}: ${errorMessage(error)}. Choose another one, or unset the variable.`, {
      cause: error,
    })
  }
}

/** Where tsnb keeps what can be made again: below TSNB_DATA_DIR when that is set, else by the operating system's custom. */
export function userCacheFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const asked = environment["TSNB_DATA_DIR"]
  if (asked) return join(asked, "cache")
  if (platform === "win32") return join(environment["LOCALAPPDATA"] || join(home, "AppData", "Local"), "tsnb", "cache")
  if (platform === "darwin") return join(home, "Library", "Caches", "tsnb")
  return join(environment["XDG_CACHE_HOME"] || join(home, ".cache"), "tsnb")
}
