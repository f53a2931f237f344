import { isMainThread, Worker, workerData } from "node:worker_threads"
import { readSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** File descriptor of the pipe whose other end the parent holds open as long as it lives. */
export const lifelineDescriptor = 4

/**
 * Ends this process (and what it started) as soon as its parent is gone, even while user code keeps the main thread
 * busy: a thread waits for the end of a pipe that only the parent holds.
 */
export function holdLifeline(): void {
  const thread = new Worker(fileURLToPath(import.meta.url), {
    workerData: { lifeline: lifelineDescriptor },
    // User code is loaded by none of this thread's hooks.
    execArgv: [],
    stdin: false,
  })
  thread.unref()
}

function waitForParentsEnd(descriptor: number): void {
  const buffer = Buffer.alloc(1)
  for (;;) {
    try {
      if (readSync(descriptor, buffer) === 0) break
    } catch (error) {
      if (error instanceof Error && "code" in error && (error.code === "EAGAIN" || error.code === "EINTR")) continue
      break
    }
  }
  // The workers lead process groups of their own, so this ends their children too; Windows has no groups.
  process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL")
}

if (!isMainThread && isLifelineData(workerData)) waitForParentsEnd(workerData.lifeline)

function isLifelineData(data: unknown): data is { lifeline: number } {
  return typeof data === "object" && data !== null && "lifeline" in data && typeof data.lifeline === "number"
}
