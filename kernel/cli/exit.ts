import { isSuccess, type State } from "../flow/state.ts"

/** The command's exit codes. */
export const exitCodes = { completed: 0, failed: 1, wrongUse: 2, cancelled: 130 } as const

/** The command can't do what it was asked to, and says how to ask: nothing was run. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}

/** The exit code that tells how a flow run ended. */
export function exitCodeOf(state: State): number {
  if (isSuccess(state)) return exitCodes.completed
  return state === "cancelled" ? exitCodes.cancelled : exitCodes.failed
}
