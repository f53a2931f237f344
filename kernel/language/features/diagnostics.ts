import { isSameImport } from "../../cell/importedNames.ts"
import { array, number, readRange, record, string } from "../answer.ts"
import type { FlowLanguage } from "../flowLanguage.ts"
import type { Asking, FlowView, OpenNotebook } from "../openNotebook.ts"
import type { CellSpan } from "../notebookModule.ts"
import type { TextRange } from "../positions.ts"
import { cellRange, readLocations, targetOf, textOf, type Asked, type CellRange, type Target } from "./places.ts"
import { resultProblem } from "./results.ts"

export type CellSeverity = "error" | "warning" | "information" | "hint"

/** What TypeScript, or a look at what tasks hand on, says of a part of a cell. */
export interface CellDiagnostic extends CellRange {
  message: string
  severity: CellSeverity
  /** TypeScript's number; absent for what tsnb finds by itself. */
  code?: number
  isUnnecessary: boolean
  isDeprecated: boolean
  related: readonly { target: Target; message: string }[]
  /** As the server gave it, for its quick fixes. */
  raw?: object
}

/** What the server says of the module, before it is seen in view of the cells. */
export interface ServerDiagnostic {
  code: number
  severity: number
  message: string
  range: TextRange
  tags: readonly unknown[]
  related: readonly unknown[]
  raw: object
}

/** A name may be used in any order of the cells. */
const usedBeforeDefined: ReadonlySet<number> = new Set([2448, 2449, 2450, 2454])
/** A name that several cells define is a problem of the flow's. */
const definedTwice: ReadonlySet<number> = new Set([2300, 2389, 2391, 2393, 2395, 2432, 2440, 2451, 2528, 2567])
/** A name that one cell imports as a type is there as a value, too, where another imports it so. */
const importedAsType: ReadonlySet<number> = new Set([1361, 1362])
const unused: ReadonlySet<number> = new Set([6133, 6138, 6192, 6196, 6198, 6199, 6205, 7028])
const unreachable = 7027
const notForParameter = 2345
/** A package without types is still a package. */
const untyped = 7016
const severities: readonly CellSeverity[] = ["error", "error", "warning", "information", "hint"]

/** What is wrong with a notebook's cells, by TypeScript and by what tasks can hand on. */
export async function diagnosticsOf(
  language: FlowLanguage,
  notebook: OpenNotebook,
  view: FlowView,
  asking: Asking = {},
): Promise<readonly CellDiagnostic[]> {
  const answer = record(await notebook.ask(view, "textDocument/diagnostic", {}, asking))
  const found = readDiagnostics(answer["items"])
  const problems = await Promise.all(found.map((each) => resultProblem(language, notebook, view, each, asking)))
  return [
    ...found.flatMap((each) => toCellDiagnostic(language, { notebook, view }, each)),
    ...problems.flatMap((problem): readonly CellDiagnostic[] =>
      problem ? [{ ...problem, severity: "warning", isUnnecessary: false, isDeprecated: false, related: [] }] : [],
    ),
  ]
}

/** Reads the items of the answer to `textDocument/diagnostic`. */
function readDiagnostics(items: unknown): readonly ServerDiagnostic[] {
  return array(items).flatMap((raw) => {
    const item = record(raw)
    const range = readRange(item["range"])
    const message = string(item["message"])
    if (!range || message === undefined) return []
    return [
      {
        message,
        range,
        code: number(item["code"]) ?? 0,
        severity: number(item["severity"]) ?? 1,
        tags: array(item["tags"]),
        related: array(item["relatedInformation"]),
        raw: item,
      },
    ]
  })
}

function toCellDiagnostic(language: FlowLanguage, asked: Asked, found: ServerDiagnostic): readonly CellDiagnostic[] {
  const { view } = asked
  const span = view.module.span(found.range, true) ?? linkedSpan(view, found)
  if (!span || isExpected(view, span, found)) return []
  const { code, tags, raw } = found
  const message = isDefault(view, span, code) ? withoutCall(found.message) : found.message
  const related = found.related.flatMap((each) => {
    const { location, message } = record(each)
    const [target] = readLocations(location).flatMap((one) => targetOf(language, asked, one) ?? [])
    return target && typeof message === "string" ? [{ target, message }] : []
  })
  const isUnused = unused.has(code) || code === unreachable
  const severity = isUnused || code === untyped ? "hint" : (severities[found.severity] ?? "error")
  const marks = { isUnnecessary: isUnused || tags.includes(1), isDeprecated: tags.includes(2) }
  return [{ ...cellRange(view, span), message, severity, code, ...marks, related, raw }]
}

/** Whether it is about a parameter's default, which is an argument in the module. */
function isDefault({ cells }: FlowView, span: CellSpan, code: number): boolean {
  const isThere = cells[span.cell]?.parameters.some(({ start, end }) => start <= span.start && span.end <= end)
  return code === notForParameter && isThere === true
}

function withoutCall(message: string): string {
  return message.replace(
    /^Argument of type (.*) is not assignable to parameter of type /,
    "Type $1 is not assignable to type ",
  )
}

/** What is said of a name that is made for a task with `for=` is meant for the cell's own. */
function linkedSpan({ links, module }: FlowView, { code, range }: ServerDiagnostic): CellSpan | undefined {
  const offset = module.offset(range.start)
  return unused.has(code) ? links.find(({ outer }) => outer === offset)?.definition : undefined
}

/** Whether what TypeScript objects to is as it should be in a notebook, or is said already. */
function isExpected(view: FlowView, span: CellSpan, { code }: ServerDiagnostic): boolean {
  const cell = view.cells[span.cell]
  if (!cell || cell.isUnchecked) return true
  if (!cell.isValid && code < 2000) return true
  const name = textOf(view, span)
  if (usedBeforeDefined.has(code)) return !defines(view, span.cell, name)
  if (importedAsType.has(code)) return view.cells.some(({ defines }) => defines.has(name))
  if (definedTwice.has(code)) return definesWhatOthersDo(view, span)
  // What ends another cell's code for good says nothing of this one.
  if (code === unreachable) return span.start <= (cell.outline.statements[0]?.start ?? 0)
  return false
}

/** Whether a place is in a statement that defines a name which another cell defines, or imports, too. */
function definesWhatOthersDo({ cells }: FlowView, { cell, start }: CellSpan): boolean {
  const own = cells[cell]
  const statement = own?.outline.statements.findLast((one) => one.start <= start)
  // Cells of the same text are one object.
  const others = cells.filter((_, other) => other !== cell)
  return (
    statement?.definitions.some(({ name }) =>
      others.some(
        ({ defines, imported }) => defines.has(name) || isSameImport(imported.get(name), own?.imported.get(name)),
      ),
    ) === true
  )
}

function defines({ cells }: FlowView, cell: number, name: string): boolean {
  const statements = cells[cell]?.outline.statements ?? []
  return statements.some(({ definitions }) => definitions.some((one) => one.name === name))
}
