import { taskRunLabel, type FlowEvent, type NumberedEvent } from "../flow/events.ts"
import type { RunRow } from "../flow/ports.ts"
import { NotebookProblemsError, RequestError, type FlowRequest } from "../session/api.ts"
import type { FlowHost } from "./host.ts"
import { previewFlow } from "../session/flowRun.ts"
import { declaredParameters, readGraph } from "../session/openFlow.ts"
import { rerunParameters } from "../session/rerunParameters.ts"
import { previewValue } from "../session/valuePreview.ts"
import { EventBatch, sendableEvent } from "./eventBatch.ts"
import type { FlowDocument, SentDocument } from "./flowDocument.ts"
import type { FlowRuns, RunEnding, RunListener } from "./flowRuns.ts"
import type { FlowStores } from "./flowStores.ts"
import { graphMessage, problemMessages } from "./graphMessage.ts"
import type { FlowOptionsMessage, FromFlowKernel, RunMessage, SentFlowCell, ToFlowKernel } from "./messages.ts"
import { parameterMessage } from "./parameterMessage.ts"
import { errorMessage } from "../errorMessage.ts"

type Message<Type extends ToFlowKernel["type"]> = Extract<ToFlowKernel, { type: Type }>

const runsUnlessTold = 20

/** What a front end's view of the flows is made of. */
export interface FlowClientParts {
  runs: Pick<FlowRuns, "going" | "isRunning" | "start" | "cancel" | "cancelTask">
  stores: Pick<FlowStores, "history" | "results" | "annotate" | "clean">
  shared: FlowDocument
  host: FlowHost
  send: (message: FromFlowKernel) => void
}

/** One front end's view of the flows: carries out what it asks, and tells it of the runs that it follows. */
export class FlowClient implements RunListener {
  readonly #runs: FlowClientParts["runs"]
  readonly #stores: FlowClientParts["stores"]
  readonly #shared: FlowDocument
  readonly #host: FlowHost
  readonly #send: (message: FromFlowKernel) => void
  readonly #batch: EventBatch
  /** The runs that it follows, and the last event of each that it has. */
  readonly #followed = new Map<string, number>()
  /** The runs that it followed to their ends. */
  readonly #ended = new Set<string>()
  /** By runs whose recorded events are being read, where to put those that come meanwhile. */
  readonly #held = new Map<string, Set<NumberedEvent[]>>()
  #document: SentDocument | undefined

  constructor({ runs, stores, shared, host, send }: FlowClientParts) {
    this.#runs = runs
    this.#stores = stores
    this.#shared = shared
    this.#host = host
    this.#send = send
    this.#batch = new EventBatch(send)
  }

  /** Carries out a request; what goes wrong is answered. */
  async take(message: ToFlowKernel): Promise<void> {
    try {
      // Taken over at once, so that what is sent right behind is about these cells.
      if (message.type === "cells") this.#takeOver(message)
      await this.#carryOut(message)
    } catch (error) {
      this.#fail(message.request, error)
    }
  }

  onEvent(event: FlowEvent, sequence: number): void {
    for (const events of this.#held.get(event.run) ?? []) events.push({ sequence, event })
    if (event.type === "flowStarted" && this.#followed.has(event.parent ?? "")) this.#followed.set(event.run, 0)
    const known = this.#followed.get(event.run)
    if (known === undefined || sequence <= known) return
    this.#followed.set(event.run, sequence)
    this.#batch.add(event, sequence)
  }

  onEnded(run: string, ending: RunEnding): void {
    if (!this.#followed.delete(run)) return
    this.#ended.add(run)
    this.#tell({ type: "runEnded", run, ...ending })
  }

  onRetried(rerunOf: string, run: string): void {
    if (!this.#ended.has(rerunOf)) return
    this.#followed.set(run, 0)
    this.#tell({ type: "runStarted", run, rerunOf })
  }

  /** Sends what waits to be sent. */
  close(): void {
    this.#batch.flush()
  }

  #takeOver({ notebook, cells }: Message<"cells">): void {
    this.#document = { notebook: this.#host.pathOf(notebook), cells }
    this.#shared.take(this, this.#document)
  }

  #carryOut(message: ToFlowKernel): Promise<void> | void {
    switch (message.type) {
      case "attach":
        return this.#attach(message)
      case "cells":
        return this.#answerGraph(message)
      case "plan":
        return this.#planCells(message)
      case "run":
        return this.#run(message.request, message)
      case "rerun":
        return this.#rerun(message)
      case "preview":
        return this.#preview(message)
      case "cancel":
        return this.#cancel(message)
      case "clean":
        return this.#clean(message)
      case "parameters":
        return this.#answerParameters(message)
      case "runs":
        return this.#answerRuns(message)
      case "annotate":
        return this.#annotate(message)
      case "results":
        return this.#answerResults(message)
      case "value":
        return this.#answerValue(message)
      case "events":
        return this.#answerEvents(message)
    }
  }

  #attach({ request }: Message<"attach">): void {
    const { cells = [] } = this.#shared.attach(this) ?? {}
    this.#tell({ type: "attached", request, cells, runs: this.#runs.going })
  }

  async #answerGraph({ request }: Message<"cells">): Promise<void> {
    const sent = this.#sent()
    const { graph } = await readGraph(sent)
    this.#tell(graphMessage(request, graph, sent.cells))
  }

