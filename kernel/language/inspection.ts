import type { ServerSignature } from "./protocol.ts"

/** What is known of what stands at a place in a cell. */
export interface Inspection {
  data: { "text/plain": string; "text/markdown": string }
}

/** Parts of an inspection, each in Markdown. */
export function inspectionOf(parts: readonly string[]): Inspection | undefined {
  const markdown = parts
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("\n\n")
  if (markdown === "") return undefined
  return { data: { "text/plain": toPlain(markdown), "text/markdown": markdown } }
}

/** Code in Markdown. */
export function fenced(code: string): string {
  const fence = "`".repeat(Math.max(3, ...Array.from(code.matchAll(/`+/g), ([ticks]) => ticks.length + 1)))
  return `${fence}typescript\n${code}\n${fence}`
}

/** A function's signatures, the fitting one first, with the parameter at which the person is. */
export function signatureText(signatures: readonly ServerSignature[]): string {
  const [first, ...others] = signatures
  if (!first) return ""
  const more =
    others.length > 0 ? `\n\n+${others.length} more: ${others.map(({ label }) => `\`${label}\``).join(", ")}` : ""
  const parameter = first.parameter === undefined ? "" : `\n\nNow: \`${first.parameter}\``
  return `${fenced(first.label)}${parameter}\n\n${first.documentation}${more}`
}

/** Markdown as a person reads it in a terminal: code without fences, text without its marks. */
function toPlain(markdown: string): string {
  let fence: string | undefined
  const lines: string[] = []
  for (const line of markdown.split("\n")) {
    const mark = /^\s*(`{3,})/.exec(line)?.[1]
    if (mark !== undefined && fence === undefined) fence = mark
    else if (mark !== undefined && mark === fence) fence = undefined
    else lines.push(fence === undefined ? withoutMarks(line) : line)
  }
  return lines
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim()
}

function withoutMarks(line: string): string {
  return line
    .replaceAll(/\[([^\]]*)\]\([^)\s]*\)/g, "$1")
    .replaceAll(/\*\*?(@?\w[^*]*)\*\*?/g, "$1")
    .replaceAll(/`([^`]*)`/g, "$1")
}
