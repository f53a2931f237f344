import type { FlowEvent, FlowStarted, NumberedEvent } from "./events.ts"
import type { CacheEntry, RunRow } from "./ports.ts"
import type { State } from "./state.ts"

/** Which runs to list. */
export interface RunFilter {
  /** Absolute path of a notebook. */
  notebook?: string
  /** Leaves out the runs of subflows. */
  topLevel?: boolean
  /** The subflows that this run asked for. */
  parent?: string
  state?: State
  /** How many at most. */
  limit?: number
  /** How many at most of each notebook. */
  each?: number
}

/** Which events of a run to read. */
export interface EventFilter {
  /** Only those with a higher sequence. */
  after?: number
  /** Only those about this task, all its elements included. */
  task?: string
  types?: readonly FlowEvent["type"][]
}

/** What is kept of a task that ended well in a run. */
export interface KeptTask {
  task: string
  /** Whether it is a `for=` task, whose values are lists. */
  isLoop: boolean
  /** One, or of a `for=` task one for each element, in the list's order; those that are gone are left out. */
  entries: readonly CacheEntry[]
}

/** Events of one run, in order, some at a time and never none. */
export type EventPages = AsyncIterable<readonly NumberedEvent[]>

/**
 * What is recorded of flow runs, for whoever looks at it. A run whose process has died is told as crashed. What may have to
 * wait for another process gives up after a while.
 */
export interface RunHistory {
  /** Newest first. */
  runs(filter?: RunFilter): Promise<readonly RunRow[]>
  /**
   * A run by its id, by the beginning of it, or the `latest` that isn't a subflow's.
   * @param notebook absolute path, to look only among this notebook's runs
   * @throws {AmbiguousRunError} when several ids begin so
   */
  run(idOrPrefix: string, notebook?: string): Promise<RunRow | undefined>
  /** A run's events so far, read little by little; none when there is no such run. */
  events(run: string, filter?: EventFilter): EventPages
  /** A run's events so far, and those to come until it has ended or nobody listens any more. */
  follow(run: string, filter?: EventFilter, signal?: AbortSignal): EventPages
  /**
   * What is still kept of a run's tasks, whichever run and notebook computed it, in the order in which they ended.
   * @param task only this one
   */
  results(run: string, task?: string): AsyncIterable<KeptTask>
}

/** How a run started; undefined when there is no such run. */
export async function startOf(history: RunHistory, run: string): Promise<FlowStarted | undefined> {
  for await (const [first] of history.events(run, { types: ["flowStarted"] }))
    if (first?.event.type === "flowStarted") return first.event
  return undefined
}
