import type { ReachedModules } from "./modules/reached.ts"
import type { ClassLocation, ValueContext } from "./value/context.ts"
import { UnreachedModuleError } from "./value/errors.ts"
import type { NamedValues } from "./variables.ts"

/** Where the classes of values are found: in the process's scope of cell names, and in the modules that it loaded. */
export interface ClassSources {
  /** Values of the names that cells defined, as the current evaluation sees them. */
  scope(): NamedValues
  /** Imports as the notebook would. */
  importModule(specifier: string): Promise<unknown>
  /** Specifiers of the modules that the evaluation reaches, as the notebook imports them. */
  reachedSpecifiers(): readonly string[]
  /** What the notebook's cells name in their imports. */
  imports(): readonly string[]
  /** What these imports lead to. */
  reached: ReachedModules
}

/** Finds classes for the encoding and decoding of their instances. */
export class ClassFinder implements ValueContext {
  readonly #sources: ClassSources
  /** Classes of modules that are loaded again for each attempt go. */
  readonly #known = new WeakMap<Function, ClassLocation>()

  constructor(sources: ClassSources) {
    this.#sources = sources
  }

  importModule(specifier: string): Promise<unknown> {
    return this.#sources.importModule(specifier)
  }

  async loadModule(specifier: string): Promise<unknown> {
    if (!this.#isReached(specifier) && !this.#sources.reached.isOwn(specifier)) {
      throw new UnreachedModuleError(`the module ${JSON.stringify(specifier)}`)
    }
    return this.#sources.importModule(specifier)
  }

  async locateClass(constructor: Function): Promise<ClassLocation | undefined> {
    for (const [cell, value] of this.#sources.scope()) if (value === constructor) return { cell }
    const known = this.#known.get(constructor)
    if (known) return known
    for (const module of this.#sources.reachedSpecifiers()) {
      const exports = await this.#sources.importModule(module)
      const name = exportName(exports, constructor)
      if (name === undefined) continue
      const location = { module, name }
      this.#known.set(constructor, location)
      return location
    }
    return undefined
  }

  async loadClass(location: ClassLocation): Promise<unknown> {
    if ("cell" in location) {
      const value = this.#sources.scope().get(location.cell)
      if (typeof value !== "function") throw new Error(`No cell defines the class ${shownName(location.cell)} any more`)
      return value
    }
    const { module, name } = location
    // A store may be somebody else's work: that a value names a module is no reason to run it.
    if (!this.#isReached(module)) {
      throw new UnreachedModuleError(`the class ${shownName(name)} of ${JSON.stringify(shortened(module))}`)
    }
    const exports = await this.#sources.importModule(module)
    const value: unknown = isObject(exports) && Object.hasOwn(exports, name) ? Reflect.get(exports, name) : undefined
    if (typeof value !== "function") throw new Error(`${module} doesn't export the class ${shownName(name)} any more`)
    return value
  }

  /** What this process has loaded for the notebook's own code counts, however that named it. */
  #isReached(module: string): boolean {
    const sources = this.#sources
    return sources.reached.has(module, sources.imports()) || sources.reachedSpecifiers().includes(module)
  }
}

/** As a store has it, which may be anything. */
function shownName(name: string): string {
  return /^[\p{ID_Continue}$]{1,100}$/u.test(name) ? name : JSON.stringify(shortened(name))
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

function exportName(exports: unknown, value: unknown): string | undefined {
  if (!isObject(exports)) return undefined
  return Object.keys(exports).find((name) => {
    try {
      return Reflect.get(exports, name) === value
    } catch {
      // A binding that its module hasn't initialised yet: not the class of a value that is there.
      return false
    }
  })
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null
}
