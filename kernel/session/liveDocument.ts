import { formatPlace, type Problem } from "../cell/problem.ts"
import type { Values } from "../flow/evaluation.ts"
import { dependenciesOf, type Dependencies } from "../flow/dependencies.ts"
import { buildGraph } from "../flow/buildGraph.ts"
import { namesRead, type CodeCell, type FlowGraph, type GraphCell } from "../flow/graph.ts"
import { ownCode, taskCode } from "../flow/taskCode.ts"
import type { ValueReference } from "../model/valueReference.ts"
import { cellsNeeded, definersNeeded, planCells, type CellPlan } from "./cellPlan.ts"

/** A cell as an editor has it. */
export interface DocumentCell extends CodeCell {
  id: string
}

/** A cell that ran in the session: its code then, and what the names that it reads stood for. */
interface Ran {
  code: string
  reads: ReadonlyMap<string, string>
  /** Tells this time from others. */
  version: string
}

/** Results of a task that are at hand, by name, and the code that gave them. */
interface Given {
  code: string | undefined
  results: Values
  /** Which results the tasks that it waits for had given then. */
  upstream: ReadonlyMap<string, string>
}

/**
 * A notebook as it stands in an editor, and what of it the session holds: from both follows what has to run before a cell
 * can. What ran, and has the same code and inputs still, doesn't run again for others.
 */
export class LiveDocument {
  /** A name that two cells define is a problem. */
  readonly newestWins = false
  /** What a cell writes to another's name is a problem before it runs. */
  readonly reassigned: ReadonlyMap<string, string> = new Map()
  readonly #name: string
  readonly #isThere: (value: ValueReference) => boolean
  readonly #ran = new Map<string, Ran>()
  /** By the tasks' names. */
  readonly #given = new Map<string, Given>()
  /** Names that cells have defined in the session, with the cells' ids. */
  readonly #defined = new Map<string, string>()
  #cells: readonly DocumentCell[] = []
  #graph: FlowGraph
  #byId: ReadonlyMap<string, GraphCell> = new Map()
  /** The tasks whose results at hand stand for the document as it is, until something changes. */
  #fresh: ReadonlySet<string> | undefined
  /** The graph that gave results last, with what follows from it: a run of many tasks gives them one by one. */
  #kept: { graph: FlowGraph; code: ReadonlyMap<string, string>; dependencies: Dependencies } | undefined
  #count = 0

  /** @param isThere whether a result is still in the store: anybody may clean it */
  constructor(name: string, isThere: (value: ValueReference) => boolean) {
    this.#name = name
    this.#isThere = isThere
    this.#graph = buildGraph(name, [])
  }

  get graph(): FlowGraph {
    return this.#graph
  }

  get cells(): readonly DocumentCell[] {
    return this.#cells
  }

  /** A problem by the place in its cell. */
  describe({ line, column, message }: Problem): string {
    const cell = this.#cells.findLast((candidate) => candidate.line <= line)
    if (!cell) return message
    const place = { line: line - cell.line + 1, column }
    return `${formatPlace(cell.title ?? `line ${cell.line}`, place)}: ${message}`
  }

  has(id: string): boolean {
    return this.#byId.has(id)
  }

