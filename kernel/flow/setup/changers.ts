import { kindOfName, type FlowGraph, type GraphCell } from "../graph.ts"
import { setupOfTheirModules, changedThere, type ChangedThere, type Sharer } from "./restored.ts"
import type { SetupStatement } from "./setupStatement.ts"
import { mayVary } from "./variation.ts"

/** Which plain cells change values of others. */
export interface Changers extends ChangedThere {
  /** For names of plain cells the later plain cells whose code changes their values, or may do so for all that is known. */
  changers: ReadonlyMap<string, ReadonlySet<GraphCell>>
  /** Those of these names that only code changes of which nobody knows whether it does. */
  suspected: ReadonlySet<string>
  /** Those of these names that are handed on by value, although their code could make them: a process would change them otherwise. */
  byValue: ReadonlySet<string>
  /** Those of these names that are another value each time they are made, and not only may have been changed. */
  varying: ReadonlySet<string>
  /** For the same names the plain cells that read them: each has to be evaluated before the cells after it change them. */
  readers: ReadonlyMap<string, ReadonlySet<GraphCell>>
}

/** A plain cell, and the names whose values one of its statements may change for all that is known. */
export type Suspicion = readonly [cell: GraphCell, names: ReadonlySet<string>]

/** Puts together what set-up changes, and what else may be changed. */
export function changersOf(
  graph: FlowGraph,
  statements: readonly SetupStatement[],
  suspicions: readonly Suspicion[],
  sharerOf: (name: string) => Sharer,
): Changers {
  const changers = new Map<string, Set<GraphCell>>()
  const suspected = new Set<string>()
  const byValue = new Set<string>()
  const add = (name: string, cell: GraphCell): void => {
    const known = changers.get(name)
    if (known) known.add(cell)
    else changers.set(name, new Set([cell]))
  }
  for (const { cell, statement, names } of statements) {
    const changed = [...names].filter((name) => isLater(graph, cell, name))
    for (const name of changed) add(name, cell)
    if (changed.length > 0 && mayVary(graph, statement)) for (const name of changed) byValue.add(name)
  }
  // What a person's session has is as all cells left it.
  if (graph.hasLiveValues) {
    const varying = new Set(byValue)
    for (const [cell, names] of suspicions) for (const name of names) if (isLater(graph, cell, name)) byValue.add(name)
    const there = changedThere(graph, statements, byValue, sharerOf)
    return { changers: new Map(), suspected, byValue, varying, readers: new Map(), ...there }
  }
  const tasksOf = tasksRead(graph)
  const restsOnOthers = (cell: GraphCell, name: string): boolean =>
    !(tasksOf.get(cell) ?? noTasks).isSubsetOf(tasksOf.get(graph.definers.get(name)) ?? noTasks)
  for (const { cell, statement, names } of statements) {
    const results = [...names].filter((name) => isResultBefore(graph, cell, name) && !restsOnOthers(cell, name))
    if (results.length === 0 || !mayVary(graph, statement)) continue
    for (const name of results) {
      add(name, cell)
      byValue.add(name)
    }
  }
  const deferred = statements.filter(({ isDeferred }) => isDeferred)
  const waiting = deferred.length === 0 ? [] : waitingCells(graph).filter((cell) => !tasksOf.has(cell))
  for (const { cell, names } of deferred) {
    const later = waiting.filter((other) => positionIn(graph, other) > positionIn(graph, cell))
    for (const name of names) {
      if (graph.definers.get(name) !== cell && !isLater(graph, cell, name)) continue
      byValue.add(name)
      // It comes about while a later cell waits.
      for (const other of later) add(name, other)
    }
  }
  const varying = new Set(byValue)
  for (const [cell, names] of suspicions) {
    for (const name of names) {
      // Who only looks at a task's result, such as a plot, mustn't make others wait for that task.
      if (!isLater(graph, cell, name) || restsOnOthers(cell, name)) continue
      if (!changers.has(name)) suspected.add(name)
      byValue.add(name)
      add(name, cell)
    }
  }
  const { touched, pinned, restored, refilled } = changedThere(graph, statements, byValue, sharerOf)
  const given = restored.union(refilled)
  const mates = setupOfTheirModules(statements, given)
  for (const name of given) {
    if (!byValue.has(name)) varying.add(name)
    byValue.add(name)
    for (const { cell } of mates.get(name) ?? [])
      if (isLater(graph, cell, name) && !restsOnOthers(cell, name)) add(name, cell)
  }
  const readers = readersOf(graph, changers, new Set(statements.map(({ cell }) => cell)))
  for (const [name, cells] of readers) {
    const last = Math.max(...[...(changers.get(name) ?? [])].map((cell) => positionIn(graph, cell)))
    // Who waits for a task would have the change wait for that, too: it is done again in the readers' processes instead.
    const isWaitedFor = [...cells].some((cell) => positionIn(graph, cell) < last && restsOnOthers(cell, name))
    if (!isWaitedFor) continue
    changers.delete(name)
    suspected.delete(name)
    byValue.delete(name)
    restored.delete(name)
    refilled.delete(name)
    if (touched.has(name)) pinned.add(name)
  }
  return { changers, suspected, byValue, varying, readers, touched, pinned, restored, refilled }
}

