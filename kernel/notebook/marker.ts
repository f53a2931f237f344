import type { CellContent, CellKind } from "./document.ts"
import { shallowJson } from "./shallowJson.ts"
import { tokenise } from "./tokens.ts"

/** What a marker line says about its cell. */
export interface Marker {
  kind: CellKind
  title?: string
  id?: string
  depth?: number
  metadata: Readonly<Record<string, unknown>>
}

/*
 * A marker is a line that begins so, whatever is around it, as in Jupytext, VS Code and Spyder: a lone backtick or
 * `/*` in one cell can't make the following ones disappear. An indented one stands within a block of code, where no
 * cell can begin. Lines of a source that look like a marker are written with one slash more.
 */
const marker = /^\/\/[ \t]*%%(%*)(?=[ \t[\r\n]|$)/
const markerLike = /^\/\/+[ \t]*%%+(?=[ \t[\r\n]|$)/
const kindTag = /(?:^|[ \t])\[(markdown|md|raw)\](?=[ \t]|$)/
const plainKey = /^[A-Za-z0-9_.-]+$/

/** True for a line that begins a cell. */
export function isMarker(line: string): boolean {
  return marker.test(line)
}

/** A line of a cell's body as it is written, so that it isn't taken for a marker. */
export function escapeMarker(line: string): string {
  return markerLike.test(line) ? `/${line}` : line
}

/** The reverse of `escapeMarker`. */
export function unescapeMarker(line: string): string {
  return markerLike.test(line) && line.startsWith("///") ? line.slice(1) : line
}

/** Reads a marker line; an empty one stands for a code cell without marker. */
export function readMarker(line: string): Marker {
  const match = marker.exec(line)
  const text = line.slice(match?.[0].length ?? 0).trim()
  const depth = match?.[1]?.length
  // Most say nothing more.
  if (text === "") return { kind: "code", ...(depth ? { depth } : {}), metadata: {} }
  const { title: words, metadata: all } = readOptions(text)
  const tag = kindTag.exec(words)
  const written = (tag ? words.slice(0, tag.index) + words.slice(tag.index + tag[0].length) : words).trim()
  const { id, title: quoted, ...others } = all
  const title = written || (typeof quoted === "string" ? quoted : undefined)
  const metadata = {
    ...others,
    ...(id === undefined || typeof id === "string" ? {} : { id }),
    ...(quoted === undefined || quoted === title ? {} : { title: quoted }),
  }
  return {
    kind: tag ? (tag[1] === "raw" ? "raw" : "markdown") : "code",
    ...(title ? { title } : {}),
    ...(typeof id === "string" ? { id } : {}),
    ...(depth ? { depth } : {}),
    metadata,
  }
}

/** The marker line for a cell, without line end. */
export function printMarker(cell: CellContent): string {
  const { kind, title, id, depth = 0, metadata = {} } = cell
  const fits = title === undefined || isPlainTitle(title)
  const options = Object.entries({ ...(fits ? {} : { title }), ...(id === undefined ? {} : { id }), ...metadata })
  const written = options.filter(([, value]) => value !== undefined)
  const plain = written.every(([key]) => plainKey.test(key))
  const parts = [
    `// %%${"%".repeat(depth)}`,
    ...(fits && title ? [title] : []),
    ...(kind === "code" ? [] : [`[${kind}]`]),
    ...(plain
      ? written.map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      : [JSON.stringify(Object.fromEntries(written))]),
  ]
  return parts.join(" ")
}

/** Title and metadata as Jupytext writes them: `title key=value flag`, or `title {"key": "value"}`. */
function readOptions(text: string): { title: string; metadata: Record<string, unknown> } {
  const tokens = tokenise(text)
  const first = tokens.findIndex((token) => token.option)
  const titleEnd = tokens[first]?.start ?? text.length
  const brace = text.slice(0, titleEnd).search(/(?<![^ \t])\{/)
  const object = brace < 0 ? undefined : shallowJson(text.slice(brace))
  if (typeof object === "object" && object !== null) {
    return { title: text.slice(0, brace), metadata: { ...object } }
  }
  const options = first < 0 ? [] : tokens.slice(first)
  const entries = options.map(({ start, end, option }): [string, unknown] =>
    option ? [option.name, readValue(text.slice(option.valueStart, end))] : [text.slice(start, end), null],
  )
  return { title: text.slice(0, titleEnd), metadata: Object.fromEntries(entries) }
}

function readValue(text: string): unknown {
  const value = shallowJson(text)
  if (value !== undefined) return value
  return /^'.*'$/.test(text) ? text.slice(1, -1) : text
}

function isPlainTitle(title: string): boolean {
  const { title: read, kind, depth, id, metadata } = readMarker(`// %% ${title}`)
  const plain = read === title && kind === "code" && !depth && id === undefined && Object.keys(metadata).length === 0
  return plain && !/[\r\n{]/.test(title)
}
