import type { Input, Outcome } from "../model/processMessages.ts"
import { hashOfNoFiles } from "../runtime/trace/entry.ts"
import { rememberTrace, type AskedThen, type Doer, type FlowContext } from "./context.ts"
import { forgetDamaged } from "./damage.ts"
import { looksAtOthers, overtakenBy, type LoopBefore } from "./overtaken.ts"
import { elementFingerprint, type TaskRunThen } from "./earlier.ts"
import { elementIn, evaluationOf, taskPart } from "./evaluation.ts"
import { entryId, entryName } from "./entryId.ts"
import { taskRunLabel } from "./events.ts"
import { recordMessage } from "./plainCells.ts"
import type { AttemptEnd, CacheEntry } from "./ports.ts"
import { byName, type Outputs } from "./publish.ts"
import { runOutsideSetup } from "./preparation.ts"
import { retryDelay } from "./retry.ts"
import { isolationFor } from "./setup/setup.ts"
import type { State } from "./state.ts"
import { TaskCancelled, unlessAborted } from "./taskSignals.ts"
import { keyTaskRun, type KeyedTaskRun, type TaskRunRequest } from "./taskLookup.ts"

/** How a task run ended. */
export interface TaskRunEnd {
  state: State
  /** Its results by name, when it was a success. */
  outputs?: Outputs
}

interface TaskRun extends KeyedTaskRun {
  context: FlowContext
  /** Ends it. */
  signal: AbortSignal
}

function fingerprintOf({ element }: TaskRunRequest): { fingerprint?: string } {
  return element ? { fingerprint: elementFingerprint(element.value) } : {}
}

/**
 * Brings a task run about: from the cache, or by attempts until one completes or none is left.
 * @throws {TaskCancelled} when a task without elements is cancelled
 */
export async function runTask(context: FlowContext, request: TaskRunRequest): Promise<TaskRunEnd> {
  const { recorder, signal, signals } = context
  const keyed = await keyTaskRun(context, request)
  const { name, lookup } = keyed
  if (lookup.hit) {
    const { outputs, run, duration, trace } = lookup.hit
    rememberTrace(context, { trace })
    const before = entryName(lookup.hit)
    const isSame = taskRunLabel(before) === taskRunLabel(name)
    recorder.add({
      type: "taskStateChanged",
      ...name,
      attempt: 0,
      state: "cached",
      cachedFrom: run,
      ...(!isSame && { cachedAs: before }),
      ...fingerprintOf(request),
      duration,
    })
    return { state: "cached", outputs: byName(outputs) }
  }
  try {
    return await runAttempts({ ...keyed, context, signal: signals.of(name) })
  } catch (error) {
    // The engine says so for the task as a whole.
    if (!request.element) throw error
    const isAlone = error instanceof TaskCancelled
    if (isAlone || signal.aborted) {
      const reason = isAlone ? { reason: error.message } : {}
      recorder.add({ type: "taskStateChanged", ...name, attempt: 0, state: "cancelled", ...reason })
    }
    if (isAlone) return { state: "cancelled" }
    throw error
  } finally {
    if (request.element) signals.forget(name)
  }
}

