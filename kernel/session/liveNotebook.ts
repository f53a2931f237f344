import { existsSync } from "node:fs"
import { basename, dirname, extname, join } from "node:path"
import type { KernelRequest } from "../api/kernelRequest.ts"
import { isPrivateKey } from "../cell/privateNames.ts"
import type { LiveExecution, LiveProcess } from "../executor/liveProcess.ts"
import type { FlowGraph } from "../flow/graph.ts"
import type { Values } from "../flow/evaluation.ts"
import type { CellEnd } from "../model/cellOutput.ts"
import type { LiveValue } from "../model/liveMessages.ts"
import type { CellPlan } from "./cellPlan.ts"
import { resultsFolder } from "../store/places.ts"
import { cellErrorOf, failedEnd, toCellError } from "./cellErrors.ts"
import type { CellRecord, CellRecords } from "./cellRecords.ts"
import type { CellRequest, LiveNotebook } from "./live.ts"
import { CellProblemError, checkCell, checkCommands, checkPrivateNames, checkReads, whyNoTask } from "./liveChecks.ts"
import { LiveCells, type LiveCell } from "./liveCells.ts"
import type { DocumentCell, LiveDocument } from "./liveDocument.ts"
import { localModuleFacts } from "./localModuleFacts.ts"
import { liveNeeds, nothingNeeded, readsOfExpressions } from "./liveNeeds.ts"
import { LiveResults } from "./liveResults.ts"
import type { LiveTasks } from "./liveTasks.ts"

/** Milliseconds that a busy session is waited for when a front end asks about values. */
const timeout = 100

export interface LiveNotebookOptions {
  /** Absolute path of the working folder. */
  folder: string
  /** The notebook's name, by which its runs are kept. */
  name: string
  /** Gets the process ready that plain cells live in. */
  startProcess(notebook: string): LiveProcess
  /** Told what nobody waits for, such as why what a cell showed couldn't be kept. */
  report?(error: unknown): void
}

/** Opens a notebook whose cells a person sends one by one. Engine and store are loaded when a cell first needs them. */
export function openLiveNotebook(options: LiveNotebookOptions): LiveNotebook {
  const notebook = join(options.folder, options.name)
  return new SentNotebook(notebook, options.startProcess(notebook), (error) => options.report?.(error))
}

/** A cell while it runs. */
interface RunningCell {
  cell: LiveCell
  request: CellRequest
  /** Ends what it asked of the kernel. */
  stop: AbortController
}

class SentNotebook implements LiveNotebook {
  readonly #notebook: string
  /** Where it is now, as an editor tells; what it is known by in the store's runs stays. */
  #path: string
  readonly #process: LiveProcess
  readonly #cells: LiveCells
  readonly #results = new LiveResults()
  /** Sources of all cells that were sent, by their titles: errors may come from cells that don't count any more. */
  readonly #sources = new Map<string, string>()
  /** The cells of an editor that tells of all of them. */
  #document: LiveDocument | undefined
  /** Keeps what its cells show. */
  #records: CellRecords | undefined
  readonly #report: (error: unknown) => void
  /** The session's process that the document knows of. */
  #life = 1
  #tasks: LiveTasks | undefined
  #running: RunningCell | undefined
  readonly #pending = new Set<Promise<unknown>>()
  /** Ends what cells asked of the kernel and didn't wait for. */
  readonly #closing = new AbortController()

  constructor(notebook: string, process: LiveProcess, report: (error: unknown) => void) {
    this.#notebook = notebook
    this.#path = notebook
    this.#report = report
    this.#process = process
    this.#cells = new LiveCells(localModuleFacts(dirname(notebook)))
  }

  async execute(request: CellRequest): Promise<CellEnd> {
    const { source, cell: id, count } = request
    const cell = this.#cells.read({ source, title: `In [${count}]`, ...(id !== undefined && { id }) })
    this.#sources.set(cell.title, source)
    const record = this.#record(request)
    const running = { cell, request: record ? withRecord(request, record) : request, stop: new AbortController() }
    this.#running = running
    const end = await this.#endOf(running)
    this.#running = undefined
    record?.end(end)
    return end
  }

