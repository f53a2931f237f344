import type { CellAnalysis } from "../cell/analyse.ts"
import { analysisOf } from "../cell/analysisCache.ts"
import type { FlowOptions, HookDirective, TaskOptions } from "../cell/directive/index.ts"
import type { Problem } from "../cell/problem.ts"
import { isPrivateKey, writtenName, privateTag, withPrivateKeys } from "../cell/privateNames.ts"
import type { StatementKind } from "../cell/statementKind.ts"
import { graphProblems, inOrder } from "./graphProblems.ts"
import { sortCells } from "./order.ts"
import { noModuleFacts, type ModuleFacts } from "./setup/moduleFacts.ts"
import { setupProblems } from "./setup/setupProblems.ts"

/** A code cell as it stands in the notebook. */
export interface CodeCell {
  /** 1-based line in the file of the source's first line. */
  line: number
  source: string
  /** What people call it where it isn't in a file, such as `In [3]`. */
  title?: string
  /** What an editor knows it by. */
  id?: string
  /** Its meaning, where that has been worked out before. */
  analysis?: CellAnalysis
}

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

/** A code cell with its meaning and its place in the graph. */
export interface GraphCell extends CodeCell {
  kind: "plain" | "task" | "hook" | "parameters" | "flow"
  analysis: CellAnalysis
  /** How people find it: the task's name, or its line. */
  label: string
}

/** A task cell. */
export interface TaskNode {
  name: string
  cell: GraphCell
  options: TaskOptions
  /**
   * Names that readers get as results: all that the cell defines but imports, functions, classes and enums. Of the cell's
   * private names, by their keys, those that its functions and classes work with.
   */
  results: readonly string[]
}

/** A cell that runs when the flow run has ended. */
export interface HookNode {
  cell: GraphCell
  states: HookDirective["states"]
}

/** A notebook's cells, and for every name the cell that defines it. */
export interface FlowGraph {
  name: string
  options?: FlowOptions
  cells: readonly GraphCell[]
  /** The cells such that each comes after those that it reads from, with their positions; those in cycles are left out. */
  order: ReadonlyMap<GraphCell, number>
  /** Names whose values are known to differ from what the text that defines them says. */
  changed: ReadonlySet<string>
  /** The plain cells' values come from a person's session, with all that other cells did to them. */
  hasLiveValues: boolean
  /** What is known of the modules that the cells import. */
  modules: ModuleFacts
  definers: ReadonlyMap<string, GraphCell>
  /** By name. */
  tasks: ReadonlyMap<string, TaskNode>
  hooks: readonly HookNode[]
  /** By place in the file. */
  problems: readonly Problem[]
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

/** A cell as messages speak of it. */
export function describeCell(cell: GraphCell): string {
  if (cell.kind === "task") return `the task '${cell.label}' ${whereabouts(cell)}`
  return cell.title === undefined ? `the ${cell.label}` : cell.label
}

/** Where a cell is, for messages. */
export function whereabouts({ line, title }: CodeCell): string {
  return `in ${title ?? `line ${line}`}`
}

function firstResult(analysis: CellAnalysis): string | undefined {
  return resultNames(analysis)[0]
}

/** A name that a cell's own code uses, as the graph knows it. */
export function keyInCell({ analysis }: GraphCell, name: string): string {
  const keys = analysis.privates.size === 0 ? [] : [...analysis.privates.keys()]
  return keys.find((key) => writtenName(key) === name) ?? name
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

function isOfResult(kind: StatementKind): boolean {
  return kind === "computed" || kind === "literal"
}

/** The names that a cell would hand on as a task. */
export function resultNames(analysis: CellAnalysis): readonly string[] {
  const names = analysis.statements
    .filter(({ kind }) => isOfResult(kind))
    .flatMap(({ defines }) => defines)
    .filter((name) => analysis.defines.has(name))
  return [...new Set(names)]
}

/** How the statement that defines a name in a cell is made; undefined when the cell doesn't define it. */
export function kindOfName(cell: GraphCell, name: string): StatementKind | undefined {
  const kinds = cell.analysis.index.defining.get(name)?.map(({ kind }) => kind) ?? []
  return kinds.includes("computed") ? "computed" : kinds[0]
}

/**
 * The names that some cell reads from another, itself or through a function or class of the other.
 * @param also names that are read beside these
 */
export function namesRead({ cells, definers }: FlowGraph, also: readonly string[] = []): ReadonlySet<string> {
  const reads = cells.flatMap(({ analysis }) => [...analysis.reads])
  const names = new Set([...reads, ...also].filter((name) => definers.has(name)))
  // A set that grows while it is walked is walked to its new end.
  for (const name of names) {
    for (const { kind, reads } of definers.get(name)?.analysis.index.defining.get(name) ?? []) {
      if (kind === "declaration") for (const read of reads) if (definers.has(read)) names.add(read)
    }
  }
  return names
}

/** The names whose values a notebook gives as a subflow. */
export function subflowResults({ tasks }: FlowGraph): readonly string[] {
  return [...tasks.values()].flatMap(({ results }) => results).filter((name) => !isPrivateKey(name))
}
