import { ownCode, taskCode } from "../../kernel/flow/taskCode.ts"
import { dependenciesOf, type Dependencies } from "../../kernel/flow/dependencies.ts"
import { describeCell, type FlowGraph, type GraphCell, type TaskNode } from "../../kernel/flow/graph.ts"
import { cellsBehind } from "../../kernel/flow/needs.ts"
import { neededCells } from "../../kernel/flow/order.ts"
import type { Parameter } from "../../kernel/cell/parameters.ts"
import { declaredParameters } from "../../kernel/session/openFlow.ts"
import type { KnownTaskRun } from "./taskRuns.ts"

/** A notebook as it stands, with what is to be known of it to tell which tasks are stale. */
export interface Outline {
  graph: FlowGraph
  /** Hashes of the tasks' code, by name. */
  code: ReadonlyMap<string, string>
  dependencies: Dependencies
  parameters: readonly Parameter[]
}

/** What a notebook's cells amount to, for `staleReasons`. */
export function outlineOf(graph: FlowGraph): Outline {
  return { graph, code: taskCode(graph), dependencies: dependenciesOf(graph), parameters: declaredParameters(graph) }
}

/** The own code of a notebook's cells by their ids, to tell later which of them changed. */
export function codeOfCells({ cells }: FlowGraph): ReadonlyMap<string, string> {
  return new Map(cells.map((cell) => [cell.id ?? "", ownCode(cell)]))
}

/**
 * Why tasks' latest runs don't stand for the notebook any more, by the tasks' names. A task that isn't stale, or hasn't run,
 * isn't among them.
 */
export function staleReasons(
  outline: Outline,
  runOf: (task: string) => KnownTaskRun | undefined,
): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>()
  const changes = new Changes(outline.graph)
  // Each task comes after those that it reads.
  for (const cell of outline.graph.order.keys()) {
    const task = cell.kind === "task" ? outline.graph.tasks.get(cell.label) : undefined
    const known = task?.cell === cell ? runOf(task.name) : undefined
    const reason = task && known && staleReason(outline, task, known, runOf, reasons, changes)
    if (task && reason !== undefined) reasons.set(task.name, reason)
  }
  return reasons
}

/**
 * Why what a cell left in the session doesn't stand for the notebook any more.
 * @param then hashes of all cells' own code by their ids, when it ran
 */
export function staleInSession(
  graph: FlowGraph,
  cell: GraphCell,
  then: ReadonlyMap<string, string>,
): string | undefined {
  return changeAmong(changedCells(cellsBehind(graph, [cell]), then), cell)
}

/** What is said of cells that changed, about one that is itself or that reads from them. */
function changeAmong(changed: readonly GraphCell[], cell: GraphCell): string | undefined {
  if (changed.includes(cell)) return "its code changed"
  const [first] = changed
  return first && (first.kind === "parameters" ? "the parameters changed" : `${describeCell(first)} changed`)
}

function staleReason(
  { graph, code, dependencies, parameters }: Outline,
  task: TaskNode,
  known: KnownTaskRun,
  runOf: (task: string) => KnownTaskRun | undefined,
  stale: ReadonlyMap<string, string>,
  changes: Changes,
): string | undefined {
  const others = [...(dependencies.get(task.name) ?? [])]
  const staleOther = others.find((name) => stale.has(name))
  if (known.code !== undefined && known.code !== code.get(task.name)) {
    const plain = changes.behind(task.cell, known)
    const changed = changes.isOwn(task.cell, known) ? [task.cell] : plain ? [plain] : []
    const upstream =
      staleOther === undefined ? "code that it depends on changed" : `it reads ${staleOther}, which is stale`
    return changeAmong(changed, task.cell) ?? upstream
  }
  const parameter = otherParameter(graph, parameters, task, known)
  if (parameter !== undefined) return `it ran with another ${parameter}`
  if (staleOther !== undefined) return `it reads ${staleOther}, which is stale`
  const newer = others.find((name) => ranLater(runOf(name), known))
  return newer === undefined ? undefined : `${newer} ran again since`
}

/** The cells that are others than they were then, where that is known. */
function changedCells(cells: ReadonlySet<GraphCell>, then: KnownTaskRun["cells"]): readonly GraphCell[] {
  if (!then) return []
  return [...cells].filter((cell) => then.get(cell.id ?? "") !== ownCode(cell))
}

/** Which cells changed since runs, where it is known what they were then. Runs share that, so it is worked out once. */
class Changes {
  readonly #graph: FlowGraph
  readonly #behind = new Map<ReadonlyMap<string, string>, ReadonlyMap<GraphCell, GraphCell>>()

  constructor(graph: FlowGraph) {
    this.#graph = graph
  }

  /** Whether a cell's own code is another. */
  isOwn(cell: GraphCell, { cells: then }: KnownTaskRun): boolean {
    return then !== undefined && then.get(cell.id ?? "") !== ownCode(cell)
  }

  /** A cell that changed, among all but the tasks that a cell needs, directly or not. */
  behind(cell: GraphCell, run: KnownTaskRun): GraphCell | undefined {
    if (!run.cells) return undefined
    const known = this.#behind.get(run.cells) ?? this.#walk(run)
    this.#behind.set(run.cells, known)
    return known.get(cell)
  }

  #walk(run: KnownTaskRun): ReadonlyMap<GraphCell, GraphCell> {
    const { order, definers, tasks } = this.#graph
    const found = new Map<GraphCell, GraphCell>()
    // Each cell comes after those that it needs.
    for (const cell of order.keys()) {
      const own = cell.kind !== "task" && this.isOwn(cell, run) ? cell : undefined
      const needed = own ? [] : neededCells(cell, definers, tasks)
      const changed = own ?? [...needed].map((one) => found.get(one)).find((one) => one !== undefined)
      if (changed) found.set(cell, changed)
    }
    return found
  }
}

/** The first parameter that the run had another value of than the notebook says, as far as its text tells. */
function otherParameter(
  graph: FlowGraph,
  parameters: readonly Parameter[],
  task: TaskNode,
  { flow }: KnownTaskRun,
): string | undefined {
  const other = parameters.find(({ name, default: value }) => {
    if (value === undefined || !Object.hasOwn(flow.parameters, name)) return false
    return JSON.stringify(flow.parameters[name]) !== JSON.stringify(value)
  })
  if (!other) return undefined
  return [...cellsBehind(graph, [task.cell])].some(({ kind }) => kind === "parameters") ? other.name : undefined
}

/** Whether a task gave new results after another, which reads them, had ended. */
function ranLater(other: KnownTaskRun | undefined, { run }: KnownTaskRun): boolean {
  if (other?.run.state !== "completed" || run.endedAt === undefined) return false
  return (other.run.endedAt ?? 0) > run.endedAt
}
