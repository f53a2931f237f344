import { exitCodes } from "./exit.ts"

/** On Windows SIGBREAK is Ctrl-Break, and SIGHUP the window being closed. */
const signalNames: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"]

/**
 * Within so many milliseconds the same signal counts once: npm and the launcher on another Node pass Ctrl-C on to a
 * process that the terminal has told already.
 */
const sameSignal = 250

/** Where signals come from; `process`, outside of tests. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown
  off(signal: NodeJS.Signals, listener: () => void): unknown
}

/** What people are told of a cancellation: only who pressed a key can press it again. */
export function cancelNote(signal: NodeJS.Signals): string {
  return signal === "SIGINT" ? "cancelling…, press Ctrl-C again to stop at once" : "cancelling…"
}

export interface SignalOptions {
  source: SignalSource
  /** Milliseconds from any start. */
  now: () => number
  /** Told of the first signal, which cancels. */
  onCancel: (signal: NodeJS.Signals) => void
  /** Ends the process at once, at the second signal. */
  exit: (code: number) => void
}

/**
 * Turns the first signal into a cancellation, and the second into an end at once. A terminal that closes and a container that
 * stops send several of one meaning: SIGHUP, before or after SIGTERM, asks for nothing more. Dispose of it when nothing runs.
 */
export function cancelOnSignals({ source, now, onCancel, exit }: SignalOptions): Disposable & { signal: AbortSignal } {
  const controller = new AbortController()
  let last = { name: "", time: 0 }
  const heard = new Set<string>()
  const listeners = signalNames.map((name) => {
    const listener = (): void => {
      const time = now()
      const isEcho = last.name === name && time - last.time < sameSignal
      if (isEcho) return
      last = { name, time }
      const isMore = name !== "SIGHUP" && !(name === "SIGTERM" && heard.size === 1 && heard.has("SIGHUP"))
      heard.add(name)
      if (controller.signal.aborted) return isMore ? exit(exitCodes.cancelled) : undefined
      onCancel(name)
      controller.abort()
    }
    source.on(name, listener)
    return { name, listener }
  })
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const { name, listener } of listeners) source.off(name, listener)
    },
  }
}
