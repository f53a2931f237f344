import { runtimeBridge } from "./bridge.ts"

/** The run that a cell is part of. */
export const run = {
  /**
   * Aborted when the cell's attempt is cancelled or out of time, a little before its process is killed: to be handed to what the
   * cell waits for, such as `fetch(url, { signal: run.signal })`.
   */
  get signal(): AbortSignal {
    return runtimeBridge().signal()
  },
} as const
