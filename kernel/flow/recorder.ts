import {
  taskRunLabel,
  taskRunTitle,
  type EventBody,
  type FlowEvent,
  type NumberedEvent,
  type UnfinishedLine,
} from "./events.ts"
import { applyEvent, emptyRunView } from "./runView.ts"
import type { ErrorReport } from "../model/errorReport.ts"
import type { CacheEntry, FlowStore } from "./ports.ts"
import { isFailure } from "./state.ts"

/** The error of a task, and what the task run is called. */
export interface TaskError extends ErrorReport {
  task: string
}

/** Hears of the events that are recorded. @param sequence the event's place among those of its run, from 1 */
export type EventListener = (event: FlowEvent, sequence: number) => void

/** Whose events are recorded where, and who is told. */
export interface RecorderOptions {
  /** Id of the flow run. */
  run: string
  store: Pick<FlowStore, "record">
  /** The time for events that say none, in milliseconds since 1970. */
  now: () => number
  /** Told of each event as the store has it. */
  observe?: EventListener
  /** Told when the store refuses a batch that was due by itself. */
  onError?(error: unknown): void
  /** Told of lines that go on, and of their ends. */
  onUnfinished?: ((line: UnfinishedLine) => void) | undefined
}

/**
 * Collects a flow run's events and hands them on in batches, one transaction each. Observers see an event once the
 * store has it, so nobody is told of what a crash could undo, and at the end of the turn of the event loop, so that no
 * attempt waits for them.
 */
export class Recorder {
  readonly #options: RecorderOptions
  /** Lines that go on, by what writes them, which nobody was told of yet. */
  readonly #unfinished = new Map<string, UnfinishedLine>()
  #events: FlowEvent[] = []
  /** What the store has, and observers haven't seen yet. */
  #recorded: NumberedEvent[] = []
  #entries: CacheEntry[] = []
  /** The writing that is under way: batches go one after the other, and each waits its turn. */
  #writing: Promise<void> | undefined
  #scheduled: NodeJS.Immediate | undefined
  #firstFailure: TaskError | undefined
  /** What the task runs' events amount to so far. */
  readonly view = emptyRunView()

  constructor(options: RecorderOptions) {
    this.#options = options
  }

  /** The error of the task run that failed first. */
  get firstFailure(): TaskError | undefined {
    return this.#firstFailure
  }

  /** Adds an event to the batch that is written at the end of this turn of the event loop, or at the next `flush`. */
  add(body: EventBody, entry?: CacheEntry): void {
    const { run, now } = this.#options
    const event = { ...body, run, time: body.time ?? now() }
    this.#events.push(event)
    applyEvent(this.view, event)
    if (entry) this.#entries.push(entry)
    if (body.type === "taskStateChanged" && isFailure(body.state) && !body.isAllowed && body.error)
      this.#firstFailure ??= { ...body.error, task: taskRunTitle(body) }
    this.#schedule()
  }

  /** Tells of a line that goes on, or has ended, after the events that were added before. */
  tell(line: Omit<UnfinishedLine, "run">): void {
    const { run, onUnfinished } = this.#options
    if (!onUnfinished) return
    this.#unfinished.set(`${taskRunLabel(line)} ${line.level}`, { ...line, run })
    this.#schedule()
  }

  #schedule(): void {
    this.#scheduled ??= setImmediate(() => void this.handOn().catch((error: unknown) => this.#options.onError?.(error)))
  }

  /**
   * Writes what was collected. What the store refuses stays collected, for the next time.
   * @returns settled once the store has it all
   * @throws {RunLostError} when the run isn't this process's any more
   */
  flush(): Promise<void> {
    if (!this.#writing && this.#events.length === 0) return Promise.resolve()
    this.#writing ??= this.#write()
    return this.#writing
  }

  async #write(): Promise<void> {
    try {
      while (this.#events.length > 0) await this.#writeBatch()
    } finally {
      this.#writing = undefined
    }
  }

  async #writeBatch(): Promise<void> {
    const events = this.#events
    const entries = this.#entries
    this.#events = []
    this.#entries = []
    try {
      const { store, run } = this.#options
      for (const event of await store.record(run, events, entries)) this.#recorded.push(event)
    } catch (error) {
      this.#events = [...events, ...this.#events]
      this.#entries = [...entries, ...this.#entries]
      throw error
    }
  }

  /**
   * Writes what was collected, and shows the observers what they haven't seen of what the store has.
   * @throws {RunLostError} when the run isn't this process's any more
   */
  async handOn(): Promise<void> {
    clearImmediate(this.#scheduled)
    this.#scheduled = undefined
    try {
      await this.flush()
    } finally {
      this.#show()
    }
  }

  #show(): void {
    const events = this.#recorded
    this.#recorded = []
    for (const { event, sequence } of events) this.#options.observe?.(event, sequence)
    const lines = [...this.#unfinished.values()]
    this.#unfinished.clear()
    for (const line of lines) this.#options.onUnfinished?.(line)
  }
}
