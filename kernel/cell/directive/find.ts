import { tokenise, type Token } from "../../notebook/tokens.ts"
import { nearestName } from "../nearest.ts"
import { leadingComments, type CommentLine } from "./comments.ts"
import type { Directive } from "./directive.ts"
import { directives, isDirectiveName, type DirectiveEntry } from "./table.ts"

/** A comment line of a directive; the places of its tokens are offsets in the line's text. */
export interface DirectiveLine extends CommentLine {
  tokens: readonly Token[]
}

/** A directive as it stands in its cell. */
export interface FoundDirective {
  kind: Directive["kind"]
  /** Where its `@` is in the source. */
  offset: number
  /** The line of its name, and those on which its options go on. */
  lines: readonly DirectiveLine[]
}

/** The comments before a cell's code, in view of directives. */
export interface DirectiveSearch {
  /** What stands after the `@` that a directive would begin with. */
  candidate?: { name: string; offset: number }
  /** When the candidate is one. */
  found?: FoundDirective
  /** The comment lines after the one where a directive would begin. */
  rest: readonly CommentLine[]
}

/** Finds a cell's directive: its first comment, when that begins with `@` and the name of a directive. */
export function findDirective(source: string): DirectiveSearch {
  const [first = [], ...others] = leadingComments(source)
  const headIndex = first.findIndex(({ text }) => text.trim() !== "")
  const head = first[headIndex]
  const following = first.slice(headIndex + 1)
  const rest = [...following, ...others.flat()]
  const [, before = "", name] = /^(\s*)@(\S+)/.exec(head?.text ?? "") ?? []
  if (!head || name === undefined) return { rest }
  const candidate = { name, offset: head.offset + before.length }
  if (!isDirectiveName(name)) return { candidate, rest }
  const end = following.findIndex(({ text }) => !goesOn(text, directives[name]))
  const lines = [head, ...following.slice(0, end < 0 ? undefined : end)].map((line, index) => {
    const start = index === 0 ? before.length + name.length + 1 : 0
    return { text: line.text, offset: line.offset, tokens: tokenise(line.text, start) }
  })
  return { candidate, found: { kind: name, offset: candidate.offset, lines }, rest }
}

/** Whether a comment line after a directive is made of further options, rather than being a comment on something. */
function goesOn(text: string, entry: DirectiveEntry): boolean {
  const names = tokenise(text).map(({ option }) => option?.name)
  const known = Object.keys(entry.options)
  return (
    names.every((name) => name !== undefined) &&
    names.some((name) => name !== undefined && (known.includes(name) || nearestName(name, known) !== undefined))
  )
}
