import { directives, findDirective } from "../../../kernel/cell/directive/index.ts"
import { directiveHelp, optionHelp } from "./help.ts"

/** What is shown for a part of a directive; its place in offsets of the source. */
export interface DirectiveHover {
  start: number
  end: number
  markdown: string
}

/** What is said of the part of a directive at an offset of a cell's source. */
export function directiveHover(source: string, offset: number): DirectiveHover | undefined {
  const { found } = findDirective(source)
  if (!found) return undefined
  const { kind, offset: at, lines } = found
  const nameEnd = at + kind.length + 1
  if (offset >= at && offset <= nameEnd) return { start: at, end: nameEnd, markdown: directiveHelp(kind) }
  const { choices = [], options } = directives[kind]
  for (const line of lines) {
    for (const { start, end, option } of line.tokens) {
      const range = { start: line.offset + start, end: line.offset + end }
      if (offset < range.start || offset > range.end) continue
      if (!option) {
        const isState = choices.includes(line.text.slice(start, end))
        return isState ? { ...range, markdown: directiveHelp(kind) } : undefined
      }
      const entry = Object.hasOwn(options, option.name) ? options[option.name] : undefined
      return entry && { ...range, markdown: optionHelp(option.name, entry) }
    }
  }
  return undefined
}
