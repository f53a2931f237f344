/** Where a line of text names a line of the notebook. */
export interface NamedPlace {
  /** 1-based line in the notebook's file. */
  line: number
  /** Character offsets of `notebook.tsnb:12:5` in the text. */
  start: number
  end: number
}

/** Finds the notebook's name with a line behind it, as stacks write it; undefined when there is none. */
export function placeIn(text: string, notebook: string): NamedPlace | undefined {
  const at = notebook === "" ? -1 : text.indexOf(`${notebook}:`)
  if (at < 0) return undefined
  const found = /^:(\d+)(?::\d+)?/u.exec(text.slice(at + notebook.length))
  if (!found?.[1]) return undefined
  return { line: Number(found[1]), start: at, end: at + notebook.length + found[0].length }
}
