import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { adviceFor } from "../../runtime/value/unstorable.ts"
import { outlineCell } from "../cellOutline.ts"
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
  /** Which part of it, such as `.rows[]`; empty for all of it, and undefined when it is one of several. */
  path: string | undefined
  /** What it is; `?` for what may be an instance of a class, which has to be looked at. */
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
  if (!check) return undefined
  const verdicts = readVerdicts(message)
  const certain =
    verdicts.find(({ what }) => what !== "?") ??
    (await lookAtClasses(language, notebook, view, { check, verdicts }, asking))
  return certain && { ...cellRange(view, check.definition), message: describe(check.name, certain) }
}

/** Reads the type that a result's check has instead of `true`: the union of what is said of its parts. */
function readVerdicts(message: string): readonly Verdict[] {
  return Array.from(message.matchAll(/"([^"|]*)\|([^"]+)"/g), ([, path = "", what = ""]) => ({ path, what }))
}

function describe(name: string, { path, what }: Verdict): string {
  const verb = path === undefined ? "has in it" : "is"
  const end = what.includes(",") ? "so it can't be handed on" : "which can't be handed on"
  return `${name}${path ?? ""} ${verb} ${what}, ${end} to the cells that read '${name}'. ${adviceFor(what)}`
}

/** A result of whose parts some may be instances of a class. */
interface Doubted {
  check: ResultCheck
  verdicts: readonly Verdict[]
}

/** More parts of different types than this aren't looked at. */
const maxClasses = 20

/** Types don't tell an instance from a plain object, and only the class's text whether it can be stored. */
async function lookAtClasses(
  language: FlowLanguage,
  notebook: OpenNotebook,
  view: FlowView,
  { check, verdicts }: Doubted,
  asking: Asking,
): Promise<Verdict | undefined> {
  if (verdicts.length === 0) return undefined
  const position = view.module.positionAt(check.doubt)
  const answer = await notebook.ask(view, "textDocument/typeDefinition", { position }, asking)
  for (const location of readLocations(answer).slice(0, maxClasses)) {
    const place = await sourceAt(language, { notebook, view }, location)
    const name = place && unstorableClass(place)
    if (name === undefined || (await isSerialized(name, notebook, view))) continue
    return { path: verdicts.length === 1 ? verdicts[0]?.path : undefined, what: `an instance of the class ${name}` }
  }
  return undefined
}

/** The class whose name stands at a place, unless it may say how its instances are stored. */
function unstorableClass({ source, offset }: { source: string; offset: number }): string | undefined {
  const statement = outlineCell(source).statements.find(({ start, end }) => start <= offset && offset < end)
  if (!statement) return undefined
  const text = source.slice(statement.bare, statement.end)
  const found = /^(?:declare\s+)?(?:abstract\s+)?class\s+(?<name>[\p{ID_Continue}$]+)/du.exec(text)
  const name = found?.groups?.["name"]
  // A place within the class is that of something else, such as an object that a method makes.
  if (name === undefined || found?.indices?.groups?.["name"]?.[0] !== offset - statement.bare) return undefined
  // What it extends may have the methods.
  const isStorable = text.includes("tsnb.store") || /^[^{]*\bextends\b/.test(text)
  return isStorable || ofLibraries.test(name) ? undefined : name
}

/** Classes of libraries whose instances tsnb itself stores. */
const ofLibraries =
  /^(?:DataFrame|Series|Table|RecordBatch|Vector|DuckDB\w+Value|(?:Abstract)?Matrix|Sequential|LayersModel)$/

/** Whether the notebook, or a module of its folder, says by `serializer()` how instances of a class are stored. */
async function isSerialized(name: string, notebook: OpenNotebook, view: FlowView): Promise<boolean> {
  const call = new RegExp(`\\bserializer\\(\\s*(?:[\\w$]+\\s*\\.\\s*)*${name.replaceAll("$", "\\$")}\\b`)
  if (view.cells.some(({ source }) => call.test(source))) return true
  const modules = await notebook.localModules(view)
  const texts = modules.map((path) => readFile(path, "utf8").catch(() => ""))
  return (await Promise.all(texts)).some((text) => call.test(text))
}

/** The text around a place: a cell's, or that of a file, unless it declares what JavaScript or Node itself has. */
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
  if (!uri.startsWith("file:") || !/\.[cm]?tsx?$/.test(uri)) return undefined
  if (/\/node_modules\/(?:@types\/node|typescript|@typescript)\/|\/lib\.[\w.]+\.d\.ts$/.test(uri)) return undefined
  const source = await readFile(fileURLToPath(uri), "utf8").catch(() => "")
  const offset = offsetIn(lineStarts(source), range.start)
  return offset === undefined ? undefined : { source, offset }
}
