/** What people should know of a conversion: something that the other kind of file can't hold, or holds otherwise. */
export interface Note {
  /** 1-based place of the cell that it is about, among all cells. */
  cell?: number
  message: string
}

/** A note as a line of text. */
export function formatNote({ cell, message }: Note): string {
  return cell === undefined ? message : `cell ${cell}: ${message}`
}

const maxListed = 8

/** Places of cells as people list them: `cell 2`, `cells 1, 2 and 5`; only how many there are when it is a long list. */
export function listCells(cells: readonly number[]): string {
  if (cells.length > maxListed) return `${cells.length} cells`
  if (cells.length === 1) return `cell ${cells[0]}`
  return `cells ${cells.slice(0, -1).join(", ")} and ${cells.at(-1)}`
}
