import type { FlowGraph } from "../flow/graph.ts"
import { commandProblem, foreignCommands } from "../cell/foreignCommands.ts"
import { isPrivate } from "../cell/privateNames.ts"
import { placeAt } from "../cell/place.ts"
import { formatPlace, type Place, type Problem } from "../cell/problem.ts"
import type { LiveCell, LiveCells } from "./liveCells.ts"
import { resultsAmong } from "./liveNeeds.ts"
import type { LiveResults } from "./liveResults.ts"

/** A cell can't be run as it stands: nothing of it was run. */
export class CellProblemError extends Error {
  override readonly name = "CellProblem"
}

/**
 * Looks for what is wrong with a cell, its syntax apart.
 * @param graphBefore gives the graph of the cells before; it is asked for when that matters
 * @returns warnings
 * @throws {CellProblemError} with all errors
 */
export function checkCell(cell: LiveCell, graphBefore: () => FlowGraph): readonly string[] {
  const own = cell.analysis.problems.map((problem) => ({ severity: problem.severity, text: describe(cell, problem) }))
  const written = [...cell.analysis.assigns].map(([name, { line, column }]) => ({ name, line, column }))
  const isTask = cell.analysis.directive?.kind === "task"
  const errors = [
    ...own.filter(({ severity }) => severity !== "warning").map(({ text }) => text),
    ...written.flatMap((name) => {
      return isTask ? foreignName(cell, graphBefore(), name) : writtenResult(cell, graphBefore(), name)
    }),
  ]
  if (errors.length > 0) throw new CellProblemError(errors.join("\n"))
  return own.filter(({ severity }) => severity === "warning").map(({ text }) => text)
}

/**
 * Looks whether the results of tasks that a cell's own code reads are there.
 * @throws {CellProblemError} when one of them isn't
 */
export function checkReads(cell: LiveCell, graph: FlowGraph, results: LiveResults): void {
  const missing = resultsAmong(graph, cell.analysis.reads).find((name) => !results.values.has(name))
  if (missing === undefined) return
  const problem = results.problems.get(missing)
  const what =
    problem ??
    `'${missing}' is a result of ${describeTask(graph, missing)}, which hasn't completed. Run that cell first`
  throw new CellProblemError(describe(cell, { message: what, ...placeOfName(cell, missing) }))
}

/**
 * Looks whether a cell has another kernel's commands. Some can be read as TypeScript: `!ls -l` takes one name from another.
 * @throws {CellProblemError} when it is so
 */
export function checkCommands(cell: LiveCell, cells: LiveCells): void {
  const { isBroken, problems, reads } = cell.analysis
  const [first] = foreignCommands(cell.source)
  if (!first) return
  const isNothing = (name: string): boolean => reads.has(name) && !cells.isDefined(name) && !(name in globalThis)
  if (isBroken) throw new CellProblemError(problems.map((problem) => describe(cell, problem)).join("\n"))
  if (!isNothing(first.command.replace(/^!\s*/, ""))) return
  throw new CellProblemError(describe(cell, commandProblem(first)))
}

/**
 * Looks whether a cell uses a name that is private to another.
 * @throws {CellProblemError} when it does
 */
export function checkPrivateNames(cell: LiveCell, cells: LiveCells): void {
  const { reads, assigns, assumes } = cell.analysis
  for (const name of [...reads, ...assigns.keys()]) {
    const owner = isPrivate(name) && !assumes.has(name) ? cells.privateOwner(name) : undefined
    if (owner === undefined) continue
    const message = `'${name}' is private to ${owner}, since its name begins with '_': no other cell sees it. Rename it there, or define it here`
    throw new CellProblemError(describe(cell, { message, ...placeOfName(cell, name) }))
  }
}

/** Why a task cell that was added is none of the graph's tasks that can run. */
export function whyNoTask(cell: LiveCell, graph: FlowGraph, cells: LiveCells): string {
  const related = graph.problems.filter(({ severity }) => severity !== "warning")
  const lines = related.map((problem) => cells.describe(problem))
  return lines.length > 0 ? lines.join("\n") : `${cell.title} needs a cell that can't run`
}

interface NamedPlace {
  name: string
  line: number
  column: number
}

/** What a task gave stays as it is: its readers in flow runs know of no other value. */
function writtenResult(cell: LiveCell, graph: FlowGraph, { name, ...place }: NamedPlace): readonly string[] {
  if (resultsAmong(graph, [name]).length === 0) return []
  const message = `'${name}' is a result of ${describeTask(graph, name)}, and stays as the task gave it. Give the new value a name of its own`
  return [describe(cell, { message, ...place })]
}

/** A task runs in a process of its own, where other cells' names can't be written. */
function foreignName(cell: LiveCell, graph: FlowGraph, { name, ...place }: NamedPlace): readonly string[] {
  const owner = graph.definers.get(name)
  if (!owner && name in globalThis) return []
  const message = owner
    ? `'${name}' belongs to ${owner.title ?? owner.label}; a task writes only to the names that it defines. Give the new value a name of its own`
    : `'${name}' is assigned to but never declared. Declare it with const or let`
  return [describe(cell, { message, ...place })]
}

/** Where a cell reads a name, as near as its statements tell. */
function placeOfName({ source, analysis }: LiveCell, name: string): Place {
  const statement = analysis.statements.find(({ reads }) => reads.includes(name))
  return placeAt(source, statement?.start ?? 0)
}

function describeTask(graph: FlowGraph, name: string): string {
  const definer = graph.definers.get(name)
  return `the task '${definer?.label}' (${definer?.title})`
}

function describe({ title }: LiveCell, problem: Problem): string {
  return `${formatPlace(title, problem)}: ${problem.message}`
}
