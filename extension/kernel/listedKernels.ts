import { readConnectionFile } from "../../kernel/jupyter/connection/connectionFile.ts"
import { isKernelAlive, liveKernels, type ListedKernel } from "../../kernel/jupyter/lifetime/kernelList.ts"
import { version } from "../../kernel/installation.ts"
import { KernelClient, type Content } from "./kernelClient.ts"
import { stopKernel, type RunningKernel } from "./runningKernel.ts"

/** How often is looked whether a kernel still lives that isn't a child of this process, in milliseconds. */
const lookAgain = 500
/** Milliseconds until a kernel that doesn't answer is given up: it runs already. */
const answerTimeout = 3_000

/** What a connection to a kernel tells. */
export interface AttachOptions {
  onComm: (type: string, content: Content) => void
  /** Told a line for the log. */
  log: (line: string) => void
}

/** The kernel of a notebook that no window works with; undefined when there is none of this version. */
export function kernelLeftBehind(notebook: string): ListedKernel | undefined {
  return liveKernels().find(
    (kernel) => kernel.notebook === notebook && !kernel.isAttended && kernel.version === version,
  )
}

/** Whether a run or a cell goes on in a kernel. */
export function isWorking({ connectionFile }: Pick<RunningKernel, "connectionFile">): boolean {
  return liveKernels().some((kernel) => kernel.connectionFile === connectionFile && kernel.isWorking)
}

/**
 * Connects to a kernel that runs already.
 * @returns undefined when it doesn't answer
 */
export async function attachKernel(
  kernel: ListedKernel,
  { onComm, log }: AttachOptions,
): Promise<RunningKernel | undefined> {
  const client = connect(kernel, onComm, log)
  if (!client) return undefined
  const ended = endOf(kernel)
  void ended.then((reason) => client.close(`The kernel ended (${reason})`))
  const timer = setTimeout(() => client.close("The kernel doesn't answer"), answerTimeout)
  try {
    await client.ready()
  } catch (error) {
    log(`The kernel ${kernel.process.pid} can't be gone on with: ${String(error)}`)
    return undefined
  } finally {
    clearTimeout(timer)
  }
  return {
    client,
    connectionFile: kernel.connectionFile,
    ended,
    stop: () => stopKernel(client, ended, () => killKernel(kernel)),
    leave: () => client.close("The window has left the kernel"),
  }
}

/** Ends a kernel with all that runs in it: in order where it answers. */
export async function endKernel(kernel: ListedKernel, log: (line: string) => void): Promise<void> {
  const client = connect(kernel, () => undefined, log)
  try {
    if (client) await stopKernel(client, endOf(kernel), () => killKernel(kernel))
    else killKernel(kernel)
  } finally {
    client?.close("The kernel was ended")
  }
}

function connect(
  kernel: ListedKernel,
  onComm: AttachOptions["onComm"],
  log: (line: string) => void,
): KernelClient | undefined {
  try {
    return new KernelClient(readConnectionFile(kernel.connectionFile), onComm, (error) =>
      log(`A message was dropped: ${String(error)}`),
    )
  } catch (error) {
    log(`The kernel ${kernel.process.pid} can't be reached: ${String(error)}`)
    return undefined
  }
}

function killKernel(kernel: ListedKernel): void {
  if (isKernelAlive(kernel)) process.kill(kernel.process.pid, "SIGKILL")
}

/** The operating system tells the end of children only. */
function endOf(kernel: ListedKernel): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const timer = setInterval(() => {
    if (isKernelAlive(kernel)) return
    clearInterval(timer)
    resolve("its process is gone")
  }, lookAgain)
  timer.unref()
  return promise
}
