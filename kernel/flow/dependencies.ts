import { kindOfName, type FlowGraph, type GraphCell, type TaskNode } from "./graph.ts"
import { workerPassage } from "./passage.ts"
import { setupOf } from "./setup/setup.ts"
import { changersBefore, setupCellsFor } from "./setupCells.ts"
import { sliceFor, type Slice } from "./slice.ts"

/** For every task the names of the tasks that it waits for. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>

/** Works out which tasks each task waits for: through results, through plain cells and set-up, and by `after=`. */
export function dependenciesOf(graph: FlowGraph): Dependencies {
  const passage = workerPassage(graph)
  const late = namesSetUpLate(graph)
  const slicesOf = ({ cell }: TaskNode): readonly Slice[] => {
    const { reads } = cell.analysis
    const slice = sliceFor(graph, reads, passage, cell)
    if (late.size === 0) return [slice]
    const made = namesBehind(graph, [...slice.values, ...slice.results]).intersection(late)
    if (made.size === 0) return [slice]
    return [slice, sliceFor(graph, [...reads, ...made], workerPassage(graph, made), cell)]
  }
  const ofTask = (task: TaskNode): ReadonlySet<string> => {
    const waitsFor = new Set<string>()
    for (const slice of slicesOf(task)) for (const name of tasksBehind(graph, slice)) waitsFor.add(name)
    for (const name of task.options.after) if (graph.tasks.has(name)) waitsFor.add(name)
    return waitsFor
  }
  return new Map([...graph.tasks.values()].map((task) => [task.name, ofTask(task)] as const))
}

/**
 * Names that plain cells set up with results of tasks, and that may have to be made again beside a value: which classes it is
 * of, only the value itself tells, and a person's own values that can't be stored are made again with all behind them. By then
 * the tasks behind what sets these up have to have ended.
 */
function namesSetUpLate(graph: FlowGraph): ReadonlySet<string> {
  const behind = tasksBehindCells(graph)
  const isOfTask = (name: string): boolean => graph.definers.get(name)?.kind === "task"
  const late = setupOf(graph).statements.filter(
    ({ cell, statement }) => (behind.get(cell)?.size ?? 0) > 0 || statement.reads.some(isOfTask),
  )
  const mayBeMade = (name: string): boolean => {
    const cell = graph.definers.get(name)
    if (!cell || cell.kind === "task") return false
    return graph.hasLiveValues || kindOfName(cell, name) === "declaration"
  }
  return new Set(late.flatMap(({ names }) => [...names].filter(mayBeMade)))
}

/** All names that went into the values of some, themselves included. */
function namesBehind(graph: FlowGraph, names: Iterable<string>): ReadonlySet<string> {
  const setup = setupOf(graph).statements
  return reach(names, (name) => {
    const index = graph.definers.get(name)?.analysis.index
    const changing = setup.flatMap((one) => (one.names.has(name) ? [one.statement] : []))
    const own = [index?.defining.get(name) ?? [], index?.using.get(name) ?? []].flat()
    return [...own, ...changing].flatMap(({ reads }) => reads)
  })
}

/** The tasks that have to end before all is there that a slice says: through results, through plain cells and set-up. */
export function tasksBehind(graph: FlowGraph, { results, values, setup, until, restored }: Slice): ReadonlySet<string> {
  const ofCells = tasksBehindCells(graph)
  const behind = new Set<string>()
  const addBehindCell = (cell: GraphCell): void => {
    for (const task of ofCells.get(cell) ?? []) behind.add(task)
  }
  const addBehindName = (name: string): void => {
    const definer = graph.definers.get(name)
    if (definer?.kind === "task") behind.add(definer.label)
    else if (definer) addBehindCell(definer)
  }
  results.forEach(addBehindName)
  values.forEach(addBehindName)
  for (const { isOutside, cell } of setup) if (isOutside) addBehindCell(cell)
  for (const [name, end] of until) changersBefore(graph, name, end).forEach(addBehindCell)
  for (const [name, end] of restored) changersBefore(graph, name, end).forEach(addBehindCell)
  return behind
}

const known = new WeakMap<FlowGraph, ReadonlyMap<GraphCell, ReadonlySet<string>>>()

/** For every plain cell the tasks whose results its evaluation needs. */
export function tasksBehindCells(graph: FlowGraph): ReadonlyMap<GraphCell, ReadonlySet<string>> {
  const behind = known.get(graph) ?? findTasksBehindCells(graph)
  known.set(graph, behind)
  return behind
}

function findTasksBehindCells(graph: FlowGraph): ReadonlyMap<GraphCell, ReadonlySet<string>> {
  const behind = new Map<GraphCell, ReadonlySet<string>>()
  let areSomeBehind = false
  for (const cell of graph.order.keys()) {
    if (cell.kind === "task") continue
    const tasks = new Set<string>()
    for (const name of cell.analysis.reads) {
      const definer = graph.definers.get(name)
      if (!definer) continue
      if (definer.kind !== "task") for (const task of behind.get(definer) ?? []) tasks.add(task)
      else if (kindOfName(definer, name) !== "import") tasks.add(definer.label)
    }
    // Which set-up a cell needs is a question to all cells before it, and only asked where the answer matters.
    if (areSomeBehind)
      for (const other of setupCellsFor(graph, cell)) for (const task of behind.get(other) ?? []) tasks.add(task)
    areSomeBehind ||= tasks.size > 0
    behind.set(cell, tasks)
  }
  return behind
}

/**
 * True when a task can run although another that it waits for was skipped: `after=` asks for an order alone, and a task
 * that was left out on purpose doesn't stand in the way.
 */
export function canRunWithout(graph: FlowGraph, task: TaskNode, other: string): boolean {
  if (!task.options.after.includes(other)) return false
  const cell = graph.tasks.get(other)?.cell
  return ![...task.cell.analysis.reads].some((name) => graph.definers.get(name) === cell)
}

/** The given tasks and all that they wait for, directly or not. */
export function withUpstream(names: Iterable<string>, dependencies: Dependencies): ReadonlySet<string> {
  return reach(names, (name) => dependencies.get(name) ?? [])
}

/** The given tasks and all that wait for them, directly or not. */
export function withDownstream(names: Iterable<string>, dependencies: Dependencies): ReadonlySet<string> {
  const dependents = new Map<string, string[]>()
  for (const [name, needed] of dependencies) {
    for (const other of needed) {
      const known = dependents.get(other)
      if (known) known.push(name)
      else dependents.set(other, [name])
    }
  }
  return reach(names, (name) => dependents.get(name) ?? [])
}

function reach(names: Iterable<string>, next: (name: string) => Iterable<string>): ReadonlySet<string> {
  const reached = new Set(names)
  // A set that grows while it is walked is walked to its new end.
  for (const name of reached) for (const other of next(name)) reached.add(other)
  return reached
}
