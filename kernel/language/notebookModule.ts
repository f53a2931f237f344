import { lastUpTo, lineStarts, offsetIn, positionIn, type TextPosition, type TextRange } from "./positions.ts"

/** A place in a cell: its index, and an offset in UTF-16 units within its source. */
export interface CellOffset {
  cell: number
  offset: number
}

/** A part of a cell's source, in UTF-16 units. */
export interface CellSpan {
  cell: number
  start: number
  end: number
}

/** A part of the module's text: taken from a cell as it stands there, or made. */
export interface Piece {
  text: string
  /** Where it comes from; absent when it is made. */
  origin?: CellOffset
  /** It is code that stands in a comment of the cell, whose text is in the module as well. */
  isFromComment?: true
  /** It is made, and goes on the name that the piece before ends with, which the cell alone has. */
  isSuffix?: true
}

/** A piece that comes from a cell, with its place in the module. */
interface Placed {
  start: number
  end: number
  cell: number
  offset: number
  isFromComment: boolean
  /** Where the name ends that the piece ends with, where more of it is made. */
  tail: number
}

/** Several cells as one TypeScript module, with the way from the cells' places to the module's and back. */
export class NotebookModule {
  readonly text: string
  /** In the order of the module. */
  readonly #placed: readonly Placed[]
  readonly #starts: readonly number[]
  readonly #byCell = new Map<number, Placed[]>()
  #lines: readonly number[] | undefined

  constructor(pieces: readonly Piece[]) {
    const placed: Placed[] = []
    let length = 0
    for (const { text, origin, isFromComment = false, isSuffix = false } of pieces) {
      const before = placed.at(-1)
      if (isSuffix && before) before.tail = length + text.length
      if (origin) {
        const end = length + text.length
        const piece = { ...origin, start: length, end, isFromComment, tail: end }
        placed.push(piece)
        const ofCell = this.#byCell.get(origin.cell)
        if (ofCell) ofCell.push(piece)
        else this.#byCell.set(origin.cell, [piece])
      }
      length += text.length
    }
    // A half of a pair of surrogates can't be sent as it is.
    this.text = pieces
      .map(({ text }) => text)
      .join("")
      .toWellFormed()
    this.#placed = placed
    this.#starts = placed.map(({ start }) => start)
  }

  /** Where an offset in a cell is in the module; what isn't there counts as the end of what stands before it. */
  position({ cell, offset }: CellOffset): TextPosition {
    const pieces = this.#byCell.get(cell) ?? []
    const around = pieces.filter((piece) => piece.offset <= offset && offset <= piece.offset + piece.end - piece.start)
    const best =
      around.find(({ isFromComment }) => isFromComment) ??
      // Between two pieces: behind a word, or else before what follows.
      around.find((piece) => offset > piece.offset && this.#isWordBefore(piece.end)) ??
      around.at(-1) ??
      pieces.findLast((piece) => piece.offset <= offset && !piece.isFromComment)
    const place = best ? Math.min(best.start + offset - best.offset, best.end) : 0
    return positionIn(this.#lineStarts(), place)
  }

  /** The cell that a place in the module belongs to; undefined for what no cell has. */
  find(position: TextPosition): CellOffset | undefined {
    const place = offsetIn(this.#lineStarts(), position)
    const piece = place === undefined ? undefined : this.#placed[lastUpTo(this.#starts, place)]
    if (place === undefined || !piece || place < piece.start || place > piece.tail) return undefined
    return { cell: piece.cell, offset: piece.offset + Math.min(place, piece.end) - piece.start }
  }

  /**
   * The part of a cell that a range of the module is; undefined unless it begins in a cell and ends in it.
   * @param isClipped a range that goes on beyond the cell counts as far as the cell goes
   */
  span({ start, end }: TextRange, isClipped = false): CellSpan | undefined {
    const lines = this.#lineStarts()
    const from = offsetIn(lines, start)
    const to = offsetIn(lines, end)
    if (from === undefined || to === undefined) return undefined
    const index = lastUpTo(this.#starts, from)
    const first = this.#placed[index]
    // What begins where a piece ends isn't the piece's.
    if (!first || from < first.start || (from >= first.end && to > from) || from > first.end) return undefined
    let last = first
    for (let next = index + 1; ; next++) {
      const piece = this.#placed[next]
      if (!piece || piece.start >= to) break
      if (piece.cell === first.cell && !piece.isFromComment) last = piece
    }
    if (to > last.tail && !isClipped) return undefined
    const span = { start: first.offset + from - first.start, end: last.offset + Math.min(to, last.end) - last.start }
    return { cell: first.cell, ...span }
  }

  /** The offset in the module's text of one of its positions. */
  offset(position: TextPosition): number | undefined {
    return offsetIn(this.#lineStarts(), position)
  }

  /** The position of an offset in the module's text. */
  positionAt(offset: number): TextPosition {
    return positionIn(this.#lineStarts(), offset)
  }

  #isWordBefore(end: number): boolean {
    return /[\p{ID_Continue}$]$/u.test(this.text.slice(Math.max(0, end - 2), end))
  }

  #lineStarts(): readonly number[] {
    this.#lines ??= lineStarts(this.text)
    return this.#lines
  }
}
