import type { State } from "../../kernel/flow/state.ts"

/** The product icon that stands for each state, by its name in VS Code. */
export const stateIcons: Readonly<Record<State, string>> = {
  pending: "clock",
  queued: "clock",
  running: "sync~spin",
  retrying: "history",
  completed: "pass",
  cached: "archive",
  failed: "error",
  timedOut: "watch",
  crashed: "flame",
  cancelled: "circle-slash",
  skipped: "debug-step-over",
}
