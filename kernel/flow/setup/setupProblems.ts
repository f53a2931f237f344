import { placeInFile, placesIn } from "../../cell/place.ts"
import type { Problem } from "../../cell/problem.ts"
import type { Statement } from "../../cell/statements.ts"
import type { FlowGraph, GraphCell } from "../graph.ts"
import { leftOutProblems } from "./leftOut.ts"
import { setupOf } from "./setup.ts"
import { isOfProcess, type SetupStatement } from "./setupStatement.ts"
import { drawsChance, usesChance } from "./variation.ts"

const neverRuns =
  "A run never does this: it changes something outside the notebook (files, the network or another program), and no task comes after it. Make it a task, or an '@on' cell for the end of the run"

/** Set-up that better were a task, and what differs from process to process, as far as their text tells. */
export function setupProblems(graph: FlowGraph): readonly Problem[] {
  if (graph.tasks.size === 0 || graph.hasLiveValues) return []
  return [
    ...varyingDeclarations(graph),
    ...varyingModules(graph),
    ...varyingSetup(graph),
    ...outsideProblems(graph),
    ...leftOutProblems(graph),
  ]
}

const varying =
  "Each process creates this again, so tasks may see different random numbers or times. Put the value into a constant of its own, such as 'const id = …', and use it here"

/** Classes, enums and namespaces that work out something by chance or by the time when they are defined. */
function varyingDeclarations(graph: FlowGraph): readonly Problem[] {
  return graph.cells.flatMap((cell) => {
    const statements = cell.kind === "plain" ? cell.analysis.statements : []
    return statements.flatMap((statement) => {
      if (statement.kind !== "declaration" || !drawsChance(graph, statement)) return []
      return [warning(cell, statement, varying)]
    })
  })
}

/** Local modules that work out something by chance or by the time when they are loaded. */
function varyingModules({ cells, modules }: FlowGraph): readonly Problem[] {
  return cells.flatMap((cell) =>
    cell.analysis.statements.flatMap((statement) => {
      const found = statement.specifiers.find((specifier) => modules.variesWhenLoaded(specifier))
      if (statement.kind !== "import" || found === undefined) return []
      const message = `Each process loads '${found}' again, so tasks may see different random numbers or times. Work them out in a cell, such as 'const id = …', and hand them over`
      return [warning(cell, statement, message)]
    }),
  )
}

function warning(cell: GraphCell, { start }: Statement, message: string): Problem {
  return { message, severity: "warning", ...placeInFile(cell, placesIn(cell.source)(start)) }
}

/** Set-up of the process itself, such as of its environment, by chance or by the time. */
function varyingSetup(graph: FlowGraph): readonly Problem[] {
  return setupOf(graph)
    .statements.filter((one) => isVaryingSetup(graph, one))
    .map(({ cell, statement }) => warning(cell, statement, varying))
}

function isVaryingSetup(graph: FlowGraph, one: SetupStatement): boolean {
  return !graph.hasLiveValues && isOfProcess(one) && !one.changesNames && usesChance(graph, one.statement)
}

function outsideProblems(graph: FlowGraph): readonly Problem[] {
  const lastTask = Math.max(...[...graph.tasks.values()].map(({ cell }) => graph.order.get(cell) ?? Infinity))
  const isBeforeTask = ({ cell }: SetupStatement): boolean => (graph.order.get(cell) ?? 0) < lastTask
  return setupOf(graph).statements.flatMap((one) => {
    const advice = adviceFor(one)
    const message = advice !== undefined && one.isOutside && !isBeforeTask(one) ? neverRuns : advice
    if (message === undefined) return []
    return [warning(one.cell, one.statement, message)]
  })
}

/** What to do about set-up that better were a task, or that differs from process to process, in words. */
export function adviceDuringRun(graph: FlowGraph, setup: SetupStatement): string | undefined {
  const { refilled } = setupOf(graph)
  const { defines } = setup.statement
  // A process notices when it can't give these the same content.
  const areRefilled = defines.length > 0 && defines.every((name) => refilled.has(name))
  return adviceFor(setup) ?? (isVaryingSetup(graph, setup) && !areRefilled ? varying : undefined)
}

/** What to do about set-up that reaches outside of the process, in words. */
function adviceFor(setup: SetupStatement): string | undefined {
  if (setup.isOutside && isHarmless(setup)) return undefined
  if (setup.isOutside) {
    return "This changes something outside the notebook (files, the network or another program). It runs once per run, and only if a task after it runs. To have it retried, cached and logged, make it a task"
  }
  if (isOfProcess(setup) && setup.mayReachOutside && setup.statement.specifiers.length === 0) {
    return "This runs in each process, before every task that needs it. If it changes something outside the notebook (files, the network or another program), make it a task"
  }
  return undefined
}

/** Making a folder is what it is however often. */
function isHarmless({ statement }: SetupStatement): boolean {
  const commands = [...statement.effects.now.calls].filter(([, { isCommand }]) => isCommand)
  return commands.length > 0 && commands.every(([name]) => /(?:^|\.)mkdir(?:Sync)?$/.test(name))
}
