import { placeInFile, placesIn } from "../../cell/place.ts"
import type { Problem } from "../../cell/problem.ts"
import type { FlowGraph } from "../graph.ts"
import { isOfProcess, setupOf, type SetupStatement } from "./setup.ts"

/** Set-up that better were a task, as far as its text tells. */
export function setupProblems(graph: FlowGraph): readonly Problem[] {
  if (graph.tasks.size === 0 || graph.hasLiveValues) return []
  return setupOf(graph).statements.flatMap((one) => {
    const message = adviceFor(one)
    if (message === undefined) return []
    const place = placesIn(one.cell.source)(one.statement.start)
    return [{ message, severity: "warning" as const, ...placeInFile(one.cell, place) }]
  })
}

/** What to do about set-up that reaches outside of the process, in words. */
export function adviceFor(setup: SetupStatement): string | undefined {
  if (setup.isOutside && isHarmless(setup)) return undefined
  if (setup.isOutside) {
    return "This changes something outside the notebook (files, the network or another program). It runs once per run, and only if a task after it runs. To have it retried, cached and logged, make it a task"
  }
  if (isOfProcess(setup) && setup.mayReachOutside && setup.statement.specifiers.length === 0) {
    return "This runs in every process that runs a task which needs it. If it changes something outside the notebook (files, the network or another program), make it a task"
  }
  return undefined
}

/** Making a folder is what it is however often. */
function isHarmless({ statement }: SetupStatement): boolean {
  const commands = [...statement.effects.now.calls].filter(([, { isCommand }]) => isCommand)
  return commands.length > 0 && commands.every(([name]) => /(?:^|\.)mkdir(?:Sync)?$/.test(name))
}