  /** Takes the cells as they are now. */
  update(cells: readonly DocumentCell[]): void {
    if (cells === this.#cells) return
    this.#cells = cells
    this.#graph = buildGraph(this.#name, cells)
    this.#byId = new Map(this.#graph.cells.map((cell) => [cell.id ?? "", cell]))
    this.#fresh = undefined
  }

  /** Takes a cell as it is sent to be run, which may be newer than the others. */
  edit(id: string, source: string): void {
    if (this.#byId.get(id)?.source === source) return
    this.update(this.#cells.map((cell) => (cell.id === id ? { ...cell, source } : cell)))
  }

  /** The session has ended, and with it what cells did there. The results of tasks are stored. */
  forget(): void {
    this.#ran.clear()
    this.#defined.clear()
  }

  /** A cell begins to run in the session: what it did before doesn't count any more. */
  begin(id: string): void {
    this.#ran.delete(id)
  }

  /** A cell has run in the session, and completed. */
  complete(id: string): void {
    const cell = this.#byId.get(id)
    if (!cell) return
    this.#count += 1
    for (const name of cell.analysis.defines.keys()) this.#defined.set(name, id)
    this.#ran.set(id, { code: ownCode(cell), reads: this.#readsOf(cell), version: String(this.#count) })
  }

  /** The names in the session that no cell defines any more; each is told once. */
  takeGone(): readonly string[] {
    const gone = [...this.#defined].filter(([name]) => !this.#graph.definers.has(name))
    for (const [name, id] of gone) {
      this.#defined.delete(name)
      // Undoing the edit doesn't bring the value back.
      this.#ran.delete(id)
    }
    return gone.map(([name]) => name)
  }

  /** Takes note of results that a run gave. */
  keep(graph: FlowGraph, results: Values): void {
    if (this.#kept?.graph !== graph) {
      this.#kept = { graph, code: taskCode(graph), dependencies: dependenciesOf(graph) }
    }
    const { code, dependencies } = this.#kept
    this.#fresh = undefined
    const ofTasks = Map.groupBy(results, ([name]) => graph.definers.get(name))
    for (const [task, own] of ofTasks) {
      if (task?.kind !== "task") continue
      const upstream = [...(dependencies.get(task.label) ?? [])].map(
        (other) => [other, this.#versionOfTask(other)] as const,
      )
      this.#given.set(task.label, {
        code: code.get(task.label),
        results: new Map(own),
        upstream: new Map(upstream),
      })
    }
  }

  /** The results at hand of tasks whose code is still that which gave them. */
  given(): Values {
    const given = new Map<string, ValueReference | readonly ValueReference[]>()
    for (const { name, cell } of this.#graph.tasks.values()) {
      const results = this.#isGiven(cell) ? this.#given.get(name)?.results : undefined
      for (const [result, value] of results ?? []) given.set(result, value)
    }
    return given
  }

  /** Works out what has to run for some cells, these included. Ids of cells that aren't there are passed over. */
  plan(ids: Iterable<string>): CellPlan {
    const wanted = [...ids].flatMap((id) => this.#byId.get(id) ?? [])
    const fresh = new Set<GraphCell>()
    return planCells(this.#graph, wanted, (cell) => {
      const isFresh = cell.kind === "task" ? this.#isGiven(cell) : this.#isFresh(cell, fresh)
      if (isFresh) fresh.add(cell)
      return isFresh
    })
  }

  #isGiven({ label }: GraphCell): boolean {
    this.#fresh ??= this.#freshTasks()
    return this.#fresh.has(label) && this.#areThere(this.#given.get(label)?.results ?? new Map())
  }

  #freshTasks(): ReadonlySet<string> {
    const { order, tasks } = this.#graph
    const code = taskCode(this.#graph)
    const dependencies = dependenciesOf(this.#graph)
    const read = namesRead(this.#graph)
    const fresh = new Set<string>()
    // Each task comes after those that it waits for.
    for (const cell of order.keys()) {
      const task = tasks.get(cell.label)
      const given = task?.cell === cell ? this.#given.get(task.name) : undefined
      if (!task || !given || given.code !== code.get(task.name)) continue
      const isInteger = task.results.every((name) => !read.has(name) || given.results.has(name))
      const isNewest = [...(dependencies.get(task.name) ?? [])].every(
        (other) =>
          !this.#given.has(other) || (fresh.has(other) && given.upstream.get(other) === this.#versionOfTask(other)),
      )
      if (isInteger && isNewest) fresh.add(task.name)
    }
    return fresh
  }

  #versionOfTask(task: string): string {
    return [...(this.#given.get(task)?.results ?? [])].map(([name, value]) => `${name} ${versionOf(value)}`).join()
  }

  #isFresh(cell: GraphCell, fresh: ReadonlySet<GraphCell>): boolean {
    const ran = this.#ran.get(cell.id ?? "")
    if (ran?.code !== ownCode(cell)) return false
    if (!cellsNeeded(this.#graph, cell).isSubsetOf(fresh)) return false
    const reads = this.#readsOf(cell)
    return reads.size === ran.reads.size && [...reads].every(([name, version]) => ran.reads.get(name) === version)
  }

  /** What the names that a cell reads stand for: values of a time, results, or code that is made again. */
  #readsOf(cell: GraphCell): ReadonlyMap<string, string> {
    const needed = definersNeeded(this.#graph, cell)
    const versions = [...cell.analysis.reads, ...needed.keys()].flatMap((name) => {
      const definer = this.#graph.definers.get(name)
      return definer && definer !== cell ? [[name, this.#versionOf(name, definer)] as const] : []
    })
    return new Map(versions)
  }

  #versionOf(name: string, definer: GraphCell): string {
    if (definer.kind !== "task") return this.#ran.get(definer.id ?? "")?.version ?? ""
    const value = this.#given.get(definer.label)?.results.get(name)
    return value === undefined ? ownCode(definer) : versionOf(value)
  }

  #areThere(results: Values): boolean {
    return [...results.values()].every((value) => referencesIn(value).every((reference) => this.#isThere(reference)))
  }
}

function versionOf(value: ValueReference | readonly ValueReference[]): string {
  return referencesIn(value)
    .map(({ hash }) => hash)
    .join(" ")
}

function referencesIn(value: ValueReference | readonly ValueReference[]): readonly ValueReference[] {
  return "hash" in value ? [value] : value
}
