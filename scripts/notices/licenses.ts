/**
 * Licences under which a package may be part of the extension. The last two ask for their terms to be kept with the files
 * that are under them, and for no more: libzmq is a library beside ours, elkjs is used as it is.
 */
const allowed: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Python-2.0",
  "Unlicense",
  "Zlib",
  "EPL-2.0",
  "MPL-2.0",
])

/**
 * Whether a licence, in the form of SPDX, leaves a choice that is allowed: of `(MIT OR GPL-3.0)` one has to be, of
 * `MIT AND MPL-2.0` both.
 */
export function isAllowed(license: string): boolean {
  const text = license.trim()
  const alternatives = split(text, "OR")
  if (alternatives.length > 1) return alternatives.some(isAllowed)
  const parts = split(text, "AND")
  if (parts.length > 1) return parts.every(isAllowed)
  if (text.startsWith("(") && text.endsWith(")")) return isAllowed(text.slice(1, -1))
  return allowed.has(text)
}

/** The parts of an expression between words that aren't in parentheses. */
function split(text: string, word: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let part: string[] = []
  for (const token of text.split(/\s+|(?<=\()|(?=\))/)) {
    if (token === "(" || token.startsWith("(")) depth++
    if (token === ")" || token.endsWith(")")) depth--
    if (depth === 0 && token === word) {
      parts.push(part.join(" "))
      part = []
    } else part.push(token)
  }
  return [...parts, part.join(" ")]
}
