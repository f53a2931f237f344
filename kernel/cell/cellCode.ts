import remapping from "@jridgewell/remapping"
import { MagicString } from "magic-string"
import { parseSync, type ParseResult, type Program } from "oxc-parser"
import { captureLastExpression, rewriteModuleSyntax, type LiveImport } from "./moduleSyntax.ts"
import { needsLowering, transpile, type LanguageSettings, type Transpiled } from "./transpile.ts"

/** A cell's code as JavaScript, open to be rewritten. */
export interface CellCode {
  program: Program
  module: ParseResult["module"]
  output: MagicString
  /** The parameter through which compiled code meets the runtime: a name that the code doesn't have. */
  context: string
}

/** The name of each cell's source in errors. */
export const cellFilename = "cell.tsx"

/** @throws {TranspileError} when the source has a syntax error */
export function transpileCell(source: string, sourcemap = false, language: LanguageSettings = {}): Transpiled {
  return transpile(source, cellFilename, { sourcemap, keepUnusedImports: true, language })
}

/** @param code JavaScript, as `transpileCell` gives it */
export function openCell(code: string): CellCode {
  return open(code, parseJavaScript(code))
}

/** Opens a cell that is JavaScript as it stands, as most are: that is found out sooner than it could be transpiled. */
export function openJavaScript(source: string): CellCode | undefined {
  // With `<`, what is JavaScript may be TypeScript of another meaning: `first<second>(third)`. An import that is taken out
  // may leave two lines behind which no semicolon keeps apart.
  if (/<|\b(?:import|export)\b/.test(source) || needsLowering(source)) return undefined
  const parsed = parseJavaScript(source)
  return parsed.errors.length > 0 ? undefined : open(source, parsed)
}

function parseJavaScript(code: string): ParseResult {
  return parseSync("cell.js", code, { lang: "js", astType: "ts", range: true, sourceType: "module" })
}

function open(code: string, { program, module }: ParseResult): CellCode {
  return { program, module, output: new MagicString(code), context: contextNameFor(code) }
}

/**
 * Makes the body of a function of a module's body, whose last expression becomes the result.
 * @param needed local names that the modules imported must have
 * @param live those of local modules, which code asks the modules for
 * @returns the code that stands for imports further down, on one line; it has to come first
 */
export function rewriteModule(
  { program, module, output, context }: CellCode,
  needed: ReadonlySet<string>,
  live: ReadonlyMap<string, LiveImport>,
): string {
  if (program.hashbang) output.remove(program.hashbang.start, program.hashbang.end)
  for (const { start, end } of module.importMetas) output.overwrite(start, end, `${context}.meta`)
  const imports: string[] = []
  let isAtStart = true
  for (const statement of program.body) {
    isAtStart &&= statement.type === "ImportDeclaration"
    rewriteModuleSyntax(statement, output, isAtStart ? undefined : imports, { context, needed, live })
  }
  captureLastExpression(program, output, context)
  return imports.join("")
}

/** The source map from rewritten code to the code before, in JSON. */
export function mapOf(output: MagicString): string {
  return output.generateMap({ hires: true, source: "cell.js" }).toString()
}

/**
 * The source map from rewritten code to the cell's source, in JSON.
 * @param map that from the code before it was rewritten
 */
export function chainMaps(output: MagicString, map: string | undefined): string {
  return remapping([mapOf(output), map ?? ""], () => null).toString()
}

/** The name of compiled code's parameter. */
export function contextNameFor(code: string): string {
  let name = "$tsnb"
  while (code.includes(name)) name += "$"
  return name
}
