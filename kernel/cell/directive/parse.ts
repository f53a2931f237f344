import { tokenise, type Token } from "../../notebook/tokens.ts"
import { nearestName } from "../nearest.ts"
import { placeAt } from "../place.ts"
import type { Place, Problem } from "../problem.ts"
import { leadingComments, type CommentLine } from "./comments.ts"
import type { Directive } from "./directive.ts"
import { readDirective, type Part } from "./read.ts"
import { slipOf } from "./slip.ts"
import { directives, isDirectiveName, type DirectiveEntry } from "./table.ts"

/** A cell's directive, and what is wrong with it. A directive with problems has defaults in their place. */
export interface ParsedDirective {
  directive?: Directive
  problems: readonly Problem[]
}

/**
 * Reads the directive of a code cell: its first comment, when that begins with `@` and the name of a directive. An
 * unknown `@name` is an ordinary comment (`@ts-expect-error`, `@jsx`), unless it is so near that it must be a slip.
 */
export function parseDirective(source: string): ParsedDirective {
  const [first = [], ...others] = leadingComments(source)
  const headIndex = first.findIndex(({ text }) => text.trim() !== "")
  const head = first[headIndex]
  const [, before = "", name] = /^(\s*)@(\S+)/.exec(head?.text ?? "") ?? []
  const rest = [...first.slice(headIndex + 1), ...others.flat()]
  if (!head || name === undefined || !isDirectiveName(name)) {
    const slip = head && name !== undefined ? slipProblem(name, placeAt(source, head.offset + before.length)) : []
    return { problems: [...slip, ...strayProblems(source, rest, false)] }
  }
  const entry = directives[name]
  const following = first.slice(headIndex + 1)
  const end = following.findIndex(({ text }) => !goesOn(text, entry))
  const lines = [head, ...following.slice(0, end < 0 ? undefined : end)]
  const parts = lines.flatMap((line, index) => {
    const start = index === 0 ? before.length + name.length + 1 : 0
    return tokenise(line.text, start).map((token) => toPart(source, line, token))
  })
  const { directive, problems } = readDirective(name, placeAt(source, head.offset + before.length), parts)
  return { directive, problems: [...problems, ...strayProblems(source, rest, true)] }
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

function toPart(source: string, { text, offset }: CommentLine, { start, end, option }: Token): Part {
  const place = placeAt(source, offset + start)
  if (!option) return { kind: "word", text: text.slice(start, end), place }
  const { name, valueStart } = option
  const valuePlace = placeAt(source, offset + valueStart)
  return { kind: "option", name, place, value: text.slice(valueStart, end), valuePlace }
}

function slipProblem(name: string, place: Place): readonly Problem[] {
  const nearest = slipOf(name, Object.keys(directives))
  if (nearest === undefined) return []
  return [{ message: `Unknown directive '@${name}'. Did you mean '@${nearest}'?`, ...place }]
}

/** Directives in comments where they have no effect. */
function strayProblems(source: string, lines: readonly CommentLine[], isSecond: boolean): readonly Problem[] {
  return lines.flatMap(({ text, offset }): Problem[] => {
    const [, before = "", name = ""] = /^(\s*)@(\S+)/.exec(text) ?? []
    if (!isDirectiveName(name)) return []
    const place = placeAt(source, offset + before.length)
    return isSecond
      ? [{ message: `A cell has one directive. Move '@${name}' to a cell of its own`, ...place }]
      : [
          {
            message: `'@${name}' has no effect here. A directive is the cell's first comment: move it to the cell's top`,
            ...place,
            severity: "warning",
          },
        ]
  })
}
