import { loopOf, outlineCell, type CellOutline } from "./cellOutline.ts"

const declaration =
  /^(?:export[^\S\n]+)?(?:default[^\S\n]+)?(?:declare[^\S\n]+)?(?:abstract[^\S\n]+)?(?:async[^\S\n]+)?(?:const[^\S\n]+enum|const|let|var|function\*?|class|enum|interface|type|namespace)[^\S\n]+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gmu

/**
 * The outline of a cell that is being written. As long as it can't be parsed, the names that it defines are those of all
 * lines but the cursor's, and of what looks like a declaration.
 */
export function outlineCurrentCell(source: string, offset: number): CellOutline {
  const whole = outlineCell(source)
  return whole.isValid ? whole : guessOutline(source, outlineCell(withoutLineAt(source, offset)))
}

/** The outline of a cell that can't be parsed, by what looks like a declaration. */
export function outlineUnsoundCell(source: string): CellOutline {
  const guessed = guessOutline(source, { isValid: false, statements: [], hasJsx: false, imports: [], privates: [] })
  const loop = loopOf(source, guessed.statements)
  return loop ? { ...guessed, loop } : guessed
}

function guessOutline(source: string, rest: CellOutline): CellOutline {
  const hasJsx = rest.hasJsx || /<\/[\p{ID_Start}>]|\/>/u.test(source)
  const looksDeclared = Array.from(source.matchAll(declaration), ({ index, 0: text, 1: name = "" }) => ({
    start: index,
    end: index + text.length,
    form: "code" as const,
    bare: index,
    definitions: [{ name, space: "both" as const, start: index + text.length - name.length, separator: undefined }],
    isClosed: false,
    hasValues: /\b(?:const|let|var)\s+[^\s]+$/.test(text),
  }))
  return { ...rest, isValid: false, statements: [...rest.statements, ...looksDeclared], hasJsx }
}

function withoutLineAt(source: string, offset: number): string {
  const start = source.lastIndexOf("\n", offset - 1) + 1
  const end = source.indexOf("\n", offset)
  return source.slice(0, start) + (end < 0 ? "" : source.slice(end))
}
