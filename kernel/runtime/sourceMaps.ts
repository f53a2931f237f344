import { relative } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping"
import { isWithin, ownFolder } from "./trace/paths.ts"

/** Code that was made from a source, and how to get from one to the other. */
export interface RegisteredSource {
  /** URL under which Node runs the code: the module's, or the notebook's. */
  url: string
  /** Makes the source map, in JSON. Called when a stack is first asked for. */
  makeMap: () => string
  /** 0-based line at which the code starts under this URL: the `lineOffset` of its script. 0 unless told. */
  lineOffset?: number
  /** 1-based line of the source's first line in its file: a cell's in the notebook. 1 unless told. */
  originalLine?: number
}

interface Entry extends RegisteredSource {
  map?: TraceMap
}

/** The sources under each URL, by the line at which their code starts. */
const sources = new Map<string, Map<number, Entry>>()

/** Makes stacks show positions of a source instead of those of the code made from it. */
export function registerSource(source: RegisteredSource): void {
  const entries = sources.get(source.url) ?? new Map<number, Entry>()
  sources.set(source.url, entries.set(source.lineOffset ?? 0, { ...source }))
}

const ownUrl = pathToFileURL(ownFolder).href

/**
 * Makes every stack of this process show the places that people wrote: a cell's as `taxi.tsnb:LINE:COLUMN` with the line
 * of the file, without the frames of tsnb, and without those of Node at the end.
 * @param folder absolute path of the notebook's folder: paths below it are shown relative to it
 * @returns takes it back
 */
export function showOriginalPositions(folder: string): () => void {
  const before = Error.prepareStackTrace
  Error.prepareStackTrace = (error, frames) => {
    const lines = frames.filter((frame) => !isOwn(frame)).map((frame) => ({ frame, text: frameText(frame, folder) }))
    while (lines.length > 0 && isNodes(lines.at(-1)?.frame)) lines.pop()
    return [header(error), ...lines.map(({ text }) => `    at ${text}`)].join("\n")
  }
  return () => {
    Error.prepareStackTrace = before
  }
}

/** The error's name and message, as V8 writes them above the frames. */
function header(error: Error): string {
  try {
    return Error.prototype.toString.call(error)
  } catch {
    // A getter of the error's own class threw.
    return "Error"
  }
}

function isOwn(frame: NodeJS.CallSite): boolean {
  const script = frame.getScriptNameOrSourceURL()
  return script !== null && script !== undefined && (script.startsWith(ownUrl) || isWithin(script, ownFolder))
}

function isNodes(frame: NodeJS.CallSite | undefined): boolean {
  const script = frame?.getScriptNameOrSourceURL()
  return script === undefined || script === null || script.startsWith("node:")
}

function frameText(frame: NodeJS.CallSite, folder: string): string {
  const script = frame.getScriptNameOrSourceURL()
  const line = frame.getLineNumber()
  const column = frame.getColumnNumber()
  const text = String(frame)
  if (!script || line === null || column === null || script.startsWith("node:")) return text
  const url = script.startsWith("file:") ? script : pathToFileURL(script).href
  const place = originalPlace(url, line, column)
  const shown = `${shortPath(url, folder)}:${place.line}:${place.column}`
  return text.replace(`${script}:${line}:${column}`, () => shown)
}

function originalPlace(url: string, line: number, column: number): { line: number; column: number } {
  const entry = entryAt(url, line)
  if (!entry) return { line, column }
  const lineOffset = entry.lineOffset ?? 0
  entry.map ??= new TraceMap(entry.makeMap())
  const original = originalPositionFor(entry.map, { line: line - lineOffset, column: column - 1 })
  if (original.line === null) return { line, column }
  return { line: original.line + (entry.originalLine ?? 1) - 1, column: original.column + 1 }
}

function entryAt(url: string, line: number): Entry | undefined {
  let nearest: Entry | undefined
  for (const [lineOffset, entry] of sources.get(url) ?? []) {
    if (lineOffset < line && lineOffset >= (nearest?.lineOffset ?? 0)) nearest = entry
  }
  return nearest
}

function shortPath(url: string, folder: string): string {
  const path = fileURLToPath(url.replace(/[?#].*$/, ""))
  return isWithin(path, folder) ? relative(folder, path) : path
}
