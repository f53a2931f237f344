import { randomUUID } from "node:crypto"
import { resolve } from "node:path"
import type { EarlierTask } from "../flow/earlier.ts"
import { numbered, type FlowEvent, type NumberedEvent, type TaskRunName } from "../flow/events.ts"
import type { CacheEntry, KeyComponents, RunRow } from "../flow/ports.ts"
import type { EventFilter, RunFilter } from "../flow/runHistory.ts"
import { foldEvents } from "../flow/runView.ts"
import { isTerminal, nextState, type State } from "../flow/state.ts"
import type { ErrorReport } from "../model/errorReport.ts"
import type { ValueReference } from "../model/valueReference.ts"
import { isIntact, ResultFolder } from "../runtime/value/resultFolder.ts"
import type { CellText, RanCell } from "./cellTable.ts"
import type { Cleaned, CleanFilter } from "./cleaning.ts"
import { crashEvents } from "./crashEvents.ts"
import { EarlierRuns } from "./earlierRuns.ts"
import { setAsideDamaged } from "./database.ts"
import { RunGoesOnError, RunLostError, StoreBusyError, StoreDamagedError } from "./errors.ts"
import type { EventRow } from "./eventTable.ts"
import { LastEnds, type TaskRunEnd } from "./lastEnds.ts"
import { isAlive, leaseDuration, localProcesses, thisProcess, type Owner, type ProcessTable } from "./owner.ts"
import { resultsFolder, storeFolder } from "./places.ts"
import type { StoreKey } from "./storeKey.ts"
import type { Annotation, OwnedRun } from "./runTable.ts"
import { busyTimeout, explainSqliteError, isCorrupt } from "./sqliteErrors.ts"
import { openTables, type Tables } from "./tables.ts"

/** How often a damaged database is replaced for one action: another process may be about to do so. */
const maxRenewals = 3

/** A run that this process carries on. */
interface GoingRun {
  row: RunRow
  /** The events with which it began. */
  first: readonly FlowEvent[]
  /** How many events it has. */
  count: number
}

interface TakenRun {
  going: GoingRun
  rows: readonly EventRow[]
}

/** The run history and the cache index of the notebooks in one folder. Close it when done. */
export class Store implements Disposable {
  /** Those that this process has open: a run of its own goes on as long as one of them has it going. */
  static readonly #open = new Set<Store>()
  /** What people should know about the opening, such as a damaged store that was set aside. */
  readonly warnings: readonly string[]
  /** Absolute path of the database. */
  readonly file: string
  /** Absolute path of the folder for result files. */
  readonly results: string
  /** For hashes of what others mustn't guess. */
  readonly key: StoreKey
  /**
   * Told that the database was damaged, and set aside for a new one, in which the runs of this process go on. Who doesn't
   * listen gets the error instead: a history that is only looked at stays where it is.
   */
  onSetAside: ((message: string) => void) | undefined
  readonly #folder: string
  readonly #place: string
  #tables: Tables
  readonly #resultFolder: ResultFolder
  readonly #processes: ProcessTable
  readonly #wait: number
  readonly #lastEnds = new LastEnds(this)
  readonly #earlierRuns = new EarlierRuns(this)
  readonly #token: string = randomUUID()
  #owner: Owner | undefined
  /** The runs that this store started and that haven't ended. */
  readonly #going = new Map<string, GoingRun>()

  /**
   * @param folder absolute path of the notebooks' folder
   * @param processes whom to ask which processes are alive
   * @param wait how long each reading or writing waits for other processes, and blocks this thread, in milliseconds
   * @param place absolute path of the store's own folder; results are always where the notebooks have theirs
   */
  constructor(folder: string, processes: ProcessTable, wait: number, place: string = storeFolder(folder)) {
    const { tables, file, key, isNewKey, warnings } = openTables(folder, place, wait)
    this.#folder = folder
    this.#place = place
    this.#tables = tables
    this.key = key
    this.file = file
    this.warnings = warnings
    this.results = resultsFolder(folder)
    this.#resultFolder = new ResultFolder(this.results)
    this.#processes = processes
    this.#wait = wait
    if (isNewKey) this.#write(() => this.#tables.cache.sealTraces())
    Store.#open.add(this)
  }