  async #planCells({ request, cells }: Message<"plan">): Promise<void> {
    const session = await this.#host.session?.()
    if (!session) throw new RequestError("Cells can't be run one by one here: only the flow can be run")
    const plan = await session.plan(this.#document?.cells ?? [], cells)
    this.#tell({ type: "plan", request, ...plan })
  }

  async #run(request: string, options: FlowOptionsMessage & Pick<FlowRequest, "rerunOf" | "recorded">): Promise<void> {
    await this.#runs.start({ ...this.#sent(), ...requestOf(options) }, (run) => {
      this.#followed.set(run, 0)
      this.#tell({
        type: "runStarted",
        request,
        run,
        ...(options.rerunOf !== undefined && { rerunOf: options.rerunOf }),
      })
    })
  }

  async #rerun(message: Message<"rerun">): Promise<void> {
    await this.#run(message.request, { ...(await this.#rerunOptions(message.run)), ...partOf(message) })
  }

  async #preview(message: Message<"preview">): Promise<void> {
    const { rerun } = message
    const options = rerun === undefined ? message : { ...(await this.#rerunOptions(rerun)), ...partOf(message) }
    const tasks = await previewFlow({ ...this.#sent(), ...requestOf(options) })
    this.#tell({ type: "preview", request: message.request, tasks })
  }

  #cancel({ request, run, task, element }: Message<"cancel">): void {
    const name = task === undefined ? undefined : { task, ...(element !== undefined && { element }) }
    if (name && this.#runs.isRunning(run)) {
      if (!this.#runs.cancelTask(run, name))
        throw new RequestError(`${taskRunLabel(name)} doesn't run or wait in run ${run}: it may have ended already`)
    } else if (!this.#runs.cancel(run)) {
      throw new RequestError(`No run ${run} goes on in this kernel: it may have ended already`)
    }
    this.#tell({ type: "cancelling", request, run, ...name })
  }

  async #clean({ request, tasks, preview }: Message<"clean">): Promise<void> {
    const options = { ...(tasks !== undefined && { tasks }), ...(preview !== undefined && { preview }) }
    const cleaned = await this.#stores.clean(this.#sent().notebook, options)
    this.#tell({ type: "cleaned", request, ...cleaned })
  }

  async #answerParameters({ request }: Message<"parameters">): Promise<void> {
    const { graph } = await readGraph(this.#sent())
    const parameters = declaredParameters(graph).map(parameterMessage)
    this.#tell({ type: "parameters", request, parameters })
  }

  async #answerRuns({ request, limit = runsUnlessTold, parent }: Message<"runs">): Promise<void> {
    const { notebook } = this.#sent()
    const which = parent === undefined ? { notebook, topLevel: true } : { parent }
    const runs = (await this.#stores.history(notebook)?.runs({ ...which, limit })) ?? []
    this.#tell({ type: "runs", request, runs: runs.map(runMessage) })
  }

  async #annotate({ request, run, isPinned, note }: Message<"annotate">): Promise<void> {
    const { notebook } = this.#sent()
    const annotation = { ...(isPinned !== undefined && { isPinned }), ...(note !== undefined && { note }) }
    const isFound = await this.#stores.annotate(notebook, run, annotation)
    if (!isFound) throw new RequestError(`There is no run ${run} in the history of ${notebook}`)
    this.#tell({ type: "annotated", request, run })
  }

  async #answerResults({ request, run }: Message<"results">): Promise<void> {
    const results = await this.#stores.results(this.#sent().notebook, run)
    this.#tell({ type: "results", request, run, results })
  }

  async #answerValue({ request, run, task, name }: Message<"value">): Promise<void> {
    const preview = await previewValue(this.#sent().notebook, run, task, name)
    this.#tell({ type: "value", request, run, task, name, ...preview })
  }

  async #answerEvents({ request, run, after, types }: Message<"events">): Promise<void> {
    const { notebook } = this.#sent()
    const history = this.#stores.history(notebook)
    if (!history || (await history.run(run))?.id !== run)
      throw new RequestError(`There is no run ${run} in the history of ${notebook}`)
    let last = after
    // While what was recorded is read, more may come.
    const meanwhile: NumberedEvent[] = []
    const letGo = this.#hold(run, meanwhile)
    try {
      for await (const page of history.events(run, { after, ...(types && { types }) })) {
        last = page.at(-1)?.sequence ?? last
        const events = page.map(({ sequence, event }) => ({ sequence, event: sendableEvent(event) }))
        this.#tell({ type: "events", request, run, events })
      }
    } finally {
      letGo()
    }
    const isRunning = this.#runs.isRunning(run)
    const missed = meanwhile.filter(({ sequence }) => sequence > last)
    if (!isRunning) last = this.#tellMissed({ request, run, types }, missed) ?? last
    this.#tell({ type: "eventsSent", request, run, last, isRunning })
    if (!isRunning || this.#followed.has(run)) return
    this.#followed.set(run, last)
    for (const { event, sequence } of missed) this.onEvent(event, sequence)
  }

  /** Collects a run's events as they come. @returns ends it */
  #hold(run: string, events: NumberedEvent[]): () => void {
    const held = this.#held.get(run) ?? new Set()
    this.#held.set(run, held.add(events))
    return () => {
      held.delete(events)
      if (held.size === 0) this.#held.delete(run)
    }
  }

  /** Events of a run that ended while what was recorded of it before was read. @returns the sequence of the last */
  #tellMissed(
    {
      request,
      run,
      types,
    }: Pick<Message<"events">, "request" | "run"> & { types: Message<"events">["types"] | undefined },
    missed: readonly NumberedEvent[],
  ): number | undefined {
    const events = missed
      .filter(({ event }) => !types || types.includes(event.type))
      .map(({ sequence, event }) => ({ sequence, event: sendableEvent(event) }))
    if (events.length > 0) this.#tell({ type: "events", request, run, events })
    return events.at(-1)?.sequence
  }

  async #rerunOptions(
    run = "latest",
  ): Promise<FlowOptionsMessage & Required<Pick<FlowRequest, "rerunOf">> & Pick<FlowRequest, "recorded">> {
    const { notebook } = this.#sent()
    const history = this.#stores.history(notebook)
    const found = await history?.run(run, run === "latest" ? notebook : undefined)
    if (!history || !found)
      throw new RequestError(
        run === "latest" ? `${notebook} hasn't run yet` : `There is no run ${run} in the history of ${notebook}`,
      )
    return { ...(await rerunParameters(history, found)), rerunOf: found.id }
  }

  #sent(): SentDocument {
    if (!this.#document) throw new RequestError("Send the notebook's cells first, by a message of the type 'cells'")
    const { notebook, cells } = this.#document
    return { notebook, cells: withoutTitles(cells) }
  }

  #fail(request: string, error: unknown): void {
    const message = errorMessage(error)
    const problems =
      error instanceof NotebookProblemsError ? problemMessages(error.problems, this.#document?.cells ?? []) : undefined
    this.#tell({ type: "failed", request, message, ...(problems && { problems }) })
  }

  /** Sends a message after all events that came before it. */
  #tell(message: FromFlowKernel): void {
    this.#batch.flush()
    this.#send(message)
  }
}

