import {
  CellFailure,
  nothingKnown,
  type EnginePorts,
  type EvaluatedCell,
  type FlowContext,
  type FlowPlan,
} from "./context.ts"
import type { ErrorReport } from "../model/errorReport.ts"
import type { TraceEntry } from "../model/traceEntry.ts"
import { canRunWithout } from "./dependencies.ts"
import { EarlierRuns } from "./earlier.ts"
import { chainedTo } from "./chain.ts"
import { ElementsAhead } from "./elementsAhead.ts"
import { elementRequests } from "./elementRequests.ts"
import { ElementSlices } from "./elementSlices.ts"
import { taskRunLabel, type FlowEvent, type NumberedEvent, type TaskRunName } from "./events.ts"
import { followersOf } from "./followers.ts"
import type { FlowGraph, TaskNode } from "./graph.ts"
import { outlineTasks } from "./outline.ts"
import { PlainCells } from "./plainCells.ts"
import { elementsOf, holds, prepareSlice } from "./preparation.ts"
import { publish, publishElements } from "./publish.ts"
import type { LoopBefore } from "./overtaken.ts"
import { Recorder, type EventListener } from "./recorder.ts"
import { runHooks } from "./hooks.ts"
import { retryDelay } from "./retry.ts"
import { Slots } from "./slots.ts"
import { flowOutcome, isFailure, isSuccess, isTerminal, type State } from "./state.ts"
import type { ElementRequest } from "./taskLookup.ts"
import { runTask, type TaskRunEnd } from "./taskRun.ts"
import { TaskCancelled, TaskSignals, unlessAborted } from "./taskSignals.ts"
import { startTimer } from "./timer.ts"
import { tellUnseen } from "./unseen.ts"
import { endOf, skipReason, type TaskEnd, type UpstreamEnd } from "./upstream.ts"
import { asError } from "../errorMessage.ts"
import { explainOpenFiles } from "../openFiles.ts"

/** How a flow run ended. */
export interface FlowEnd {
  state: State
  /** The results of tasks and the values of plain cells, as far as they came about. */
  values: FlowContext["values"]
  /** What a subflow depended on. */
  trace: readonly TraceEntry[]
  /** Why that may not be all, each as a clause. */
  doubts: readonly string[]
}

/** Why everything that still runs was ended. */
export class FlowStopped extends Error {
  override readonly name = "FlowStopped"
  /** The state that the flow run ends in. */
  readonly state: State

  constructor(state: State, message: string) {
    super(message)
    this.state = state
  }
}

/**
 * Carries out a flow run: every target task once what it waits for is done, independent ones side by side.
 * @param signal cancels the run
 * @throws {RunLostError} when another process took the run for dead
 */
export async function runEngine(
  plan: FlowPlan,
  ports: EnginePorts,
  observe: EventListener,
  signal: AbortSignal,
): Promise<FlowEnd> {
  const stop = new AbortController()
  const { store, now, onUnfinished } = ports
  const recorder = new Recorder({
    run: plan.run,
    store,
    now,
    observe,
    onError: (error) => stop.abort(error),
    onUnfinished,
  })
  const context: FlowContext = {
    ...nothingKnown(plan),
    plan,
    ports,
    recorder,
    slots: new Slots(plan.concurrency, plan.graph.options?.limits),
    plainCells: new PlainCells(() => context),
    earlier: new EarlierRuns(plan, ports.store),
    values: new Map(plan.given),
    isPreview: false,
    followers: followersOf(plan.graph, plan.dependencies, plan.targets),
    heedFailure: (task) => {
      if (plan.graph.options?.onFailure !== "stop") return
      stop.abort(new FlowStopped("failed", `The task '${task.name}' failed, and the flow says onFailure=stop`))
    },
    signal: stop.signal,
    signals: new TaskSignals(stop.signal),
  }
  ports.onCancellable?.((name) => cancelTask(context, name))
  return new FlowRun(context, stop, observe).run(signal)
}

class FlowRun {
  readonly #context: FlowContext
  readonly #stop: AbortController
  readonly #observe: EventListener
  readonly #ends = new Map<string, Promise<TaskEnd>>()
  /** Loops that go on from others, element by element. */
  readonly #ahead = new Map<string, ElementsAhead>()
  /** The same, by the loops that they go on from. */
  readonly #following = new Map<string, ElementsAhead[]>()

  constructor(context: FlowContext, stop: AbortController, observe: EventListener) {
    this.#context = context
    this.#stop = stop
    this.#observe = observe
  }

