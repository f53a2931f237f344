import { stateTypes, type NumberedEvent } from "../../kernel/flow/events.ts"
import type { PanelRequest } from "../messages.ts"
import type { Answer, Asked } from "./requests.ts"
import { logTypes, RunRecord } from "./runRecord.ts"

/** How many subflows of a run are asked for. */
const maxSubflows = 200

/** What the records need of the panel around them. */
export interface RecordsOwner {
  /** Asks the kernel; undefined when it couldn't answer, which is shown then. */
  ask<Type extends PanelRequest["type"]>(
    message: Extract<Asked, { type: Type }>,
    onEvents?: (events: readonly NumberedEvent[]) => void,
  ): Promise<Answer<Type> | undefined>
  /** Told of each change that doesn't follow from a message. */
  changed(): void
  /** Told of a run that was asked for and isn't known. */
  missing(run: string): void
}

/** What the panel knows of runs: those that it follows, and those that it asked for. */
export class RunRecords {
  readonly #owner: RecordsOwner
  readonly #records = new Map<string, RunRecord>()
  /** Ids of the runs that go on in this kernel. */
  running: ReadonlySet<string> = new Set()

  constructor(owner: RecordsOwner) {
    this.#owner = owner
  }

  get(run: string): RunRecord | undefined {
    return this.#records.get(run)
  }

  /** The runs of subflows that a run's tasks asked for, as far as they are known. */
  subflowsOf(run: string): readonly RunRecord[] {
    return [...this.#records.values()].filter(({ view }) => view.parent === run)
  }

  /** Follows a run that starts now. */
  start(run: string): void {
    if (!this.#records.has(run)) this.#records.set(run, new RunRecord(run, true))
    this.#setRunning(run, true)
  }

  /** A run has ended, or its kernel has. */
  end(run: string, isLost: boolean): void {
    this.#setRunning(run, false)
    // How it ended is told by the store, once there is a kernel to ask again.
    if (isLost) this.#forget(run)
    else this.loadResults(run)
  }

  /** Takes events that came by themselves. */
  take(run: string, events: readonly NumberedEvent[]): void {
    const known = this.#records.get(run)
    if (known) return known.live(events)
    // A subflow's run begins without a word; of others the beginning was missed.
    if (events[0]?.sequence !== 1) return this.load(run)
    const record = new RunRecord(run, true)
    this.#records.set(run, record)
    record.live(events)
  }

  /** Asks for a run's events, unless they are here or on their way. */
  load(run: string): void {
    if (this.#records.has(run)) return
    const record = new RunRecord(run, false)
    this.#records.set(run, record)
    record.states.expectStored()
    void this.#read(record, stateTypes, "states")
    void this.#loadSubflows(run)
  }

  /** Asks for a run's log, unless it is here or on its way. */
  loadLog(record: RunRecord): void {
    if (record.hasLog) return
    record.hasLog = true
    record.lines.expectStored()
    void this.#read(record, logTypes, "lines")
  }

  /** Asks for what a run's tasks gave; again once it has ended. */
  loadResults(run: string): void {
    const record = this.#records.get(run)
    if (record) void this.#readResults(record)
  }

  async #readResults(record: RunRecord): Promise<void> {
    const answer = await this.#owner.ask({ type: "results", run: record.id })
    if (!answer) return
    record.setResults(answer.results)
    this.#owner.changed()
  }

  async #loadSubflows(parent: string): Promise<void> {
    const answer = await this.#owner.ask({ type: "runs", parent, limit: maxSubflows })
    for (const { id } of answer?.runs ?? []) this.load(id)
  }

  async #read(record: RunRecord, types: typeof stateTypes | typeof logTypes, part: "states" | "lines"): Promise<void> {
    const answer = await this.#owner.ask({ type: "events", run: record.id, after: 0, types }, (events) =>
      record[part].stored(events),
    )
    if (answer) {
      record[part].storedEnd(answer.last)
      if (part === "states") this.loadResults(record.id)
      if (answer.isRunning) this.#setRunning(record.id, true)
    } else {
      record[part].storedMissing()
      if (part === "lines") record.hasLog = false
      else if (this.#records.get(record.id) === record) {
        this.#records.delete(record.id)
        this.#owner.missing(record.id)
      }
    }
    this.#owner.changed()
  }

  /** Forgets a run and its subflows, which are lost with it. */
  #forget(run: string): void {
    this.#records.delete(run)
    this.#setRunning(run, false)
    for (const { id } of this.subflowsOf(run)) this.#forget(id)
  }

  #setRunning(run: string, isRunning: boolean): void {
    const running = new Set(this.running)
    if (isRunning) running.add(run)
    else running.delete(run)
    this.running = running
  }
}
