import type { Problem } from "../cell/problem.ts"
import { nearestName } from "../cell/nearest.ts"
import { placeInFile } from "../cell/place.ts"
import type { GraphCell, TaskNode } from "./graph.ts"

interface GraphParts {
  cells: readonly GraphCell[]
  definers: ReadonlyMap<string, GraphCell>
  tasks: ReadonlyMap<string, TaskNode>
  cycles: readonly (readonly GraphCell[])[]
  /** Cells may define names again and write to each other's. */
  newestWins: boolean
}

/** Every problem of a notebook, in the order of its lines: those of single cells, and those between cells. */
export function graphProblems(parts: GraphParts): readonly Problem[] {
  const problems = [
    ...parts.cells.flatMap(cellProblems),
    ...(parts.newestWins ? [] : parts.cells.flatMap((cell) => betweenCells(cell, parts))),
    ...parts.cells.flatMap((cell) => taskProblems(cell, parts)),
    ...repeatedSingles(parts.cells),
    ...parts.cycles.flatMap(cycleProblems),
  ]
  return problems.toSorted((first, second) => first.line - second.line || first.column - second.column)
}

function cellProblems(cell: GraphCell): readonly Problem[] {
  return cell.analysis.problems.map((problem) => ({ ...problem, ...placeInFile(cell, problem) }))
}

function betweenCells(cell: GraphCell, parts: GraphParts): readonly Problem[] {
  return [...duplicateDefinitions(cell, parts), ...foreignAssignments(cell, parts)]
}

function duplicateDefinitions(cell: GraphCell, { definers }: GraphParts): readonly Problem[] {
  if (cell.kind === "hook") return []
  return [...cell.analysis.defines].flatMap(([name, place]) => {
    const first = definers.get(name)
    if (!first || first === cell) return []
    const message = `'${name}' is defined already by the ${describe(first)}; one cell defines a name. Rename one of the two`
    return [{ message, ...placeInFile(cell, place) }]
  })
}

function foreignAssignments(cell: GraphCell, { definers }: GraphParts): readonly Problem[] {
  return [...cell.analysis.assigns].flatMap(([name, place]) => {
    const owner = definers.get(name)
    if (!owner && name in globalThis) return []
    const message = owner
      ? `'${name}' belongs to the ${describe(owner)}; a cell writes only to the names that it defines. Give the new value a name of its own`
      : `'${name}' is assigned to but never declared. Declare it with const or let`
    return [{ message, ...placeInFile(cell, place) }]
  })
}

function taskProblems(cell: GraphCell, { tasks }: GraphParts): readonly Problem[] {
  const { directive } = cell.analysis
  if (directive?.kind !== "task") return []
  const place = placeInFile(cell, directive)
  const afterPlace = placeInFile(cell, directive.places.get("after") ?? directive)
  const problems: Problem[] = []
  const first = tasks.get(cell.label)
  if (first && first.cell !== cell) {
    problems.push({
      message: `There are two tasks named '${cell.label}' (the other is in line ${first.cell.line})`,
      ...place,
    })
  }
  for (const name of directive.options.after) {
    if (name === cell.label) {
      problems.push({ message: `after: the task '${name}' can't come after itself`, ...afterPlace })
    }
    if (tasks.has(name)) continue
    const nearest = nearestName(name, [...tasks.keys()])
    const hint = nearest === undefined ? "" : `; did you mean '${nearest}'?`
    problems.push({ message: `after: there is no task named '${name}'${hint}`, ...afterPlace })
  }
  return problems
}

function repeatedSingles(cells: readonly GraphCell[]): readonly Problem[] {
  return (["parameters", "flow"] as const).flatMap((kind) => {
    const [first, ...others] = cells.filter((cell) => cell.kind === kind)
    return others.map((cell) => ({
      message: `A notebook has one @${kind} cell; the first is in line ${first?.line}`,
      line: cell.line,
      column: 1,
    }))
  })
}

function cycleProblems(cycle: readonly GraphCell[]): readonly Problem[] {
  const [first] = cycle
  if (!first) return []
  const path = [...cycle, first].map(({ label }) => label).join(" → ")
  const message = `Cycle: ${path} (each reads from the next, or comes after it). Move what they share to a cell of its own`
  return [{ message, line: first.line, column: 1 }]
}

function describe(cell: GraphCell): string {
  return cell.kind === "task" ? `task '${cell.label}' in ${cell.title ?? `line ${cell.line}`}` : cell.label
}
