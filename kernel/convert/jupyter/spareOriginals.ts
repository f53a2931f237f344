import type { CellContent, NotebookContent } from "../../notebook/document.ts"
import { printNotebook } from "../../notebook/tsnb.ts"

/**
 * A notebook whose cells keep the piece of the file that they were read from only where it would be written otherwise
 * today. Most have none then; printed, it is the same text.
 */
export function withoutSpareOriginals(notebook: NotebookContent): NotebookContent {
  const { cells, lineEnd = "\n" } = notebook
  const bare = { ...notebook, cells: cells.map(withoutOriginal) }
  const text = printNotebook(notebook)
  if (printNotebook(bare) === text) return bare
  const odd = cells.map((cell, index) => isOdd(cell, lineEnd, index === cells.length - 1))
  // What is between two cells is kept only where both are.
  const keeps = (index: number): boolean => odd[index] === true || hasOddGap(cells[index - 1], lineEnd)
  const some = { ...notebook, cells: cells.map((cell, index) => (keeps(index) ? cell : withoutOriginal(cell))) }
  return printNotebook(some) === text ? some : notebook
}

function withoutOriginal(cell: CellContent): CellContent {
  const { original: _, ...others } = cell
  return others
}

function isOdd(cell: CellContent, lineEnd: "\n" | "\r\n" | "\r", isLast: boolean): boolean {
  const { original } = cell
  if (!original) return false
  const written = printNotebook({ lineEnd, cells: [withoutOriginal(cell)] })
  return written !== original.marker + original.body || (!isLast && hasOddGap(cell, lineEnd))
}

function hasOddGap(cell: CellContent | undefined, lineEnd: string): boolean {
  return cell?.original?.gap !== undefined && cell.original.gap !== lineEnd
}
