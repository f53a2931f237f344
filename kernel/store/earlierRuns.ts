import type { EarlierTask, EarlierTaskRun } from "../flow/earlier.ts"
import { entryId } from "../flow/entryId.ts"
import { taskRunLabel, type FlowEvent, type TaskRunName, type TaskStateChanged } from "../flow/events.ts"
import type { CacheEntry } from "../flow/ports.ts"
import { isSuccess } from "../flow/state.ts"
import type { Store } from "./store.ts"

/** How many runs are looked through, each the one that the next went on from. */
const maxLineLength = 100

/** A task run as the events tell it. */
interface BegunTaskRun {
  name: TaskRunName
  /** The last one that says anything of its results: `completed`, `cached`, or another end. */
  end?: TaskStateChanged
  fingerprint?: string
  attemptedAt?: number
}

/** A flow run as its events tell it. */
interface BegunRun {
  run: string
  rerunOf?: string
  parameters: Readonly<Record<string, unknown>>
  /** Milliseconds since 1970. */
  startedAt: number
  forced: ReadonlySet<string>
  code: ReadonlyMap<string, string>
  tasks: ReadonlyMap<string, ReadonlyMap<string, BegunTaskRun>>
}

/** The runs that a run goes on from, for not repeating what completed in them. */
export class EarlierRuns {
  readonly #store: Pick<Store, "events" | "entriesOf">
  /** The line of the run that was asked for last: its tasks are asked for one by one. */
  #known: { run: string; line: readonly BegunRun[] } | undefined
  #entries = new Map<string, ReadonlyMap<string, CacheEntry>>()

  constructor(store: Pick<Store, "events" | "entriesOf">) {
    this.#store = store
  }

  /** What a run had of a task, then the run that it went on from, and so on. */
  of(run: string, task: string): readonly EarlierTask[] {
    if (this.#known?.run !== run) {
      this.#known = { run, line: this.#lineOf(run) }
      this.#entries = new Map()
    }
    return this.#known.line.map((begun) => ({
      run: begun.run,
      parameters: begun.parameters,
      ...(begun.forced.has(task) && { forcedAt: begun.startedAt }),
      taskRuns: [...(begun.tasks.get(task)?.values() ?? [])].map((taskRun) => this.#taskRun(begun, taskRun)),
    }))
  }

  #taskRun({ run, code }: BegunRun, { name, end, fingerprint, attemptedAt }: BegunTaskRun): EarlierTaskRun {
    const succeeded = end !== undefined && isSuccess(end.state)
    const entry = succeeded ? this.#entryOf(end) : undefined
    const ownCode = code.get(name.task)
    return {
      run,
      name,
      succeeded,
      ...(entry && { entry }),
      ...(fingerprint !== undefined && { fingerprint }),
      ...(ownCode !== undefined && { code: ownCode }),
      ...(attemptedAt !== undefined && { attemptedAt }),
    }
  }

  #entryOf({ run, task, element, cachedFrom = run, cachedAs }: TaskStateChanged): CacheEntry | undefined {
    const name = cachedAs ?? { task, ...(element !== undefined && { element }) }
    const whole = entryId(cachedFrom, { task: name.task })
    const entries =
      this.#entries.get(whole) ??
      new Map(this.#store.entriesOf(name.task, cachedFrom).map((entry) => [entry.id, entry] as const))
    this.#entries.set(whole, entries)
    return entries.get(entryId(cachedFrom, name))
  }

  #lineOf(run: string): readonly BegunRun[] {
    const line = new Map<string, BegunRun>()
    for (let next: string | undefined = run; next !== undefined && line.size < maxLineLength;) {
      const begun: BegunRun | undefined = line.has(next) ? undefined : this.#read(next)
      if (begun) line.set(next, begun)
      next = begun?.rerunOf
    }
    return [...line.values()]
  }

  #read(run: string): BegunRun | undefined {
    const tasks = new Map<string, Map<string, BegunTaskRun>>()
    let started: Extract<FlowEvent, { type: "flowStarted" }> | undefined
    for (const { event } of this.#store.events(run, { types: ["flowStarted", "taskStateChanged"] })) {
      if (event.type === "flowStarted") started = event
      if (event.type === "taskStateChanged") add(tasks, event)
    }
    return (
      started && {
        run,
        parameters: started.parameters,
        startedAt: started.time,
        forced: new Set(started.forced),
        code: new Map(started.tasks.flatMap(({ name, code }) => (code === undefined ? [] : [[name, code] as const]))),
        tasks,
        ...(started.rerunOf !== undefined && { rerunOf: started.rerunOf }),
      }
    )
  }
}

/** States in which a task run hasn't come to anything: the run before may have more of it. */
const idle: ReadonlySet<string> = new Set(["pending", "queued", "skipped"])

function add(tasks: Map<string, Map<string, BegunTaskRun>>, event: TaskStateChanged): void {
  const { task, element, state, attempt, time, fingerprint } = event
  // Cancelled or failed before its first attempt, it hasn't come to anything either.
  if (idle.has(state) || (attempt === 0 && !isSuccess(state))) return
  const taskRuns = tasks.get(task) ?? new Map<string, BegunTaskRun>()
  tasks.set(task, taskRuns)
  const name = { task, ...(element !== undefined && { element }) }
  const known = taskRuns.get(taskRunLabel(name)) ?? { name }
  taskRuns.set(taskRunLabel(name), {
    ...known,
    end: event,
    ...(state === "running" && { attemptedAt: time }),
    ...(fingerprint !== undefined && { fingerprint }),
  })
}
