import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { adviceFor } from "../../runtime/value/unstorable.ts"
import { outlineCell, type OutlinedStatement } from "../cellOutline.ts"
import type { FlowLanguage } from "../flowLanguage.ts"
import type { Asking, FlowView, OpenNotebook } from "../openNotebook.ts"
import type { ResultCheck } from "../flowModule.ts"
import { lineStarts, offsetIn } from "../positions.ts"
import type { ServerDiagnostic } from "./diagnostics.ts"
import { cellRange, notebookOf, readLocations, type Asked, type CellRange, type ServerLocation } from "./places.ts"

/** That a task's result can't be kept. */
export interface ResultProblem extends CellRange {
  message: string
}

/** What is said of a result by the types of its module. */
interface Verdict {
  /** Which part of it, such as `.rows[]`; empty for all of it. */
  path: string
  /** What it is; `?` for an object with methods, whose class has to be looked at. */
  what: string
}

/** What an error of the module says of a task's result, when it is about one. */
export async function resultProblem(
  language: FlowLanguage,
  notebook: OpenNotebook,
  view: FlowView,
  { range, message }: ServerDiagnostic,
  asking: Asking,
): Promise<ResultProblem | undefined> {
  const offset = view.module.offset(range.start) ?? -1
  const check = view.checks.find(({ start, end }) => start <= offset && offset < end)
  const verdict = check && readVerdict(message)
  if (!check || !verdict) return undefined
  const certain = verdict.what === "?" ? await lookAtClass(language, notebook, view, check, asking) : verdict
  return certain && { ...cellRange(view, check.definition), message: describe(check.name, certain) }
}

/** Reads the type that a result's check has instead of `true`. */
function readVerdict(message: string): Verdict | undefined {
  const [, path, what] = /"([^"|]*)\|([^"]+)"/.exec(message) ?? []
  return path === undefined || what === undefined ? undefined : { path, what }
}

function describe(name: string, { path, what }: Verdict): string {
  const advice = adviceFor(what)
  return `${name}${path} is ${what}, which can't be handed on to the cells that read '${name}'. ${advice}`
}

/** Types tell an instance from a plain object by its class alone, and only the class's text whether it can be stored. */
async function lookAtClass(
  language: FlowLanguage,
  notebook: OpenNotebook,
  view: FlowView,
  { definition }: ResultCheck,
  asking: Asking,
): Promise<Verdict | undefined> {
  const position = view.module.position({ cell: definition.cell, offset: definition.start })
  const answer = await notebook.ask(view, "textDocument/typeDefinition", { position }, asking)
  const [location] = readLocations(answer)
  const place = location && (await sourceAt(language, { notebook, view }, location))
  if (!place) return undefined
  const { source, offset } = place
  const statement = outlineCell(source).statements.find(({ start, end }) => start <= offset && offset < end)
  const className =
    statement && /^(?:abstract\s+)?class\s+([\p{ID_Continue}$]+)/u.exec(bareText(source, statement))?.[1]
  if (!statement || className === undefined) return undefined
  const text = bareText(source, statement)
  // What it extends may have the methods.
  const isStorable = text.includes("tsnb.store") || /^[^{]*\bextends\b/.test(text)
  return isStorable ? undefined : { path: "", what: `an instance of the class ${className}` }
}

function bareText(source: string, { bare, end }: OutlinedStatement): string {
  return source.slice(bare, end)
}

/** The text around a place: a cell's, or that of a source file that is no declaration. */
async function sourceAt(
  language: FlowLanguage,
  asked: Asked,
  { uri, range }: ServerLocation,
): Promise<{ source: string; offset: number } | undefined> {
  const view = notebookOf(language, asked, uri)?.view
  if (view) {
    const found = view.module.find(range.start)
    return found && { source: view.cells[found.cell]?.source ?? "", offset: found.offset }
  }
  if (!uri.startsWith("file:") || !/(?<!\.d)\.[cm]?tsx?$/.test(uri)) return undefined
  const source = await readFile(fileURLToPath(uri), "utf8").catch(() => "")
  const offset = offsetIn(lineStarts(source), range.start)
  return offset === undefined ? undefined : { source, offset }
}
