import { readFileSync, statSync } from "node:fs"
import { dirname, isAbsolute, resolve } from "node:path"
import { transpileCell } from "../cell/cellCode.ts"
import { parseSource } from "../cell/syntax.ts"
import { TranspileError } from "../cell/transpile.ts"
import { buildGraph } from "../flow/buildGraph.ts"
import type { FlowGraph } from "../flow/graph.ts"
import type { FunctionFacts, ModuleFacts } from "../flow/setup/moduleFacts.ts"
import { functionsOf, mayChangeProcess } from "../flow/setup/functionFacts.ts"
import { setupOf } from "../flow/setup/setup.ts"
import { drawsChance } from "../flow/setup/variation.ts"
import { holdsNoState } from "../runtime/modules/state/moduleState.ts"
import { moduleExports, type ModuleExports } from "./liveExports.ts"
import { localFile } from "../runtime/modules/localFile.ts"
import { isPackageSpecifier, packageName } from "../runtime/modules/resolution.ts"

/** What a local module's text tells. */
interface ModuleText {
  /** Tells this text from others of the same file. */
  stamp: string
  specifiers: readonly string[]
  /** Whether the module itself, those that it imports aside, changes more than its own names when it is loaded. */
  hasEffects: boolean
  /** Whether loading it once more in a process changes nothing more. */
  isRepeatable: boolean
  /** Whether random numbers or the time of day are worked out when it is loaded. */
  variesWhenLoaded: boolean
  /** Whether it isn't shown to keep nothing between calls. */
  keepsState: boolean
  /** Whether its functions may change what the whole process shares, or hand that out. */
  mayChangeProcess: boolean
  /** The module as a notebook of one cell. */
  graph: FlowGraph
  exports: ModuleExports
}

const remembered = new Map<string, ModuleText>()
const maximalRemembered = 2_000

/**
 * What the local modules that a notebook imports reach and do when they are loaded, from their text: nothing is run.
 * Packages are taken to change nothing but themselves.
 * @param folder absolute path of the notebook's folder
 */
export function localModuleFacts(folder: string): ModuleFacts {
  return new LocalModuleFacts(folder)
}

/** What is known of the functions of modules, and of what else they define, by its name there. */
type KnownFunctions = WeakMap<ModuleText, (name: string) => FunctionFacts | undefined>

class LocalModuleFacts implements ModuleFacts {
  readonly #folder: string
  readonly #functions: KnownFunctions
  readonly #reaches = new Map<string, ReadonlySet<string>>()

  constructor(folder: string, functions: KnownFunctions = new WeakMap()) {
    this.#folder = folder
    this.#functions = functions
  }

