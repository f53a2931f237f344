import { createRequire } from "node:module"
import { extname } from "node:path"
import { getHeapStatistics } from "node:v8"
import { isSameEntry, lookAgain, type World } from "../trace/lookAgain.ts"
import type { ModuleGraph, ModuleNode } from "./graph.ts"
import { versionedPath, versionedUrl } from "./moduleUrl.ts"

const require = createRequire(import.meta.url)

/** Node never lets go of an ES module: a process that has loaded so many more than once makes place for a new one. */
const maximalReloads = 1_000

/**
 * Which local modules have to be loaded once more: since a file has changed, or since a new attempt is to find nothing of
 * what the one before left in them. Node keeps a module under its URL for ever, so a newer one gets a URL of its own.
 */
export class ModuleVersions {
  readonly #graph: ModuleGraph
  readonly #versions = new Map<ModuleNode, number>()
  #reloads = 0

  constructor(graph: ModuleGraph) {
    this.#graph = graph
  }

  /** Has modules loaded anew whose files have changed: looks at a module that a cell is about to import, and below it. */
  refresh(root: ModuleNode, world: World): void {
    const { modules } = this.#graph.reach(root)
    const changed = [...modules].filter((module) => isLocal(module) && isChanged(module, world))
    this.#outdate(withImporters(changed, modules))
  }

  /**
   * Has modules loaded anew that may keep something, so that the next attempt finds them as a new process would.
   * @returns why that isn't enough, if it isn't: the next attempt needs another process
   */
  renew(): string | undefined {
    const loaded = [...this.#graph.loaded()]
    const keeping = loaded.filter(({ state }) => state?.holdsNone === false)
    if (keeping.length === 0) return undefined
    const outdated = withImporters(keeping, loaded)
    const problem = outdated
      .values()
      .map((module) => this.#obstacle(module))
      .find((obstacle) => obstacle !== undefined)
    this.#outdate(outdated)
    this.#reloads += outdated.size
    if (problem !== undefined) return problem
    if (this.#reloads > maximalReloads) return "modules were loaded again very often"
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
    return used > limit / 3 ? "modules that were loaded again take much memory" : undefined
  }

  /**
   * Whether a module couldn't be loaded once more, as when a package that it calls doesn't take a name twice: a new process
   * may have loaded it.
   */
  async hasFailedAgain(): Promise<boolean> {
    for (const module of this.#graph.loaded()) {
      if (this.#versions.has(module) && !(await isWell(module))) return true
    }
    return false
  }

  /**
   * The URL of a module as it has to be loaded now.
   * @param isRequired whether `require` loads it, rather than `import`
   * @param isEsModule asked for a module that has been loaded before
   */
  urlOf(url: string, module: ModuleNode, isRequired: boolean, isEsModule: () => boolean): string {
    const version = this.#versions.get(module)
    if (version === undefined) return url
    if (isEsModule()) return versionedUrl(url, version, true)
    // What isn't an ES module is kept by its path, and was taken out.
    if (isRequired) return url
    // With a query, Node wouldn't give the object that `require` gives.
    return extname(module.path) === ".json" ? respelled(url, version) : versionedUrl(url, version, false)
  }

  #outdate(modules: ReadonlySet<ModuleNode>): void {
    for (const module of modules) {
      if (!isLocal(module)) continue
      const version = this.#versions.get(module) ?? 0
      this.#versions.set(module, version + 1)
      this.#graph.forget(module)
      // What was required is kept by its path.
      Reflect.deleteProperty(require.cache, module.path)
      Reflect.deleteProperty(require.cache, versionedPath(module.path, version))
    }
  }

  /** Why it isn't enough to load a module again. */
  #obstacle(module: ModuleNode): string | undefined {
    if (!isLocal(module)) return `the package ${module.path} has imported a local module`
    const { atLoad, callsLocalAtLoad } = module.state?.outward ?? {}
    if (atLoad) return `${module.path} changes something of a package while it is loaded`
    if (!callsLocalAtLoad) return undefined
    const { modules } = this.#graph.reach(module)
    const called = modules.values().find(({ state }) => state?.outward.whenCalled)
    return called && `${module.path} may change something of a package by ${called.path} while it is loaded`
  }
}

/** Whether a module that Node has tried to load is there: it keeps the error of one that has failed. */
async function isWell({ path, url }: ModuleNode): Promise<boolean> {
  if (url === undefined) return path in require.cache || extname(path) === ".json"
  try {
    await import(url)
    return true
  } catch {
    // The error itself is told to who has imported the module.
    return false
  }
}

/** Some modules, and those that import them, directly or not. */
function withImporters(modules: readonly ModuleNode[], among: Iterable<ModuleNode>): ReadonlySet<ModuleNode> {
  const found = new Set(modules)
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const module of among) {
      if ([...module.imports].some((imported) => found.has(imported) && isLocal(imported))) found.add(module)
    }
  }
  return found
}

/** Another spelling of the same path: which of its letters are written as `%…` are the bits of a number. */
function respelled(url: string, version: number): string {
  let rest = version
  const tokens = (url.match(/^file:\/\/|%..|[^]/g) ?? []).toReversed().map((token) => {
    if (!/^[a-z]$/i.test(token)) return token
    const isWritten = rest % 2 === 1
    rest = Math.floor(rest / 2)
    return isWritten ? `%${token.charCodeAt(0).toString(16)}` : token
  })
  return tokens.toReversed().join("")
}

function isChanged(module: ModuleNode, world: World): boolean {
  const entries = [...(module.entry ? [module.entry] : []), ...module.reads.values()]
  return entries.some((entry) => !isSameEntry(entry, lookAgain(entry, world)))
}

function isLocal({ entry }: ModuleNode): boolean {
  return entry?.kind !== "package"
}
