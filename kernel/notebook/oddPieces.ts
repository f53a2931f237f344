import { printBody } from "./body.ts"
import type { Cell, CellContent, LineEnd, Original } from "./document.ts"
import { printMarker } from "./marker.ts"

/** What of a cell's piece of the file would be written otherwise today; mostly nothing. */
export type OddPieces = Partial<Original>

/**
 * What has to be kept beside a cell that was read from a file, so that it is written as it was there.
 * @returns undefined when nothing has
 */
export function oddPieces(cell: Cell, lineEnd: LineEnd): OddPieces | undefined {
  const { original } = cell
  if (!original) return undefined
  const { marker, body, gap } = original
  const plain = plainPieces(cell, lineEnd)
  const odd = {
    ...(marker !== plain.marker && { marker }),
    ...(body !== plain.body && { body }),
    ...(gap !== undefined && gap !== lineEnd && { gap }),
  }
  return Object.keys(odd).length > 0 ? odd : undefined
}

/** The reverse of `oddPieces`: a cell's whole piece of the file, where its other parts are as tsnb writes them. */
export function originalWith(odd: OddPieces, cell: CellContent, lineEnd: LineEnd): Original {
  return { ...plainPieces(cell, lineEnd), ...odd }
}

function plainPieces(cell: CellContent, lineEnd: LineEnd): Original {
  return { marker: printMarker(cell) + lineEnd, body: printBody(cell.kind, cell.source, lineEnd) }
}
