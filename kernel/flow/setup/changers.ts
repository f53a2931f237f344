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
  const finder = new ChangerFinder(graph, statements, suspicions)
  return graph.hasLiveValues ? finder.findLive(sharerOf) : finder.find(sharerOf)
}

class ChangerFinder {
  readonly #graph: FlowGraph
  readonly #statements: readonly SetupStatement[]
  readonly #suspicions: readonly Suspicion[]
  readonly #tasksOf: ReadonlyMap<GraphCell | undefined, ReadonlySet<string>>
  readonly #changers = new Map<string, Set<GraphCell>>()
  readonly #suspected = new Set<string>()
  readonly #byValue = new Set<string>()

  constructor(graph: FlowGraph, statements: readonly SetupStatement[], suspicions: readonly Suspicion[]) {
    this.#graph = graph
    this.#statements = statements
    this.#suspicions = suspicions
    this.#tasksOf = graph.hasLiveValues ? new Map() : tasksRead(graph)
  }

  find(sharerOf: (name: string) => Sharer): Changers {
    this.#addSetup()
    this.#addChangesOfResults()
    this.#addDeferred()
    const varying = new Set(this.#byValue)
    this.#addSuspicions()
    const there = changedThere(this.#graph, this.#statements, this.#byValue, sharerOf)
    const given = there.restored.union(there.refilled)
    for (const name of given) if (!this.#byValue.has(name)) varying.add(name)
    this.#addSetupOfModules(given)
    const readers = readersOf(this.#graph, this.#changers, new Set(this.#statements.map(({ cell }) => cell)))
    this.#leaveOutWaiting(readers, there)
    return { changers: this.#changers, suspected: this.#suspected, byValue: this.#byValue, varying, readers, ...there }
  }

  /** What a person's session has is as all cells left it. */
  findLive(sharerOf: (name: string) => Sharer): Changers {
    this.#addSetup()
    const byValue = this.#byValue
    const varying = new Set(byValue)
    for (const [cell, names] of this.#suspicions)
      for (const name of names) if (isLater(this.#graph, cell, name)) byValue.add(name)
    const there = changedThere(this.#graph, this.#statements, byValue, sharerOf)
    return { changers: new Map(), suspected: this.#suspected, byValue, varying, readers: new Map(), ...there }
  }

  #add(name: string, cell: GraphCell): void {
    const known = this.#changers.get(name)
    if (known) known.add(cell)
    else this.#changers.set(name, new Set([cell]))
  }

  #addSetup(): void {
    for (const { cell, statement, names } of this.#statements) {
      const changed = [...names].filter((name) => isLater(this.#graph, cell, name))
      for (const name of changed) this.#add(name, cell)
      if (changed.length > 0 && mayVary(this.#graph, statement)) for (const name of changed) this.#byValue.add(name)
    }
  }

  /** What set-up changes of tasks' results, where another process would change these otherwise. */
  #addChangesOfResults(): void {
    for (const { cell, statement, names } of this.#statements) {
      const results = [...names].filter(
        (name) => isResultBefore(this.#graph, cell, name) && !this.#restsOnOthers(cell, name),
      )
      if (results.length === 0 || !mayVary(this.#graph, statement)) continue
      for (const name of results) {
        this.#add(name, cell)
        this.#byValue.add(name)
      }
    }
  }

  /** What comes about while a later cell waits. */
  #addDeferred(): void {
    const deferred = this.#statements.filter(({ isDeferred }) => isDeferred)
    const waiting = deferred.length === 0 ? [] : waitingCells(this.#graph).filter((cell) => !this.#tasksOf.has(cell))
    for (const { cell, names } of deferred) {
      const later = waiting.filter((other) => positionIn(this.#graph, other) > positionIn(this.#graph, cell))
      for (const name of names) {
        if (this.#graph.definers.get(name) !== cell && !isLater(this.#graph, cell, name)) continue
        this.#byValue.add(name)
        for (const other of later) this.#add(name, other)
      }
    }
  }

  #addSuspicions(): void {
    for (const [cell, names] of this.#suspicions) {
      for (const name of names) {
        // Who only looks at a task's result, such as a plot, mustn't make others wait for that task.
        if (!isLater(this.#graph, cell, name) || this.#restsOnOthers(cell, name)) continue
        if (!this.#changers.has(name)) this.#suspected.add(name)
        this.#byValue.add(name)
        this.#add(name, cell)
      }
    }
  }

  /** What is put back is what all set-up of the modules that have it made of it. */
  #addSetupOfModules(given: ReadonlySet<string>): void {
    const mates = setupOfTheirModules(this.#statements, given)
    for (const name of given) {
      this.#byValue.add(name)
      for (const { cell } of mates.get(name) ?? [])
        if (isLater(this.#graph, cell, name) && !this.#restsOnOthers(cell, name)) this.#add(name, cell)
    }
  }

  /**
   * Who waits for a task would have the change wait for that, too: it is done again in the readers' processes instead, unless
   * the value itself rests on that task.
   */
  #leaveOutWaiting(
    readers: ReadonlyMap<string, ReadonlySet<GraphCell>>,
    { touched, pinned, restored, refilled }: ChangedThere,
  ): void {
    for (const [name, cells] of readers) {
      const changing = [...(this.#changers.get(name) ?? [])]
      const last = Math.max(...changing.map((cell) => positionIn(this.#graph, cell)))
      const isWaitedFor = [...cells].some((cell) => {
        const position = positionIn(this.#graph, cell)
        const before = changing.filter((other) => positionIn(this.#graph, other) <= position)
        return position < last && this.#restsOnOthers(cell, name, before)
      })
      if (!isWaitedFor) continue
      this.#changers.delete(name)
      this.#suspected.delete(name)
      this.#byValue.delete(name)
      restored.delete(name)
      refilled.delete(name)
      if (touched.has(name)) pinned.add(name)
    }
  }

  /** Whether a cell waits for tasks for which a name's value doesn't, as it is when some cells have changed it. */
  #restsOnOthers(cell: GraphCell, name: string, changers: readonly GraphCell[] = []): boolean {
    const tasks = this.#tasksOf.get(cell)
    if (!tasks) return false
    const own = [this.#graph.definers.get(name), ...changers].map((one) => this.#tasksOf.get(one) ?? noTasks)
    return [...tasks].some((task) => !own.some((known) => known.has(task)))
  }
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