  async run(signal: AbortSignal): Promise<FlowEnd> {
    const startedAt = this.#context.ports.now()
    await this.#start(startedAt)
    this.#tellAhead()
    try {
      return await this.#runToEnd(startedAt, signal)
    } catch (error) {
      await this.#abandon(error)
      throw error
    }
  }

  async #runToEnd(startedAt: number, signal: AbortSignal): Promise<FlowEnd> {
    const { plan, recorder, values, trace, doubts } = this.#context
    using _ = this.#stopWhen(signal)
    const states = await this.#runTasks()
    tellUnseen(this.#context)
    const { reason } = this.#stop.signal
    if (reason !== undefined && !(reason instanceof FlowStopped)) throw reason
    const state = reason?.state ?? flowOutcome(states.values())
    const error = reason && state !== "cancelled" ? reportOf(reason) : undefined
    const failure = isFailure(state) ? recorder.firstFailure : undefined
    // That the flow was stopped after a failure says less than the failure; that it ran out of time says more.
    const cause = state === "failed" ? (failure ?? error) : (error ?? failure)
    // People are told of a failure once: when there is no further try.
    if (plan.isTriedAgain !== true || !isFailure(state))
      await runHooks(this.#context, { state, startedAt, states, ...(cause && { error: cause }) })
    recorder.add({ type: "flowStateChanged", state, ...(error && { error }) })
    await recorder.handOn()
    return { state, values, trace: [...trace.values()], doubts: [...doubts] }
  }

  /** Records what can still be recorded of a run that can't be carried on. */
  async #abandon(error: unknown): Promise<void> {
    const { plan, ports, recorder } = this.#context
    const report = reportOf(asError(explainOpenFiles(error)))
    try {
      await recorder.handOn()
    } catch {
      // What the store refuses once more is lost with the run: the first error is the one that people are told.
    }
    try {
      this.#tell(await ports.store.abandon(plan.run, report))
    } catch {
      // The store declares the run crashed when it is next looked into.
    }
  }

