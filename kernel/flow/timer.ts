/** The longest delay that Node's timers can keep, in milliseconds: some 25 days. They take a longer one for none. */
const longest = 2 ** 31 - 1

/**
 * Calls back once, after any number of milliseconds.
 * @returns stops the timer
 */
export function startTimer(milliseconds: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout
  const wait = (left: number): void => {
    timer = left > longest ? setTimeout(() => wait(left - longest), longest) : setTimeout(callback, left)
  }
  wait(milliseconds)
  return () => clearTimeout(timer)
}

/**
 * Waits for any number of milliseconds.
 * @throws the signal's reason when it is aborted first
 */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stop = startTimer(milliseconds, resolve)
  const abort = (): void => reject(signal.reason)
  signal.addEventListener("abort", abort, { once: true })
  try {
    await promise
  } finally {
    stop()
    signal.removeEventListener("abort", abort)
  }
}

/** What a promise gives, or undefined when that takes longer. Its late failure is nobody's concern any more. */
export async function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const stop = startTimer(milliseconds, () => resolve(undefined))
  try {
    return await Promise.race([promise, late])
  } finally {
    stop()
  }
}
