import {
  EventEmitter,
  type Disposable,
  type Event,
  type LogOutputChannel,
  type NotebookCell,
  type NotebookDocument,
} from "vscode"
import type { FlowEvent, NumberedEvent } from "../../kernel/flow/events.ts"
import type { FromFlowKernel, SentFlowCell } from "../../kernel/flowService/messages.ts"
import type { RunView } from "../../kernel/flow/runView.ts"
import { isTerminal } from "../../kernel/flow/state.ts"
import type { CellPlan } from "../../kernel/session/cellPlan.ts"
import type { Cleaned } from "../../kernel/store/cleaning.ts"
import { Throttle } from "../history/throttle.ts"
import type { CellExecutions } from "../notebook/cellExecutions.ts"
import { keepIds, kernelIdOf } from "../notebook/cells.ts"
import { tellEnd } from "../commands/runNotices.ts"
import { showFailure } from "../commands/showFailure.ts"
import { pathOf, type NotebookPlace } from "../notebook/notebookPlace.ts"
import type { NotebookKernel } from "../notebook/notebookKernel.ts"
import { FlowChannel, FlowRequestError, type Answer, type Asked } from "./flowChannel.ts"
import { notebookGraph } from "./notebookGraph.ts"
import { restoreOutputs, type ReadHistory } from "./restoreOutputs.ts"
import { RunOnCells } from "./runOnCells.ts"
import { readRunOutputs, ShownRun, type ChosenRun } from "./shownRun.ts"
import { codeOfCells } from "./staleness.ts"
import { TaskRuns, type KnownTaskRun } from "./taskRuns.ts"

/** How a run of the flow is asked for. */
export type RunRequest =
  | {
      type: "run"
      parameters: Readonly<Record<string, unknown>>
      only?: readonly string[]
      from?: string
      fresh?: boolean
      alone?: boolean
    }
  | { type: "rerun"; run?: string; from?: string }

/** How a run ended. */
export type RunEnd = Extract<FromFlowKernel, { type: "runEnded" }>

/** How a run ended, with what is known of it. */
export type EndedRun = RunEnd & { view: RunView }

interface Run {
  cells: RunOnCells
  /** Hashes of all cells' own code, by their ids. */
  code: ReadonlyMap<string, string> | undefined
  ended: PromiseWithResolvers<EndedRun>
}

/** Milliseconds that changes of states wait for others to be shown with: each time, VS Code asks for all cells in view. */
const pause = 100

/** Whether an event is one that a task's state shows; there are many more of what tasks print. */
function changesState({ type }: FlowEvent): boolean {
  return type !== "logged" && type !== "displayed"
}

/** The flow of one notebook: its runs in the notebook's kernel, shown on its cells. */
export class NotebookFlows implements Disposable {
  readonly #place: NotebookPlace
  readonly #kernel: NotebookKernel
  readonly #executions: CellExecutions
  readonly #log: LogOutputChannel
  readonly #runs = new Map<string, Run>()
  readonly #changed = new EventEmitter<void>()
  readonly #telling: Throttle
  readonly #said = new EventEmitter<FromFlowKernel>()
  readonly #lost = new EventEmitter<string>()
  /** The cells that were sent last whose runs are shown on them, by the names of their tasks, and of hooks. */
  #taskCells: ReadonlyMap<string, NotebookCell> = new Map()
  /** The cells that were sent last, and the channel. */
  #sent: { channel: FlowChannel; notebook: NotebookDocument; cells: readonly SentFlowCell[] } | undefined
  /** Their own code then, by their ids. */
  #code: ReadonlyMap<string, string> = new Map()
  /** The cells that ran in the session, with the code of all of them then, and when that was. */
  readonly #inSession = new Map<string, { code: ReadonlyMap<string, string>; time: number }>()
  /** When cells ran in a session that isn't there any more, by their ids. */
  readonly #earlier = new Map<string, number>()
  #channel: FlowChannel | undefined
  #attaching: Promise<void> | undefined
  #whenIdle: PromiseWithResolvers<void> | undefined
  /** Resolves when the run has ended that was asked for last. */
  #lastRun: Promise<void> = Promise.resolve()
  /** Resolves when the cells have what they showed before the notebook was opened. */
  #broughtBack: Promise<void> = Promise.resolve()
  #shown: ShownRun | undefined
  /** The latest run of each task. */
  readonly tasks = new TaskRuns()

