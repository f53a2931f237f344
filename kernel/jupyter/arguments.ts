import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { readConnectionFile } from "./connection/connectionFile.ts"
import type { Connection } from "./connection/connection.ts"
import type { Timeouts } from "./lifetime/lifetime.ts"
import { errorMessage } from "../errorMessage.ts"
import { terminalText } from "../session/format/terminalText.ts"
import { checkDataFolder } from "../userFolders.ts"

const wrongUse = 2

/** What a kernel is started with. */
export interface KernelArguments {
  connection: Connection
  /** Absolute path of the file that the connection is from. */
  connectionFile: string
  /** How long it is kept without a front end; absent when it lives as long as its parent. */
  timeouts?: Timeouts
}

/**
 * What the program's arguments say: the connection file, and from tsnb's own front ends `--keep-idle` and
 * `--keep-after-run` with seconds. Ends the process, and says why, when they don't tell, or the
 * user's folder can't be had: there is nobody yet who could be answered.
 */
export function argumentsFrom(given: readonly string[]): KernelArguments {
  try {
    checkDataFolder()
    const { file, timeouts } = parse(given)
    return { connection: readConnectionFile(file), connectionFile: resolve(file), ...(timeouts && { timeouts }) }
  } catch (error) {
    return refuse(error)
  }
}

function parse(given: readonly string[]): { file: string; timeouts?: Timeouts } {
  const seconds = { type: "string" } as const
  const { values, positionals } = parseArgs({
    args: [...given],
    options: { "keep-idle": seconds, "keep-after-run": seconds },
    allowPositionals: true,
  })
  const [file, ...rest] = positionals
  if (file === undefined || rest.length > 0) throw new KernelArgumentsError()
  const [idle, afterWork] = [values["keep-idle"], values["keep-after-run"]].map((value) => Number(value) * 1_000)
  const isKept = idle !== undefined && afterWork !== undefined && idle >= 0 && afterWork >= 0
  return { file, ...(isKept && { timeouts: { idle, afterWork } }) }
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
