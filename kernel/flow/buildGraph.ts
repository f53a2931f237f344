import type { CellAnalysis } from "../cell/analyse.ts"
import { analysisOf } from "../cell/analysisCache.ts"
import type { FlowOptions, TaskOptions } from "../cell/directive/index.ts"
import { privateTag, withPrivateKeys } from "../cell/privateNames.ts"
import {
  isOfResult,
  resultNames,
  whereabouts,
  type CodeCell,
  type FlowGraph,
  type GraphCell,
  type HookNode,
  type TaskNode,
} from "./graph.ts"
import { graphProblems, inOrder } from "./graphProblems.ts"
import { sortCells } from "./order.ts"
import { noModuleFacts, type ModuleFacts } from "./setup/moduleFacts.ts"
import { setupProblems } from "./setup/setupProblems.ts"

/** How the cells of a graph came about. */
export interface GraphRules {
  /** A person sent them one by one, the oldest first: of several definitions of a name the newest counts. */
  newestWins?: boolean
  /** The session holds the plain cells' values already: for these nothing has to be evaluated. */
  live?: {
    /** Names whose values other cells have changed since, so that the text that defines them doesn't tell them. */
    changed: ReadonlySet<string>
  }
  /** What is known of the modules that the cells import. */
  modules?: ModuleFacts
}

/** Works out the graph of a notebook's code cells. Problems don't stop it: they come with the graph. */
export function buildGraph(name: string, codeCells: readonly CodeCell[], rules: GraphRules = {}): FlowGraph {
  const { newestWins = false, live, modules = noModuleFacts } = rules
  const cells = withOwnKeys(codeCells.map(toGraphCell))
  const definers = definersOf(newestWins ? cells.toReversed() : cells)
  if (live) for (const cell of cells) cell.analysis = { ...cell.analysis, reads: liveReads(cell, definers) }
  const tasks = new Map<string, TaskNode>()
  const hooks: HookNode[] = []
  let options: FlowOptions | undefined
  let flowName = name
  for (const cell of cells) {
    const { directive } = cell.analysis
    if (directive?.kind === "task" && !tasks.has(cell.label)) {
      tasks.set(cell.label, toTask(cell, directive.options, definers))
    }
    if (directive?.kind === "on") hooks.push({ cell, states: directive.states })
    if (directive?.kind === "flow") {
      options = directive.options
      flowName = directive.name ?? name
    }
  }
  const { order, cycles } = sortCells(cells, definers, tasks)
  const problems = graphProblems({ cells, definers, tasks, cycles, newestWins })
  const positions = new Map(order.map((cell, position) => [cell, position] as const))
  const changed = live?.changed ?? new Set()
  const graph: FlowGraph = {
    name: flowName,
    ...(options && { options }),
    cells,
    order: positions,
    changed,
    hasLiveValues: live !== undefined,
    modules,
    definers,
    tasks,
    hooks,
    problems,
  }
  const warnings = setupProblems(graph)
  return warnings.length === 0 ? graph : Object.assign(graph, { problems: inOrder([...problems, ...warnings]) })
}

/** For every name the first of some cells that defines it. */
function definersOf(cells: readonly GraphCell[]): ReadonlyMap<string, GraphCell> {
  const definers = new Map<string, GraphCell>()
  for (const cell of cells) {
    if (cell.kind === "hook") continue
    const { defines, privates } = cell.analysis
    for (const name of [...defines.keys(), ...privates.keys()]) if (!definers.has(name)) definers.set(name, cell)
  }
  return definers
}

/** The cells with their private names by keys that no other cell has. */
function withOwnKeys(cells: readonly GraphCell[]): readonly GraphCell[] {
  if (cells.every(({ analysis }) => analysis.privates.size === 0)) return cells
  return cells.map((cell, index) => {
    const { defines, imported } = cell.analysis
    const tag = privateTag(defines.keys(), imported) ?? `#${index + 1}`
    return { ...cell, analysis: withPrivateKeys(cell.analysis, tag) }
  })
}

function toGraphCell(cell: CodeCell): GraphCell {
  const { analysis = analysisOf(cell.source) } = cell
  const { directive } = analysis
  const kind = directive === undefined ? "plain" : directive.kind === "on" ? "hook" : directive.kind
  const name = directive?.kind === "task" ? (directive.name ?? firstResult(analysis)) : undefined
  const place = cell.title ?? `${kind === "hook" ? "hook" : "cell"} ${whereabouts(cell)}`
  return { ...cell, kind, analysis, label: name ?? place }
}

/**
 * The names that a cell needs where plain cells' values are known: a plain cell, which isn't evaluated any more, none,
 * and a task also those that the plain cells' functions and classes read that it uses.
 */
function liveReads({ kind, analysis }: GraphCell, definers: ReadonlyMap<string, GraphCell>): ReadonlySet<string> {
  if (kind !== "task") return new Set()
  const names = new Set(analysis.reads)
  // A set that grows while it is walked is walked to its new end.
  for (const name of names) {
    const definer = definers.get(name)
    if (!definer || definer.kind === "task") continue
    for (const statement of definer.analysis.index.defining.get(name) ?? []) {
      if (statement.kind === "declaration") for (const read of statement.reads) names.add(read)
    }
  }
  return names
}

function firstResult(analysis: CellAnalysis): string | undefined {
  return resultNames(analysis)[0]
}

function toTask(cell: GraphCell, options: TaskOptions, definers: ReadonlyMap<string, GraphCell>): TaskNode {
  const results = resultNames(cell.analysis).filter((name) => definers.get(name) === cell)
  return { name: cell.label, cell, options, results: [...results, ...privateResults(cell.analysis)] }
}

function privateResults({ statements, privates, index }: CellAnalysis): readonly string[] {
  if (privates.size === 0) return []
  const used = new Set(statements.flatMap(({ kind, reads }) => (kind === "declaration" ? reads : [])))
  const isResult = (name: string): boolean => index.defining.get(name)?.some(({ kind }) => isOfResult(kind)) === true
  return [...privates.keys()].filter((name) => used.has(name) && isResult(name))
}