async function runAttempts(run: TaskRun): Promise<TaskRunEnd> {
  const { context, task, name, signal } = run
  const setupTrace = await runOutsideSetup(context, run.slice)
  const { recorder, slots, ports } = context
  const { tags } = task.options
  let { aheadOf } = run
  // Attempts that don't count: they saw files before others had written them.
  let overtaken = 0
  for (let attempt = 1; ; attempt++) {
    if (!slots.hasRoom(tags)) recorder.add({ type: "taskStateChanged", ...name, attempt, state: "queued" })
    const release = await slots.take(tags, signal, attempt > 1 || run.aheadOf !== undefined)
    let delay: number | undefined
    try {
      recorder.add({
        type: "taskStateChanged",
        ...name,
        attempt,
        state: "running",
        ...(attempt === 1 && { reason: run.lookup.reason, ...fingerprintOf(run) }),
      })
      await recorder.flush()
      const end = await ports.workers.run(attemptOf(run, attempt))
      await forgetDamaged(context, end)
      hintAtNoFiles(run, attempt, end)
      const { outcome } = end
      const looked = aheadOf && outcome.kind !== "cancelled" ? looksAtOthers(end.trace) : []
      if (aheadOf && looked.length + end.changed.length > 0) {
        release()
        const reason = await waitForLoop({ ...run, aheadOf }, attempt, { looked, changed: end.changed })
        aheadOf = undefined
        if (reason !== undefined) {
          recorder.add({ type: "taskStateChanged", ...name, attempt, state: "retrying", reason, retryAt: ports.now() })
          overtaken += 1
          continue
        }
      }
      if (outcome.kind === "completed")
        return keep(run, attempt, { ...end, trace: [...end.trace, ...setupTrace] }, outcome)
      if (outcome.kind === "cancelled") throw signal.reason
      delay = isFinal(outcome)
        ? undefined
        : retryDelay(task.options, attempt - overtaken, ports.random(), askedDelay(outcome))
      if (delay === undefined) {
        rememberTrace(context, { ...end, trace: [...end.trace, ...setupTrace] })
        return fail(run, attempt, end, outcome)
      }
      recorder.add({
        type: "taskStateChanged",
        ...name,
        attempt,
        state: "retrying",
        error: outcome.error,
        retryAt: ports.now() + delay,
        duration: end.duration,
        reason: describeFailure(outcome.kind),
      })
    } finally {
      // The place is free for another only once all is told of this one, and the flow may have been stopped by it.
      release()
    }
    await ports.sleep(delay, signal)
  }
}

/**
 * Waits for the end of the loop ahead of whose end an attempt ran and looked at files that the loop may still write.
 * @returns why the attempt doesn't count; undefined when what it looked at is still so
 */
async function waitForLoop(
  { context, name, signal, aheadOf }: TaskRun & { aheadOf: LoopBefore },
  attempt: number,
  seen: Parameters<typeof overtakenBy>[2],
): Promise<string | undefined> {
  const what = `the loop '${aheadOf.name}', which may still write files that it read`
  context.recorder.add({ type: "waiting", ...name, attempt, what })
  const reason = await unlessAborted(overtakenBy(aheadOf, context.ports, seen), signal)
  signal.throwIfAborted()
  return reason
}

function fail(run: TaskRun, attempt: number, { duration }: AttemptEnd, { kind, error }: Failure): TaskRunEnd {
  const { context, task, name } = run
  const state = stateOf(kind)
  const isAllowed = run.element !== undefined && task.options.failures === "keep"
  context.recorder.add({
    type: "taskStateChanged",
    ...name,
    attempt,
    state,
    error,
    duration,
    ...(isAllowed && { isAllowed }),
  })
  if (!isAllowed) context.heedFailure(task)
  return { state }
}

function attemptOf(run: TaskRun, attempt: number): Parameters<FlowContext["ports"]["workers"]["run"]>[0] {
  const { context, task, slice, element, signal } = run
  const { plan, ports } = context
  const evaluation = evaluationOf(plan.graph, taskPart(plan.graph, task, context.read), slice, context.values)
  const follower = context.followers.get(task.name)
  const { timeout, memory } = task.options
  const inputs: readonly Input[] =
    element && task.options.for
      ? [...evaluation.inputs, { name: elementIn(task.options.for).name, value: element.value }]
      : evaluation.inputs
  return {
    evaluation: {
      ...evaluation,
      inputs,
      ...(follower && { ahead: taskPart(plan.graph, follower, context.read).main }),
    },
    signal,
    isolation: isolationFor(slice.setup),
    ...(timeout !== undefined && { timeout }),
    ...(memory !== undefined && { memory }),
    onMessage: (message) => recordMessage(context, run.name, message, attempt),
    onSubflow: (notebook, parameters, ended) =>
      ports.subflow({
        notebook,
        parameters,
        parent: plan.run,
        parentTask: taskRunLabel(run.name),
        attempt,
        ...(run.before && { before: askedThen(run.before) }),
        signal: ended,
      }),
  }
}

