import type { KernelClient } from "./kernelClient.ts"

/** A kernel that runs for a notebook. */
export interface RunningKernel {
  readonly client: KernelClient
  /** Absolute path of its connection file, by which it is known in the list of kernels. */
  readonly connectionFile: string
  /** Resolves when the process has ended, with the reason. */
  readonly ended: Promise<string>
  /** Asks the kernel to end, and makes it after two seconds. */
  stop(): Promise<void>
  /** Leaves it to itself: what runs in it goes on, and another window may find it. */
  leave(): void
}

const stopTimeout = 2_000

/**
 * Asks a kernel to end, and makes it when it doesn't.
 * @param ended resolves when its process has ended
 */
export async function stopKernel(client: KernelClient, ended: Promise<string>, kill: () => void): Promise<void> {
  const timer = setTimeout(kill, stopTimeout)
  // Its answer is its end.
  client.request("control", "shutdown_request", { restart: false }).done.catch(() => undefined)
  await ended
  clearTimeout(timer)
}
