import type { OwnGlobals } from "./ownGlobals.ts"
import { kindOfName, type FlowGraph, type GraphCell } from "../../flow/graph.ts"

/** On what it depends whether a cell runs: a name that is true then, and how it is worked out where it isn't known yet. */
export interface Condition {
  name: string
  /** An expression to define the name by; absent when another cell's condition is this one's. */
  expression?: string
}

/**
 * The conditions of cells in a script: a task's own `when=`, and those of the cells whose values it reads. What a skipped
 * task would have given isn't there, so whoever reads it is skipped, too.
 * @param newName makes a name that the notebook doesn't have
 */
export function conditionsOf(
  graph: FlowGraph,
  newName: (wanted: string) => string,
  globals: OwnGlobals,
): ReadonlyMap<GraphCell, Condition> {
  const conditions = new Map<GraphCell, Condition>()
  for (const cell of graph.order.keys()) {
    if (cell.kind === "hook") continue
    const inherited = conditionsBehind(cell.analysis.reads, graph, conditions)
    const { directive } = cell.analysis
    const when = directive?.kind === "task" ? directive.options.when : undefined
    const [only] = inherited
    if (when === undefined && inherited.size <= 1) {
      if (only !== undefined) conditions.set(cell, { name: only })
      continue
    }
    const parts = [...inherited, ...(when === undefined ? [] : [`${globals.in("Boolean")}(${when})`])]
    conditions.set(cell, { name: newName(`${identifier(cell.label)}Runs`), expression: parts.join(" && ") })
  }
  return conditions
}

/** The conditions under which names have a value. */
function conditionsBehind(
  reads: Iterable<string>,
  { definers }: FlowGraph,
  conditions: ReadonlyMap<GraphCell, Condition>,
): ReadonlySet<string> {
  const found = new Set<string>()
  const names = new Set(reads)
  // A set that grows while it is walked is walked to its new end.
  for (const name of names) {
    const definer = definers.get(name)
    const kind = definer && kindOfName(definer, name)
    if (!definer || kind === "import") continue
    const condition = conditions.get(definer)?.name
    if (kind !== "declaration") {
      if (condition !== undefined) found.add(condition)
      continue
    }
    // A function is there whether its cell runs or not, but needs what it reads.
    for (const statement of definer.analysis.index.defining.get(name) ?? []) {
      for (const read of statement.reads) names.add(read)
    }
  }
  return found
}

/** A label as a name that code can have. */
export function identifier(label: string): string {
  const name = label.replaceAll(/[^\p{ID_Continue}$]+/gu, "_")
  return /^[\p{ID_Start}$_]/u.test(name) ? name : `_${name}`
}
