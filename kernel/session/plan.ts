import { availableParallelism } from "node:os"
import { nearestName } from "../cell/nearest.ts"
import type { FlowPlan } from "../flow/context.ts"
import { withDownstream, withUpstream } from "../flow/dependencies.ts"
import { RequestError, type FlowRequest } from "./api.ts"
import { targetsBeside } from "./givenResults.ts"
import type { OpenedFlow } from "./openFlow.ts"

/**
 * What a request means for a flow: which tasks to bring about, and which of them whatever the cache holds.
 * @throws {RequestError} when it names a task that isn't there
 */
export function planOf(flow: OpenedFlow, request: FlowRequest, run: string): FlowPlan {
  const { graph, dependencies } = flow
  const all = new Set(graph.tasks.keys())
  for (const name of [...(request.only ?? []), ...(request.from === undefined ? [] : [request.from])]) {
    if (!all.has(name)) throw new RequestError(unknownTask(name, [...all]))
  }
  const { only, given: results } = request
  const targets = only === undefined ? all : withUpstream(only, dependencies)
  if (request.from !== undefined && !targets.has(request.from)) {
    throw new RequestError(
      `Nothing can run from '${request.from}' on: only ${(only ?? []).join(", ")} and what that needs was asked for. Leave out one of the two`,
    )
  }
  const from = request.from === undefined ? new Set<string>() : withDownstream([request.from], dependencies)
  return {
    run,
    ...flow,
    secrets: flow.secrets.names,
    targets,
    ...(only && results && targetsBeside(graph, dependencies, only, results)),
    forced: request.fresh === true ? targets : from,
    concurrency: concurrencyOf(flow, request),
    ...(request.parent !== undefined && { parent: request.parent }),
    ...(request.parentTask !== undefined && { parentTask: request.parentTask }),
    ...(request.rerunOf !== undefined && { rerunOf: request.rerunOf }),
  }
}

function concurrencyOf({ graph }: OpenedFlow, { concurrency }: FlowRequest): number {
  if (concurrency !== undefined && !(Number.isSafeInteger(concurrency) && concurrency > 0)) {
    throw new RequestError(`The concurrency is a whole number from 1 up, not ${concurrency}`)
  }
  return concurrency ?? graph.options?.concurrency ?? availableParallelism()
}

function unknownTask(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names)
  const hint = nearest === undefined ? "." : `; did you mean '${nearest}'?`
  const known = names.length === 0 ? "The notebook has no tasks" : `The notebook has: ${names.join(", ")}`
  return `There is no task '${name}'${hint} ${known}`
}
