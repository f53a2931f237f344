import { parseSync, type Comment, type ParseResult, type Program } from "oxc-parser"
import { isTooDeep } from "./nesting.ts"
import { placeAt } from "./place.ts"
import type { Problem } from "./problem.ts"

/** JSX rules out `<T>value` casts, so plain TypeScript is the second try. */
export type CellLanguage = "tsx" | "ts"

/** A cell's source as a tree in the form of typescript-eslint (ESTree plus TypeScript), with character offsets. */
export interface Syntax {
  program: Program
  comments: readonly Comment[]
  language: CellLanguage
  problems: readonly Problem[]
}

/** What is said of code that no parser's stack holds. */
export const tooDeepProblem: Problem = {
  message: "The cell's code is nested too deeply. Split it into several statements or cells",
  line: 1,
  column: 1,
}

/** Parses a cell's source as the body of a module. Syntax errors come back as problems with their places. */
export function parseSource(source: string): Syntax {
  if (isTooDeep(source)) return toSyntax(parse("", "tsx"), "tsx", [tooDeepProblem])
  const withJsx = parse(source, "tsx")
  const plain = withJsx.errors.length > 0 ? parse(source, "ts") : undefined
  if (plain?.errors.length === 0) return toSyntax(plain, "ts", [])
  return toSyntax(
    withJsx,
    "tsx",
    withJsx.errors.map((error) => toProblem(source, error)),
  )
}

function toSyntax({ program, comments }: ParseResult, language: CellLanguage, problems: readonly Problem[]): Syntax {
  return { program, comments, language, problems }
}

function parse(source: string, language: CellLanguage): ParseResult {
  return parseSync(`cell.${language}`, source, {
    lang: language,
    astType: "ts",
    sourceType: "module",
    range: true,
    preserveParens: false,
    showSemanticErrors: true,
  })
}

function toProblem(source: string, error: ParseResult["errors"][number]): Problem {
  const offset = error.labels.at(-1)?.start ?? 0
  const help = error.helpMessage ? ` (${error.helpMessage.trim().replaceAll(/\s+/g, " ")})` : ""
  return { message: `Syntax error: ${error.message.trim()}${help}`, ...placeAt(source, offset) }
}
