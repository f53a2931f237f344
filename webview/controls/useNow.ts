import { useSyncExternalStore } from "react"

/** Milliseconds. */
const interval = 500

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = Date.now()

/** One clock for all: what is shown of many tasks then changes together. */
function listen(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = Date.now()
    timer = setInterval(() => {
      now = Date.now()
      for (const one of listeners) one()
    }, interval)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}

/** The time in milliseconds since 1970, brought up to date twice a second as long as something goes on. */
export function useNow(isGoingOn: boolean): number {
  return useSyncExternalStore(isGoingOn ? listen : neverAgain, () => now)
}

function neverAgain(): () => void {
  return () => undefined
}
