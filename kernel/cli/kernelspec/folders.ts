import { join, resolve } from "node:path"
import { UsageError } from "../exit.ts"
import { thisMachine, type Machine } from "./machine.ts"
import { pythonPrefix } from "./pythonPrefix.ts"

/** Which of the folders in which Jupyter looks for kernels; the user's when none is named. */
export interface FolderChoice {
  user?: boolean
  sysPrefix?: boolean
  /** A folder such as `/usr/local`, in which `share/jupyter` is. */
  prefix?: string
}

/**
 * The folder of kernels that was chosen; it need not be there yet.
 * @throws {UsageError} when more than one was chosen, or there is no Python environment for `--sys-prefix`
 */
export async function kernelsFolder(choice: FolderChoice, machine: Machine = thisMachine): Promise<string> {
  const { user = false, sysPrefix = false, prefix } = choice
  if ([user, sysPrefix, prefix !== undefined].filter(Boolean).length > 1) {
    throw new UsageError("Choose one of --user, --sys-prefix and --prefix.")
  }
  if (prefix !== undefined) return inPrefix(resolve(prefix))
  if (sysPrefix) return inPrefix(await pythonPrefix(machine))
  return join(userDataFolder(machine), "kernels")
}

function inPrefix(prefix: string): string {
  return join(prefix, "share", "jupyter", "kernels")
}

/** Where Jupyter keeps a user's data, as its package `jupyter_core` finds it. */
export function userDataFolder(machine: Machine): string {
  const { platform, environment, home } = machine
  if (environment["JUPYTER_DATA_DIR"]) return resolve(environment["JUPYTER_DATA_DIR"])
  if (platform === "darwin") {
    return join(
      home,
      "Library",
      isSet(environment["JUPYTER_PLATFORM_DIRS"]) ? "Application Support/jupyter" : "Jupyter",
    )
  }
  if (platform === "win32") return windowsDataFolder(machine)
  return join(environment["XDG_DATA_HOME"] || join(home, ".local", "share"), "jupyter")
}

function windowsDataFolder({ environment, home }: Machine): string {
  if (isSet(environment["JUPYTER_PLATFORM_DIRS"])) {
    return join(environment["LOCALAPPDATA"] || join(home, "AppData", "Local"), "jupyter")
  }
  if (environment["APPDATA"]) return join(environment["APPDATA"], "jupyter")
  return join(environment["JUPYTER_CONFIG_DIR"] || join(home, ".jupyter"), "data")
}

const offWords: ReadonlySet<string> = new Set(["no", "n", "false", "off", "0", "0.0"])

/** Jupyter's own reading of a switch in the environment: empty is on. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && !offWords.has(value.toLowerCase())
}
