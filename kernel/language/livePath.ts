/** The dotted path of names at a place in a cell: what has to be looked at for live values. */
export interface LivePath {
  /** The names before the last dot, `model` and `options` in `model.options.rate`; none for a name of the notebook's. */
  owner: readonly string[]
  /** The whole path with the word that the place is in. */
  whole: readonly string[]
}

const endOfPath = /((?:[\p{ID_Start}$_][\p{ID_Continue}$]*\s*\??\.\s*)*)([\p{ID_Continue}$]*)$/u
/** Longer than any path that a person writes. */
const maxPathLength = 500

/**
 * The path at a place; undefined where what stands there is no plain path (a property of a call's result, a string …), or
 * where a name is no value (in an import).
 */
export function livePathAt(source: string, offset: number): LivePath | undefined {
  const before = source.slice(0, offset)
  if (isString(before) || /(?:^|[\n;])\s*(?:import|export)\b[^;'"]*\{[^}]*$/.test(before.slice(-maxPathLength)))
    return undefined
  const near = before.slice(-maxPathLength)
  const match = endOfPath.exec(near)
  if (!match) return undefined
  const [, owners = "", typed = ""] = match
  // A dot alone asks for a property of something else; three dots spread what follows.
  if (/(?:[\p{ID_Continue}$#]|(?<!\.\.)\.\s*)$/u.test(near.slice(0, match.index))) return undefined
  const rest = /^[\p{ID_Continue}$]*/u.exec(source.slice(offset))?.[0] ?? ""
  const owner = owners.match(/[\p{ID_Continue}$]+/gu) ?? []
  const word = typed + rest
  return { owner, whole: word === "" ? owner : [...owner, word] }
}

/** Whether a code's end is within a string or a comment. */
function isString(code: string): boolean {
  const tokens = /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\[^])*`?|\/\/.*|\/\*[^]*?(?:\*\/|$)/g
  for (const { index, 0: token } of code.matchAll(tokens)) {
    if (index + token.length < code.length) continue
    if (token.startsWith("//")) return true
    if (token.startsWith("/*")) return token.length < 4 || !token.endsWith("*/")
    const isClosed = token.length > 1 && token.at(-1) === token[0]
    // Within a template, `${` begins code again.
    return !isClosed && !(token.startsWith("`") && token.lastIndexOf("${") > token.lastIndexOf("}"))
  }
  return false
}
