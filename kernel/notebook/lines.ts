import type { LineEnd } from "./document.ts"

const lineEnds = /\r\n|\n|\r/g

/** The lines of a text, each with its line end; joined, they are the text again. */
export function linesWithEnds(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? []
}

/** The lines of a text, without line ends. */
export function linesOf(text: string): string[] {
  return text.split(lineEnds)
}

/** A text whose lines all end in `\n`. */
export function withPlainLineEnds(text: string): string {
  return text.replace(lineEnds, "\n")
}

/** The line end that most lines of a text have. */
export function prevailingLineEnd(text: string): LineEnd {
  const counts: Record<LineEnd, number> = { "\n": 0, "\r\n": 0, "\r": 0 }
  for (const [end] of text.matchAll(lineEnds)) {
    if (end === "\n" || end === "\r\n" || end === "\r") counts[end] += 1
  }
  if (counts["\r\n"] > counts["\n"]) return counts["\r"] > counts["\r\n"] ? "\r" : "\r\n"
  return counts["\r"] > counts["\n"] ? "\r" : "\n"
}

/** True for a line of nothing but white space. */
export function isBlank(line: string): boolean {
  return line.trim() === ""
}

/** A text that ends with its line, so that another can follow. */
export function terminated(text: string, lineEnd: LineEnd): string {
  return text === "" || text.endsWith("\n") || text.endsWith("\r") ? text : text + lineEnd
}

/** Texts one after the other; a `\r` and a `\n` that meet stay two line ends. */
export function joined(texts: readonly string[]): string {
  const parts: string[] = []
  for (const text of texts) {
    if (text.startsWith("\n") && parts.at(-1)?.endsWith("\r")) parts.push("\n")
    if (text !== "") parts.push(text)
  }
  return parts.join("")
}
