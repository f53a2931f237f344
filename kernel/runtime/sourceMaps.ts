import { relative } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping"
import { stackSettings } from "./stackSettings.ts"
import { slashed } from "./trace/observe.ts"
import { isWithin, ownFolder } from "./trace/paths.ts"

/** Where code came from, and how to get back there. */
export interface CodeSource {
  /** URL of the file that people wrote; the code's own URL unless told. */
  original?: string
  /** 1-based line in that file of the source's first line, such as a cell's in the notebook; 1 unless told. */
  line?: number
  /** Makes the source map, in JSON. Called when a stack is first asked for. */
  map: () => string
}

interface Registered extends CodeSource {
  made?: TraceMap
}

const sources = new Map<string, Registered>()

/**
 * Makes stacks show positions of a source instead of those of the code made from it.
 * @param url URL under which Node runs the code: a module's, or the filename of a script
 */
export function registerSource(url: string, source: CodeSource): void {
  sources.set(url, { ...source })
}

const ownUrl = `${pathToFileURL(ownFolder).href}/`

/**
 * Makes every stack of this process show the places that people wrote: a cell's as `taxi.tsnb:LINE:COLUMN` with the line
 * of the file, without the frames of tsnb, and without those of Node at the end.
 * @param folder absolute path of the notebook's folder: paths below it are shown relative to it
 * @returns takes it back
 */
export function showOriginalPositions(folder: string): () => void {
  const before = stackSettings.prepareStackTrace
  stackSettings.prepareStackTrace = (error, frames) => {
    const lines = frames.filter((frame) => !isOwn(frame)).map((frame) => ({ frame, text: frameText(frame, folder) }))
    while (lines.length > 0 && isNodes(lines.at(-1)?.frame)) lines.pop()
    return [header(error), ...lines.map(({ text }) => `    at ${text}`)].join("\n")
  }
  return () => {
    stackSettings.prepareStackTrace = before
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

function frameText(frame: NodeJS.CallSite & { toString(): string }, folder: string): string {
  const script = frame.getScriptNameOrSourceURL()
  const line = frame.getLineNumber()
  const column = frame.getColumnNumber()
  const text = String(frame)
  if (!script || line === null || column === null || script.startsWith("node:")) return text
  const place = originalPlace(script.startsWith("file:") ? script : pathToFileURL(script).href, line, column)
  const shown = `${shortPath(place.url, folder)}:${place.line}:${place.column}`
  return text.replace(`${script}:${line}:${column}`, () => shown)
}

interface FilePlace {
  url: string
  line: number
  column: number
}

function originalPlace(url: string, line: number, column: number): FilePlace {
  const source = sources.get(url)
  if (!source) return { url, line, column }
  source.made ??= new TraceMap(source.map())
  const original = originalPositionFor(source.made, { line, column: column - 1 })
  if (original.line === null) return { url: source.original ?? url, line, column }
  return { url: source.original ?? url, line: original.line + (source.line ?? 1) - 1, column: original.column + 1 }
}

function shortPath(url: string, folder: string): string {
  const path = fileURLToPath(url.replace(/[?#].*$/, ""))
  return isWithin(path, folder) ? slashed(relative(folder, path)) : path
}
