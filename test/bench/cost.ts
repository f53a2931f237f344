import { execFile } from "node:child_process"
import { promisify } from "node:util"

/** What a command took, in seconds. */
export interface Cost {
  seconds: number
  /** Of all processes that it started and that have ended, user and system. */
  processor: number
}

const execute = promisify(execFile)

/** Runs a command line of the shell in a folder. Time of the processor says more than the clock on a busy machine. */
export async function costOf(command: string, folder: string): Promise<Cost> {
  const { stderr } = await execute("bash", ["-c", `TIMEFORMAT='%R %U %S'; time { ${command}; }`], {
    cwd: folder,
    maxBuffer: 1 << 28,
  })
  const [seconds = NaN, user = NaN, system = NaN] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number)
  return { seconds, processor: user + system }
}