  /**
   * Records a flow run as owned by this process, with its first events.
   * The run is `running` for other processes as long as this process lives and renews its lease.
   * @returns the events as they are recorded
   */
  startRun(run: RunRow, events: readonly FlowEvent[]): readonly NumberedEvent[] {
    this.#owner ??= thisProcess(this.#processes)
    const owner = this.#owner
    const state = this.#write(() => {
      this.#tables.runs.insert(run, owner, this.#token, Date.now() + leaseDuration)
      return this.#append(run.id, run.state, 0, events)
    })
    if (!isTerminal(state)) this.#going.set(run.id, { row: run, first: events, count: events.length })
    return numbered(events, 1)
  }

  /**
   * Appends events, and keeps entries, in one transaction; a `flowStateChanged` among them changes the run's row.
   * @returns the events as they are recorded
   * @throws {RunLostError} when the run isn't this process's any more (another declared it crashed)
   */
  record(run: string, events: readonly FlowEvent[], entries: readonly CacheEntry[] = []): readonly NumberedEvent[] {
    const going = this.#going.get(run)
    const first = (going?.count ?? 0) + 1
    const state = this.#write(() => {
      const found = this.#tables.runs.stateOf(run, this.#token)
      if (going === undefined || !found?.owned || isTerminal(found.state)) throw new RunLostError(run, found?.state)
      for (const entry of entries) this.#keep(entry)
      return this.#append(run, found.state, going.count, events)
    })
    if (isTerminal(state)) this.#going.delete(run)
    else if (going) going.count += events.length
    return numbered(events, first)
  }

  /**
   * Gives up a run of this store that can't be carried on: it is crashed, and so are its task runs under way. When that
   * can't be written, `reconcile` does it later.
   * @returns the events that say so; none when the run isn't this store's any more, or has ended
   */
  abandon(run: string, { message }: ErrorReport): readonly NumberedEvent[] {
    this.#going.delete(run)
    return this.#write(() => {
      const found = this.#tables.runs.stateOf(run, this.#token)
      if (!found?.owned || isTerminal(found.state)) return []
      const reason = `the flow run couldn't be carried on: ${message.replace(/\.$/, "")}`
      return this.#appendCrash(run, found.state, reason, Date.now())
    })
  }

  /**
   * Tells other processes that this one still works on its runs; to be called every `leaseRenewal` milliseconds. Where
   * another one has the store locked, it is left to the next time: nobody can take the runs for dead meanwhile.
   */
  renewLease(): void {
    if (this.#going.size === 0) return
    try {
      this.#write(() => {
        for (const run of this.#going.keys()) this.#tables.runs.renewLease(run, this.#token, Date.now() + leaseDuration)
      })
    } catch (error) {
      if (!(error instanceof StoreBusyError)) throw error
    }
  }

  /**
   * Declares crashed the runs whose process is dead, or gave them up; to be called before runs are looked at.
   * @returns their ids
   */
  reconcile(): readonly string[] {
    const dead = this.#read(() => this.#tables.runs.unfinished()).filter((run) => !this.#isAlive(run))
    return dead.filter((run) => this.#declareCrashed(run)).map((run) => run.id)
  }

  /** Newest first. */
  runs(filter: RunFilter = {}): readonly RunRow[] {
    return this.#read(() => this.#tables.runs.list(filter))
  }

  /**
   * A run by its id, by the beginning of it, or the `latest` that isn't a subflow's.
   * @param notebook absolute path, to look only among this notebook's runs
   * @throws {AmbiguousRunError} when several ids begin so
   */
  findRun(idOrPrefix: string, notebook?: string): RunRow | undefined {
    const latest = { topLevel: true, limit: 1, ...(notebook === undefined ? {} : { notebook }) }
    if (idOrPrefix === "latest") return this.runs(latest)[0]
    return this.#read(() => this.#tables.runs.find(idOrPrefix, notebook))
  }

  /** A run's events in order, read little by little. To follow a run, go on after the last sequence that came. */
  *events(run: string, filter: EventFilter = {}): IterableIterator<NumberedEvent> {
    let after = filter.after ?? 0
    for (;;) {
      const page = this.#read(() => this.#tables.events.page(run, { ...filter, after }))
      const before = after
      for (const event of page) {
        after = event.sequence
        yield event
      }
      if (after === before) return
    }
  }

  /** Keeps what a person says about a run. @returns whether there is such a run */
  annotate(id: string, annotation: Annotation): boolean {
    return this.#write(() => this.#tables.runs.annotate(id, annotation))
  }

  /**
   * Deletes a run that has ended from the history, with its events and those of its subflows' runs. What its tasks computed
   * stays in the cache: other runs use it.
   * @returns the ids of what was deleted; none when there is no such run
   * @throws {RunGoesOnError} when it, or a subflow of it, hasn't ended
   */
  deleteRun(id: string): readonly string[] {
    return this.#write(() => {
      const runs = this.#tables.runs.withSubflows(id)
      const going = runs.find(({ hasEnded }) => !hasEnded)
      if (going) throw new RunGoesOnError(id, going.id)
      for (const run of runs) this.#tables.runs.remove(run.id)
      return runs.map((run) => run.id)
    })
  }

  /**
   * Keeps what cells of a notebook showed that ran in a session, in the place of what they showed before.
   * @param notebook absolute path
   * @param sources hashes of the texts that the notebook's cells have now: what is kept of others goes
   */
  keepCells(notebook: string, cells: readonly (CellText & { ran: RanCell })[], sources: readonly string[]): void {
    this.#write(() => {
      for (const cell of cells) this.#tables.cells.insert(notebook, cell, cell.ran)
      this.#tables.cells.keepOnly(notebook, sources)
    })
  }

  /** What the cells of a notebook showed when they last ran in a session. @param notebook absolute path */
  shownCells(notebook: string): readonly (CellText & { ran: RanCell })[] {
    return this.#read(() => this.#tables.cells.of(notebook))
  }

  /** A notebook goes on under another name: so does what its cells showed. @param from absolute path, as is the other */
  moveCells(from: string, to: string): void {
    this.#write(() => this.#tables.cells.move(from, to))
  }

  /** What `clean` would remove. */
  previewClean(filter: CleanFilter): Cleaned {
    return this.#read(() => this.#tables.cleaning.preview(filter))
  }

  /**
   * Removes kept results: the tasks that they are of run anew, and what no other kept task refers to is deleted. As long as
   * a run goes on, whoever's it is, results stay. To be called after `reconcile`, so that no dead process holds them.
   */
  clean(filter: CleanFilter): Cleaned {
    return { ...this.forget(filter), ...this.sweep() }
  }

  /** The first half of `clean`: has tasks run anew. */
  forget(filter: CleanFilter): Pick<Cleaned, "entries" | "pinned"> {
    return this.#write(() => this.#tables.cleaning.forget(filter))
  }

  /** The second half of `clean`: deletes what no kept task refers to. */
  sweep(): Omit<Cleaned, "entries" | "pinned"> {
    const all = { results: 0, bytes: 0, going: 0 }
    for (;;) {
      const { results, bytes, going } = this.#write(() => this.#tables.cleaning.sweep())
      all.results += results
      all.bytes += bytes
      all.going = going
      if (results === 0) break
    }
    this.#write(() => this.#tables.cleaning.sweepFiles(Date.now()))
    return all
  }

  /** The entries under a key, newest first. */
  candidates(key: string): readonly CacheEntry[] {
    const unusable: number[] = []
    const entries = this.#read(() => this.#tables.cache.candidates(key, (number) => unusable.push(number)))
    if (unusable.length > 0) this.#write(() => unusable.forEach((number) => this.#tables.cache.removeEntry(number)))
    return entries
  }

  /** The newest entry of a task, whatever its key. */
  latestEntry(notebook: string, task: string): CacheEntry | undefined {
    return this.#read(() => this.#tables.cache.latest(notebook, task))
  }

  /**
   * How a task run ended in the notebook's latest run that has ended.
   * @param except id of the run that asks
   * @param fingerprint of the element, where it is one
   */
  lastEnd(notebook: string, name: TaskRunName, except: string, fingerprint?: string): TaskRunEnd | undefined {
    return this.#lastEnds.of(notebook, name, except, fingerprint)
  }

  /** What a run had of a task, then the run that it went on from, and so on. */
  earlierTasks(run: string, task: string): readonly EarlierTask[] {
    return this.#earlierRuns.of(run, task)
  }

  /** What is kept of a `for=` task's elements, the newest first. */
  elementEntries(notebook: string, task: string): readonly { index: number; components: KeyComponents }[] {
    return this.#read(() => this.#tables.cache.elements(notebook, task))
  }

  /** Whether some task is known to append to a file. @param path as traces have it */
  isAppendedTo(path: string): boolean {
    return this.#read(() => this.#tables.cache.isAppendedTo(path))
  }

  /** Names of the tasks of which something is kept. @param notebook absolute path: only this notebook's */
  keptTasks(notebook?: string): readonly string[] {
    return this.#read(() => this.#tables.cache.taskNames(notebook))
  }

  /** What a run computed of a task, as far as it is still kept; for a `for=` task one entry for each element. */
  entriesOf(task: string, run: string): readonly CacheEntry[] {
    return this.#read(() => this.#tables.cache.ofRun(task, run))
  }

  /** Forgets everything that rests on a result that turned out gone or damaged. */
  dropResult(hash: string): void {
    this.#write(() => this.#tables.cache.removeResult(hash))
  }

  /**
   * Whether the result's bytes are there and are right. Those of a file that nobody has written to since they were last seen
   * to be so aren't read again.
   */
  async isIntact(value: ValueReference): Promise<boolean> {
    const isFile = value.inline === undefined
    if (isFile && this.#read(() => this.#tables.seen.isUnchanged(value))) return true
    const isRight = await isIntact(value, this.#resultFolder)
    if (isFile && isRight) this.#noteSeen(value)
    return isRight
  }

  #noteSeen(value: ValueReference): void {
    try {
      this.#write(() => this.#tables.seen.note(value))
    } catch (error) {
      // Another process has the store locked: the next look-up reads the file once more.
      if (!(error instanceof StoreBusyError)) throw error
    }
  }

  #keep(entry: CacheEntry): void {
    this.#tables.cache.insert(entry)
    for (const { value } of entry.outputs) if (value.inline === undefined) this.#tables.seen.note(value)
  }

  close(): void {
    Store.#open.delete(this)
    this.#tables.database.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #append(run: string, before: State, count: number, events: readonly FlowEvent[]): State {
    this.#tables.events.append(run, count + 1, events)
    let state = before
    for (const event of events) {
      if (event.type !== "flowStateChanged") continue
      const next = nextState(state, event.state)
      if (next !== state)
        this.#tables.runs.changeState(run, next, isTerminal(next) ? event.time : undefined, event.error)
      state = next
    }
    return state
  }

  #isAlive({ id, owner, leaseUntil }: OwnedRun): boolean {
    if (!isAlive(owner, leaseUntil, Date.now(), this.#processes)) return false
    return !this.#isOwnProcess(owner) || [...Store.#open].some((store) => store.#going.has(id))
  }

  #isOwnProcess({ pid, host }: Owner): boolean {
    return pid === process.pid && host === this.#processes.host
  }

  #declareCrashed({ id, owner, leaseUntil }: OwnedRun): boolean {
    return this.#write(() => {
      // Meanwhile its owner may have renewed the lease after all, or another process may have been quicker.
      const now = this.#tables.runs.unfinished().find((run) => run.id === id)
      const state = this.#tables.runs.stateOf(id, this.#token)?.state
      if (!now || !state || this.#isAlive(now)) return false
      const seenAlive = Math.max(this.#tables.events.last(id)?.time ?? 0, leaseUntil - leaseDuration)
      const reason = `the process that ran the flow (${owner.pid} on ${owner.host}) ended before the flow did`
      this.#appendCrash(id, state, reason, Math.min(Date.now(), seenAlive))
      return true
    })
  }

  #appendCrash(id: string, state: State, reason: string, time: number): readonly NumberedEvent[] {
    const events = crashEvents(foldEvents(this.#stateEvents(id)), id, reason, time)
    const last = this.#tables.events.last(id)?.sequence ?? 0
    this.#append(id, state, last, events)
    return numbered(events, last + 1)
  }

  *#stateEvents(run: string): Generator<FlowEvent> {
    const types = ["flowStarted", "flowStateChanged", "elementsKnown", "taskStateChanged"] as const
    for (const { event } of this.events(run, { types })) yield event
  }

  /** Writers queue up from the start: a reader that turns into a writer can't be told to wait. */
  #write<Result>(action: () => Result): Result {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The transaction gives back what the action gives.
    return this.#read(() => this.#tables.transaction.immediate(action) as Result)
  }

  /** @param renewals how often a damaged database may be replaced before it is an error */
  #read<Result>(action: () => Result, renewals = maxRenewals): Result {
    try {
      return action()
    } catch (error) {
      // Whoever began the transaction hears of it.
      if (this.#tables.database.inTransaction) throw error
      if (renewals > 0 && isCorrupt(error) && this.#setAside(error)) return this.#read(action, renewals - 1)
      throw explainSqliteError(error, this.file, this.#wait)
    }
  }

  /**
   * Sets the damaged database aside for a new one, in all stores of this process that have it open, unless another process
   * runs something by it. Of several processes that find the damage one does so, and the others open the new one.
   * @returns whether it makes sense to try again
   */
  #setAside(error: unknown): boolean {
    if (!this.onSetAside || this.#isUsedByOthers()) return false
    const stores = [...Store.#open].filter(({ file }) => file === this.file)
    const runs = new Map(stores.map((store) => [store, store.#takeRuns()] as const))
    for (const store of stores) store.#tables.database.close()
    const moved = setAsideDamaged(this.file, error)
    for (const [store, taken] of runs) {
      store.#tables = openTables(store.#folder, store.#place, store.#wait).tables
      store.#bringRuns(taken)
    }
    if (moved !== undefined) this.onSetAside(moved)
    return true
  }

  /** Of runs that the damage hides nobody knows: what still uses them meets it, too. */
  #isUsedByOthers(): boolean {
    try {
      const others = this.#tables.runs.unfinished().filter(({ owner }) => !this.#isOwnProcess(owner))
      return others.some((run) => this.#isAlive(run))
    } catch (error) {
      if (isCorrupt(error) || error instanceof StoreDamagedError) return false
      throw error
    }
  }

  /** What goes on in this store, with the events that can still be read. */
  #takeRuns(): readonly TakenRun[] {
    return [...this.#going.values()].map((going) => ({
      going,
      rows: this.#tables.events.readableRows(going.row.id),
    }))
  }

  #bringRuns(runs: readonly TakenRun[]): void {
    const owner = this.#owner
    if (!owner) return
    this.#write(() => {
      for (const { going, rows } of runs) {
        const { row, first } = going
        // It is there already where the database turned out to be sound.
        if (this.#tables.runs.stateOf(row.id, this.#token)) continue
        this.#tables.runs.insert(row, owner, this.#token, Date.now() + leaseDuration)
        if (rows.length > 0) this.#tables.events.appendRows(row.id, rows)
        else this.#tables.events.append(row.id, 1, first)
      }
    })
  }
}

/**
 * Opens the store of the notebooks in a folder, `.tsnb/store.db` or where a person put it, and makes it when there is none.
 *
 * @param wait how long each reading or writing waits for other processes, and blocks this thread, in milliseconds
 * @throws {StoreUnwritableError} when the folder isn't there or can't be written
 * @throws {StoreVersionError} when a newer tsnb wrote the store
 * @throws {StoreBusyError} when another process keeps the store locked
 */
export function openStore(
  notebookFolder: string,
  processes: ProcessTable = localProcesses,
  wait: number = busyTimeout,
): Store {
  return new Store(resolve(notebookFolder), processes, wait)
}
