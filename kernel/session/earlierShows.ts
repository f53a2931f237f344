import type { FlowEvent, TaskRunName, TaskStateChanged } from "../flow/events.ts"
import type { Store } from "../store/store.ts"

/** What tells of a cached task run which earlier run its results come from. */
export type CachedTaskRun = TaskRunName & Pick<TaskStateChanged, "cachedFrom" | "cachedAs">

/** An event by which a task run may show something. */
export type ShownEvent = Extract<FlowEvent, TaskRunName & { attempt: number }>

const shownTypes = ["logged", "displayed", "progressed", "artifactMade", "taskStateChanged"] as const

/** What task runs showed in the earlier runs that their results come from. */
export class EarlierShows {
  readonly #store: Store
  /** Of `for=` tasks, by flow run and task, then by element: a loop of a thousand elements is read once. */
  readonly #elements = new Map<string, ReadonlyMap<number | undefined, readonly ShownEvent[]>>()

  constructor(store: Store) {
    this.#store = store
  }

  /**
   * The events by which a task run showed something, as if they were of the run that took its results from the cache.
   * @param run the flow run that took them
   * @returns nothing when the earlier run isn't in the history any more
   */
  of({ task, element, cachedFrom, cachedAs }: CachedTaskRun, run: string): Iterable<FlowEvent> | undefined {
    if (cachedFrom === undefined || !this.#store.findRun(cachedFrom)) return undefined
    const name = { task, ...(element !== undefined && { element }) }
    const then = cachedAs ?? name
    const shown = then.element === undefined ? this.#read(cachedFrom, then.task) : this.#ofElement(cachedFrom, then)
    return showAgain(shown, name, run)
  }

  #ofElement(run: string, { task, element }: TaskRunName): readonly ShownEvent[] {
    const key = `${run} ${task}`
    const known = this.#elements.get(key) ?? Map.groupBy(this.#read(run, task), (event) => event.element)
    this.#elements.set(key, known)
    return known.get(element) ?? []
  }

  /** Little by little: a log may have a million lines. */
  *#read(run: string, task: string): Generator<ShownEvent> {
    for (const { event } of this.#store.events(run, { task, types: shownTypes })) {
      if (isShown(event)) yield event
    }
  }
}

/** Events by which a task run showed something, as if they were another's. @param run id of the other's flow run */
export function showAgain(events: Iterable<ShownEvent>, name: TaskRunName, run: string): Iterable<FlowEvent> {
  return Iterator.from(events).map((event) => Object.assign({}, event, { run, task: name.task, element: name.element }))
}

/**
 * Whether a task run shows something by an event. That an attempt failed and another follows is shown by the cell; other states
 * are told of otherwise.
 */
export function isShown(event: FlowEvent): event is ShownEvent {
  if (!("task" in event) || event.type === "elementsKnown") return false
  return event.type !== "taskStateChanged" || event.state === "retrying"
}
