import { inspect } from "node:util"
import type { Artifact, MimeBundle } from "../../api/types.ts"
import { toJson } from "../../store/json.ts"
import { formatBytes } from "./bytes.ts"
import { formatTable } from "./table.ts"
import { linesOf, oneLine } from "./text.ts"

const maxRows = 20
/** The text of a rich value with more lines than `maxLines` is cut to `keptLines`, half of them from its end. */
const maxLines = 40
const keptLines = 30
const textTypes: ReadonlySet<string> = new Set(["text/plain", "text/markdown"])

/** What a terminal shows of a displayed value: its text, and a note of what only a notebook can show. */
export function displayLines(data: MimeBundle): string[] {
  const plain = textOf(data["text/plain"])
  const rich = Object.keys(data).find((type) => !textTypes.has(type))
  // A value that is nothing but HTML or SVG gives its source as plain text too, which is no help to a reader.
  const isSource = rich !== undefined && plain === textOf(data[rich])
  const text = isSource ? undefined : (plain ?? textOf(data["text/markdown"]))
  const all = text === undefined ? [] : linesOf(text)
  // The text of a frame or the like; what is text alone is shown as it is.
  const lines = rich === undefined ? all : cutLines(all)
  const needsNote = rich !== undefined && (text === undefined || rich.startsWith("image/"))
  return needsNote ? [...lines, mediaNote(rich, data[rich])] : lines
}

function cutLines(lines: readonly string[]): string[] {
  if (lines.length <= maxLines) return [...lines]
  const half = keptLines / 2
  const more = `… ${(lines.length - keptLines).toLocaleString("en")} more lines`
  return [...lines.slice(0, half), more, ...lines.slice(-half)]
}

/** An artifact as lines of text. */
export function artifactLines(artifact: Artifact): string[] {
  switch (artifact.kind) {
    case "markdown":
      return linesOf(artifact.text)
    case "link":
      return [artifact.text === artifact.url ? artifact.url : `${oneLine(artifact.text)}: ${artifact.url}`]
    case "image":
      return [captioned(mediaNote(artifact.mimeType, artifact.base64), artifact.caption)]
    case "table": {
      const rows = artifact.rows.slice(0, maxRows).map((row) => row.map(cellText))
      const hidden = artifact.rows.length - rows.length
      const lines = formatTable(artifact.columns.map(oneLine), rows)
      if (hidden > 0) lines.push(`… and ${hidden} more rows`)
      return artifact.caption === undefined ? lines : [oneLine(artifact.caption), ...lines]
    }
  }
}

function captioned(note: string, caption: string | undefined): string {
  return caption === undefined ? note : `${oneLine(caption)} ${note}`
}

/** A value in a line of text, as it stands in a table. */
function cellText(value: unknown): string {
  if (value === undefined || value === null) return ""
  return oneLine(typeof value === "string" ? value : inspect(value, { breakLength: Infinity, depth: 1 }))
}

/** Jupyter allows a text as a list of its lines. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value
  return Array.isArray(value) ? value.join("") : undefined
}

function mediaNote(mimeType: string, value: unknown): string {
  const text = textOf(value) ?? toJson(value)
  const isBase64 = /^(?:image|audio|video)\//.test(mimeType) && mimeType !== "image/svg+xml"
  const bytes = Buffer.byteLength(text, isBase64 ? "base64" : "utf8")
  return `(${mimeType}, ${formatBytes(bytes)})`
}
