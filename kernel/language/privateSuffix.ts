import type { Occurrence } from "../cell/occurrences.ts"
import type { Piece } from "./notebookModule.ts"

/** Begins every name that is made, and what is added to one; a person never gets to see it. */
export const madePrefix = "$tsnb_"

const suffix = /\$tsnb_of\d+/g

/**
 * A piece of a cell with the cell's number behind each of its private names, so that they are other names than those of
 * other cells.
 * @param privates where the cell's code has its private names
 */
export function withSuffixes(piece: Piece, privates: readonly Occurrence[]): readonly Piece[] {
  const { text, origin } = piece
  if (!origin || privates.length === 0) return [piece]
  const { cell, offset } = origin
  const places = piece.isFromComment ? namesInText(text, privates, offset) : privates
  const pieces: Piece[] = []
  let kept = 0
  for (const { name, start, separator } of places) {
    const end = start - offset + name.length
    if (start < offset || end > text.length) continue
    const begin = separator === undefined ? kept : end - name.length
    if (begin > kept) pieces.push({ ...piece, text: text.slice(kept, begin), origin: { cell, offset: offset + kept } })
    // The name that counts is the second one of `{ name: name }`.
    if (separator !== undefined) pieces.push({ text: name + separator })
    pieces.push({ ...piece, text: text.slice(begin, end), origin: { cell, offset: offset + begin } })
    pieces.push({ text: `${madePrefix}of${cell}`, isSuffix: true })
    kept = end
  }
  if (kept === 0) return [piece]
  return [...pieces, { ...piece, text: text.slice(kept), origin: { cell, offset: offset + kept } }]
}

/** Code of a directive isn't part of the cell's tree. */
function namesInText(text: string, privates: readonly Occurrence[], offset: number): readonly Occurrence[] {
  const names = new Set(privates.map(({ name }) => name))
  return [...text.matchAll(/(?<![\p{ID_Continue}$.])_[\p{ID_Continue}$]*/gu)].flatMap(({ 0: name, index }) =>
    names.has(name) ? [{ name, start: offset + index, separator: undefined }] : [],
  )
}

/** The number of the cell whose private name it is, as the module has it; undefined for other names. */
export function cellOfPrivate(name: string): number | undefined {
  const [, cell] = /\$tsnb_of(\d+)$/.exec(name) ?? []
  return cell === undefined ? undefined : Number(cell)
}

/** A text as people are to see it. */
export function withoutSuffix(text: string): string {
  return text.replaceAll(suffix, "")
}

/** The server's answer with names as the cells write them; what goes back to the server as it is stays. */
export function withoutSuffixes(answer: unknown): unknown {
  if (typeof answer === "string") return withoutSuffix(answer)
  if (Array.isArray(answer)) return answer.map(withoutSuffixes)
  if (typeof answer !== "object" || answer === null) return answer
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => [key, key === "data" ? value : withoutSuffixes(value)]),
  )
}
