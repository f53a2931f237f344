import { basename, dirname, isAbsolute, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { FromRenderer } from "../../webview/renderers/messages.ts"

type Reveal = Extract<FromRenderer, { type: "reveal" }>

/** A cell as it stands now, as far as places in stacks are looked up. */
export interface PlacedCell {
  id: string
  /** 1-based line of its first line in the file as it would be saved now. */
  line: number
  lineCount: number
  /** The number of its latest execution, by which stacks call it. */
  order?: number
}

/** Where a frame of a stack leads: into a cell, or into a file by its absolute path. Line and column are 1-based. */
export type ErrorPlace =
  | { kind: "cell"; id: string; line: number; column: number }
  | { kind: "file"; path: string; line: number; column: number }

/**
 * The place that a frame names: `In [3]` for the cell with that number, the notebook's own name for a line of its file, and
 * else a module, relative to the notebook's folder.
 * @param notebook absolute path of the notebook
 * @returns undefined when the cell isn't there any more
 */
export function errorPlace(reveal: Reveal, notebook: string, cells: readonly PlacedCell[]): ErrorPlace | undefined {
  const { source, line, column } = reveal
  const order = /^In \[(\d+)\]$/.exec(source)?.[1]
  if (order !== undefined) {
    const own = cells.find(({ id }) => id === reveal.cell)
    const cell = own?.order === Number(order) ? own : cells.find((candidate) => candidate.order === Number(order))
    return cell && { kind: "cell", id: cell.id, line, column }
  }
  if (source === basename(notebook) || source === notebook) return placeInNotebook(reveal, cells)
  if (source.startsWith("file:")) return { kind: "file", path: fileURLToPath(source), line, column }
  return { kind: "file", path: isAbsolute(source) ? source : join(dirname(notebook), source), line, column }
}

/** The file may have other lines than when the cell ran: what is in the cell itself is found all the same. */
function placeInNotebook(
  { cell, cellLine, line, column }: Reveal,
  cells: readonly PlacedCell[],
): ErrorPlace | undefined {
  const own = cells.find(({ id }) => id === cell)
  const lineInOwn = line - (cellLine ?? own?.line ?? 1) + 1
  if (own && lineInOwn >= 1 && lineInOwn <= own.lineCount) return { kind: "cell", id: own.id, line: lineInOwn, column }
  const other = cells.findLast((candidate) => candidate.line <= line)
  return other && { kind: "cell", id: other.id, line: Math.min(line - other.line + 1, other.lineCount), column }
}
