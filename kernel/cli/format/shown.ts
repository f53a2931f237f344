import { inspect } from "node:util"
import type { Artifact, MimeBundle } from "../../api/types.ts"
import { toJson } from "../../store/json.ts"
import { formatTable } from "./table.ts"
import { linesOf, oneLine } from "./text.ts"

const mostRows = 20

/** What a terminal shows of a displayed value: its text, or a note of what only a notebook can show. */
export function displayLines(data: MimeBundle): string[] {
  const plain = textOf(data["text/plain"])
  const rich = Object.keys(data).find((type) => type !== "text/plain" && type !== "text/markdown")
  // A value that is nothing but HTML or SVG gives its source as plain text too, which is no help to a reader.
  const onlyRich = rich !== undefined && (plain === undefined || plain === textOf(data[rich]))
  if (onlyRich) return [mediaNote(rich, data[rich])]
  const text = plain ?? textOf(data["text/markdown"])
  return text === undefined ? [] : linesOf(text)
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
      const rows = artifact.rows.slice(0, mostRows).map((row) => row.map(cellText))
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

/** `912 bytes`, `14 kB`, `2.5 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} kB`
  return `${(bytes / 1e6).toFixed(1)} MB`
}
