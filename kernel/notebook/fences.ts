import { isMarker, readMarker } from "./marker.ts"

const openingFence = /^\/\/ ? {0,3}(`{3,}(?=[^`]*$)|~{3,})/
const closingFence = /^\/\/ ? {0,3}(`{3,}|~{3,})$/

/**
 * The lines that begin a cell. A line that looks so within a block of code in a Markdown cell is a part of the block, as in
 * Jupytext. Such a block goes on as long as each line is a comment, so one that isn't closed takes no other cell in.
 */
export function markerLines(lines: readonly string[]): readonly number[] {
  const markers: number[] = []
  const fences = new Fences(lines)
  let isString = false
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ""
    if (isMarker(line)) {
      markers.push(index)
      isString = readMarker(line).kind === "markdown"
    } else if (isString) index = fences.endOf(index) ?? index
  }
  return markers
}

class Fences {
  readonly #lines: readonly string[]
  /** By their characters, fences of which it is known that up to a line nothing closes one of their length. */
  readonly #open = new Map<string, { length: number; until: number }>()

  constructor(lines: readonly string[]) {
    this.#lines = lines
  }

  /** The line that closes the block of code which a line opens. */
  endOf(start: number): number | undefined {
    const [, fence = ""] = openingFence.exec(this.#line(start)) ?? []
    if (fence === "") return undefined
    const character = fence.charAt(0)
    const known = this.#open.get(character)
    if (known && start < known.until && fence.length >= known.length) return undefined
    let index = start + 1
    for (; this.#lines[index]?.startsWith("//"); index++) {
      const [, closing = ""] = closingFence.exec(this.#line(index)) ?? []
      if (closing.startsWith(character) && closing.length >= fence.length) return index
    }
    this.#open.set(character, { length: fence.length, until: index })
    return undefined
  }

  #line(index: number): string {
    return (this.#lines[index] ?? "").trimEnd()
  }
}