function askedThen({ run, name, attemptedAt }: TaskRunThen): AskedThen {
  return { run, task: taskRunLabel(name), ...(attemptedAt !== undefined && { since: attemptedAt }) }
}

function keep(
  run: TaskRun,
  attempt: number,
  end: AttemptEnd,
  outcome: Extract<Outcome, { kind: "completed" }>,
): TaskRunEnd {
  const { context, task, name, key, components } = run
  const { recorder, plan, ports } = context
  for (const output of outcome.outputs) if ("problem" in output) ports.live?.refuse(output.name, output.problem)
  // A name that nobody reads, such as a helper function of the cell, may be impossible to store.
  const outputs = outcome.outputs.flatMap((output) =>
    "value" in output ? [{ name: output.name, value: output.value }] : [],
  )
  const doubts = [
    ...(end.changed.length > 0 ? [`${end.changed.join(", ")} changed while the task ran`] : []),
    ...(end.doubts ?? []),
  ]
  if (doubts.length > 0) {
    const text = `the result isn't cached: ${doubts.join(", ")}`
    recorder.add({ type: "logged", ...name, attempt, level: "warn", text })
  }
  noteUnseen(run, attempt, end)
  const entry: CacheEntry = {
    id: entryId(plan.run, name),
    key,
    run: plan.run,
    notebook: plan.notebook,
    task: task.name,
    time: ports.now(),
    duration: end.duration,
    components,
    outputs,
    trace: end.trace,
  }
  rememberTrace(context, end)
  const isCached = task.options.cache && doubts.length === 0
  recorder.add(
    { type: "taskStateChanged", ...name, attempt, state: "completed", duration: end.duration },
    isCached ? entry : { ...entry, isForItsRunOnly: true },
  )
  return { state: "completed", outputs: byName(outputs) }
}

/** Whoever says `reads=`, be it `[]`, knows. */
function noteUnseen({ context, task, name }: TaskRun, attempt: number, { unseen = [] }: AttemptEnd): void {
  const { cache, reads } = task.options
  if (!cache || reads !== undefined) return
  for (const what of unseen) {
    const doers = context.unseen.get(what) ?? new Map<string, Doer>()
    context.unseen.set(what, doers)
    if (!doers.has(task.name)) doers.set(task.name, { ...name, attempt })
  }
}

/** A pattern that matches nothing is most likely a slip, and the task would come from the cache whatever its files say. */
function hintAtNoFiles({ context, task, name }: TaskRun, attempt: number, { trace }: AttemptEnd): void {
  const patterns = trace.flatMap((entry) =>
    entry.kind === "glob" && entry.hash === hashOfNoFiles ? [entry.pattern] : [],
  )
  if (patterns.length === 0 || !task.options.cache || context.hinted.has(task.name)) return
  context.hinted.add(task.name)
  for (const pattern of patterns) {
    const text = `reads=${JSON.stringify(pattern)} matches no file`
    context.recorder.add({ type: "logged", ...name, attempt, level: "warn", text })
  }
}

type Failure = Exclude<AttemptEnd["outcome"], { kind: "completed" | "cancelled" }>

function isFinal(outcome: Failure): boolean {
  return outcome.kind === "failed" && outcome.fatal
}

function askedDelay(outcome: Failure): number | undefined {
  return outcome.kind === "failed" ? outcome.retryAfter : undefined
}

function stateOf(kind: Failure["kind"]): State {
  return kind === "timedOut" || kind === "crashed" ? kind : "failed"
}

function describeFailure(kind: Failure["kind"]): string {
  return { failed: "failed", damaged: "found a damaged input", timedOut: "timed out", crashed: "crashed" }[kind]
}
