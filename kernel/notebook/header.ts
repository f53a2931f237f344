import { isBlank } from "./lines.ts"

/**
 * How many of the lines before the first marker are the file's header: a shebang, Jupytext's metadata between two
 * lines `// ---`, and the blank lines around them. What follows is code.
 */
export function headerLength(lines: readonly string[]): number {
  let length = lines[0]?.startsWith("#!") ? 1 : 0
  length = skipBlank(lines, length)
  return skipBlank(lines, metadataEnd(lines, length))
}

function metadataEnd(lines: readonly string[], start: number): number {
  const fence = /^\/\/[ \t]*---\s*$/
  if (!fence.test(lines[start] ?? "")) return start
  for (let index = start + 1; lines[index]?.startsWith("//"); index += 1) {
    if (fence.test(lines[index] ?? "")) return index + 1
  }
  return start
}

function skipBlank(lines: readonly string[], start: number): number {
  const index = lines.findIndex((line, index) => index >= start && !isBlank(line))
  return index < 0 ? lines.length : index
}
