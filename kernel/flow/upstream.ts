import type { TaskOptions } from "../cell/directive/index.ts"
import { isFailure, isSuccess, type State } from "./state.ts"

/** How a task ended, for those that wait for it. */
export interface TaskEnd {
  state: State
  /** It failed or was cancelled, or was skipped since another was. */
  isLost: boolean
}

/** A task that another one waits for, with its end. */
export interface UpstreamEnd extends TaskEnd {
  name: string
  /** It comes before by `after=` alone, and was left out on purpose: it doesn't stand in the way of anything. */
  isDispensable: boolean
}

/** Why a task is skipped. */
export interface SkipReason {
  reason: string
  isLost: boolean
}

/**
 * Whether a task may run, by its `upstream=`, once all that it waits for has ended.
 * @returns why it is skipped; undefined when it runs
 */
export function skipReason(rule: TaskOptions["upstream"], ends: readonly UpstreamEnd[]): SkipReason | undefined {
  const missing = ends.filter(({ state }) => !isSuccess(state))
  const lost = missing.find(({ isLost }) => isLost)
  const because = (end: UpstreamEnd | undefined): SkipReason | undefined =>
    end && { reason: describe(end), isLost: end.isLost }
  switch (rule) {
    case "allSucceeded":
      return because(lost ?? missing.find(({ isDispensable }) => !isDispensable))
    case "noneFailed":
      return because(lost)
    case "oneSucceeded": {
      if (ends.length === 0 || missing.length < ends.length) return undefined
      return { reason: `none of ${ends.map(({ name }) => name).join(", ")} succeeded`, isLost: lost !== undefined }
    }
    case "allDone":
      return undefined
  }
}

/** How a task ended that was brought about; a skipped one wasn't. */
export function endOf(state: State): TaskEnd {
  return { state, isLost: isFailure(state) || state === "cancelled" }
}

function describe({ name, state }: UpstreamEnd): string {
  return `${name} ${state === "skipped" || state === "cancelled" ? `was ${state}` : state}`
}
