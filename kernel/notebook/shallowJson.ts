/** Levels of lists and objects in one another. What goes through a value by calls has a stack of some thousands. */
const maxDepth = 500

/** The value of a text that is JSON; undefined when it isn't, or is nested deeper than anybody writes it. */
export function shallowJson(text: string): unknown {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is an answer here: what was asked for may be a bare word, and other tools' metadata is kept as its text.
    return undefined
  }
}

function isTooDeep(text: string): boolean {
  if (text.length <= maxDepth) return false
  let depth = 0
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === "[" || token === "{") depth += 1
    else if (token === "]" || token === "}") depth -= 1
    if (depth > maxDepth) return true
  }
  return false
}
