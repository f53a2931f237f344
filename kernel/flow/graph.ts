import type { CellAnalysis } from "../cell/analyse.ts"
import type { FlowOptions, HookDirective, TaskOptions } from "../cell/directive/index.ts"
import { isPrivateKey, writtenName } from "../cell/privateNames.ts"
import type { Problem } from "../cell/problem.ts"
import type { StatementKind } from "../cell/statementKind.ts"
import type { ModuleFacts } from "./setup/moduleFacts.ts"

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

/** A cell as messages speak of it. */
export function describeCell(cell: GraphCell): string {
  if (cell.kind === "task") return `the task '${cell.label}' ${whereabouts(cell)}`
  return cell.title === undefined ? `the ${cell.label}` : cell.label
}

/** Where a cell is, for messages. */
export function whereabouts({ line, title }: CodeCell): string {
  return `in ${title ?? `line ${line}`}`
}

/** A name that a cell's own code uses, as the graph knows it. */
export function keyInCell({ analysis }: GraphCell, name: string): string {
  const keys = analysis.privates.size === 0 ? [] : [...analysis.privates.keys()]
  return keys.find((key) => writtenName(key) === name) ?? name
}

/** Whether what a statement defines is handed on as a result. */
export function isOfResult(kind: StatementKind): boolean {
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
