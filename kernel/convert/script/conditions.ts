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
export function conditionsOf(graph: FlowGraph, newName: (wanted: string) => string): ReadonlyMap<GraphCell, Condition> {
  const conditions = new Map<GraphCell, Condition>()
  for (const cell of graph.order.keys()) {
    if (cell.kind === "hook") continue
    const inherited = new Set(
      [...cell.analysis.reads].flatMap((name) => conditionBehind(name, graph, conditions) ?? []),
    )
    const { directive } = cell.analysis
    const when = directive?.kind === "task" ? directive.options.when : undefined
    const [only] = inherited
    if (when === undefined && inherited.size <= 1) {
      if (only !== undefined) conditions.set(cell, { name: only })
      continue
    }
    const parts = [...inherited, ...(when === undefined ? [] : [`Boolean(${when})`])]
    conditions.set(cell, { name: newName(`${identifier(cell.label)}Runs`), expression: parts.join(" && ") })
  }
  return conditions
}

function conditionBehind(
  name: string,
  { definers }: FlowGraph,
  conditions: ReadonlyMap<GraphCell, Condition>,
): string | undefined {
  const definer = definers.get(name)
  // Functions and imports are there whether their cell runs or not.
  if (!definer || ["import", "declaration"].includes(kindOfName(definer, name) ?? "")) return undefined
  return conditions.get(definer)?.name
}

/** A label as a name that code can have. */
export function identifier(label: string): string {
  const name = label.replaceAll(/[^\p{ID_Continue}$]+/gu, "_")
  return /^[\p{ID_Start}$_]/u.test(name) ? name : `_${name}`
}
