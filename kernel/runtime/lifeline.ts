import { Worker, type Transferable } from "node:worker_threads"
import { pipeDescriptors } from "./kernelPipes.ts"

/** The workers lead process groups of their own, so a signal to it ends their children too; Windows has no groups. */
const group = process.platform === "win32" ? process.pid : -process.pid
/** As it is before user code can replace it. */
const kill = process.kill.bind(process)

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
  const hear = duty ? `(${duty.hear.toString()})(require("node:worker_threads").workerData)` : "undefined"
  const thread = new Worker(`(${waitForParentsEnd.toString()})(${pipeDescriptors.lifeline}, ${group}, ${hear})`, {
    eval: true,
    // User code is loaded by none of this thread's hooks.
    execArgv: [],
    stdin: false,
    ...(duty && { workerData: duty.data, transferList: [...duty.transfer] }),
  })
  thread.unref()
}

/** Ends this process and what it started, as the lifeline's thread does: for a main thread that learns first of its parent's end. */
export function endWithParent(): void {
  kill(group, "SIGKILL")
}

/**
 * Whether this process has lost its parent, which the lifeline's thread may not know yet, as when it is still starting.
 * @param parent id of the parent's process
 */
export function isOrphanOf(parent: number | undefined): boolean {
  // Windows gives the children of a process that has ended to no other.
  return process.ppid !== parent
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
