import { kindOfName, type FlowGraph } from "../graph.ts"
import { isOfProcess, type SetupStatement } from "./setupStatement.ts"
import { mayVary } from "./variation.ts"

/** How values of plain cells get to workers that set-up which runs there changes, too. */
export interface ChangedThere {
  /** All names that set-up changes which runs in each process. */
  touched: ReadonlySet<string>
  /** Names that can't be handed over by value: they are made again, and changed again. */
  pinned: Set<string>
  /**
   * Names whose values their code, or what changes them, may make otherwise each time: they are handed over by value, and once
   * more when the set-up has run. Those are among them that are handed over by value in any case.
   */
  restored: Set<string>
}

/**
 * Sorts out the names that set-up of the process changes.
 * @param byValue the names that are handed over by value although their code could make them
 * @param isOfOthers whether a name stands for a part of what a module keeps, or of what the whole process shares
 */
export function changedThere(
  graph: FlowGraph,
  statements: readonly SetupStatement[],
  byValue: ReadonlySet<string>,
  isOfOthers: (name: string) => boolean,
): ChangedThere {
  const touched = new Set(statements.filter(isOfProcess).flatMap(({ names }) => Array.from(names)))
  const restored = new Set(byValue)
  for (const name of touched) {
    if (isOfOthers(name)) restored.delete(name)
    else if (mayVaryAsValue(graph, statements, name)) restored.add(name)
  }
  return { touched, pinned: touched.difference(restored), restored }
}

/** Whether the code of a plain cell's name, or what changes its value, may make another value in each process. */
function mayVaryAsValue(graph: FlowGraph, statements: readonly SetupStatement[], name: string): boolean {
  const definer = graph.definers.get(name)
  if (!definer || definer.kind === "task" || kindOfName(definer, name) !== "computed") return false
  const changing = statements.filter(({ names }) => names.has(name)).map(({ statement }) => statement)
  return [...(definer.analysis.index.defining.get(name) ?? []), ...changing].some((one) => mayVary(graph, one))
}

/** The set-up of the modules that may have got hold of a value: any of it may change that. */
export function setupOfItsModules(statements: readonly SetupStatement[], name: string): readonly SetupStatement[] {
  const modules = new Set(statements.flatMap((one) => (one.names.has(name) ? Array.from(one.modules) : [])))
  return statements.filter((one) => !one.isOutside && !one.modules.isDisjointFrom(modules))
}
