import type { Comment, Program } from "oxc-parser"
import { firstAbove } from "../place.ts"
import type { Place, Problem } from "../problem.ts"
import { isDirectiveName } from "./table.ts"

/** Directives between or after a cell's statements, where they have no effect: mostly a cell's marker is missing before them. */
export function lateDirectives(
  { body }: Program,
  comments: readonly Comment[],
  place: (offset: number) => Place,
): readonly Problem[] {
  const starts = body.map(({ start }) => start)
  return comments.flatMap(({ type, value, start }): Problem[] => {
    const [, before = "", name = ""] = (type === "Line" && /^(\s*)@(\S+)/.exec(value)) || []
    if (!isDirectiveName(name)) return []
    const statement = body[firstAbove(starts, start) - 1]
    if (!statement || start < statement.end) return []
    const message = `'@${name}' has no effect here: a cell has one directive, its first comment. To begin another cell, put '// %%' before it`
    return [{ message, severity: "warning", ...place(start + "//".length + before.length) }]
  })
}
