import { readsOfExpression } from "../cell/expressions.ts"
import { classesOf, toPiece, type Values } from "../flow/evaluation.ts"
import { kindOfName, type FlowGraph } from "../flow/graph.ts"
import { sessionPassage } from "../flow/passage.ts"
import { sliceFor } from "../flow/slice.ts"
import type { Input, Piece } from "../model/processMessages.ts"
import { importsIn } from "./notebookExecutor.ts"

/** What the session has to be handed before a cell can run in it. */
export interface LiveNeeds {
  /** Results of tasks. */
  inputs: readonly Input[]
  /** What the notebook's cells name in their imports, where there are inputs whose classes may be among these. */
  imports?: readonly string[]
  /** Declarations of task cells. */
  remade: readonly Piece[]
}

/** What a cell needs where there are no tasks. */
export const nothingNeeded: LiveNeeds = { inputs: [], remade: [] }

/**
 * Works out what code that runs in the session needs of tasks: what it reads itself, and what the plain cells' functions
 * that it may call read.
 * @param results of tasks that have completed
 */
export function liveNeeds(graph: FlowGraph, reads: Iterable<string>, results: Values): LiveNeeds {
  const names = withNamesBehind(graph, reads)
  let slice = sliceFor(graph, names, sessionPassage)
  const classes = classesOf(
    graph,
    slice.results.flatMap((name) => results.get(name) ?? []),
  )
  if (classes.length > 0) slice = sliceFor(graph, [...names, ...classes], sessionPassage)
  const inputs = slice.results.flatMap((name) => {
    const value = results.get(name)
    return value === undefined ? [] : [{ name, value }]
  })
  const remade = slice.remade.map((piece) => toPiece(graph, piece))
  return { inputs, remade, ...(inputs.length > 0 && { imports: importsIn(graph) }) }
}

/** The names that an expression reads; none when it isn't one, which its evaluation will tell. */
export function readsOfExpressions(expressions: Iterable<string>): readonly string[] {
  return [...expressions].flatMap(readsOfExpression)
}

/** The names among some that are results of tasks. */
export function resultsAmong(graph: FlowGraph, names: Iterable<string>): readonly string[] {
  return [...names].filter((name) => {
    const definer = graph.definers.get(name)
    if (definer?.kind !== "task") return false
    const kind = kindOfName(definer, name)
    return kind === "computed" || kind === "literal"
  })
}

/** Names, and those that plain cells' statements about them read: any value may hold a function that reads late. */
function withNamesBehind({ definers }: FlowGraph, reads: Iterable<string>): ReadonlySet<string> {
  const names = new Set(reads)
  // A set that grows while it is walked is walked to its new end.
  for (const name of names) {
    const definer = definers.get(name)
    if (!definer || definer.kind === "task") continue
    for (const statement of definer.analysis.index.defining.get(name) ?? []) {
      for (const read of statement.reads) if (definers.has(read)) names.add(read)
    }
  }
  return names
}