  async #endOf(running: RunningCell): Promise<CellEnd> {
    try {
      const end = await this.#run(running)
      if (end.kind === "failed") this.#cells.failed(running.cell)
      return end
    } catch (error) {
      return failedEnd(cellErrorOf(error, this.#sourceOf))
    }
  }

  /** Cells that editors don't tell of by a document keep their outputs in files of their own. */
  #record({ cell, source, count }: CellRequest): CellRecord | undefined {
    return cell !== undefined && this.#documentOf(cell) ? this.#records?.begin(cell, source, count) : undefined
  }

  async plan(cells: readonly DocumentCell[], ids: readonly string[]): Promise<CellPlan> {
    const [{ LiveDocument }, { CellRecords }, { ResultFolder }] = await Promise.all([
      import("./liveDocument.ts"),
      import("./cellRecords.ts"),
      import("../runtime/value/resultFolder.ts"),
    ])
    const results = new ResultFolder(resultsFolder(dirname(this.#notebook)))
    this.#document ??= new LiveDocument(
      this.#name,
      ({ hash, inline }) => inline !== undefined || existsSync(results.pathOf(hash)),
    )
    this.#records ??= new CellRecords(this.#path, this.#document, this.#report)
    this.#document.update(cells)
    this.#noticeNewLife()
    return this.#document.plan(ids)
  }

  given(): Values {
    return this.#document?.given() ?? new Map()
  }

  keep(graph: FlowGraph, results: Values): void {
    this.#results.keep(graph, results)
    this.#document?.keep(graph, results)
  }

  rename(notebook: string): void {
    this.#path = notebook
    this.#records?.rename(notebook)
  }

  interrupt(): void {
    this.#running?.stop.abort()
    this.#process.interrupt()
  }

  sources(): readonly string[] {
    return this.#cells.sources()
  }

  look(path: readonly string[]): Promise<LiveValue | undefined> {
    return this.#process.look(path, timeout)
  }

  async names(): Promise<readonly string[]> {
    const names = await this.#process.names(timeout)
    return [...new Set([...names, ...this.#results.values.keys()])].filter((name) => !isPrivateKey(name))
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#running?.stop.abort()
    this.#process.close()
    await Promise.allSettled(this.#pending)
    await this.#records?.close()
    this.#tasks?.[Symbol.dispose]()
    this.#tasks = undefined
  }

  /** Has `close` wait for work that must not be left half done. */
  #track<Result>(work: Promise<Result>): Promise<Result> {
    this.#pending.add(work)
    const forget = (): boolean => this.#pending.delete(work)
    work.then(forget, forget)
    return work
  }

  get #name(): string {
    return basename(this.#notebook, extname(this.#notebook))
  }

  get #graph(): FlowGraph {
    return this.#cells.graph(this.#name)
  }

  /** The document, when a cell is one of its. */
  #documentOf(id: string | undefined): LiveDocument | undefined {
    return id !== undefined && this.#document?.has(id) ? this.#document : undefined
  }

  #noticeNewLife(): void {
    if (this.#life !== this.#process.life) this.#document?.forget()
    this.#life = this.#process.life
  }

  readonly #sourceOf = (title: string): string | undefined => this.#sources.get(title)

  #run(running: RunningCell): Promise<CellEnd> {
    const { cell, request } = running
    const document = this.#documentOf(request.cell)
    if (document && cell.analysis.directive?.kind !== "task") return this.#runInDocument(running, document)
    // The session tells where the syntax is wrong, in the way of all its errors.
    checkCommands(cell, this.#cells)
    if (cell.analysis.isBroken) return this.#runPlain(running)
    for (const warning of checkCell(cell, () => this.#graph)) {
      request.onOutput({ kind: "stream", stream: "stderr", text: `${warning}\n` })
    }
    checkPrivateNames(cell, this.#cells)
    this.#cells.add(cell)
    switch (cell.analysis.directive?.kind) {
      case "task":
        return this.#runTask(running)
      case "on":
        return this.#takeHook(running)
      default:
        if (this.#cells.hasTasks) checkReads(cell, this.#graph, this.#results)
        return this.#runPlain(running)
    }
  }

  async #runInDocument(running: RunningCell, document: LiveDocument): Promise<CellEnd> {
    const { cell, request } = running
    const { cell: id = "", source } = request
    document.edit(id, source)
    if (!cell.analysis.isBroken) {
      for (const warning of checkCell(cell, () => document.graph)) {
        request.onOutput({ kind: "stream", stream: "stderr", text: `${warning}\n` })
      }
      checkReads(cell, document.graph, this.#results)
    }
    if (cell.analysis.directive?.kind === "on") return this.#takeHook(running)
    document.begin(id)
    const end = await this.#runPlain(running)
    this.#noticeNewLife()
    if (end.kind === "completed") document.complete(id)
    return end
  }

  #runPlain(running: RunningCell): Promise<CellEnd> {
    const { cell } = running
    return this.#process.execute({ ...this.#surroundings(running, cell.analysis.reads), source: cell.source })
  }

  async #runTask(running: RunningCell): Promise<CellEnd> {
    const { cell, request, stop } = running
    const graph = this.#graph
    const task = [...graph.tasks.values()].find((node) => node.cell.line === cell.line)
    if (!task || !graph.order.has(task.cell)) throw new CellProblemError(whyNoTask(cell, graph, this.#cells))
    const [{ LiveTasks }, { TaskOutputs }, { TaskEvents }, { taskFailure }] = await Promise.all([
      import("./liveTasks.ts"),
      import("./taskOutputs.ts"),
      import("./taskEvents.ts"),
      import("./taskFailure.ts"),
    ])
    const name = basename(this.#notebook)
    const tasks = (this.#tasks ??= new LiveTasks(this.#notebook, (text) => this.#cells.inTitles(text, name)))
    const outputs = new TaskOutputs(task.name, (output) => request.onOutput(output))
    const events = new TaskEvents(task.name, outputs, (event) => tasks.earlier(event))
    const run = tasks.run({
      graph,
      task: task.name,
      given: this.#results.fresh(graph),
      live: {
        store: (names) => this.#process.store(names),
        refuse: (name, problem) => this.#results.refuse(name, problem),
      },
      signal: stop.signal,
      onEvent: (event) => events.onEvent(event),
    })
    const values = await this.#track(run)
    this.#results.keep(graph, values)
    await events.shown()
    const failure = taskFailure(outputs.view, task.name)
    if (failure) return failedEnd(toCellError(failure.report, this.#sourceOf, failure.about))
    return this.#evaluateExpressions(running)
  }

  async #takeHook(running: RunningCell): Promise<CellEnd> {
    const { directive } = running.cell.analysis
    const { noteBundle } = await import("./format/note.ts")
    const states = directive?.kind === "on" ? directive.states.join(", ") : ""
    const data = noteBundle(`Runs when a run of the flow ends (${states}), such as by flow.run()`)
    running.request.onOutput({ kind: "display", data })
    return this.#evaluateExpressions(running)
  }

  /** The end of a cell whose own code didn't run in the session, with the expressions that were asked for along with it. */
  async #evaluateExpressions(running: RunningCell): Promise<CellEnd> {
    if (Object.keys(running.request.expressions).length === 0) return { kind: "completed", expressions: {}, pages: [] }
    return this.#process.execute({ ...this.#surroundings(running, []), source: "" })
  }

  /** What goes along with all that runs in the session. */
  #surroundings({ cell, request, stop }: RunningCell, reads: Iterable<string>): Omit<LiveExecution, "source"> {
    const { expressions } = request
    const names = [...reads, ...readsOfExpressions(Object.values(expressions))]
    const document = this.#documentOf(request.cell)
    const graph = document?.graph ?? (this.#cells.hasTasks ? this.#graph : undefined)
    return {
      label: cell.title,
      ...(document && { gone: document.takeGone() }),
      ...(graph ? liveNeeds(graph, names, this.#results.values) : nothingNeeded),
      expressions,
      onOutput: (output) => request.onOutput(output),
      ...(request.onInput && { onInput: request.onInput.bind(request) }),
      onRequest: (asked) => this.#answer(asked, request, stop.signal),
    }
  }

  async #answer(asked: KernelRequest, request: CellRequest, signal: AbortSignal): Promise<unknown> {
    const { answerRequest } = await import("./liveFlows.ts")
    const answer = answerRequest(asked, {
      notebook: this.#notebook,
      cells: this.#documentOf(request.cell) ?? this.#cells,
      show: (output) => request.onOutput(output),
      signal: AbortSignal.any([signal, this.#closing.signal]),
      keep: (graph, values) => this.keep(graph, values),
    })
    return this.#track(answer)
  }
}

function withRecord(request: CellRequest, record: CellRecord): CellRequest {
  return {
    ...request,
    onOutput(output) {
      request.onOutput(output)
      record.onOutput(output)
    },
  }
}
