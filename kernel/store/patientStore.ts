import { setTimeout as pause } from "node:timers/promises"
import type { FlowStore } from "../flow/ports.ts"
import { StoreBusyError } from "./errors.ts"
import { busyTimeout } from "./sqliteErrors.ts"
import type { Store } from "./store.ts"

/** How long SQLite may block the thread while another process has the store locked, in milliseconds. */
export const shortWait = 100
/** Between two tries the event loop has at least so many milliseconds. */
const shortestPause = 50

/**
 * Tries again and again while another process has the store locked, and leaves the event loop free in between.
 * @param action one that changes nothing when it fails
 * @param limit how long to go on, in milliseconds
 * @throws {StoreBusyError} when the store is locked for longer
 */
export async function patiently<Result>(action: () => Result, limit: number = busyTimeout): Promise<Result> {
  const giveUpAt = performance.now() + limit
  for (;;) {
    try {
      return action()
    } catch (error) {
      if (!(error instanceof StoreBusyError)) throw error
      if (performance.now() >= giveUpAt) throw new StoreBusyError(error.file, limit, error)
    }
    await pause(shortestPause * (1 + Math.random()))
  }
}

/**
 * A store as the engine uses it.
 * @param store one that was opened with a short wait
 * @param limit how long to wait for other processes, in milliseconds
 */
export function patientStore(store: Store, limit: number = busyTimeout): FlowStore {
  return {
    startRun: (run, events) => patiently(() => store.startRun(run, events), limit),
    record: (run, events, entries) => patiently(() => store.record(run, events, entries), limit),
    abandon: (run, error) => patiently(() => store.abandon(run, error), limit),
    candidates: (key) => patiently(() => store.candidates(key), limit),
    earlierTasks: (run, task) => store.earlierTasks(run, task),
    latestEntry: (notebook, task) => store.latestEntry(notebook, task),
    elementEntries: (notebook, task) => store.elementEntries(notebook, task),
    lastEnd: (notebook, name, except, fingerprint) => store.lastEnd(notebook, name, except, fingerprint),
    dropResult: (hash) => patiently(() => store.dropResult(hash), limit),
    isIntact: (value) => store.isIntact(value),
  }
}
