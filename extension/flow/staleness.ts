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

/** Why what ran doesn't stand for the notebook any more. */
export interface StaleReason {
  /** As a clause, such as `cell 2 changed`. */
  text: string
  /** Id of another cell that is the cause. */
  cause?: string
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
): ReadonlyMap<string, StaleReason> {
  const reasons = new Map<string, StaleReason>()
  // What a task reads of other tasks is stale when they are.
  const changes = new Changes(outline.graph, ({ kind }) => kind !== "task")
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
 * Why what cells left in the session doesn't stand for the notebook any more, by the cells' ids. What isn't stale isn't
 * among them.
 * @param codeWhenRun hashes of all cells' own code by their ids, when a cell ran; undefined when it didn't
 */
export function staleInSession(
  graph: FlowGraph,
  codeWhenRun: (id: string) => ReadonlyMap<string, string> | undefined,
): ReadonlyMap<string, StaleReason> {
  const changes = new Changes(graph, () => true)
  return new Map(
    graph.cells.flatMap((cell) => {
      const { id = "" } = cell
      const then = codeWhenRun(id)
      const changed = changes.isOwn(cell, then) ? cell : changes.behind(cell, then)
      return changed ? [[id, changeIn(changed, cell)] as const] : []
    }),
  )
}

/** What is said of a cell that changed, about one that is itself or that reads from it. */
function changeIn(changed: GraphCell, cell: GraphCell): StaleReason {
  if (changed === cell) return { text: "its code changed" }
  const text = changed.kind === "parameters" ? "the parameters changed" : `${describeCell(changed)} changed`
  return { text, ...causeOf(changed) }
}

function causeOf(cell: GraphCell | undefined): Pick<StaleReason, "cause"> {
  return cell?.id === undefined ? {} : { cause: cell.id }
}

function staleReason(
  { graph, code, dependencies }: Outline,
  task: TaskNode,
  known: KnownTaskRun,
  runOf: (task: string) => KnownTaskRun | undefined,
  stale: ReadonlyMap<string, StaleReason>,
  changes: Changes,
): StaleReason | undefined {
  const others = [...(dependencies.get(task.name) ?? [])]
  const staleOther = others.find((name) => stale.has(name))
  if (known.code !== undefined && known.code !== code.get(task.name)) {
    const changed = changes.isOwn(task.cell, known.cells) ? task.cell : changes.behind(task.cell, known.cells)
    if (changed) return changeIn(changed, task.cell)
    if (staleOther === undefined) return { text: "code that it depends on changed" }
  }
  const because = (name: string, text: string): StaleReason => ({ text, ...causeOf(graph.tasks.get(name)?.cell) })
  if (staleOther !== undefined) return because(staleOther, `it reads ${staleOther}, which is stale`)
  const newer = others.find((name) => ranLater(runOf(name), known))
  return newer === undefined ? undefined : because(newer, `${newer} ran again since`)
}

/** All cells' own code at a time by their ids, as hashes, where it is known. */
type Code = ReadonlyMap<string, string>

/** Which cells changed since runs, where it is known what they were then. Runs share that, so it is worked out once. */
class Changes {
  readonly #graph: FlowGraph
  readonly #counts: (cell: GraphCell) => boolean
  readonly #behind = new Map<Code, ReadonlyMap<GraphCell, GraphCell>>()

  /** @param counts whether a change of a cell matters to those that need it */
  constructor(graph: FlowGraph, counts: (cell: GraphCell) => boolean) {
    this.#graph = graph
    this.#counts = counts
  }

  /** Whether a cell's own code is another. */
  isOwn(cell: GraphCell, then: Code | undefined): boolean {
    return then !== undefined && then.get(cell.id ?? "") !== ownCode(cell)
  }

  /** A cell that changed, among those that count and that a cell needs, directly or not. */
  behind(cell: GraphCell, then: Code | undefined): GraphCell | undefined {
    if (!then) return undefined
    const known = this.#behind.get(then) ?? this.#walk(then)
    this.#behind.set(then, known)
    return known.get(cell)
  }

  #walk(then: Code): ReadonlyMap<GraphCell, GraphCell> {
    const { order, definers, tasks } = this.#graph
    const found = new Map<GraphCell, GraphCell>()
    // Each cell comes after those that it needs.
    for (const cell of order.keys()) {
      const own = this.#counts(cell) && this.isOwn(cell, then) ? cell : undefined
      const needed = own ? [] : neededCells(cell, definers, tasks)
      const changed = own ?? [...needed].map((one) => found.get(one)).find((one) => one !== undefined)
      if (changed) found.set(cell, changed)
    }
    return found
  }
}

const maxValueLength = 24

/**
 * The parameters that a task ran with other values of than the notebook says, as far as its text tells, such as `count=4`. It
 * isn't stale for that: the values were chosen for the run.
 */
export function chosenParameters(
  { graph, code, parameters }: Outline,
  task: TaskNode,
  { flow, cells, code: codeThen }: KnownTaskRun,
): readonly string[] {
  const others = parameters.filter(({ name, default: value }) => {
    if (value === undefined || !Object.hasOwn(flow.parameters, name)) return false
    return JSON.stringify(flow.parameters[name]) !== JSON.stringify(value)
  })
  if (others.length === 0) return []
  // Otherwise the notebook may have said so then.
  const isUnchanged = (cell: GraphCell): boolean =>
    cells ? cells.get(cell.id ?? "") === ownCode(cell) : codeThen === code.get(task.name)
  const isChosen = [...cellsBehind(graph, [task.cell])].some((cell) => cell.kind === "parameters" && isUnchanged(cell))
  return isChosen ? others.map(({ name }) => `${name}=${shown(flow.parameters[name])}`) : []
}

/** A value in a few characters: of a path the end tells more than the beginning. */
function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value))
  return text.length <= maxValueLength ? text : `…${text.slice(1 - maxValueLength)}`
}

/** Whether a task gave new results after another, which reads them, had ended. */
function ranLater(other: KnownTaskRun | undefined, { run }: KnownTaskRun): boolean {
  if (other?.run.state !== "completed" || run.endedAt === undefined) return false
  return (other.run.endedAt ?? 0) > run.endedAt
}
