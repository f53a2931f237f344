import { createRequire } from "node:module"
import { isSameEntry, lookAgain, type World } from "../trace/lookAgain.ts"
import type { ModuleGraph, ModuleNode } from "./graph.ts"

const require = createRequire(import.meta.url)

/**
 * Which local modules have to be loaded once more, since their file, or that of a module they import, has changed. Node
 * keeps a module under its URL for ever, so a newer one gets a URL of its own.
 */
export class ModuleVersions {
  readonly #graph: ModuleGraph
  readonly #world: World
  readonly #versions = new Map<ModuleNode, number>()

  constructor(graph: ModuleGraph, world: World) {
    this.#graph = graph
    this.#world = world
  }

  /** Looks at the files of a module that a cell is about to import, and of all that it imports. */
  refresh(root: ModuleNode): void {
    const { modules } = this.#graph.reach(root)
    const outdated = new Set([...modules].filter((module) => this.#isOutdated(module)))
    // Whoever imports an outdated module is outdated, too.
    for (let before = -1; before !== outdated.size;) {
      before = outdated.size
      for (const module of modules) {
        if (isLocal(module) && [...module.imports].some((imported) => outdated.has(imported))) outdated.add(module)
      }
    }
    for (const module of outdated) {
      this.#versions.set(module, (this.#versions.get(module) ?? 0) + 1)
      this.#graph.forget(module)
      // CommonJS modules are kept by their path.
      Reflect.deleteProperty(require.cache, module.path)
    }
  }

  /** The URL of a module as it has to be loaded now. */
  urlOf(url: string, module: ModuleNode): string {
    const version = this.#versions.get(module)
    if (version === undefined) return url
    const [start = url, fragment] = url.split("#")
    const versioned = `${start}${start.includes("?") ? "&" : "?"}tsnb=${version}`
    return fragment === undefined ? versioned : `${versioned}#${fragment}`
  }

  #isOutdated(module: ModuleNode): boolean {
    if (!isLocal(module)) return false
    const entries = [...(module.entry ? [module.entry] : []), ...module.reads.values()]
    return entries.some((entry) => !isSameEntry(entry, lookAgain(entry, this.#world)))
  }
}

function isLocal({ entry }: ModuleNode): boolean {
  return entry?.kind !== "package"
}
