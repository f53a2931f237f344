import { pathToFileURL } from "node:url"
import type { ModuleGraph, ModuleNode } from "../modules/graph.ts"
import { fileOfUrl } from "../modules/moduleUrl.ts"
import { StatelessFiles } from "../modules/state/statelessFiles.ts"
import { stackSettings } from "../stackSettings.ts"
import { isWithin, ownFolder, packageFolderOf } from "./paths.ts"

/** Who is reading at this moment, as the call stack tells. */
export interface Reader {
  /** The module being evaluated: what it reads now, every later importer in this process depends on. */
  module?: ModuleNode
  /** The modules that the call goes through and that may keep what it gives for later attempts. */
  keepers: ReadonlySet<ModuleNode>
  /** The script that calls, tsnb left out; undefined when it isn't known. */
  caller?: string
  /** Whether a package reads that no cell imported: tsnb uses it. */
  foreign: boolean
}

const ownPrefix = `${pathToFileURL(ownFolder).href}/`
/** Deep enough for any module's evaluation, while an endless recursion costs no more than this. */
const maximalFrames = 500

const statelessFiles = new StatelessFiles()

/**
 * Looks for the modules that the current call comes from. Takes some microseconds.
 * @param localsStay whether local modules are there for later attempts as well
 */
export function currentReader(graph: ModuleGraph, localsStay: boolean): Reader {
  const keepers = new Set<ModuleNode>()
  const reader: Reader = { foreign: false, keepers }
  for (const frame of callSites()) {
    const script = frame.getScriptNameOrSourceURL()
    if (!script || isOwn(script)) continue
    reader.caller ??= script
    if (script.startsWith("node:")) continue
    const path = pathOf(script)
    const module = graph.find(path)
    if (!module) reader.foreign ||= packageFolderOf(path) !== undefined
    else if (isTopLevelCode(frame)) return { ...reader, module }
    else for (const keeper of keepersOf(module, path, localsStay)) keepers.add(keeper)
  }
  return reader
}

/** Where a function of a file may put what it reads, to have it in a later attempt. */
function keepersOf(module: ModuleNode, path: string, localsStay: boolean): readonly ModuleNode[] {
  if (module.entry?.kind === "package") return statelessFiles.has(path) ? [] : [module]
  if (module.state?.holdsNone !== false) return []
  // It may put it into a package, which stays.
  const packages = module.state.outward.whenCalled
    ? [...module.imports].filter(({ entry }) => entry?.kind === "package")
    : []
  return localsStay ? [module, ...packages] : packages
}

/** The function of JavaScript itself that calls tsnb, such as `keys` of `Object.keys`; undefined when other code does. */
export function builtinCaller(): string | undefined {
  for (const frame of callSites(smallStack)) {
    const script = frame.getScriptNameOrSourceURL()
    if (script && isOwn(script)) continue
    return script ? undefined : (frame.getFunctionName() ?? undefined)
  }
  return undefined
}

/** tsnb's own frames, and the one that called it. */
const smallStack = 12

function isOwn(script: string): boolean {
  return script.startsWith(ownPrefix) || isWithin(script, ownFolder)
}

/** A module's top-level code is the function that starts where the file starts. */
function isTopLevelCode(frame: NodeJS.CallSite): boolean {
  return (
    frame.getFunctionName() === null && frame.getEnclosingLineNumber() === 1 && frame.getEnclosingColumnNumber() === 1
  )
}

/** The path of a script, which is its path or URL. */
export function pathOf(script: string): string {
  if (!script.startsWith("file:")) return script
  return fileOfUrl(script)
}

function callSites(frames = maximalFrames): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = stackSettings
  stackSettings.stackTraceLimit = frames
  stackSettings.prepareStackTrace = (_, sites) => sites
  try {
    const holder: { stack?: readonly NodeJS.CallSite[] } = {}
    Error.captureStackTrace(holder, callSites)
    return holder.stack ?? []
  } finally {
    stackSettings.prepareStackTrace = prepareStackTrace
    stackSettings.stackTraceLimit = stackTraceLimit
  }
}
