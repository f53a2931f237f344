import type { ErrorReport } from "../model/errorReport.ts"
import { CellFailure, type FlowContext } from "./context.ts"
import type { HookNode } from "./graph.ts"
import type { TaskError } from "./recorder.ts"
import { isFailure, type State } from "./state.ts"
import { taskSummaries } from "./taskSummary.ts"

/** How a flow run ended, for its hooks. */
export interface HookOccasion {
  state: State
  startedAt: number
  states: ReadonlyMap<string, State>
  error?: ErrorReport | TaskError
}

/** Runs the `@on` cells that are meant for the run's end state. A hook that fails is logged; the run's state stands. */
export async function runHooks(context: FlowContext, occasion: HookOccasion): Promise<void> {
  const { plan, plainCells, recorder } = context
  for (const { cell } of plan.graph.hooks.filter((hook) => isMeantFor(hook, occasion.state))) {
    try {
      await plainCells.runHook(cell, hookRun(context, occasion))
    } catch (error) {
      if (!(error instanceof CellFailure)) throw error
      const { stack, name, message } = error.report
      recorder.add({
        type: "logged",
        task: cell.label,
        attempt: 0,
        level: "error",
        text: stack ?? `${name}: ${message}`,
      })
    }
  }
}

function isMeantFor({ states }: HookNode, state: State): boolean {
  return states.some(
    (wanted) =>
      wanted === state || (wanted === "success" && state === "completed") || (wanted === "failure" && isFailure(state)),
  )
}

/** The source of what a hook finds under the name `run` (`HookRun` of the module `tsnb`). */
function hookRun({ plan, ports, recorder }: FlowContext, { state, startedAt, states, error }: HookOccasion): string {
  const tasks = [...states.keys()].flatMap((name) => taskSummaries(recorder.view, name))
  const run = {
    id: plan.run,
    flow: plan.graph.name,
    notebook: plan.notebook,
    state,
    parameters: plan.parameters,
    duration: ports.now() - startedAt,
    tasks,
    ...(error && { error }),
  }
  return `const run = { ...${JSON.stringify(run)}, startedAt: new Date(${startedAt}) }`
}
