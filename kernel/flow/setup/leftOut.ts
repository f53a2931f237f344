import { firstPart, lastPart } from "../../cell/dottedNames.ts"
import { placeInFile, placesIn } from "../../cell/place.ts"
import type { Problem } from "../../cell/problem.ts"
import type { Statement } from "../../cell/statements.ts"
import { definitionsOf } from "../definitions.ts"
import type { FlowGraph, GraphCell } from "../graph.ts"
import { isOutsideModule } from "./outsideCalls.ts"
import { setupOf } from "./setup.ts"

/** What modules of Node make that reaches outside of the process. */
const outsideMakers =
  /^(?:connect|create(?:Connection|SecureServer|Server|Socket|WriteStream)|DatabaseSync|exec|execFile|fork|request|Server|spawn|Worker)$/

const outsideMethods = /^(?:bind|connect|end|exec|listen|pipe|postMessage|send|write)$/

/** Servers that are started, streams that are written and the like of which a run does nothing, since no task reads them. */
export function leftOutProblems(graph: FlowGraph): readonly Problem[] {
  const uses = graph.cells.flatMap((cell) => (cell.kind === "plain" ? outsideUses(graph, cell) : []))
  if (uses.length === 0) return []
  const known = namesReadByTasks(graph)
  const evaluated = new Set(setupOf(graph).statements.flatMap(({ cell, isOutside }) => (isOutside ? cell : [])))
  return uses.flatMap(({ cell, statement, name }) => {
    if (known.has(name) || evaluated.has(cell)) return []
    known.add(name)
    const message = `A run leaves this out, since no task reads '${name}'. If a task relies on it, do it in that task, or in one that comes before it`
    return [{ message, severity: "warning" as const, ...placeInFile(cell, placesIn(cell.source)(statement.start)) }]
  })
}

interface OutsideUse {
  cell: GraphCell
  statement: Statement
  name: string
}

function outsideUses(graph: FlowGraph, cell: GraphCell): readonly OutsideUse[] {
  return cell.analysis.statements.flatMap((statement) => {
    for (const called of statement.effects.now.calls.keys()) {
      const name = firstPart(called)
      if (name === called || !outsideMethods.test(lastPart(called))) continue
      if (definitionsOf(graph, name).some((one) => isMadeOutside(graph, one))) return [{ cell, statement, name }]
    }
    return []
  })
}

function isMadeOutside(graph: FlowGraph, { kind, effects }: Statement): boolean {
  if (kind !== "computed") return false
  return [...effects.now.calls.keys()].some((called) => {
    const specifiers = definitionsOf(graph, firstPart(called)).flatMap((one) =>
      one.kind === "import" ? one.specifiers : [],
    )
    return outsideMakers.test(lastPart(called)) && specifiers.some(isOutsideModule)
  })
}

/** The names that tasks and hooks read, themselves or through what they read. */
function namesReadByTasks(graph: FlowGraph): Set<string> {
  const names = new Set(graph.cells.flatMap(({ kind, analysis }) => (kind === "plain" ? [] : [...analysis.reads])))
  // A set that grows while it is walked is walked to its new end.
  for (const name of names) {
    for (const { reads } of definitionsOf(graph, name)) {
      for (const read of reads) names.add(read)
    }
  }
  return names
}
