import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping"
import { MagicString } from "magic-string"
import type { Program } from "oxc-parser"
import { markAwaits } from "./awaits.ts"
import { chainMaps, contextNameFor, mapOf, openCell, rewriteModule, transpileCell } from "./cellCode.ts"
import { accessorsTo, bindLate, lateName, lateUses, type LateName, type LateUse } from "./lateBindings.ts"
import { liveImports, liveValue, type LiveImport } from "./moduleSyntax.ts"
import { placeAt } from "./place.ts"
import type { Place } from "./problem.ts"
import { isPrivateKey, writtenName } from "./privateNames.ts"
import { namesOf } from "./references.ts"
import type { LanguageSettings } from "./transpile.ts"

/** What is compiled: a cell's source (or a part of it), the names handed in and the names taken out, private ones by their keys. */
export interface CompileRequest {
  source: string
  reads: readonly string[]
  defines: readonly string[]
  /** Those of the names handed in that are looked up whenever they are used: code that made them assigns to them. */
  late?: readonly string[]
  /** Names that are taken out as accessors to the variables, to which functions of the source assign. */
  shared?: readonly string[]
  /** What the project says about how the source becomes JavaScript. */
  language?: LanguageSettings
}

/** What compiled code finds in its one parameter. */
export interface CellContext {
  /** The values of the names that the cell reads. */
  scope: Readonly<Record<string, unknown>>
  /** Stands for `import.meta`. */
  meta: object
  /** The value of the last expression. */
  result: unknown
  /** Whether a name is there, for `typeof` of one that may not be. */
  has(name: string): boolean
  /** Checks that a module has the names that are imported from it. */
  imported(module: object, specifier: string, names: readonly string[]): object
  /**
   * Hears of each `await` of the cell itself before it waits: its offset in the cell's JavaScript, and what it waits for,
   * which is handed back.
   */
  waits<Value>(offset: number, value: Value): Value
}

/**
 * Compiles a cell to the text of a function from the names that it reads to the names that it defines:
 * `async function (context) { … return [{ names }] }`, an expression for a script that runs in strict mode. The array is
 * there because one of the names may be `then`, and a promise would take an object with it for another promise.
 * @throws {TranspileError} when the source has a syntax error
 */
export function compileCell(request: CompileRequest): string {
  return emit(request, transpileCell(request.source, false, request.language).code).toString()
}

/** The source map from `compileCell`'s text to the cell's source, in JSON. */
export function compileCellMap(request: CompileRequest): string {
  const { code, map } = transpileCell(request.source, true, request.language)
  return chainMaps(emit(request, code), map)
}

/** The place in a cell's source of an offset that `CellContext.waits` was given. */
export function placeInSource(source: string, offset: number, language?: LanguageSettings): Place {
  const { code, map } = transpileCell(source, true, language)
  const { line, column } = placeAt(code, offset)
  const original = originalPositionFor(new TraceMap(map ?? ""), { line, column: column - 1 })
  return original.line === null ? { line, column } : { line: original.line, column: original.column + 1 }
}

/**
 * The same function for a source that is its body as it stands, without a look at it. Whether that is JavaScript, and no
 * TypeScript, is for V8 to tell, which is the quickest way to find out.
 */
export function wrapBody(request: CompileRequest): string {
  return wrap(request).toString()
}

/** The source map from `wrapBody`'s text to the cell's source, in JSON. */
export function wrapBodyMap(request: CompileRequest): string {
  return mapOf(wrap(request))
}

function wrap(request: CompileRequest): MagicString {
  const context = contextNameFor(request.source)
  return new MagicString(request.source).prepend(header(request, "", context)).append(footer(request, context))
}

function emit(request: CompileRequest, code: string): MagicString {
  const { defines, late = [] } = request
  const cell = openCell(code)
  const { program, output, context } = cell
  // Types are gone by now: an import that only a type needed isn't used.
  const needed =
    cell.module.staticImports.length > 0
      ? new Set([...namesOf(program).uses.map(({ name }) => name), ...defines])
      : new Set<string>()
  const live = liveImports(program, context)
  const imports = rewriteModule(cell, needed, live)
  if (late.length > 0 || live.size > 0) bindLate(output, usesOf(program, lateNames(late, live, context)))
  // Afterwards, since what is overwritten loses what was put at its edges.
  if (/\bawait\b/.test(code)) markAwaits(program, output, context)
  output.prepend(header(request, imports, context))
  output.append(footer(request, context, live))
  return output
}

function usesOf(program: Program, names: ReadonlyMap<string, LateName>): readonly LateUse[] {
  return lateUses(program, namesOf(program).uses, (name) => names.get(name))
}

function lateNames(
  late: readonly string[],
  live: ReadonlyMap<string, LiveImport>,
  context: string,
): ReadonlyMap<string, LateName> {
  const imported = Array.from(live, ([name, one]): LateName => ({ name, value: liveValue(one) }))
  return new Map([...imported, ...late.map((key) => lateName(key, context))].map((one) => [one.name, one]))
}

/** On one line, so that line numbers of what follows stay. */
function header({ reads, late = [] }: CompileRequest, imports: string, context: string): string {
  const own = reads.filter((name) => !late.includes(name))
  const scope = own.length > 0 ? `let { ${own.map(property).join(", ")} } = ${context}.scope; ` : ""
  const lateScope = late.length > 0 ? `const ${context}s = ${context}.scope; ` : ""
  return `(async function (${context}) { "use strict"; ${lateScope}${scope}${imports}`
}

function footer(
  { defines, shared = [] }: CompileRequest,
  context: string,
  live: ReadonlyMap<string, LiveImport> = new Map(),
): string {
  const plain = defines
    .filter((name) => !shared.includes(name))
    .map((name) => {
      const imported = live.get(name)
      return imported ? `${name}: ${liveValue(imported)}` : property(name)
    })
  return `\nreturn [{ ${[...plain, ...accessorsTo(shared, context, live)].join(", ")} }]\n})`
}

/** A variable as a property of the name that others know it by. */
function property(key: string): string {
  return isPrivateKey(key) ? `${JSON.stringify(key)}: ${writtenName(key)}` : key
}
