import { createRequire } from "node:module"
import { parseSync, Visitor } from "oxc-parser"
import type { JsxOptions, TransformOptions } from "oxc-transform"
import { placeAt } from "./place.ts"
import type { Place } from "./problem.ts"

/** What a project says about how its sources become JavaScript, in the words of `compilerOptions`. */
export interface LanguageSettings {
  /** JSX becomes calls of `jsxFactory`, or of the library's development functions; those of its usual ones else. */
  jsx?: "react" | "react-jsxdev"
  jsxFactory?: string
  jsxFragmentFactory?: string
  jsxImportSource?: string
  /** Decorators are those that TypeScript had before JavaScript got its own. */
  experimentalDecorators?: true
  /** Fields of classes are assigned, as TypeScript did before JavaScript got its own. */
  useDefineForClassFields?: false
}

export interface TranspileOptions {
  /** Whether to make a source map, as JSON text. */
  sourcemap?: boolean
  /** Keeps imports that no code uses, except `import type`: in a cell, another cell may be the one that uses them. */
  keepUnusedImports?: boolean
  /** Makes CommonJS of ES module syntax, as TypeScript does for `.cts`. */
  commonjs?: boolean
  /** Has esbuild do it, so that code of several sources fits together. */
  byEsbuild?: boolean
  /** What the project says; comments of the source, such as `@jsxImportSource`, go before. */
  language?: LanguageSettings
}

export interface Transpiled {
  code: string
  /** The source map in JSON, when asked for. */
  map?: string
}

/** Thrown when a source has a syntax error. */
export class TranspileError extends SyntaxError {
  override readonly name = "TranspileError"
  /** What is wrong, without the place. */
  readonly problem: string
  readonly filename: string
  /** The text that has the error. */
  readonly source: string
  /** 1-based line in the source. */
  readonly line: number
  /** 1-based column in the source, in UTF-16 units. */
  readonly column: number

  constructor(problem: string, filename: string, source: string, { line, column }: Place) {
    super(`${filename}:${line}:${column}: ${problem}`)
    this.problem = problem
    this.filename = filename
    this.source = source
    this.line = line
    this.column = column
  }
}

type Language = "js" | "jsx" | "ts" | "tsx"

/**
 * Turns TypeScript and JSX into JavaScript for Node 24. What the language is, the filename's extension tells; in a `.tsx`
 * source that JSX makes no sense of (`<T>(value) => …`, `<T>value`), plain TypeScript is the second try.
 * @throws {TranspileError} with the place of the first syntax error
 */
export function transpile(source: string, filename: string, options: TranspileOptions = {}): Transpiled {
  const language = languageOf(filename)
  const first = withOxc(source, filename, language, options)
  if (!("problem" in first)) return lowered(first, source, filename, language, options)
  if (language === "tsx") {
    const second = withOxc(source, filename, "ts", options)
    if (!("problem" in second)) return lowered(second, source, filename, "ts", options)
  }
  throw new TranspileError(first.problem, filename, source, placeAt(source, first.offset))
}

function languageOf(filename: string): Language {
  const extension = /\.[cm]?([jt]sx?)$/.exec(filename)?.[1]
  return extension === "ts" || extension === "js" || extension === "jsx" ? extension : "tsx"
}

function withOxc(
  source: string,
  filename: string,
  lang: Language,
  options: TranspileOptions,
): Transpiled | { problem: string; offset: number } {
  const settings: TransformOptions = {
    lang,
    sourceType: options.commonjs ? "unambiguous" : "module",
    target: "esnext",
    sourcemap: options.sourcemap ?? false,
    typescript: { onlyRemoveTypeImports: options.keepUnusedImports ?? false },
    jsx: oxcJsx(source, options.language),
  }
  const { code, map, errors } = loadTranspiler().transformSync(filename, source, settings)
  const error = errors.find(({ severity }: { severity: string }) => severity === "Error")
  if (error) {
    const help = error.helpMessage ? ` (${error.helpMessage.trim().replaceAll(/\s+/g, " ")})` : ""
    return { problem: error.message.trim() + help, offset: toUtf16(source, error.labels[0]?.start ?? 0) }
  }
  return map ? { code, map: JSON.stringify(map) } : { code }
}

function oxcJsx(
  source: string,
  { jsx, jsxFactory, jsxFragmentFactory, jsxImportSource }: LanguageSettings = {},
): JsxOptions {
  return {
    ...(jsx === "react-jsxdev" && { development: true }),
    ...(jsx === "react" || namesJsxFunction(source)
      ? {
          runtime: "classic",
          ...(jsxFactory !== undefined && { pragma: jsxFactory }),
          ...(jsxFragmentFactory !== undefined && { pragmaFrag: jsxFragmentFactory }),
        }
      : { runtime: "automatic", ...(jsxImportSource !== undefined && { importSource: jsxImportSource }) }),
  }
}

/** Whether a comment names the function that JSX calls: without calls of a function, that would mean nothing. */
function namesJsxFunction(source: string): boolean {
  const place = source.search(/@jsx\s+[\w$]/)
  return place !== -1 && source.slice(source.lastIndexOf("\n", place) + 1, place).includes("*")
}

