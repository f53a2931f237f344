import { isMainThread, Worker, workerData } from "node:worker_threads"
import { Socket } from "node:net"
import { fileURLToPath } from "node:url"
import { pipeDescriptors } from "./kernelPipes.ts"

/**
 * Ends this process (and what it started) as soon as its parent is gone, even while user code keeps the main thread
 * busy: a thread waits for the end of a pipe that only the parent holds.
 */
export function holdLifeline(): void {
  const thread = new Worker(fileURLToPath(import.meta.url), {
    workerData: { lifeline: pipeDescriptors.lifeline },
    // User code is loaded by none of this thread's hooks.
    execArgv: [],
    stdin: false,
  })
  thread.unref()
}

/** Waits with the thread's event loop: a blocking read would hold up the end of the process by `process.exit()`. */
function waitForParentsEnd(descriptor: number): void {
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false })
  pipe.on("error", endProcess)
  pipe.on("end", endProcess)
  pipe.resume()
}

function endProcess(): void {
  // The workers lead process groups of their own, so this ends their children too; Windows has no groups.
  process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL")
}

if (!isMainThread && isLifelineData(workerData)) waitForParentsEnd(workerData.lifeline)

function isLifelineData(data: unknown): data is { lifeline: number } {
  return typeof data === "object" && data !== null && "lifeline" in data && typeof data.lifeline === "number"
}
