import { execFile } from "node:child_process"
import { promisify } from "node:util"

/** The processes that a process started, by their ids. */
export async function childrenOf(parent: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,comm="])
  return stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, command]) => Number(ppid) === parent && command !== "ps")
    .map(([pid]) => Number(pid))
}

/** Waits until a process is gone. */
export async function gone(pid: number): Promise<void> {
  while (isThere(pid)) await new Promise((resolve) => setTimeout(resolve, 20))
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Kills the process that has been started beside others. */
export async function killNew(others: ReadonlySet<number>): Promise<void> {
  const server = (await childrenOf(process.pid)).find((pid) => !others.has(pid))
  if (server === undefined) throw new Error("There is no server to kill")
  process.kill(server, "SIGKILL")
  await gone(server)
}
