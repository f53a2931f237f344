import type { EarlierTask } from "../../../kernel/flow/earlier.ts"
import { entryName } from "../../../kernel/flow/entryId.ts"
import { numbered, type FlowEvent, type NumberedEvent, type TaskRunName } from "../../../kernel/flow/events.ts"
import type { CacheEntry, FlowStore, KeyComponents, RunRow } from "../../../kernel/flow/ports.ts"
import type { EventFilter, RunFilter } from "../../../kernel/flow/runHistory.ts"
import { foldEvents } from "../../../kernel/flow/runView.ts"
import { isTerminal, nextState, type State } from "../../../kernel/flow/state.ts"
import type { ErrorReport } from "../../../kernel/model/errorReport.ts"
import type { ValueReference } from "../../../kernel/model/valueReference.ts"
import { contradicts } from "../../../kernel/runtime/trace/contradiction.ts"
import { crashEvents } from "../../../kernel/store/crashEvents.ts"
import { EarlierRuns } from "../../../kernel/store/earlierRuns.ts"
import { RunLostError } from "../../../kernel/store/errors.ts"
import { LastEnds } from "../../../kernel/store/lastEnds.ts"

interface MemoryRun {
  row: RunRow
  events: FlowEvent[]
}

/** A store in this process's memory, which keeps what the contract of `FlowStore` says and nothing beside it. */
export class MemoryStore implements FlowStore {
  readonly #runs = new Map<string, MemoryRun>()
  #entries: CacheEntry[] = []
  readonly #results = new Set<string>()
  #changed = Promise.withResolvers<void>()
  readonly #earlierRuns = new EarlierRuns(this)
  readonly #lastEnds = new LastEnds(this)

  startRun(row: RunRow, events: readonly FlowEvent[]): Promise<readonly NumberedEvent[]> {
    this.#runs.set(row.id, { row, events: [] })
    return Promise.resolve(this.#append(row.id, events))
  }

  record(
    run: string,
    events: readonly FlowEvent[],
    entries: readonly CacheEntry[] = [],
  ): Promise<readonly NumberedEvent[]> {
    const state = this.#runs.get(run)?.row.state
    if (state === undefined || isTerminal(state)) return Promise.reject(new RunLostError(run, state))
    for (const entry of entries) this.#keep(entry)
    return Promise.resolve(this.#append(run, events))
  }

  abandon(run: string, { message }: ErrorReport): Promise<readonly NumberedEvent[]> {
    const known = this.#runs.get(run)
    if (!known || isTerminal(known.row.state)) return Promise.resolve([])
    const events = crashEvents(foldEvents(known.events), run, message, Date.now())
    return Promise.resolve(this.#append(run, events))
  }

  candidates(key: string): Promise<readonly CacheEntry[]> {
    const found = this.#usable().filter((entry) => entry.key === key && entry.isForItsRunOnly !== true)
    return Promise.resolve(newestFirst(found))
  }

  earlierTasks(run: string, task: string): readonly EarlierTask[] {
    return this.#earlierRuns.of(run, task)
  }

  latestEntry(notebook: string, task: string): CacheEntry | undefined {
    return newestFirst(this.#usable().filter((entry) => entry.notebook === notebook && entry.task === task))[0]
  }

  elementEntries(notebook: string, task: string): readonly { index: number; components: KeyComponents }[] {
    const ofTask = this.#entries.filter((entry) => entry.notebook === notebook && entry.task === task)
    return newestFirst(ofTask).flatMap((entry) => {
      const { element: index } = entryName(entry)
      return index === undefined ? [] : [{ index, components: entry.components }]
    })
  }

  lastEnd(
    notebook: string,
    name: TaskRunName,
    except: string,
    fingerprint?: string,
  ): { run: string; state: State } | undefined {
    return this.#lastEnds.of(notebook, name, except, fingerprint)
  }

  dropResult(hash: string): Promise<void> {
    this.#results.delete(hash)
    return Promise.resolve()
  }

  /** Values travel in their references: those are there that weren't dropped. */
  isIntact({ hash, inline }: ValueReference): Promise<boolean> {
    return Promise.resolve(inline !== undefined && this.#results.has(hash))
  }

  /** Newest first. */
  runs({ notebook, topLevel = false, parent, state, limit, each = Infinity }: RunFilter = {}): readonly RunRow[] {
    const counts = new Map<string, number>()
    return [...this.#runs.values()]
      .map(({ row }) => row)
      .filter((row) => notebook === undefined || row.notebook === notebook)
      .filter((row) => (!topLevel || row.parent === undefined) && (parent === undefined || row.parent === parent))
      .filter((row) => state === undefined || row.state === state)
      .toReversed()
      .toSorted((one, other) => other.startedAt - one.startedAt)
      .filter((row) => {
        const place = (counts.get(row.notebook) ?? 0) + 1
        counts.set(row.notebook, place)
        return place <= each
      })
      .slice(0, limit)
  }

  /** Resolves when more is recorded of any run, or nobody waits for it any more. */
  changed(signal?: AbortSignal): Promise<void> {
    signal?.addEventListener("abort", () => this.#changed.resolve(), { once: true })
    return this.#changed.promise
  }

  *events(run: string, { after = 0, task, types }: EventFilter = {}): IterableIterator<NumberedEvent> {
    for (const [index, event] of (this.#runs.get(run)?.events ?? []).entries()) {
      if (index < after || (types && !types.includes(event.type))) continue
      if (task === undefined || ("task" in event && event.task === task)) yield { sequence: index + 1, event }
    }
  }

  entriesOf(task: string, run: string): readonly CacheEntry[] {
    return this.#usable().filter((entry) => entry.task === task && entry.run === run)
  }

  #usable(): readonly CacheEntry[] {
    return this.#entries.filter(({ outputs }) => outputs.every(({ value }) => this.#results.has(value.hash)))
  }

  /** In place of those of other runs that have its key and don't contradict its trace. */
  #keep(entry: CacheEntry): void {
    const isReplaced = (older: CacheEntry): boolean =>
      older.key === entry.key &&
      older.isForItsRunOnly === entry.isForItsRunOnly &&
      (older.id === entry.id || (older.run !== entry.run && !contradicts(entry.trace, older.trace)))
    this.#entries = [...this.#entries.filter((older) => !isReplaced(older)), entry]
    for (const { value } of entry.outputs) this.#results.add(value.hash)
  }

  #append(run: string, events: readonly FlowEvent[]): readonly NumberedEvent[] {
    const known = this.#runs.get(run)
    if (!known) return []
    const before = known.events.length
    const row = { ...known.row }
    for (const event of events) {
      known.events.push(event)
      if (event.type !== "flowStateChanged") continue
      row.state = nextState(row.state, event.state)
      if (isTerminal(row.state)) row.endedAt = event.time
    }
    known.row = row
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
    return numbered(events, before + 1)
  }
}

/** Of equally old ones the one that was kept last comes first. */
function newestFirst(entries: readonly CacheEntry[]): readonly CacheEntry[] {
  return entries.toReversed().toSorted((one, other) => other.time - one.time)
}
