import { Worker, type Transferable } from "node:worker_threads"
import { pipeDescriptors } from "./kernelPipes.ts"

/** What a thread does with the text that comes on the pipe, beside waiting for its end. */
export interface LifelineDuty<Data> {
  /** Runs in the thread by its text alone, so that it uses nothing from around it. */
  hear(data: Data): (text: string) => void
  data: Data
  transfer: readonly Transferable[]
}

/**
 * Ends this process (and what it started) as soon as its parent is gone, even while user code keeps the main thread
 * busy: a thread waits for the end of a pipe that only the parent holds.
 */
export function holdLifeline<Data>(duty?: LifelineDuty<Data>): void {
  // The workers lead process groups of their own, so this ends their children too; Windows has no groups.
  const target = process.platform === "win32" ? process.pid : -process.pid
  const hear = duty ? `(${duty.hear.toString()})(require("node:worker_threads").workerData)` : "undefined"
  const thread = new Worker(`(${waitForParentsEnd.toString()})(${pipeDescriptors.lifeline}, ${target}, ${hear})`, {
    eval: true,
    // User code is loaded by none of this thread's hooks.
    execArgv: [],
    stdin: false,
    ...(duty && { workerData: duty.data, transferList: [...duty.transfer] }),
  })
  thread.unref()
}

/**
 * Runs in the thread by its text alone, so that it uses nothing from around it. It waits with the thread's event loop: a
 * blocking read would hold up the end of the process by `process.exit()`.
 */
function waitForParentsEnd(descriptor: number, target: number, hear?: (text: string) => void): void {
  const { Socket } = process.getBuiltinModule("node:net")
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false })
  const endProcess = (): boolean => process.kill(target, "SIGKILL")
  pipe.on("error", endProcess)
  pipe.on("end", endProcess)
  if (hear) pipe.setEncoding("utf8").on("data", hear)
  else pipe.resume()
}
