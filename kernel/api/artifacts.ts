import { readFileSync } from "node:fs"
import { inspect } from "node:util"
import { ownText } from "./ownText.ts"
import type { Artifact } from "./types.ts"

/**
 * A text as it is given by code that its editor checks at most.
 * @throws {TypeError} when it isn't one
 */
export function givenText(what: string, value: unknown): string {
  if (typeof value === "string") return value
  throw new TypeError(`${what} is a text, not ${inspect(value, { depth: 0 })}`)
}

/** A table artifact of objects (their keys become columns, in order of appearance) or arrays. */
export function artifactTable(rows: readonly object[], caption?: string): Artifact {
  if (!Array.isArray(rows)) throw new TypeError(`artifact.table() takes a list, not ${inspect(rows, { depth: 0 })}`)
  const captioned = captionOf(caption)
  if (rows.every((row) => Array.isArray(row))) {
    const width = Math.max(0, ...rows.map((row) => row.length))
    const columns = Array.from({ length: width }, (_, index) => String(index + 1))
    // Without the holes that lists may have.
    return {
      kind: "table",
      columns,
      rows: Array.from(rows, (row) => Array.from<unknown>(row).map(cellOf)),
      ...captioned,
    }
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cells = rows.map((row) => columns.map((column) => cellOf(Reflect.get(row, column))))
  return { kind: "table", columns, rows: cells, ...captioned }
}

/** What a table has of a value: of one with a text of its own, that text. */
function cellOf(value: unknown): unknown {
  return ownText(value) ?? value
}

const signatures: readonly (readonly [mimeType: string, start: string])[] = [
  ["image/png", "\u0089PNG"],
  ["image/jpeg", "\u00ff\u00d8\u00ff"],
  ["image/gif", "GIF8"],
  ["image/webp", "RIFF"],
  ["image/svg+xml", "<svg"],
  ["image/svg+xml", "<?xml"],
]

/**
 * An image artifact of an image's bytes or of a file's path.
 * @throws {TypeError} when the bytes are of no known image format
 */
export function artifactImage(image: Uint8Array | string, caption?: string): Artifact {
  const bytes = Buffer.from(typeof image === "string" ? readFileSync(image) : image)
  const start = bytes.subarray(0, 16).toString("latin1").trimStart()
  const mimeType = signatures.find(([, signature]) => start.startsWith(signature))?.[0]
  if (!mimeType) {
    const source = typeof image === "string" ? `The file ${image}` : "The value"
    throw new TypeError(`${source} isn't a PNG, JPEG, GIF, WebP or SVG image`)
  }
  return { kind: "image", mimeType, base64: bytes.toString("base64"), ...captionOf(caption) }
}

function captionOf(caption: string | undefined): { caption?: string } {
  return caption === undefined ? {} : { caption: givenText("A caption", caption) }
}
