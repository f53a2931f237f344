import { basename, relative } from "node:path"
import { pathToFileURL } from "node:url"
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping"
import { fileOfUrl } from "./modules/moduleUrl.ts"
import { stackSettings } from "./stackSettings.ts"
import { slashed } from "./trace/observe.ts"
import { isWithin, ownFolder } from "./trace/paths.ts"

/** Where code came from, and how to get back there. */
export interface CodeSource {
  /** URL of the file that people wrote; the code's own URL unless given. */
  original?: string
  /** 1-based line in that file of the source's first line, such as a cell's in the notebook; 1 unless given. */
  line?: number
  /** What stacks call the source instead of its path, such as `In [3]`. */
  label?: string
  /** The text that people wrote, to be shown around a place in it. */
  text?: string
  /** The same where it isn't to be shown. */
  written?: string
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

/**
 * Where a source names a module to be imported, as stacks have places.
 * @param url under which Node runs the code
 * @returns undefined where that isn't known
 */
export function placeOfImport(url: string, specifier: string): string | undefined {
  const source = sources.get(url)
  const lines = (source?.text ?? source?.written)?.split("\n") ?? []
  const quoted = [`"${specifier}"`, `'${specifier}'`, `\`${specifier}\``]
  const columns = lines.map((line) => Math.max(...quoted.map((text) => line.indexOf(text))))
  const line = columns.findIndex((column) => column >= 0)
  if (line < 0) return undefined
  const label = source?.label ?? basename(fileOfUrl(source?.original ?? url))
  return `${label}:${line + (source?.line ?? 1)}:${(columns[line] ?? 0) + 1}`
}

/** A line of a stack. */
export interface ShownFrame {
  /** The line without `at`: what was called and where, in places that people wrote. */
  text: string
  /** 1-based, where the text of the source is known. */
  place?: { label: string; line: number; column: number; source: string; isCell: boolean }
}

const ownUrl = `${pathToFileURL(ownFolder).href}/`

/** Frames of the stacks that were made so far. */
const shownFrames = new WeakMap<Error, readonly ShownFrame[]>()

/** The frames of an error, if its stack was made in this process since places are shown. */
export function framesOf(error: Error): readonly ShownFrame[] | undefined {
  return shownFrames.get(error)
}

/**
 * Makes every stack of this process show the places that people wrote: a cell's as `taxi.tsnb:LINE:COLUMN` with the line
 * of the file, without the frames of tsnb, and without those of Node at the end.
 * @param folder absolute path of the notebook's folder: paths below it are shown relative to it
 * @returns takes it back
 */
export function showOriginalPositions(folder: string): () => void {
  const before = stackSettings.prepareStackTrace
  stackSettings.prepareStackTrace = (error, callSites) => {
    const sites = callSites.filter((site) => !isOwn(site))
    while (sites.length > 0 && isNodes(sites.at(-1))) sites.pop()
    const frames = sites.flatMap((site) => shownFrame(site, folder) ?? [])
    shownFrames.set(error, frames)
    return [header(error), ...frames.map(({ text }) => `    at ${text}`)].join("\n")
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

/** Whether a script (its path or URL) is a part of tsnb. */
export function isOwnScript(script: string): boolean {
  return script.startsWith(ownUrl) || isWithin(script, ownFolder)
}

function isOwn(frame: NodeJS.CallSite): boolean {
  const script = frame.getScriptNameOrSourceURL()
  return script !== null && script !== undefined && isOwnScript(script)
}

function isNodes(frame: NodeJS.CallSite | undefined): boolean {
  const script = frame?.getScriptNameOrSourceURL()
  return script === undefined || script === null || script.startsWith("node:")
}

/** @returns undefined for code that nobody wrote, such as what compiling adds to a cell */
function shownFrame(site: NodeJS.CallSite & { toString(): string }, folder: string): ShownFrame | undefined {
  const script = site.getScriptNameOrSourceURL()
  const line = site.getLineNumber()
  const column = site.getColumnNumber()
  const text = String(site)
  if (!script || line === null || column === null || script.startsWith("node:")) return { text }
  const url = script.startsWith("file:") ? script : pathToFileURL(script).href
  const source = sources.get(url)
  const place = source ? originalPlace(source, line, column) : { line, column }
  if (!place) return undefined
  const label = source?.label ?? shortPath(source?.original ?? url, folder)
  const shown = text.replace(`${script}:${line}:${column}`, () => `${label}:${place.line}:${place.column}`)
  if (source?.text === undefined) return { text: shown }
  return { text: shown, place: { ...place, label, source: source.text, isCell: source.label !== undefined } }
}

interface TextPlace {
  line: number
  column: number
}

function originalPlace(source: Registered, line: number, column: number): TextPlace | undefined {
  source.made ??= new TraceMap(source.map())
  const original = originalPositionFor(source.made, { line, column: column - 1 })
  if (original.line === null) return source.label === undefined ? { line, column } : undefined
  return { line: original.line + (source.line ?? 1) - 1, column: original.column + 1 }
}

function shortPath(url: string, folder: string): string {
  const path = fileOfUrl(url)
  return isWithin(path, folder) ? slashed(relative(folder, path)) : path
}