  reach(specifier: string): ReadonlySet<string> {
    const known = this.#reaches.get(specifier)
    if (known) return known
    const reached = new Set<string>([keyOf(specifier, this.#folder)])
    // A set that grows while it is walked is walked to its new end.
    for (const key of reached) for (const other of importsOf(key)) reached.add(other)
    this.#reaches.set(specifier, reached)
    return reached
  }

  hasEffects(specifier: string): boolean {
    return [...this.reach(specifier)].some((key) => textOf(key)?.hasEffects === true)
  }

  isRepeatable(specifier: string): boolean {
    return [...this.reach(specifier)].every((key) => textOf(key)?.isRepeatable !== false)
  }

  variesWhenLoaded(specifier: string): boolean {
    return [...this.reach(specifier)].some((key) => textOf(key)?.variesWhenLoaded === true)
  }

  keepsState(specifier: string): boolean {
    // What a JSON file holds is one value for all that load it.
    return [...this.reach(specifier)].some((key) => isJsonFile(key) || textOf(key)?.keepsState === true)
  }

  mayChangeProcess(specifier: string): boolean {
    return [...this.reach(specifier)].some((key) => textOf(key)?.mayChangeProcess === true)
  }

  functionOf(specifier: string, name: string): FunctionFacts | undefined {
    return this.#functionIn(keyOf(specifier, this.#folder), name, new Set())
  }

  /** @param seen modules that were asked already: they may import each other */
  #functionIn(key: string, name: string, seen: Set<string>): FunctionFacts | undefined {
    const text = seen.has(key) ? undefined : textOf(key)
    seen.add(key)
    if (!text) return undefined
    const { own, taken, allOf } = text.exports
    const from = taken.get(name)
    if (from) return this.#functionIn(keyOf(from.specifier, dirname(key)), from.name, new Set(seen))
    const found = this.#functionsOf(key, text)(own.get(name) ?? name)
    if (found) return found
    for (const specifier of allOf) {
      const handedOn = this.#functionIn(keyOf(specifier, dirname(key)), name, seen)
      if (handedOn) return handedOn
    }
    return undefined
  }

  #functionsOf(key: string, text: ModuleText): (name: string) => FunctionFacts | undefined {
    const known = this.#functions.get(text)
    if (known) return known
    const functions = functionsOf({ ...text.graph, modules: new LocalModuleFacts(dirname(key), this.#functions) })
    this.#functions.set(text, functions)
    return functions
  }

  isChanging(specifier: string, name: string): boolean {
    return isChangingIn(keyOf(specifier, this.#folder), name, new Set())
  }
}

/** @param seen modules that were asked for the name already: they may import each other */
function isChangingIn(key: string, name: string, seen: Set<string>): boolean {
  const exports = seen.has(key) ? undefined : textOf(key)?.exports
  seen.add(key)
  if (!exports) return false
  if (exports.changing.has(name)) return true
  const taken = exports.taken.get(name)
  const folder = dirname(key)
  if (taken) return isChangingIn(keyOf(taken.specifier, folder), taken.name, new Set(seen))
  return exports.allOf.some((specifier) => isChangingIn(keyOf(specifier, folder), name, seen))
}

function importsOf(key: string): readonly string[] {
  return (textOf(key)?.specifiers ?? []).map((specifier) => keyOf(specifier, dirname(key)))
}

/** The module's file (absolute path), the package's name, or what else the import says. */
function keyOf(specifier: string, folder: string): string {
  const file = localFile(specifier, folder)
  if (file !== undefined) return file
  if (isPackageSpecifier(specifier)) return packageName(specifier)
  return specifier.startsWith(".") ? resolve(folder, specifier) : specifier
}

function isJsonFile(key: string): boolean {
  return isAbsolute(key) && key.endsWith(".json")
}

function textOf(key: string): ModuleText | undefined {
  if (!isAbsolute(key) || !/\.[cm]?[jt]sx?$/.test(key)) return undefined
  const stamp = statusOf(key)
  if (stamp === undefined) return undefined
  const known = remembered.get(key)
  if (known?.stamp === stamp) return known
  const text = { stamp, ...read(key) }
  if (remembered.size >= maximalRemembered) remembered.clear()
  remembered.set(key, text)
  return text
}

function statusOf(path: string): string | undefined {
  const status = statSync(path, { throwIfNoEntry: false })
  return status?.isFile() === true ? `${status.ino} ${status.size} ${status.mtimeMs} ${status.ctimeMs}` : undefined
}

function read(path: string): Omit<ModuleText, "stamp"> {
  const source = readFileSync(path, "utf8")
  const graph = buildGraph("module", [{ line: 1, source }])
  const effects = setupOf(graph).statements.filter(
    ({ isEverywhere, isOutside, modules }) => isEverywhere || isOutside || modules.size > 0,
  )
  return {
    specifiers: graph.cells.flatMap(({ analysis }) => analysis.statements.flatMap(({ specifiers }) => specifiers)),
    hasEffects: effects.length > 0,
    isRepeatable: effects.every((one) => one.isRepeatable && !one.isOutside),
    variesWhenLoaded: graph.cells.some(({ analysis }) => analysis.statements.some((one) => drawsChance(graph, one))),
    keepsState: mayKeepState(source),
    mayChangeProcess: mayChangeProcess(graph),
    graph,
    exports: exportsIn(source),
  }
}

function exportsIn(source: string): ModuleExports {
  try {
    return moduleExports(parseSource(source).program)
  } catch (error) {
    // Nested too deeply, as generated code may be.
    if (!(error instanceof RangeError)) throw error
    return { changing: new Set(), taken: new Map(), allOf: [], own: new Map() }
  }
}

/** Characters; longer modules are bundles, which keep something, and take long to parse. */
const maximalLength = 200_000

function mayKeepState(source: string): boolean {
  if (source.length > maximalLength) return true
  try {
    return !holdsNoState(transpileCell(source).code)
  } catch (error) {
    // Who imports it is told of the syntax error.
    if (error instanceof TranspileError) return true
    throw error
  }
}
