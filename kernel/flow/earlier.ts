import type { ValueReference } from "../model/valueReference.ts"
import { hasSameParameters } from "./sameParameters.ts"
import type { FlowPlan } from "./context.ts"
import type { CacheEntry, FlowStore } from "./ports.ts"
import type { TaskRunName } from "./events.ts"

/** A task run as an earlier flow run had it. */
export interface EarlierTaskRun {
  /** Id of the flow run. */
  run: string
  name: TaskRunName
  /** Whether it gave results. */
  succeeded: boolean
  /** What is kept of it; absent when another run's equal results took its place, or it was removed. */
  entry?: CacheEntry
  /** Of its element, by `elementFingerprint`. */
  fingerprint?: string
  /** Hash of the task's code, as the notebook's text had it. */
  code?: string
  /** When its last attempt began, in milliseconds since 1970; absent when none did. */
  attemptedAt?: number
}

/** What an earlier flow run had of a task: one task run, or one for each element that it came to. */
export interface EarlierTask {
  run: string
  parameters: Readonly<Record<string, unknown>>
  /** When the run began, in milliseconds since 1970, where the task was to run whatever the cache held. */
  forcedAt?: number
  taskRuns: readonly EarlierTaskRun[]
}

/** A task run of the runs that the present one goes on from. */
export interface TaskRunThen extends EarlierTaskRun {
  /** Whether that flow run had the same parameters. */
  hadSameParameters: boolean
}

/** Tells one element of a loop's list from another; enough of its hash for that. */
export function elementFingerprint({ hash }: Pick<ValueReference, "hash">): string {
  return hash.slice(0, 12)
}

/**
 * For each element of a list the same one of an earlier list: the equal one in the same place, else an equal one in another,
 * each at most once.
 */
export function matchElements<Earlier extends { index: number; fingerprint?: string | undefined }>(
  fingerprints: readonly string[],
  earlier: readonly Earlier[],
): (Earlier | undefined)[] {
  const inPlace = new Map(earlier.map((one) => [one.index, one]))
  const matches = fingerprints.map((fingerprint, index) => {
    const one = inPlace.get(index)
    return one?.fingerprint === fingerprint ? one : undefined
  })
  const taken = new Set(matches)
  const left = Map.groupBy(
    earlier.filter((one) => !taken.has(one)),
    ({ fingerprint }) => fingerprint,
  )
  for (const list of left.values()) list.reverse()
  return matches.map((match, index) => match ?? left.get(fingerprints[index])?.pop())
}

/** The task runs of the flow runs that the present one goes on from: of each the newest that was begun. */
export class EarlierRuns {
  readonly #plan: Pick<FlowPlan, "rerunOf" | "parameters">
  readonly #store: Pick<FlowStore, "earlierTasks">
  /** For the elements of a loop, which all ask the same. */
  readonly #notBefore = new Map<string, number | undefined>()

  constructor(plan: Pick<FlowPlan, "rerunOf" | "parameters">, store: Pick<FlowStore, "earlierTasks">) {
    this.#plan = plan
    this.#store = store
  }

  /** A task's that is no loop. */
  ofTask(task: string): TaskRunThen | undefined {
    for (const level of this.#levels(task)) {
      const found = level.taskRuns.find(({ name }) => name.element === undefined)
      if (found) return { ...found, hadSameParameters: hasSameParameters(level.parameters, this.#plan.parameters) }
    }
    return undefined
  }

  /** A loop's, for each of its present elements. */
  ofElements(task: string, elements: readonly ValueReference[]): readonly (TaskRunThen | undefined)[] {
    const found: (TaskRunThen | undefined)[] = elements.map(() => undefined)
    const fingerprints = elements.map(elementFingerprint)
    for (const level of this.#levels(task)) {
      const hadSameParameters = hasSameParameters(level.parameters, this.#plan.parameters)
      const earlier = level.taskRuns.flatMap((taskRun) =>
        taskRun.name.element === undefined
          ? []
          : [{ index: taskRun.name.element, fingerprint: taskRun.fingerprint, taskRun }],
      )
      for (const [index, match] of matchElements(fingerprints, earlier).entries()) {
        if (match) found[index] ??= { ...match.taskRun, hadSameParameters }
      }
    }
    return found
  }

  /**
   * A loop's, for single elements, where that can be told without the rest of their list.
   * @returns what finds an element; it gives undefined where an equal one was in another place, which may be another's
   */
  ofSingleElements(
    task: string,
  ): (index: number, element: ValueReference) => { before: TaskRunThen | undefined } | undefined {
    const levels = this.#levels(task).map(({ taskRuns, parameters }) => ({
      equal: Map.groupBy(taskRuns, ({ fingerprint }) => fingerprint),
      hadSameParameters: hasSameParameters(parameters, this.#plan.parameters),
    }))
    return (index, element) => {
      for (const { equal, hadSameParameters } of levels) {
        const found = equal.get(elementFingerprint(element))
        const inPlace = found?.find(({ name }) => name.element === index)
        if (inPlace) return { before: { ...inPlace, hadSameParameters } }
        if (found) return undefined
      }
      return { before: undefined }
    }
  }

  /** Before when results are too old for a task: what was to run anew in a run has nothing of before in those that go on from it. */
  notBefore(task: string): number | undefined {
    if (this.#plan.rerunOf === undefined) return undefined
    if (!this.#notBefore.has(task)) {
      const forced = this.#levels(task).find(({ forcedAt }) => forcedAt !== undefined)
      this.#notBefore.set(task, forced?.forcedAt)
    }
    return this.#notBefore.get(task)
  }

  /** Up to the one that was to run the task anew. */
  #levels(task: string): readonly EarlierTask[] {
    if (this.#plan.rerunOf === undefined) return []
    const all = this.#store.earlierTasks(this.#plan.rerunOf, task)
    const forced = all.findIndex(({ forcedAt }) => forcedAt !== undefined)
    return forced < 0 ? all : all.slice(0, forced + 1)
  }
}
