import { basename, dirname, relative } from "node:path"
import { subflowResults } from "../flow/graph.ts"
import type { SubflowRequest } from "../flow/context.ts"
import { taskRunTitle } from "../flow/events.ts"
import type { SubflowValues } from "../flow/ports.ts"
import { SubflowFailedError } from "../flow/subflowFailed.ts"
import type { State } from "../flow/state.ts"
import { errorOf } from "../runtime/error/revive.ts"
import type { ErrorReport } from "../model/errorReport.ts"
import { fromWire } from "../runtime/parameterWire.ts"
import { rebaseTrace } from "../runtime/trace/rebase.ts"
import { toJson } from "../store/json.ts"
import type { FlowObserver, FlowRequest } from "./api.ts"
import { earlierSubflow } from "./earlierSubflow.ts"
import type { EndedRun } from "./flowRun.ts"

/** Subflows within subflows beyond this are taken for a notebook that runs itself for ever. */
const maxDepth = 16

/** What a subflow did, by the state that it ended in. */
const endings: Readonly<Partial<Record<State, string>>> = {
  timedOut: "timed out",
  crashed: "crashed",
  cancelled: "was cancelled",
}

/** A notebook's path as people know it: from the folder of the one that asks. */
function shownPath(notebook: string, asking: string): string {
  return relative(dirname(asking), notebook).replaceAll("\\", "/")
}

/** Runs a notebook at a depth of nesting. */
export type NotebookRunner = (request: FlowRequest, observer: FlowObserver, depth: number) => Promise<EndedRun>

/**
 * Runs notebooks on behalf of the tasks of another one.
 * @param asking absolute path of that one
 * @param depth how many subflows it is itself within
 */
export function subflowRunner(asking: string, observer: FlowObserver, depth: number, run: NotebookRunner) {
  const counts = new Map<string, number>()
  return async (request: SubflowRequest): Promise<SubflowValues> => {
    const { notebook, parent, parentTask, attempt, before, signal } = request
    const shown = shownPath(notebook, asking)
    const parameters = fromWire(request.parameters)
    const call = toJson([parentTask, attempt, notebook, parameters])
    const count = counts.get(call) ?? 0
    counts.set(call, count + 1)
    if (depth >= maxDepth) {
      throw new SubflowFailedError(`Subflows are nested more than ${maxDepth} deep: does ${shown} run itself?`, {
        trace: [],
        doubts: [`subflows are nested more than ${maxDepth} deep`],
      })
    }
    let failure: { task: string; error: ErrorReport } | undefined
    const child: FlowObserver = {
      signal,
      onWarning: (message) => observer.onWarning?.(message),
      onCancellable: (begun, cancel) => observer.onCancellable?.(begun, cancel),
      ...(observer.onUnfinished && { onUnfinished: observer.onUnfinished.bind(observer) }),
      onEvent(event, sequence) {
        if (event.type === "taskStateChanged" && event.error)
          failure = { task: taskRunTitle(event), error: event.error }
        observer.onEvent(event, sequence)
      },
    }
    const asker = { ...(parent !== undefined && { parent }), ...(parentTask !== undefined && { parentTask }) }
    const rerunOf = before && (await earlierSubflow({ notebook, parameters, count, before }))
    const goesOn = rerunOf === undefined ? {} : { rerunOf }
    const ended = await run({ notebook, parameters, ...asker, ...goesOn }, child, depth + 1)
    const { plan, end, results, fileHash } = ended
    const folder = dirname(plan.notebook)
    const file = fileHash === undefined ? [] : [{ kind: "file" as const, path: basename(notebook), hash: fileHash }]
    // The name of that notebook is part of what the asking task asked for.
    const entries = [...file, ...end.trace].filter(({ kind }) => kind !== "notebook")
    const trace = rebaseTrace(entries, folder, dirname(asking))
    if (end.state !== "completed") {
      // Whoever is stopped leaves no trace.
      const stopped = end.state === "failed" ? [] : [`${basename(notebook)} ended as ${end.state}`]
      const why = failure ? `: task ${failure.task}: ${failure.error.message}` : ""
      throw new SubflowFailedError(
        `The subflow ${shown} ${endings[end.state] ?? "failed"}${why} (flow run ${plan.run})`,
        { trace, doubts: end.doubts.length > 0 ? end.doubts : stopped },
        failure && { cause: errorOf(failure.error) },
      )
    }
    const names = subflowResults(plan.graph)
    const values = names.flatMap((name) => {
      const value = end.values.get(name)
      return value === undefined ? [] : [{ name, value }]
    })
    return { results, values, trace, doubts: end.doubts }
  }
}
