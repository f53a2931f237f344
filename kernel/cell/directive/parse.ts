import type { Token } from "../../notebook/tokens.ts"
import { placesIn } from "../place.ts"
import type { Place, Problem } from "../problem.ts"
import type { CommentLine } from "./comments.ts"
import type { Directive } from "./directive.ts"
import { findDirective } from "./find.ts"
import { readDirective, type Part } from "./read.ts"
import { typoOf } from "./typo.ts"
import { directives, isDirectiveName } from "./table.ts"

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
  const { candidate, found, rest } = findDirective(source)
  // Most cells have nothing here whose place is asked for.
  if (!candidate && rest.length === 0) return { problems: [] }
  const placeOf = placesIn(source)
  if (!found) {
    const typo = candidate ? typoProblem(candidate.name, placeOf(candidate.offset)) : []
    return { problems: [...typo, ...strayProblems(placeOf, rest, false)] }
  }
  const parts = found.lines.flatMap((line) => line.tokens.map((token) => toPart(placeOf, line, token)))
  const { directive, problems } = readDirective(found.kind, placeOf(found.offset), parts)
  return { directive, problems: [...problems, ...strayProblems(placeOf, rest, true)] }
}

/** The place of an offset in the cell. */
type PlaceOf = (offset: number) => Place

function toPart(placeOf: PlaceOf, { text, offset }: CommentLine, { start, end, option }: Token): Part {
  const place = placeOf(offset + start)
  if (!option) return { kind: "word", text: text.slice(start, end), place }
  const { name, valueStart } = option
  const valuePlace = placeOf(offset + valueStart)
  return { kind: "option", name, place, value: text.slice(valueStart, end), valuePlace }
}

function typoProblem(name: string, place: Place): readonly Problem[] {
  const nearest = typoOf(name, Object.keys(directives))
  if (nearest === undefined) return []
  const fix = { ...place, length: name.length + 1, text: `@${nearest}` }
  return [{ message: `Unknown directive '@${name}'. Did you mean '@${nearest}'?`, ...place, fix }]
}

/** Directives in comments where they have no effect. */
function strayProblems(placeOf: PlaceOf, lines: readonly CommentLine[], isSecond: boolean): readonly Problem[] {
  return lines.flatMap(({ text, offset }): Problem[] => {
    const [, before = "", name = ""] = /^(\s*)@(\S+)/.exec(text) ?? []
    if (!isDirectiveName(name)) return []
    const place = placeOf(offset + before.length)
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