  constructor(place: NotebookPlace, kernel: NotebookKernel, executions: CellExecutions, log: LogOutputChannel) {
    this.#place = place
    this.#kernel = kernel
    this.#executions = executions
    this.#log = log
    this.#telling = new Throttle(
      async () => this.#changed.fire(),
      pause,
      (error) => log.warn(String(error)),
    )
    kernel.onComm = (type, content) => this.#channel?.take(type, content)
    kernel.onEnded = (reason) => this.#lose(reason)
    kernel.onLeft = () => this.#leave()
  }

  dispose(): void {
    this.#telling[Symbol.dispose]()
    for (const emitter of [this.#changed, this.#said, this.#lost]) emitter.dispose()
  }

  /** Fires when the state of a task has changed. */
  get onChanged(): Event<void> {
    return this.#changed.event
  }

  /** Fires with what the kernel tells of runs: that one starts, its events, and its end. */
  get onMessage(): Event<FromFlowKernel> {
    return this.#said.event
  }

  /** Fires when the kernel is gone, with the reason. */
  get onLost(): Event<string> {
    return this.#lost.event
  }

  /** A cell has run in the session, as it was when cells were last sent. */
  ranInSession(id: string): void {
    this.#inSession.set(id, { code: this.#code, time: Date.now() })
    this.#earlier.delete(id)
    this.#telling.ask()
  }

  /** Hashes of all cells' own code, by their ids, when a cell ran in the session that there is; undefined when it didn't. */
  codeInSession(id: string): ReadonlyMap<string, string> | undefined {
    return this.#inSession.get(id)?.code
  }

  /** When a cell ran in a session that isn't there any more, in milliseconds since 1970; undefined when it has run since. */
  ranEarlier(id: string): number | undefined {
    return this.#earlier.get(id)
  }

  /** What cells left in the session is gone. */
  sessionEnded(): void {
    for (const [id, { time }] of this.#inSession) this.#earlier.set(id, time)
    this.#inSession.clear()
    this.#changed.fire()
  }

  /** The code cells as the kernel knows them. */
  get sentCells(): readonly SentFlowCell[] {
    return this.#sent?.cells ?? []
  }

  /** Whether a run goes on. */
  get isRunning(): boolean {
    return this.#runs.size > 0
  }

  /** The runs that go on, in the order in which they began. */
  get runningViews(): readonly RunView[] {
    return [...this.#runs.values()].map(({ cells }) => cells.view)
  }

  /**
   * Goes on with the notebook's kernel where an earlier window left it, and follows its runs.
   * @throws {UntrustedError} where nothing may run
   */
  async attach(): Promise<void> {
    this.#attaching ??= this.#attach().finally(() => (this.#attaching = undefined))
    await this.#attaching
  }

  async #attach(): Promise<void> {
    const kernel = await this.#kernel.attach()
    if (!kernel) return
    const channel = new FlowChannel(kernel.client, (message) => this.#take(message))
    this.#channel = channel
    try {
      const { cells, runs } = await channel.ask({ type: "attach" }, "attached")
      keepIds(cells, this.#place.notebook)
      await this.#sendCells(channel)
      await Promise.all(runs.map((run) => this.#followGoing(channel, run)))
    } catch (error) {
      // Another window was quicker.
      this.#log.info(String(error))
      await this.#kernel.leave()
    }
  }

  /** Shows a run that was begun in an earlier window: all of it so far, and what is to come. */
  async #followGoing(channel: FlowChannel, run: string): Promise<void> {
    const ended = Promise.withResolvers<EndedRun>()
    this.#follow(run, ended, undefined)
    this.#said.fire({ type: "runStarted", run })
    ended.promise.then((end) => tellEnd(this, end)).catch((error: unknown) => this.#log.warn(String(error)))
    await channel.ask({ type: "events", run, after: 0 }, "eventsSent", undefined, (events) =>
      this.#take({ type: "events", run, events }),
    )
  }

  /** The notebook goes on as another document: the kernel is told of its name. */
  async moved(): Promise<void> {
    if (this.#channel?.isOpen) await this.#sendCells(this.#channel)
  }

  /** Resolves when no run goes on. */
  async idle(): Promise<void> {
    if (!this.isRunning) return
    this.#whenIdle ??= Promise.withResolvers()
    await this.#whenIdle.promise
  }

  /**
   * Runs the flow as the notebook stands, saved or not, and resolves when the run has ended. A cell shows one run at a time:
   * it begins when those before it have ended.
   * @param onStarted told of the run's id
   * @throws {FlowRequestError} when the kernel refuses, {KernelStartError} when there is none
   */
  async run(request: RunRequest, onStarted: (run: string) => void = () => undefined): Promise<EndedRun> {
    const before = this.#lastRun
    const turn = Promise.withResolvers<void>()
    this.#lastRun = turn.promise
    try {
      await before
      // Runs that the flow's own retries= started.
      await this.idle()
      return await this.#runNow(request, onStarted)
    } finally {
      turn.resolve()
    }
  }

  async #runNow(request: RunRequest, onStarted: (run: string) => void): Promise<EndedRun> {
    await this.backToLatest()
    const channel = await this.#openWithCells()
    const ended = Promise.withResolvers<EndedRun>()
    // Followed as soon as it has started: its events come right behind.
    await channel.ask(request, "runStarted", (started) => {
      this.#follow(started.run, ended, this.#code)
      this.#said.fire(started)
      onStarted(started.run)
    })
    return ended.promise
  }

  /**
   * Asks the kernel something about the notebook as it stands, and starts the kernel for it when there is none.
   * @param onEvents called with the events that belong to the answer, as they come
   * @throws {FlowRequestError} when the kernel refuses, {KernelStartError} when there is none
   */
  async ask<Type extends FromFlowKernel["type"]>(
    message: Asked,
    type: Type,
    onEvents?: (events: readonly NumberedEvent[]) => void,
  ): Promise<Answer<Type>> {
    const channel = await this.#openWithCells()
    return channel.ask(message, type, undefined, onEvents)
  }

  /** What has to run so that some cells, by their ids, have what they need. */
  async plan(cells: readonly string[]): Promise<CellPlan> {
    return this.ask({ type: "plan", cells }, "plan")
  }

  /** What a run would do with each task, and why. */
  async preview(): Promise<Extract<FromFlowKernel, { type: "preview" }>["tasks"]> {
    return (await this.ask({ type: "preview", parameters: {} }, "preview")).tasks
  }

  /**
   * Removes what is kept of the notebook's tasks, or of some.
   * @param preview only counts
   */
  async clean(tasks: readonly string[] | undefined, preview: boolean): Promise<Cleaned> {
    return this.ask({ type: "clean", preview, ...(tasks && { tasks }) }, "cleaned")
  }

  /** The cell of a task as it was when cells were last sent. */
  cellOf(task: string): NotebookCell | undefined {
    return this.#taskCells.get(task)
  }

  /**
   * Ends all runs that go on.
   * @throws {FlowRequestError} when the kernel refuses for one; all are asked to end, and each refusal is logged
   */
  async cancel(): Promise<void> {
    const answers = await Promise.allSettled([...this.#runs.keys()].map((run) => this.#cancel(run)))
    const refused = answers.find(({ status }) => status === "rejected")
    if (refused?.status === "rejected") throw refused.reason
  }

  /** The earlier run whose outputs the cells show in the place of their own. */
  get shown(): ShownRun | undefined {
    return this.#shown
  }

  /** The run of a task that its cell shows. */
  shownTask(name: string): KnownTaskRun | undefined {
    return this.#shown ? this.#shown.taskOf(name) : this.tasks.of(name)
  }

  /**
   * Shows the outputs of an earlier run on the cells, until a run begins or `backToLatest` is called.
   * @throws {FlowRequestError} when a run goes on, or the history doesn't have it any more; {HistoryError} when that can't be read
   */
  async showRun(run: ChosenRun, read: ReadHistory): Promise<ShownRun> {
    const { notebook } = this.#place
    await this.#broughtBack
    const outputs = await readRunOutputs(notebook, run.id, read)
    if (outputs.tasks.length === 0) throw new FlowRequestError(`Nothing is known of what was shown in run ${run.id}`)
    await this.backToLatest()
    if (this.isRunning) throw new FlowRequestError("A run goes on: look at another one's outputs when it has ended")
    const shown = new ShownRun(run, outputs, notebook, this.#executions, this.#log)
    this.#shown = shown
    this.#changed.fire()
    return shown
  }

  /** The cells show their own outputs again. */
  async backToLatest(): Promise<void> {
    const shown = this.#shown
    this.#shown = undefined
    if (!shown) return
    await shown.giveBack()
    this.#changed.fire()
  }

  /** Another document takes the notebook's place, and shows what the cells showed before. */
  leaveShown(): void {
    this.#shown = undefined
  }

  /**
   * Goes on with the notebook's kernel where an earlier window left it, and shows on the cells what they showed when they
   * last ran. A run that goes on in another process is followed to its end.
   * @throws {HistoryError} when the history can't be read, {UntrustedError} where nothing may run
   */
  async bringBack(read: ReadHistory): Promise<void> {
    const followed = Promise.withResolvers<void>()
    const restored = this.attach().then(() => this.#restore(read, followed.resolve))
    this.#broughtBack = Promise.race([restored.catch(() => undefined), followed.promise])
    await restored
  }

  /** @param onFollowed told when a run of another process is followed */
  async #restore(read: ReadHistory, onFollowed: () => void): Promise<void> {
    const isLive = this.#kernel.running !== undefined
    await restoreOutputs(
      {
        notebook: this.#place.notebook,
        executions: this.#executions,
        tasks: this.tasks,
        displays: this.#kernel.displays,
        ranEarlier: (cell, { endedAt }) => {
          if (!isLive) this.#earlier.set(kernelIdOf(cell), endedAt)
        },
        onFollowed,
        changed: () => this.#telling.ask(),
        log: this.#log,
      },
      [...this.#runs.keys()],
      read,
    )
  }

  async #cancel(run: string): Promise<void> {
    try {
      if (this.#runs.has(run)) await this.#channel?.ask({ type: "cancel", run }, "cancelling")
    } catch (error) {
      this.#log.warn(String(error))
      // It may have ended just now.
      if (this.#runs.has(run)) throw error
    }
  }

  /** Cancels one task of a run: what depends on it is skipped. */
  async #cancelTask(run: string, task: string): Promise<void> {
    try {
      await this.#channel?.ask({ type: "cancel", run, task }, "cancelling")
    } catch (error) {
      this.#log.warn(String(error))
      // It may have ended just now.
      const state = this.#runs.get(run)?.cells.view.taskRuns.get(task)?.state
      if (state !== undefined && !isTerminal(state)) throw error
    }
  }

  /** The channel to a kernel that knows the notebook as it stands. */
  async #openWithCells(): Promise<FlowChannel> {
    const channel = await this.#open()
    await this.#sendCells(channel)
    return channel
  }

  async #open(): Promise<FlowChannel> {
    await this.attach()
    const { client } = await this.#kernel.start()
    if (this.#channel?.isOpen) return this.#channel
    this.#channel = new FlowChannel(client, (message) => this.#take(message))
    return this.#channel
  }

  async #sendCells(channel: FlowChannel): Promise<void> {
    const { notebook } = this.#place
    const { cells, graph: own } = notebookGraph(notebook)
    if (this.#sent?.channel === channel && this.#sent.notebook === notebook && this.#sent.cells === cells) return
    const graph = await channel.ask({ type: "cells", notebook: pathOf(notebook), cells }, "graph")
    this.#sent = { channel, notebook, cells }
    this.#code = codeOfCells(own)
    const byId = new Map(notebook.getCells().map((cell) => [kernelIdOf(cell), cell]))
    this.#taskCells = new Map(
      graph.cells.flatMap(({ id, kind, name }) => {
        const cell = kind === "task" || kind === "hook" ? byId.get(id) : undefined
        return cell ? [[name, cell] as const] : []
      }),
    )
  }

  /** @param code hashes of all cells' own code as the run has it, by their ids; undefined when that isn't known */
  #follow(run: string, ended: PromiseWithResolvers<EndedRun>, code: Run["code"]): void {
    const cells = this.#taskCells
    const onCells = new RunOnCells({
      executions: this.#executions,
      cellOf: (task) => cells.get(task),
      displays: this.#kernel.displays,
      history: (earlier) => this.#history(earlier),
      cancel: (tasks) => {
        const asked = tasks ? tasks.map((task) => this.#cancelTask(run, task)) : [this.#cancel(run)]
        Promise.all(asked).catch((error: unknown) => showFailure(error, this.#log))
      },
      log: this.#log,
    })
    this.#runs.set(run, { cells: onCells, code, ended })
  }

  async #history(run: string): Promise<readonly FlowEvent[]> {
    return (await this.#channel?.history(run)) ?? []
  }

  #take(message: FromFlowKernel): void {
    // A run that the flow's own retries= started.
    if (message.type === "runStarted" && message.request === undefined) {
      this.#follow(message.run, Promise.withResolvers(), this.#code)
    }
    if (message.type === "events") {
      const run = this.#runs.get(message.run)
      for (const { event } of message.events) {
        run?.cells.onEvent(event)
        if (run && event.type === "flowStarted") this.tasks.take(run.cells.view, run.code)
      }
      if (message.events.some(({ event }) => changesState(event))) this.#telling.ask()
    }
    this.#said.fire(message)
    if (message.type === "runEnded") this.#end(message)
  }

  #end(message: RunEnd): void {
    const run = this.#runs.get(message.run)
    if (!run) return
    this.#runs.delete(message.run)
    run.cells.end(message)
    run.ended.resolve({ ...message, view: run.cells.view })
    this.#changed.fire()
    if (this.isRunning) return
    this.#whenIdle?.resolve()
    this.#whenIdle = undefined
  }

  /** The kernel goes on by itself, and so do its runs: how they end isn't known here. */
  #leave(): void {
    this.#channel?.close("The window has left the kernel")
    this.#channel = undefined
    const runs = [...this.#runs]
    this.#runs.clear()
    for (const [run, { cells, ended }] of runs) {
      ended.resolve({ type: "runEnded", run, state: cells.view.state, view: cells.view })
    }
    this.#changed.fire()
    this.#whenIdle?.resolve()
    this.#whenIdle = undefined
  }

  /** The kernel is gone, and its runs with it. */
  #lose(reason: string): void {
    this.#channel?.close(reason)
    this.#channel = undefined
    this.sessionEnded()
    for (const run of this.#runs.keys()) {
      const end: RunEnd = { type: "runEnded", run, state: "crashed", error: { name: "KernelGone", message: reason } }
      this.#end(end)
      this.#said.fire(end)
    }
    this.#lost.fire(reason)
  }
}
