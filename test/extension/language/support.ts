/** A source, and the place in it that a `|` marks. */
export function atCursor(marked: string): { source: string; offset: number } {
  const offset = marked.indexOf("|")
  if (offset < 0) throw new Error(`No cursor in ${marked}`)
  return { source: marked.slice(0, offset) + marked.slice(offset + 1), offset }
}
