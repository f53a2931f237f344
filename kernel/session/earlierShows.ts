import type { FlowEvent, TaskRunName, TaskStateChanged } from "../flow/events.ts"
import type { RunRow } from "../flow/ports.ts"
import type { RunHistory } from "../flow/runHistory.ts"

/** What tells of a cached task run which earlier run its results come from. */
export type CachedTaskRun = TaskRunName & Pick<TaskStateChanged, "cachedFrom" | "cachedAs">

/** An event by which a task run may show something. */
export type ShownEvent = Extract<FlowEvent, TaskRunName & { attempt: number }>

const shownTypes = ["logged", "displayed", "progressed", "artifactMade", "taskStateChanged"] as const

/** Events by which a task run showed something earlier, some at a time. */
export type EarlierEvents = AsyncIterable<Iterable<FlowEvent>> | Iterable<Iterable<FlowEvent>>

/** What the elements of a `for=` task showed. */
type ElementShows = ReadonlyMap<number | undefined, readonly ShownEvent[]>

/** What task runs showed in the earlier runs that their results come from. */
export class EarlierShows {
  readonly #history: RunHistory
  /** The runs that were asked for, as far as the history has them. */
  readonly #runs = new Map<string, Promise<RunRow | undefined>>()
  /** Of `for=` tasks, by flow run and task, then by element: a loop of a thousand elements is read once. */
  readonly #elements = new Map<string, Promise<ElementShows>>()

  constructor(history: RunHistory) {
    this.#history = history
  }

  /**
   * The events by which a task run showed something, as if they were of the run that took its results from the cache; some
   * at a time.
   * @param run the flow run that took them
   * @returns nothing when the earlier run isn't in the history any more
   */
  async of({ task, element, cachedFrom, cachedAs }: CachedTaskRun, run: string): Promise<EarlierEvents | undefined> {
    if (cachedFrom === undefined || !(await this.#has(cachedFrom))) return undefined
    const name = { task, ...(element !== undefined && { element }) }
    const then = cachedAs ?? name
    if (then.element === undefined) return shownAgain(this.#read(cachedFrom, then.task), name, run)
    return [showAgain(await this.#ofElement(cachedFrom, then), name, run)]
  }

  async #has(run: string): Promise<boolean> {
    const found = this.#runs.get(run) ?? this.#history.run(run)
    this.#runs.set(run, found)
    return (await found) !== undefined
  }

  async #ofElement(run: string, { task, element }: TaskRunName): Promise<readonly ShownEvent[]> {
    const key = `${run} ${task}`
    const known = this.#elements.get(key) ?? this.#byElement(run, task)
    this.#elements.set(key, known)
    return (await known).get(element) ?? []
  }

  async #byElement(run: string, task: string): Promise<ElementShows> {
    const pages = await Array.fromAsync(this.#read(run, task))
    return Map.groupBy(pages.flat(), (event) => event.element)
  }

  /** Little by little: a log may have a million lines. */
  async *#read(run: string, task: string): AsyncGenerator<readonly ShownEvent[]> {
    for await (const page of this.#history.events(run, { task, types: shownTypes }))
      yield page.map(({ event }) => event).filter(isShown)
  }
}

async function* shownAgain(
  pages: AsyncIterable<readonly ShownEvent[]>,
  name: TaskRunName,
  run: string,
): AsyncGenerator<Iterable<FlowEvent>> {
  for await (const page of pages) yield showAgain(page, name, run)
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
