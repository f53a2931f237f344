import { readConnectionFile } from "./connection/connectionFile.ts"
import type { Connection } from "./connection/connection.ts"
import { errorMessage } from "../errorMessage.ts"
import { terminalText } from "../session/format/terminalText.ts"
import { checkDataFolder } from "../userFolders.ts"

const wrongUse = 2

/**
 * Where the kernel shall listen, by the program's arguments. Ends the process, and says why, when they don't tell, or the
 * user's folder can't be had: there is nobody yet who could be answered.
 */
export function connectionFrom([file, ...rest]: readonly string[]): Connection {
  try {
    checkDataFolder()
    if (file === undefined || rest.length > 0) throw new KernelArgumentsError()
    return readConnectionFile(file)
  } catch (error) {
    return refuse(error)
  }
}

/** Ends the process because it can't be a kernel. */
export function refuse(error: unknown): never {
  process.stderr.write(`tsnb: ${terminalText(errorMessage(error))}\n`)
  process.exit(wrongUse)
}

class KernelArgumentsError extends Error {
  override readonly name = "KernelArgumentsError"

  constructor() {
    super(
      "The kernel takes one argument: the connection file that a front end wrote. Start it from Jupyter or VS Code.",
    )
  }
}
