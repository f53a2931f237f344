import type { Place, Problem } from "../cell/problem.ts"
import { describeImport, isSameImport } from "../cell/importedNames.ts"
import { nearestName } from "../cell/nearest.ts"
import { placeInFile, problemInFile } from "../cell/place.ts"
import { missingNames } from "./missingNames.ts"
import { privateNameMessage, privateOwners } from "./privateOwners.ts"
import { describeCell, whereabouts, type GraphCell, type TaskNode } from "./graph.ts"

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
    // Cells that come one by one may find what only their session knows.
    ...(parts.newestWins ? [] : missingNames(parts)),
    ...parts.cells.flatMap((cell) => taskProblems(cell, parts)),
    ...parts.cells.flatMap(loopProblems),
    ...repeatedSingles(parts.cells),
    ...parts.cycles.flatMap(cycleProblems),
  ]
  return inOrder(problems)
}

/** Problems in the order of their places. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((first, second) => first.line - second.line || first.column - second.column)
}

function cellProblems(cell: GraphCell): readonly Problem[] {
  return cell.analysis.problems.map((problem) => problemInFile(cell, problem))
}

function betweenCells(cell: GraphCell, parts: GraphParts): readonly Problem[] {
  return [...duplicateDefinitions(cell, parts), ...foreignAssignments(cell, parts)]
}

function duplicateDefinitions(cell: GraphCell, { definers }: GraphParts): readonly Problem[] {
  if (cell.kind === "hook") return []
  return [...cell.analysis.defines].flatMap(([name, place]) => {
    const first = definers.get(name)
    if (!first || first === cell) return []
    const [imported, before] = [cell.analysis.imported.get(name), first.analysis.imported.get(name)]
    // Each cell uses its own import, and all others that of the first cell: it is one and the same.
    if (isSameImport(imported, before)) return []
    const isNamespace = [cell, first].every(({ analysis }) => analysis.namespaces.has(name))
    const message = isNamespace
      ? `The namespace '${name}' is declared already by ${describeCell(first)}; one cell declares all of it. Move this part there`
      : imported && before
        ? `'${name}' stands for ${describeImport(imported)} here, and for ${describeImport(before)} in ${describeCell(first)}; a name stands for one thing. Import one of the two under another name`
        : `'${name}' is defined already by ${describeCell(first)}; one cell defines a name. Rename one of the two`
    return [{ message, ...placeInFile(cell, place) }]
  })
}

function foreignAssignments(cell: GraphCell, { cells, definers }: GraphParts): readonly Problem[] {
  if (cell.analysis.assigns.size === 0) return []
  const owners = privateOwners(cells)
  return [...cell.analysis.assigns].flatMap(([name, place]) => {
    const owner = definers.get(name)
    if (!owner && name in globalThis) return []
    const other = owners.get(name)
    if (!owner && other) return [{ message: privateNameMessage(name, other), ...placeInFile(cell, place) }]
    const message = owner
      ? `'${name}' belongs to ${describeCell(owner)}; a cell writes only to the names that it defines. Give the new value a name of its own`
      : `'${name}' is assigned to but never declared. Declare it with const or let`
    return [{ message, ...placeInFile(cell, place) }]
  })
}

function taskProblems(cell: GraphCell, { tasks }: GraphParts): readonly Problem[] {
  const { directive } = cell.analysis
  if (directive?.kind !== "task") return []
  const place = placeInFile(cell, directive)
  const after = directive.places.get("after") ?? directive
  const problems: Problem[] = []
  const first = tasks.get(cell.label)
  if (first && first.cell !== cell) {
    problems.push({
      message: `There are two tasks named '${cell.label}' (the other is ${whereabouts(first.cell)})`,
      ...place,
    })
  }
  const written = directive.options.after.length > 0 ? wordsFrom(cell.source, after) : undefined
  let hints = 0
  for (const name of directive.options.after) {
    const word = written?.get(name)
    const place = placeInFile(cell, word ?? after)
    if (name === cell.label) problems.push({ message: `after: the task '${name}' can't come after itself`, ...place })
    if (tasks.has(name)) continue
    const nearest = hints++ < maxHints ? nearestName(name, [...tasks.keys()]) : undefined
    const hint = nearest === undefined ? "" : `; did you mean '${nearest}'?`
    const message = `after: there is no task named '${name}'${hint}`
    const fix = nearest !== undefined && word !== undefined && { fix: { ...place, length: name.length, text: nearest } }
    problems.push({ message, ...place, ...fix })
  }
  return problems
}

/** Options that say something about a loop's elements. */
const ofElements = ["failures", "label"] as const

function loopProblems(cell: GraphCell): readonly Problem[] {
  const { directive } = cell.analysis
  if (directive?.kind !== "task" || directive.places.has("for")) return []
  return ofElements.flatMap((option) => {
    const place = directive.places.get(option)
    const message = `${option}= says something about the elements of a task with for=, and this one has none`
    return place ? [{ message, ...placeInFile(cell, place) }] : []
  })
}

function repeatedSingles(cells: readonly GraphCell[]): readonly Problem[] {
  return (["parameters", "flow"] as const).flatMap((kind) => {
    const [first, ...others] = cells.filter((cell) => cell.kind === kind)
    return others.map((cell) => ({
      message: `A notebook has one @${kind} cell; the first is ${first ? whereabouts(first) : "another"}`,
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

/** Each hint is a look at all tasks; who misses more than these has other worries. */
const maxHints = 100

const words = /[\p{L}\p{N}_$.-]+/gu

/** The words of a place's line, from there on, and where each stands first. */
function wordsFrom(source: string, { line, column }: Place): ReadonlyMap<string, Place> {
  const text = source.split("\n")[line - 1] ?? ""
  const found = new Map<string, Place>()
  for (const { 0: word, index } of text.matchAll(words)) {
    if (index >= column - 1 && !found.has(word)) found.set(word, { line, column: index + 1 })
  }
  return found
}
