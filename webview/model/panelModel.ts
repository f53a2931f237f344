import type { NumberedEvent } from "../../kernel/flow/events.ts"
import type { CellProblemMessage, RunMessage } from "../../kernel/flowService/messages.ts"
import { planWord } from "../../kernel/session/format/planned.ts"
import type { Annotation } from "../../kernel/store/runTable.ts"
import type { Host } from "../host/host.ts"
import type { EditorMessage } from "../editorMessage.ts"
import type { KernelState, NotebookMessage, ToPanel } from "../messages.ts"
import { taskId } from "./graphShape.ts"
import { Requests, type Answer, type Asked } from "./requests.ts"
import type { RunRecord } from "./runRecord.ts"
import { RunRecords } from "./runRecords.ts"
import { SlowListeners } from "./slowListeners.ts"
import { decodeUiState, type UiState } from "./uiState.ts"
import { errorMessage } from "../../kernel/errorMessage.ts"

const maxRuns = 200
/** The name of the error with which the host ends the runs of a kernel that is gone. */
const kernelGone = "KernelGone"

/** All that the panel knows and shows. Whoever draws it is told of changes once a frame. */
export class PanelModel {
  readonly #host: Host
  readonly #requests: Requests
  readonly #listeners = new Set<() => void>()
  readonly #records = new RunRecords({
    ask: (message, onEvents) => this.ask(message, onEvents),
    changed: () => this.#changed(),
    missing: (run) => {
      if (this.ui.shownRun === run) this.show(undefined)
    },
  })
  /** The notebook as it stands; undefined until the host has sent it. */
  notebook: NotebookMessage | undefined
  kernel: KernelState = { state: "off" }
  /** Id of the cell in which the person is. */
  selectedCell: string | undefined
  /** The latest runs, newest first; undefined until they are known. */
  runs: readonly RunMessage[] | undefined
  ui: UiState
  /** What couldn't be done, for people. */
  notice: string | undefined
  /** Id of the box in the graph that is chosen. */
  selectedNode: string | undefined
  /** Ids of the boxes that are looked for, when others stand back; all when undefined. */
  emphasised: ReadonlySet<string> | undefined
  /** What a run would do with a task, when somebody has asked. */
  explained: { task: string; text: string } | undefined
  #problems: ReadonlyMap<string, readonly CellProblemMessage[]> = new Map()
  /** The newest run. */
  #newest: string | undefined

  constructor(host: Host) {
    this.#host = host
    this.ui = decodeUiState(host.kept)
    this.#requests = new Requests((message) => host.send(message))
    host.listen((messages) => {
      for (const message of messages) this.#take(message)
      this.#changed()
    })
    host.send({ type: "ready" })
  }

  /** @returns takes it back */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** For pictures that needn't follow each change, and for words that nobody reads so fast. */
  readonly slowly = {
    drawn: new SlowListeners(this.subscribe, 250),
    written: new SlowListeners(this.subscribe, 1_000),
  }

  /** The run that is looked at, with what is known of it; undefined when there is none. */
  get shown(): RunRecord | undefined {
    const id = this.ui.shownRun ?? this.#newest
    return id === undefined ? undefined : this.#records.get(id)
  }

  /** Ids of the runs that go on in this kernel. */
  get running(): ReadonlySet<string> {
    return this.#records.running
  }

  /** Whether the run that is looked at is an earlier one. */
  get isEarlier(): boolean {
    return this.ui.shownRun !== undefined && this.ui.shownRun !== this.#newest
  }

  record(run: string): RunRecord | undefined {
    return this.#records.get(run)
  }

  /** The runs of subflows that a run's tasks asked for, as far as they are known. */
  subflowsOf(run: string): readonly RunRecord[] {
    return this.#records.subflowsOf(run)
  }

  /** Changes what the person has set up. */
  set(changes: Partial<UiState>): void {
    this.ui = { ...this.ui, ...changes }
    this.#host.keep(this.ui)
    this.#changed()
  }

  /** Shows a run; the newest one when undefined. */
  show(run: string | undefined): void {
    const { shownRun: _, ...others } = this.ui
    this.ui = others
    this.set(run === undefined || run === this.#newest ? {} : { shownRun: run })
    const shown = run ?? this.#newest
    if (shown !== undefined) this.#records.load(shown)
  }

  /** Chooses a box of the graph. */
  select(node: string | undefined): void {
    this.selectedNode = node
    this.#changed()
  }

  /** Lets all boxes of the graph stand back but these. */
  emphasise(nodes: ReadonlySet<string> | undefined): void {
    this.emphasised = nodes
    this.#changed()
  }

  /** What is wrong with a cell of today's notebook; undefined when nothing is. */
  problemsOf(cell: string | undefined): readonly CellProblemMessage[] | undefined {
    return cell === undefined ? undefined : this.#problems.get(cell)
  }

  /** Says what couldn't be done. */
  warn(message: string): void {
    this.notice = message
    this.#changed()
  }

  dismiss(): void {
    this.notice = undefined
    this.#changed()
  }

  tell(message: EditorMessage): void {
    this.#host.send(message)
  }

  /** Asks the kernel for something; what goes wrong is shown. */
  async ask<Type extends Asked["type"]>(
    message: Extract<Asked, { type: Type }>,
    onEvents?: (events: readonly NumberedEvent[]) => void,
  ): Promise<Answer<Type> | undefined> {
    try {
      return await this.#requests.ask<Type>(message, onEvents)
    } catch (error) {
      this.warn(errorMessage(error))
      return undefined
    }
  }

  /** Asks what a run would do with a task now, and why. */
  async explain(task: string): Promise<void> {
    this.explained = { task, text: "Looking …" }
    this.select(taskId(task))
    const answer = await this.ask({ type: "preview", parameters: {} })
    const planned = answer?.tasks.filter((one) => one.task === task) ?? []
    const text = planned.map(({ element, elementLabel = element, plan, reason }) => {
      const which = element === undefined ? "" : `${elementLabel}: `
      return `${which}${planWord(plan)}: ${reason}`
    })
    this.explained = answer && { task, text: text.join("\n") || "It isn't part of the flow" }
    this.#changed()
  }

  /** Asks for a run's events, unless they are here or on their way. */
  load(run: string): void {
    this.#records.load(run)
  }

  /** Asks for a run's log, unless it is here or on its way. */
  loadLog(record: RunRecord): void {
    this.#records.loadLog(record)
  }

  /** Asks for what a run's tasks gave; again once it has ended. */
  loadResults(run: string): void {
    this.#records.loadResults(run)
  }

  /** The numbers that a run's tasks gave, by the names of results. */
  metricsOf(run: string): ReadonlyMap<string, number> | undefined {
    return this.#records.get(run)?.metrics
  }

  /** Keeps what a person says about a run: that it is pinned, or a note. */
  async annotate(run: string, annotation: Annotation): Promise<void> {
    if (await this.ask({ type: "annotate", run, ...annotation })) await this.refreshRuns()
  }

  /** Asks for the latest runs. */
  async refreshRuns(): Promise<void> {
    const answer = await this.ask({ type: "runs", limit: maxRuns })
    if (!answer) return
    this.runs = answer.runs
    if (this.#newest === undefined || !this.running.has(this.#newest)) this.#newest = answer.runs[0]?.id
    const id = this.ui.shownRun ?? this.#newest
    if (id !== undefined) this.#records.load(id)
    this.#changed()
  }

  #take(message: ToPanel): void {
    if (this.#requests.take(message) && message.type !== "runStarted") return
    switch (message.type) {
      case "notebook":
        this.notebook = message
        this.#problems = Map.groupBy(message.problems, ({ cell }) => cell)
        if (this.ui.notebook !== message.uri) this.#keepNotebook(message.uri)
        return
      case "selected":
        this.selectedCell = message.cell
        return
      case "kernel":
        this.kernel = message
        if (message.state === "ready") void this.refreshRuns()
        return
      case "runStarted":
        return this.#start(message.run)
      case "events":
        return this.#records.take(message.run, message.events)
      case "runEnded":
        this.#records.end(message.run, message.error?.name === kernelGone)
        if (message.error?.name !== kernelGone) void this.refreshRuns()
        return
      case "showRun":
        if (this.ui.view === "runs" || this.ui.view === "parameters") this.set({ view: "graph" })
        return this.show(message.run)
      case "failed":
        this.notice = message.message
        return
      case "preview":
      case "cancelling":
      case "parameters":
      case "runs":
      case "annotated":
      case "results":
      case "value":
      case "eventsSent":
      // Answers to what nobody waits for any more.
    }
  }

  #start(run: string): void {
    this.#records.start(run)
    this.#newest = run
    this.kernel = { state: "ready" }
    // Whoever starts a run wants to see it.
    this.show(undefined)
  }

  #keepNotebook(notebook: string): void {
    this.ui = { ...this.ui, notebook }
    this.#host.keep(this.ui)
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}
