import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { UsageError } from "../exit.ts"
import type { Machine } from "./machine.ts"

const execute = promisify(execFile)

/** Milliseconds that Python may take to start. */
const timeout = 20_000

/**
 * The folder of the Python environment that is active, else of the Python that is found first.
 * @throws {UsageError} when there is neither
 */
export async function pythonPrefix({ platform, environment }: Machine): Promise<string> {
  const active = environment["VIRTUAL_ENV"] || environment["CONDA_PREFIX"]
  if (active) return active
  for (const command of platform === "win32" ? ["python", "py"] : ["python3", "python"]) {
    const prefix = await prefixOf(command, environment)
    if (prefix) return prefix
  }
  throw new UsageError(
    "There is no Python environment for --sys-prefix: none is active (VIRTUAL_ENV, CONDA_PREFIX), and there is no " +
      "Python. Activate one, name its folder with --prefix, or install for the user with --user.",
  )
}

/** @returns undefined when there is no such Python, or when it doesn't work */
async function prefixOf(command: string, environment: Machine["environment"]): Promise<string | undefined> {
  try {
    const code = "import sys; sys.stdout.reconfigure(encoding='utf-8'); print(sys.prefix)"
    // As spawn takes it, which knows no read-only record.
    const env = { ...environment }
    const { stdout } = await execute(command, ["-c", code], { timeout, windowsHide: true, env })
    return stdout.trim()
  } catch {
    return undefined
  }
}
