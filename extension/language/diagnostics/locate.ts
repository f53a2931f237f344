import type { FlowGraph } from "../../../kernel/flow/graph.ts"
import { firstAbove } from "../../../kernel/cell/place.ts"
import type { Fix, Place, Problem } from "../../../kernel/cell/problem.ts"

/** A part of a line in a cell; all from 0, as editors count. */
export interface LineRange {
  line: number
  start: number
  end: number
}

/** A problem on its cell. */
export interface LocatedProblem extends LineRange {
  message: string
  severity: "error" | "warning"
  fix?: LineRange & { text: string }
}

/** A graph's problems by the ids of their cells. */
export function problemsByCell({ cells, problems }: FlowGraph): ReadonlyMap<string, readonly LocatedProblem[]> {
  const starts = cells.map(({ line }) => line)
  const found = new Map<string, LocatedProblem[]>()
  for (const problem of problems) {
    const cell = cells[firstAbove(starts, problem.line) - 1]
    if (cell?.id === undefined) continue
    const located = locate(problem, cell.line, cell.source.split("\n"))
    found.set(cell.id, [...(found.get(cell.id) ?? []), located])
  }
  return found
}

/** @param first the first line of the cell, counted as the problem's */
function locate({ message, severity = "error", fix, ...place }: Problem, first: number, lines: readonly string[]) {
  const { line, start } = positionOf(place, first)
  const text = lines[line] ?? ""
  const change = fix && { ...positionOf(fix, first), ...changeOf(fix) }
  const covers = change?.line === line && change.start === start
  const end = covers ? change.end : start + markedLength(text.slice(start))
  return { line, start, end, message, severity, ...(change && { fix: change }) }
}

function positionOf({ line, column }: Place, first: number): { line: number; start: number } {
  return { line: line - first, start: column - 1 }
}

function changeOf({ column, length, text }: Fix): { end: number; text: string } {
  return { end: column - 1 + length, text }
}

/** How much is underlined: the word, or whatever stands at the place; a single character at a line's end. */
function markedLength(text: string): number {
  return /^(?:@?[\p{L}\p{N}_$]+|\S+)/u.exec(text)?.[0].length ?? 1
}
