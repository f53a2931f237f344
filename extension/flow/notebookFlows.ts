import {
  EventEmitter,
  type Event,
  type LogOutputChannel,
  type NotebookCell,
  type NotebookController,
  type NotebookDocument,
} from "vscode"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { buildGraph } from "../../kernel/flow/graph.ts"
import { taskCode } from "../../kernel/flow/taskCode.ts"
import type { FromFlowKernel, NumberedEvent, SentFlowCell } from "../../kernel/jupyter/flow/messages.ts"
import type { RunView } from "../../kernel/flow/runView.ts"
import { idOf } from "../notebook/cells.ts"
import type { NotebookKernel } from "../notebook/notebookKernel.ts"
import { FlowChannel, type Answer, type Asked } from "./flowChannel.ts"
import { RunOnCells } from "./runOnCells.ts"
import { sentCells } from "./sentCells.ts"

/** How a run of the flow is asked for. */
export type RunRequest =
  | {
      type: "run"
      parameters: Readonly<Record<string, unknown>>
      only?: readonly string[]
      from?: string
      fresh?: boolean
    }
  | { type: "rerun"; from?: string }

/** How a run ended. */
export type RunEnd = Extract<FromFlowKernel, { type: "runEnded" }>

interface Run {
  cells: RunOnCells
  ended: PromiseWithResolvers<RunEnd>
}

/** The flow of one notebook: its runs in the notebook's kernel, shown on its cells. */
export class NotebookFlows {
  readonly #notebook: NotebookDocument
  readonly #kernel: NotebookKernel
  readonly #controller: NotebookController
  readonly #log: LogOutputChannel
  readonly #runs = new Map<string, Run>()
  readonly #changed = new EventEmitter<void>()
  readonly #said = new EventEmitter<FromFlowKernel>()
  readonly #lost = new EventEmitter<string>()
  /** The cells that were sent last, by the names of their tasks. */
  #taskCells: ReadonlyMap<string, NotebookCell> = new Map()
  #sent: readonly SentFlowCell[] = []
  #codeThen: ReadonlyMap<string, string> = new Map()
  #channel: FlowChannel | undefined
  #latest: RunView | undefined

  constructor(
    notebook: NotebookDocument,
    kernel: NotebookKernel,
    controller: NotebookController,
    log: LogOutputChannel,
  ) {
    this.#notebook = notebook
    this.#kernel = kernel
    this.#controller = controller
    this.#log = log
    kernel.onComm = (type, content) => this.#channel?.take(type, content)
    kernel.onEnded = (reason) => this.#lose(reason)
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

  /** What is known of the latest run since the notebook was opened. */
  get latest(): RunView | undefined {
    return this.#latest
  }

  /** What a task's code amounted to when it was last sent to be run. */
  codeThen(task: string): string | undefined {
    return this.#codeThen.get(task)
  }

  /**
   * Runs the flow as the notebook stands, saved or not, and resolves when the run has ended.
   * @throws {FlowRequestError} when the kernel refuses, {KernelStartError} when there is none
   */
  async run(request: RunRequest): Promise<RunEnd> {
    const channel = await this.#open()
    await this.#sendCells(channel)
    const ended = Promise.withResolvers<RunEnd>()
    // Followed as soon as it has started: its events come right behind.
    await channel.ask(request, "runStarted", (started) => {
      this.#follow(started.run, ended)
      this.#said.fire(started)
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
    const channel = await this.#open()
    await this.#sendCells(channel)
    return channel.ask(message, type, undefined, onEvents)
  }

  /** What a run would do with each task, and why. */
  async preview(): Promise<Extract<FromFlowKernel, { type: "preview" }>["tasks"]> {
    const channel = await this.#open()
    await this.#sendCells(channel)
    return (await channel.ask({ type: "preview", parameters: {} }, "preview")).tasks
  }

  /** Ends all runs that go on. */
  async cancel(): Promise<void> {
    for (const run of this.#runs.keys()) await this.#channel?.ask({ type: "cancel", run }, "cancelling")
  }

  async #open(): Promise<FlowChannel> {
    const { client } = await this.#kernel.start()
    if (this.#channel?.isOpen) return this.#channel
    this.#channel = new FlowChannel(client, (message) => this.#take(message))
    return this.#channel
  }

  async #sendCells(channel: FlowChannel): Promise<void> {
    this.#sent = sentCells(this.#notebook)
    const message = { type: "cells" as const, notebook: this.#notebook.uri.fsPath, cells: this.#sent }
    const graph = await channel.ask(message, "graph")
    const byId = new Map(this.#notebook.getCells().map((cell) => [idOf(cell), cell]))
    this.#taskCells = new Map(
      graph.cells.flatMap(({ id, kind, name }) => {
        const cell = kind === "task" ? byId.get(id) : undefined
        return cell ? [[name, cell] as const] : []
      }),
    )
  }

  #follow(run: string, ended: PromiseWithResolvers<RunEnd>): void {
    this.#codeThen = taskCode(buildGraph("notebook", this.#sent))
    const cells = this.#taskCells
    const onCells = new RunOnCells(
      this.#controller,
      (task) => cells.get(task),
      this.#kernel.displays,
      (earlier) => this.#history(earlier),
      this.#log,
    )
    this.#runs.set(run, { cells: onCells, ended })
    this.#latest = onCells.view
  }

  async #history(run: string): Promise<readonly FlowEvent[]> {
    return (await this.#channel?.history(run)) ?? []
  }

  #take(message: FromFlowKernel): void {
    // A run that the flow's own retries= started.
    if (message.type === "runStarted" && message.request === undefined) {
      this.#follow(message.run, Promise.withResolvers())
    }
    if (message.type === "events") {
      const run = this.#runs.get(message.run)
      for (const { event } of message.events) run?.cells.onEvent(event)
      this.#changed.fire()
    }
    this.#said.fire(message)
    if (message.type === "runEnded") this.#end(message)
  }

  #end(message: RunEnd): void {
    const run = this.#runs.get(message.run)
    this.#runs.delete(message.run)
    run?.cells.end()
    run?.ended.resolve(message)
    this.#changed.fire()
  }

  /** The kernel is gone, and its runs with it. */
  #lose(reason: string): void {
    this.#channel?.close(reason)
    this.#channel = undefined
    for (const run of this.#runs.keys()) {
      const end: RunEnd = { type: "runEnded", run, state: "crashed", error: { name: "KernelGone", message: reason } }
      this.#end(end)
      this.#said.fire(end)
    }
    this.#lost.fire(reason)
  }
}