function requestOf({
  parameters,
  only,
  from,
  fresh,
  alone,
  rerunOf,
  recorded,
}: FlowOptionsMessage & Pick<FlowRequest, "rerunOf" | "recorded">) {
  return {
    parameters,
    ...(only !== undefined && { only }),
    ...(from !== undefined && { from }),
    ...(fresh !== undefined && { fresh }),
    ...(alone !== undefined && { alone }),
    ...(rerunOf !== undefined && { rerunOf }),
    ...(recorded && { recorded }),
  }
}

/** In flows a cell is known by its line in the file: their history is read elsewhere, too. */
function withoutTitles(cells: readonly SentFlowCell[]): readonly SentFlowCell[] {
  return cells.map(({ id, source, line }) => ({ id, source, line }))
}

/** The tasks that a request means. */
function partOf({ from, only }: Pick<FlowOptionsMessage, "from" | "only">): Pick<FlowOptionsMessage, "from" | "only"> {
  return { ...(from !== undefined && { from }), ...(only !== undefined && { only }) }
}

function runMessage(row: RunRow): RunMessage {
  const { id, flow, state, parameters, startedAt, endedAt, error, rerunOf, isPinned, note } = row
  return {
    id,
    flow,
    state,
    parameters,
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...(error && { error: { name: error.name, message: error.message } }),
    ...(rerunOf !== undefined && { rerunOf }),
    ...(isPinned && { isPinned }),
    ...(note !== undefined && { note }),
  }
}
