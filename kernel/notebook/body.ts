import type { CellKind, LineEnd } from "./document.ts"
import { linesOf, linesWithEnds } from "./lines.ts"
import { escapeMarker, unescapeMarker } from "./marker.ts"

/** A cell's source from its lines in the file; a Markdown line that isn't commented is taken as it is. */
export function readBody(kind: CellKind, body: string): string {
  const lines = linesWithEnds(body).map((line) => unescapeMarker(line.replace(/[\r\n]+$/, "")))
  return (kind === "code" ? lines : lines.map(uncomment)).join("\n")
}

/** A cell's lines in the file. */
export function printBody(kind: CellKind, source: string, lineEnd: LineEnd): string {
  if (source === "") return ""
  const lines = kind === "code" ? linesOf(source) : linesOf(source).map(comment)
  return lines.map((line) => escapeMarker(line) + lineEnd).join("")
}

function comment(line: string): string {
  return line === "" ? "//" : `// ${line}`
}

function uncomment(line: string): string {
  return line.replace(/^\/\/ ?/, "")
}