/** For names the plain cells that get at their values, and are evaluated for what they define or set up. */
function readersOf(
  graph: FlowGraph,
  names: ReadonlyMap<string, unknown>,
  setupCells: ReadonlySet<GraphCell>,
): ReadonlyMap<string, ReadonlySet<GraphCell>> {
  const readers = new Map<string, Set<GraphCell>>()
  if (names.size === 0) return readers
  const read = new Set(graph.cells.flatMap(({ analysis }) => Array.from(analysis.reads)))
  for (const cell of graph.order.keys()) {
    if (cell.kind === "task" || cell.kind === "hook") continue
    const isEvaluated = setupCells.has(cell) || [...cell.analysis.defines.keys()].some((name) => read.has(name))
    if (!isEvaluated) continue
    for (const name of namesReached(graph, cell)) {
      if (!names.has(name) || graph.definers.get(name) === cell) continue
      const known = readers.get(name)
      if (known) known.add(cell)
      else readers.set(name, new Set([cell]))
    }
  }
  return readers
}

/** The names that a cell reads, and those that may be read by what these stand for. */
function namesReached({ definers }: FlowGraph, { analysis }: GraphCell): ReadonlySet<string> {
  const names = new Set(analysis.reads)
  // A set that grows while it is walked is walked to its new end.
  for (const name of names) {
    const definer = definers.get(name)
    if (!definer || definer.kind === "task") continue
    for (const { reads } of definer.analysis.index.defining.get(name) ?? []) for (const other of reads) names.add(other)
  }
  return names
}

/** The plain cells that wait for something. */
function waitingCells({ order }: FlowGraph): readonly GraphCell[] {
  return [...order.keys()].filter(
    ({ kind, analysis }) =>
      (kind === "plain" || kind === "parameters") && analysis.statements.some(({ effects: { now } }) => now.awaits),
  )
}

function positionIn({ order }: FlowGraph, cell: GraphCell): number {
  return order.get(cell) ?? Infinity
}

/** Whether a name is the result of a task before a cell. */
function isResultBefore(graph: FlowGraph, cell: GraphCell, name: string): boolean {
  const definer = graph.definers.get(name)
  if (definer?.kind !== "task" || kindOfName(definer, name) === "import") return false
  return kindOfName(definer, name) !== "declaration" && positionIn(graph, cell) > positionIn(graph, definer)
}

/** Whether a cell comes after the plain cell that defines a name: what comes before a value doesn't change it. */
function isLater(graph: FlowGraph, cell: GraphCell, name: string): boolean {
  const definer = graph.definers.get(name)
  if (definer === undefined || definer === cell || definer.kind === "task") return false
  return positionIn(graph, cell) > positionIn(graph, definer) && kindOfName(definer, name) !== "import"
}

const noTasks: ReadonlySet<string> = new Set()

/** For plain cells that read results of tasks, themselves or by way of others, these tasks; for a task itself. */
function tasksRead({ order, definers }: FlowGraph): ReadonlyMap<GraphCell | undefined, ReadonlySet<string>> {
  const found = new Map<GraphCell | undefined, ReadonlySet<string>>()
  for (const cell of order.keys()) {
    if (cell.kind === "task") {
      found.set(cell, new Set([cell.label]))
      continue
    }
    const tasks = new Set<string>()
    for (const name of cell.analysis.reads) for (const task of found.get(definers.get(name)) ?? []) tasks.add(task)
    if (tasks.size > 0) found.set(cell, tasks)
  }
  return found
}
