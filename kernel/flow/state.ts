/** Where a flow run or a task run stands. */
export type State =
  | "pending"
  | "queued"
  | "running"
  | "retrying"
  | "completed"
  | "cached"
  | "failed"
  | "timedOut"
  | "crashed"
  | "cancelled"
  | "skipped"

const terminalStates: ReadonlySet<State> = new Set([
  "completed",
  "cached",
  "failed",
  "timedOut",
  "crashed",
  "cancelled",
  "skipped",
])

const failedStates: ReadonlySet<State> = new Set(["failed", "timedOut", "crashed"])

/** True when nothing more happens to a run in this state. */
export function isTerminal(state: State): boolean {
  return terminalStates.has(state)
}

/** True when the run ended with its values available to readers. */
export function isSuccess(state: State): boolean {
  return state === "completed" || state === "cached"
}

/** True when the run ended in an error of its own (not cancelled, not skipped). */
export function isFailure(state: State): boolean {
  return failedStates.has(state)
}

const followers: Readonly<Record<State, readonly State[]>> = {
  pending: [
    "queued",
    "running",
    "retrying",
    "completed",
    "cached",
    "failed",
    "cancelled",
    "skipped",
    "crashed",
    "timedOut",
  ],
  queued: ["running", "cancelled", "skipped", "crashed", "failed", "cached"],
  running: ["completed", "retrying", "failed", "timedOut", "crashed", "cancelled", "skipped"],
  // A task whose plain cells' process died is retried before its results are looked for.
  retrying: ["queued", "running", "completed", "cached", "failed", "timedOut", "cancelled", "crashed", "skipped"],
  completed: [],
  cached: [],
  failed: [],
  timedOut: [],
  crashed: [],
  cancelled: [],
  skipped: [],
}

/** Whether a text, from another process say, is the name of a state. */
export function isState(text: string): text is State {
  return Object.hasOwn(followers, text)
}

/**
 * The state after a change was reported: `next` when it may follow `current`, else `current`.
 * Terminal states win, so a late or repeated report changes nothing.
 */
export function nextState(current: State, next: State): State {
  return followers[current].includes(next) ? next : current
}

/**
 * The state of a flow run from those of its task runs, once all of them are terminal.
 * A failure outranks a cancellation, since it is what the reader has to mend.
 */
export function flowOutcome(states: Iterable<State>): State {
  let cancelled = false
  for (const state of states) {
    if (isFailure(state)) return "failed"
    if (state === "cancelled") cancelled = true
  }
  return cancelled ? "cancelled" : "completed"
}
