import type { EnginePorts, FlowPlan } from "../flow/context.ts"
import { runEngine, type FlowEnd } from "../flow/engine.ts"
import type { Values } from "../flow/evaluation.ts"
import { previewEngine, refuseSubflow, type PlannedRun } from "../flow/preview.ts"
import { isFailure } from "../flow/state.ts"
import type { CancelTask } from "../flow/taskSignals.ts"
import { newRunId } from "../store/runId.ts"
import type { FlowObserver, FlowRequest, FlowResult } from "./api.ts"
import { computeParameters } from "./computedParameters.ts"
import { openFlow, type OpenedFlow } from "./openFlow.ts"
import { planOf } from "./plan.ts"
import { processesFor } from "./notebookExecutor.ts"
import { openPorts, type LocalPorts } from "./ports.ts"
import { storeWithoutSecrets, tooShortSecret, unfinishedWithoutSecrets, type Secrets } from "./secrets.ts"
import { subflowRunner } from "./subflow.ts"

/**
 * Runs a notebook as a flow, to its end. When the flow says `retries=` and its run fails, another run goes on from it.
 * @returns the last run
 * @throws {RequestError} when the request is wrong, before anything runs
 * @throws {NotebookProblemsError} when the notebook has problems, before anything runs
 */
export async function runFlow(request: FlowRequest, observer: FlowObserver): Promise<FlowResult> {
  const { plan, end } = await runNotebook(request, observer, 0)
  return { run: plan.run, state: end.state }
}

/** A flow run that has ended. */
export interface EndedRun {
  plan: FlowPlan
  end: FlowEnd
  /** SHA-256 of the notebook's file as it was when the run began; absent when its cells were given. */
  fileHash?: string
  /** Absolute path of the folder with its results. */
  results: string
}

/** @param depth how many subflows this run is within */
export async function runNotebook(request: FlowRequest, observer: FlowObserver, depth: number): Promise<EndedRun> {
  const signal = observer.signal ?? new AbortController().signal
  const asked = await openFlow(request, request.parameters)
  const asking = planOf(asked, request, newRunId(Date.now(), Math.random()))
  for (const name of asked.secrets.tooShort) observer.onWarning?.(tooShortSecret(name))
  using ports = openPorts(asked.notebook, (message) => observer.onWarning?.(message))
  const subflow = subflowRunner(asked.notebook, observer, depth, runNotebook)
  const { flow, evaluated } = await withComputedParameters(asked, asking, request, { ...ports, subflow }, signal)
  const first = planOf(flow, request, asking.run)
  const retries = request.alone === true ? 0 : (flow.graph.options?.retries ?? 0)
  let plan: FlowPlan = { ...first, isTriedAgain: retries > 0, ...(evaluated && { evaluated }) }
  const tries = new Set<string>()
  for (let retriesLeft = retries; ; retriesLeft--) {
    const end = await runOnce(plan, flow.secrets, ports, observer, signal, depth)
    if (!isFailure(end.state) || retriesLeft <= 0) {
      const { fileHash } = flow
      return { plan, end, results: ports.results, ...(fileHash !== undefined && { fileHash }) }
    }
    tries.add(plan.run)
    const run = newRunId(Date.now(), Math.random())
    plan = { ...first, run, rerunOf: plan.run, tries, isTriedAgain: retriesLeft > 1 }
  }
}

/** The same flow with the defaults that only running tells, as they are in this run. */
async function withComputedParameters(
  flow: OpenedFlow,
  plan: FlowPlan,
  request: FlowRequest,
  ports: LocalPorts & EnginePorts,
  signal: AbortSignal,
): Promise<{ flow: OpenedFlow; evaluated?: FlowPlan["evaluated"] }> {
  const processes = processesFor(plan.graph, flow.secrets, ports)
  const computed = await computeParameters(flow, plan, { ...ports, ...processes }, ports.results, signal)
  if (!computed) return { flow }
  const { recorded, evaluated } = computed
  if (Object.keys(recorded).length === 0) return { flow, evaluated }
  const known = { ...request, recorded: { ...request.recorded, ...recorded } }
  return { flow: await openFlow(known, request.parameters), evaluated }
}

function runOnce(
  plan: FlowPlan,
  secrets: Secrets,
  ports: LocalPorts,
  observer: FlowObserver,
  signal: AbortSignal,
  depth: number,
): Promise<FlowEnd> {
  const subflow = subflowRunner(plan.notebook, observer, depth, runNotebook)
  const onResults = (results: Values): void => observer.onResults?.(plan.graph, results)
  const onCancellable = (cancel: CancelTask): void => observer.onCancellable?.(plan.run, cancel)
  const store = storeWithoutSecrets(ports.store, secrets)
  const onUnfinished = observer.onUnfinished && unfinishedWithoutSecrets(observer.onUnfinished.bind(observer), secrets)
  return runEngine(
    plan,
    { ...ports, ...processesFor(plan.graph, secrets, ports), store, subflow, onResults, onUnfinished, onCancellable },
    observer.onEvent.bind(observer),
    signal,
  )
}

/**
 * Says what a run would do with each task, and why. Runs no task; plain cells whose values decide are evaluated.
 * @throws {RequestError} when the request is wrong
 * @throws {NotebookProblemsError} when the notebook has problems
 */
export async function previewFlow(request: FlowRequest): Promise<readonly PlannedRun[]> {
  const asked = await openFlow(request, request.parameters)
  using ports = openPorts(asked.notebook)
  const { signal } = new AbortController()
  const asking = planOf(asked, request, "preview")
  const { flow } = await withComputedParameters(asked, asking, request, { ...ports, subflow: refuseSubflow }, signal)
  const plan = planOf(flow, request, "preview")
  return await previewEngine(plan, { ...ports, ...processesFor(plan.graph, flow.secrets, ports) })
}