  async #start(time: number): Promise<void> {
    const { plan, ports } = this.#context
    const { run, parameters, notebook, parent, parentTask, rerunOf } = plan
    const origin = {
      ...(parent !== undefined && { parent }),
      ...(parentTask !== undefined && { parentTask }),
      ...(rerunOf !== undefined && { rerunOf }),
    }
    const started: FlowEvent = {
      type: "flowStarted",
      time,
      run,
      flow: plan.graph.name,
      notebook,
      parameters,
      ...(plan.exactParameters && { exactParameters: plan.exactParameters }),
      tasks: outlineTasks(plan.graph, plan.dependencies, plan.targets, plan.code),
      ...(plan.forced.size > 0 && { forced: [...plan.forced] }),
      ...origin,
    }
    const running: FlowEvent = { type: "flowStateChanged", time, run, state: "running" }
    const row = {
      id: run,
      flow: plan.graph.name,
      notebook,
      state: "running" as const,
      parameters,
      startedAt: time,
      ...origin,
    }
    this.#tell(await ports.store.startRun(row, [started, running]))
  }

  #tell(events: readonly NumberedEvent[]): void {
    for (const { event, sequence } of events) this.#observe(event, sequence)
  }

  /** Cells that aren't evaluated once more, since their values stand in their text by now, can't tell it themselves. */
  #tellAhead(): void {
    const { plan, recorder } = this.#context
    const isThere = ({ line, source }: EvaluatedCell): boolean =>
      plan.graph.cells.some((cell) => cell.line === line && cell.source === source)
    for (const cell of plan.evaluated ?? []) {
      if (!isThere(cell)) for (const event of cell.told) recorder.add(event)
    }
  }

  /** Stops the run when it is cancelled, or when the flow's `timeout=` is over. */
  #stopWhen(signal: AbortSignal): Disposable {
    const timeout = this.#context.plan.graph.options?.timeout
    const cancel = (): void => this.#stop.abort(new FlowStopped("cancelled", "The flow run was cancelled"))
    const runOut = (): void =>
      this.#stop.abort(new FlowStopped("timedOut", `The flow took longer than its timeout of ${timeout} ms`))
    const stopTimer = timeout === undefined ? undefined : startTimer(timeout, runOut)
    signal.addEventListener("abort", cancel, { once: true })
    if (signal.aborted) cancel()
    return {
      [Symbol.dispose]: () => {
        stopTimer?.()
        signal.removeEventListener("abort", cancel)
      },
    }
  }

  async #runTasks(): Promise<ReadonlyMap<string, State>> {
    const { plan } = this.#context
    for (const name of plan.targets) this.#chain(plan.graph.tasks.get(name))
    // In the graph's order, so that each task finds the promises of those that it waits for.
    for (const cell of plan.graph.order.keys()) {
      const task = plan.graph.tasks.get(cell.label)
      if (task?.cell === cell && plan.targets.has(task.name)) this.#ends.set(task.name, this.#runOrStop(task))
    }
    const states = new Map<string, State>()
    for (const [name, end] of this.#ends) states.set(name, (await end).state)
    return states
  }

  /** Has a loop go on from another's elements, where it can and both are run. */
  #chain(task: TaskNode | undefined): void {
    const { plan } = this.#context
    const source = task && chainedTo(plan.graph, task)
    if (!source || !plan.targets.has(source.task.name)) return
    let aheadOf: LoopBefore | undefined
    const ahead = new ElementsAhead(this.#context, task, source, {
      prepare: () => this.#prepareAhead(task, source.task.name),
      run: (request, count) => {
        // The other loop is there only now.
        aheadOf ??= this.#before(source.task)
        return this.#runElement({ ...request, aheadOf }, count)
      },
    })
    this.#ahead.set(task.name, ahead)
    this.#following.set(source.task.name, [...(this.#following.get(source.task.name) ?? []), ahead])
  }

  #before({ name }: TaskNode): LoopBefore {
    const { signal } = this.#context
    const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }))
    return { name, ended: Promise.race([this.#ends.get(name), aborted]) }
  }

  async #prepareAhead(task: TaskNode, source: string): Promise<ElementSlices | undefined> {
    const upstream = await this.#awaitUpstream(task, source)
    if (skipReason(task.options.upstream, upstream)) return undefined
    try {
      return await this.#prepareElements(task)
    } catch (error) {
      if (error instanceof CellFailure) return undefined
      throw error
    }
  }

  async #prepareElements(task: TaskNode): Promise<ElementSlices> {
    const slice = await prepareSlice(this.#context, task.cell, task.cell.analysis.codeReads)
    return new ElementSlices(this.#context, task, slice)
  }

  async #runOrStop(task: TaskNode): Promise<TaskEnd> {
    const { recorder, signal, absent } = this.#context
    try {
      const end = await this.#runWhenReady(task)
      if (!isSuccess(end.state)) absent.add(task.name)
      if (isFailure(end.state)) this.#context.heedFailure(task)
      return end
    } catch (error) {
      const isAlone = error instanceof TaskCancelled
      if (isAlone) absent.add(task.name)
      else if (!signal.aborted) this.#stop.abort(error)
      const ahead = this.#ahead.get(task.name)
      await ahead?.stop()
      const why: unknown = isAlone ? error : signal.reason
      if (why instanceof TaskCancelled || why instanceof FlowStopped) {
        const { message: reason } = why
        ahead?.tellOthers("cancelled", reason)
        recorder.add({ type: "taskStateChanged", task: task.name, attempt: 0, state: "cancelled", reason })
      }
      return endOf("cancelled")
    }
  }

  async #runWhenReady(task: TaskNode): Promise<TaskEnd> {
    const { recorder, signals } = this.#context
    const signal = signals.of({ task: task.name })
    const ahead = this.#ahead.get(task.name)
    const finish = (state: State, more: { reason?: string; error?: ErrorReport } = {}): TaskEnd => {
      recorder.add({ type: "taskStateChanged", task: task.name, attempt: 0, state, ...more })
      return endOf(state)
    }
    const skip = skipReason(task.options.upstream, await this.#awaitUpstream(task))
    if (skip) {
      await ahead?.stop()
      ahead?.tellOthers("skipped", skip.reason)
      return { ...finish("skipped", { reason: skip.reason }), isLost: skip.isLost }
    }
    const prepared = await ahead?.prepared()
    for (let failed = 1; ; failed++) {
      try {
        const { when, for: loop } = task.options
        if (when !== undefined && !(await holds(this.#context, task, when)))
          return finish("skipped", { reason: `when: ${when} is false` })
        if (loop) {
          const slices = prepared ?? (await this.#prepareElements(task))
          const known = await elementsOf(this.#context, task, loop)
          const requests = await elementRequests(this.#context, task, slices, known)
          const { state, ...more } = await this.#runElements(task, requests)
          if (signal.reason instanceof TaskCancelled) throw signal.reason
          return finish(state, more)
        }
        const slice = await prepareSlice(this.#context, task.cell, task.cell.analysis.codeReads)
        const end = await runTask(this.#context, { task, slice, before: this.#context.earlier.ofTask(task.name) })
        publish(this.#context, end.outputs ?? new Map())
        return endOf(end.state)
      } catch (error) {
        if (!(error instanceof CellFailure)) throw error
        if (!(await this.#awaitRetry(task, error, failed))) return finish(error.state, { error: error.report })
      }
    }
  }

  /**
   * Waits for all that a task waits for.
   * @param except a task that needn't have ended
   */
  async #awaitUpstream(task: TaskNode, except?: string): Promise<readonly UpstreamEnd[]> {
    const { plan, signals } = this.#context
    const signal = signals.of({ task: task.name })
    const upstream: UpstreamEnd[] = []
    for (const name of plan.dependencies.get(task.name) ?? []) {
      if (name === except) continue
      const end = await unlessAborted(Promise.resolve(this.#ends.get(name)), signal)
      signal.throwIfAborted()
      if (end) upstream.push({ name, ...end, isDispensable: isDispensable(plan.graph, task, name, end) })
      // Nobody has to wait for the others to know it.
      if (end && task.options.upstream === "allSucceeded" && skipReason("allSucceeded", upstream)) break
    }
    return upstream
  }

  /**
   * Waits for the task's next try after a process died before the task itself could run.
   * @param failed how many tries have ended so
   * @returns false when there is none
   */
  async #awaitRetry(task: TaskNode, { state, report }: CellFailure, failed: number): Promise<boolean> {
    const { plainCells, ports, recorder, signals } = this.#context
    const delay = state === "crashed" ? retryDelay(task.options, failed, ports.random()) : undefined
    if (delay === undefined) return false
    recorder.add({
      type: "taskStateChanged",
      task: task.name,
      attempt: 0,
      state: "retrying",
      error: report,
      retryAt: ports.now() + delay,
      reason: "a process that it waits for died",
    })
    await ports.sleep(delay, signals.of({ task: task.name }))
    plainCells.forgetCrashes()
    return true
  }

  async #runElements(task: TaskNode, requests: readonly ElementRequest[]): Promise<{ state: State; reason?: string }> {
    const keepsFailures = task.options.failures === "keep"
    this.#tellElements(task, requests.length)
    const run = async (request: ElementRequest): Promise<TaskRunEnd> =>
      (await this.#ahead.get(task.name)?.take(request)) ?? this.#runElement(request, requests.length)
    const settled = await Promise.allSettled(requests.map(run))
    const ends = settled.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []))
    const failures = ends.filter(({ state }) => !isSuccess(state))
    const worst = failures.find(({ state }) => isFailure(state)) ?? failures[0]
    if (worst && !keepsFailures) return { state: worst.state }
    for (const end of settled) if (end.status === "rejected") throw end.reason
    publishElements(
      this.#context,
      task,
      ends.map(({ state, outputs }) => (isSuccess(state) ? (outputs ?? new Map()) : undefined)),
    )
    if (failures.length > 0) {
      const what = failures.every(({ state }) => isFailure(state)) ? "failed" : "failed or were cancelled"
      const reason = `${failures.length} of ${ends.length} elements ${what}, which failures=keep allows`
      return { state: "completed", reason }
    }
    return { state: ends.length > 0 && ends.every(({ state }) => state === "cached") ? "cached" : "completed" }
  }

  /** Runs an element of a loop, of so many. */
  async #runElement(request: ElementRequest, count: number): Promise<TaskRunEnd> {
    const { task, element } = request
    this.#tellElements(task, count)
    const end = await runTask(this.#context, request)
    for (const ahead of this.#following.get(task.name) ?? []) ahead.offer(element.index, end, count)
    return end
  }

  #tellElements({ name }: TaskNode, count: number): void {
    const { recorder } = this.#context
    if (recorder.view.taskRuns.get(name)?.elements?.count !== count)
      recorder.add({ type: "elementsKnown", task: name, count })
  }
}

/** Cancels a task run alone: what depends on it is skipped, and all else goes on. */
function cancelTask({ plan, recorder, signals }: FlowContext, name: TaskRunName): boolean {
  const { task, element } = name
  const { taskRuns } = recorder.view
  const count = taskRuns.get(task)?.elements?.count ?? 0
  if (!plan.targets.has(task) || (element !== undefined && element >= count)) return false
  if (isTerminal(taskRuns.get(taskRunLabel(name))?.state ?? "pending")) return false
  signals.cancel(name)
  return true
}

/** Whether a task is one that another just comes after, and was left out on purpose. */
function isDispensable(graph: FlowGraph, task: TaskNode, name: string, { state, isLost }: TaskEnd): boolean {
  return state === "skipped" && !isLost && canRunWithout(graph, task, name)
}

function reportOf(error: Error): ErrorReport {
  return { name: error.name, message: error.message }
}
