import { maxCellLength, outlineCell, type CellOutline } from "./cellOutline.ts"
import { outlineCurrentCell } from "./currentCell.ts"
import { liveModule } from "./liveModule.ts"
import type { NotebookModule } from "./notebookModule.ts"

/** A notebook at the moment of a question: the cells that were run, and the one that is being written. */
export interface NotebookView {
  module: NotebookModule
  /** Sources of the module's cells. */
  sources: readonly string[]
  /** The cell that is being written: the last one. */
  source: string
  cell: number
  /** Whether there may be JSX in it is told by `typescriptreact`. */
  languageId: "typescript" | "typescriptreact"
  /** What the cells import. */
  imports: readonly string[]
}

/** Characters of all cells together; where there are more, the newest cells count. */
const maxModuleLength = 2_000_000

/** Makes views of a notebook, and looks into a cell only once as long as it stays. */
export class NotebookViews {
  #outlines = new Map<string, CellOutline>()

  /** @param offset where in the cell's source the person is writing */
  view(cells: readonly string[], source: string, offset: number): NotebookView {
    const current = outlineCurrentCell(source, offset)
    const before = newestOf(cells.filter(({ length }) => length <= maxCellLength))
    const outlines = new Map<string, CellOutline>()
    const parts = before.map((cell) => {
      const outline = this.#outlines.get(cell) ?? outlines.get(cell) ?? outlineCell(cell)
      outlines.set(cell, outline)
      return { source: cell, outline }
    })
    this.#outlines = outlines
    const all = [...parts, { source, outline: current }]
    return {
      module: liveModule(all),
      sources: [...before, source],
      source,
      cell: before.length,
      // In JSX, `<Type>value` and `<T>(value: T) => …` mean something else.
      languageId: all.some(({ outline }) => outline.hasJsx) ? "typescriptreact" : "typescript",
      imports: all.flatMap(({ outline }) => outline.imports),
    }
  }
}

function newestOf(cells: readonly string[]): readonly string[] {
  let length = 0
  const tooMuch = cells.findLastIndex((cell) => (length += cell.length) > maxModuleLength)
  return cells.slice(tooMuch + 1)
}
