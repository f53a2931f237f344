import { leadingComments } from "../cell/directive/comments.ts"
import type { CellAnalysis } from "../cell/analyse.ts"
import { analysisOf } from "../cell/analysisCache.ts"
import type { TaskOptions } from "../cell/directive/index.ts"
import { expressionSource } from "../cell/expressions.ts"
import { parametersOf } from "../cell/parameters.ts"
import type { Place } from "../cell/problem.ts"
import { parseSource } from "../cell/syntax.ts"
import { resultNames, type GraphCell } from "../flow/graph.ts"
import { isTooDeep } from "../cell/nesting.ts"
import { maxCellLength, outlineCell, type CellOutline } from "./cellOutline.ts"
import { outlineUnsoundCell } from "./currentCell.ts"

/** Code in a directive: its text, and where it is in the cell where it stands there as it is (without escapes). */
export interface DirectiveCode {
  text: string
  start?: number
}

/** A parameter whose type is wider than that of its default: what is given in its place has to fit the rest of the notebook. */
export interface WideParameter {
  /** Where its default is in the source. */
  start: number
  end: number
  /** As TypeScript writes it. */
  type: string
}

/** What a notebook's module is to know of a cell, worked out from its text alone. */
export interface FlowCell {
  source: string
  /** Whether its code, and that of its directive, can be parsed. */
  isValid: boolean
  /** Whether it begins with `// @ts-nocheck`: then its types aren't checked, unlike those of other cells. */
  isUnchecked: boolean
  outline: CellOutline
  kind: GraphCell["kind"]
  /** Of a task, when it is written down. */
  name: string | undefined
  /** Names that it defines for other cells. */
  defines: ReadonlySet<string>
  /** What the names of its imports stand for. */
  imported: CellAnalysis["imported"]
  /** Names that it needs from others. */
  reads: ReadonlySet<string>
  /** Names of a task that are stored. */
  results: readonly string[]
  /** Paths of the notebooks that it runs as subflows, where they are written down. */
  subflows: readonly string[]
  /** Names of a plain cell whose values are known when it has been evaluated. */
  computed: readonly string[]
  when: DirectiveCode | undefined
  label: DirectiveCode | undefined
  /** Which of its inputs may be missing when it runs. */
  upstream: TaskOptions["upstream"]
  variable: DirectiveCode | undefined
  list: DirectiveCode | undefined
  parameters: readonly WideParameter[]
}

/** Works out what the module is to know of a cell. */
export function flowCellOf(source: string): FlowCell {
  if (source.length > maxCellLength || isTooDeep(source)) return { ...emptyCell, source }
  const whole = outlineCell(source)
  const outline = whole.isValid ? whole : outlineUnsoundCell(source)
  const analysis = analysisOf(source)
  const { directive } = analysis
  const base = {
    ...emptyCell,
    source,
    outline,
    isValid: outline.isValid,
    isUnchecked: leadingComments(source).some((lines) => lines.some(({ text }) => /^\/?\s*@ts-nocheck\b/.test(text))),
    defines: new Set(analysis.defines.keys()),
    imported: analysis.imported,
    reads: analysis.reads,
    subflows:
      analysis.reads.has("subflow") || source.includes('"tsnb"') || source.includes("'tsnb'")
        ? subflowPaths(source)
        : [],
    kind: directive === undefined ? "plain" : directive.kind === "on" ? "hook" : directive.kind,
  } satisfies FlowCell
  if (directive?.kind === "parameters") return { ...base, parameters: whole.isValid ? wideParameters(base) : [] }
  if (directive?.kind !== "task") return { ...base, computed: computedNames(analysis) }
  const { name, places, options } = directive
  const results = resultNames(analysis)
  const task = { ...base, name: name ?? results[0], results }
  const whenPlace = places.get("when")
  const when = options.when === undefined || !whenPlace ? undefined : codeAt(source, options.when, whenPlace)
  const labelPlace = places.get("label")
  const label = options.label === undefined || !labelPlace ? undefined : codeAt(source, options.label, labelPlace)
  const { loop } = outline
  const list = loop && options.for && codeAt(source, loop.list, options.for)
  const isValid = outline.isValid && [when, label].every((code) => code === undefined || isExpression(code.text))
  return {
    ...task,
    isValid,
    when,
    label,
    upstream: options.upstream,
    list,
    variable: loop && variableBefore(source, loop.variable, list),
  }
}

function subflowPaths(source: string): readonly string[] {
  const calls = source.matchAll(/\bsubflow\(\s*(["'`])((?:(?!\1)[^\\\n$])+\.tsnb)\1/g)
  return Array.from(calls, ([, , path]) => path ?? "")
}

function computedNames(analysis: CellAnalysis): readonly string[] {
  return analysis.statements.flatMap(({ kind, defines, reads }) =>
    kind === "computed" || (kind === "literal" && reads.length > 0) ? defines : [],
  )
}

const emptyCell: FlowCell = {
  source: "",
  isValid: false,
  isUnchecked: false,
  outline: { isValid: false, statements: [], hasJsx: false, imports: [], privates: [] },
  kind: "plain",
  name: undefined,
  defines: new Set(),
  imported: new Map(),
  reads: new Set(),
  results: [],
  subflows: [],
  computed: [],
  when: undefined,
  label: undefined,
  upstream: "allSucceeded",
  variable: undefined,
  list: undefined,
  parameters: [],
}

function isExpression(text: string): boolean {
  return !isTooDeep(text) && parseSource(expressionSource(text)).problems.length === 0
}

function codeAt(source: string, text: string, place: Place): DirectiveCode {
  const offset = offsetOf(source, place)
  // The place may be that of the quote before it.
  const start = [offset, offset + 1].find((start) => source.startsWith(text, start))
  return start === undefined ? { text } : { text, start }
}

function offsetOf(source: string, { line, column }: Place): number {
  let start = 0
  for (let count = 1; count < line; count++) start = source.indexOf("\n", start) + 1
  return start + column - 1
}

function variableBefore(source: string, variable: string, list: DirectiveCode | undefined): DirectiveCode {
  if (list?.start === undefined) return { text: variable }
  const before = source.slice(0, list.start)
  const start = before.lastIndexOf(variable, before.search(/\s+of\s+$/))
  return start < 0 ? { text: variable } : { text: variable, start }
}

function wideParameters({ source, outline }: FlowCell): readonly WideParameter[] {
  const definitions = outline.statements.flatMap((statement) => statement.definitions)
  return parametersOf(source).flatMap(({ name, type, start, end }) => {
    const definition = definitions.findLast((one) => one.name === name && one.start < start)
    if (!definition) return []
    const between = source.slice(definition.start + name.length, start)
    const annotation = /^\s*:([^]*\S)\s*=\s*$/.exec(between)?.[1]?.trim()
    // A comment could end what is put behind it.
    if (annotation !== undefined) return annotation.includes("/") ? [] : [{ start, end, type: annotation }]
    const isWide = ["string", "number", "bigint", "boolean"].includes(type.kind)
    const isPlain = /^\s*=\s*$/.test(between)
    return isWide && isPlain ? [{ start, end, type: type.kind }] : []
  })
}