/** oxc-transform counts bytes of UTF-8 (oxc-parser doesn't). */
function toUtf16(source: string, byteOffset: number): number {
  return Buffer.from(source).subarray(0, byteOffset).toString().length
}

/**
 * Neither oxc nor Node 24 knows how to run standard decorators and `accessor`, nor does oxc make CommonJS of ES modules,
 * so a source that has some takes esbuild.
 */
function lowered(
  transpiled: Transpiled,
  source: string,
  filename: string,
  language: Language,
  options: TranspileOptions,
): Transpiled {
  const toCommonJs = options.commonjs === true && hasModuleSyntax(transpiled.code)
  const hasOldDecorators = options.language?.experimentalDecorators === true && mayHaveDecorators(source)
  const hasOldFields = options.language?.useDefineForClassFields === false && mayHaveFields(source)
  const isDone =
    !toCommonJs && options.byEsbuild !== true && !hasOldDecorators && !hasOldFields && !needsLowering(transpiled.code)
  if (isDone && !hasSharedMembers(source)) return transpiled
  const { code, map } = esbuild().transformSync(source, {
    loader: language,
    sourcefile: filename,
    target: "node24",
    ...(toCommonJs ? { format: "cjs", platform: "node" } : {}),
    // Node 24 runs `using` as it is.
    supported: { using: true },
    sourcemap: options.sourcemap ? "external" : false,
    tsconfigRaw: {
      compilerOptions: {
        jsx: "react-jsx",
        ...options.language,
        verbatimModuleSyntax: options.keepUnusedImports ?? false,
      },
    },
    logLevel: "silent",
  })
  return options.sourcemap ? { code, map } : { code }
}

/**
 * Whether code has a namespace or enum in several parts, or a namespace with variables that others see: oxc takes the members
 * of one part for variables of that part alone.
 */
function hasSharedMembers(source: string): boolean {
  const names = Array.from(source.matchAll(/\b(?:namespace|module|enum)\s+([\p{ID_Continue}$]+)/gu), ([, name]) => name)
  if (names.length === 0) return false
  return new Set(names).size < names.length || /\bexport\s+(?:let|var)\b/.test(source)
}

function hasModuleSyntax(code: string): boolean {
  return parseSync("module.js", code, { lang: "jsx", sourceType: "module" }).module.hasModuleSyntax
}

/** Whether what a source becomes depends on the settings of its project: it has JSX, decorators or fields of classes. */
export function usesLanguageSettings(source: string): boolean {
  return needsLanguageSettings(source) || (mayHaveFields(source) && holds(source, ["PropertyDefinition"]))
}

/** Whether a source can't become JavaScript without these settings: it has JSX or decorators. */
export function needsLanguageSettings(source: string): boolean {
  if (!/<[\p{L}$_>]/u.test(source) && !mayHaveDecorators(source)) return false
  return holds(source, ["Decorator", "JSXElement", "JSXFragment"])
}

function holds(
  source: string,
  kinds: readonly ("Decorator" | "JSXElement" | "JSXFragment" | "PropertyDefinition")[],
): boolean {
  let found = false
  const find = (): void => {
    found = true
  }
  const visitor = new Visitor(Object.fromEntries(kinds.map((kind) => [kind, find])))
  for (const lang of ["tsx", "ts"] as const) {
    visitor.visit(parseSync(`module.${lang}`, source, { lang, sourceType: "module" }).program)
    if (found) return true
  }
  return false
}

/** Whether code has what Node 24 can't run and oxc can't turn into what it can: decorators and `accessor`. */
export function needsLowering(code: string): boolean {
  if (!mayHaveDecorators(code)) return false
  let found = false
  const visitor = new Visitor({
    Decorator: () => {
      found = true
    },
    AccessorProperty: () => {
      found = true
    },
  })
  visitor.visit(parseSync("module.js", code, { lang: "jsx", sourceType: "module" }).program)
  return found
}

function mayHaveDecorators(code: string): boolean {
  // Cells have an @ in their directive, a comment of its own line.
  return /^(?![^\S\n\r\u2028\u2029]*\/\/).*(?:@|\baccessor\b)/m.test(code)
}

function mayHaveFields(code: string): boolean {
  return /\bclass\b/.test(code)
}

let loadedOxc: typeof import("oxc-transform") | undefined

/**
 * Loads what `transpile` works with, which else waits for the first TypeScript: it takes 5 ms and looks at files and
 * environment, and a session's first cell may well be JavaScript.
 */
export function loadTranspiler(): typeof import("oxc-transform") {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `require` is untyped.
  loadedOxc ??= createRequire(import.meta.url)("oxc-transform") as typeof import("oxc-transform")
  return loadedOxc
}

let loadedEsbuild: typeof import("esbuild") | undefined

/** Loaded when the first decorator is met, since few sources have one. */
function esbuild(): typeof import("esbuild") {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- As above.
  loadedEsbuild ??= createRequire(import.meta.url)("esbuild") as typeof import("esbuild")
  return loadedEsbuild
}
