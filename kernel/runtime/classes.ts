import type { ClassLocation, ValueContext } from "./value/context.ts"

/** Where the classes of values are found: in the process's scope of cell names, and in the modules that it loaded. */
export interface ClassSources {
  /** Values of the names that cells defined, as the current evaluation sees them. */
  scope(): ReadonlyMap<string, unknown>
  /** Imports as the notebook would. */
  importModule(specifier: string): Promise<unknown>
  /** Specifiers of the modules that the evaluation reaches, as the notebook imports them. */
  reachedSpecifiers(): readonly string[]
}

/** Finds classes for the encoding and decoding of their instances. */
export class ClassFinder implements ValueContext {
  readonly #sources: ClassSources
  readonly #known = new Map<Function, ClassLocation>()

  constructor(sources: ClassSources) {
    this.#sources = sources
  }

  importModule(specifier: string): Promise<unknown> {
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
      if (typeof value !== "function") throw new Error(`No cell defines the class ${location.cell} any more`)
      return value
    }
    const exports = await this.#sources.importModule(location.module)
    const value: unknown = isObject(exports) ? Reflect.get(exports, location.name) : undefined
    if (typeof value !== "function")
      throw new Error(`${location.module} doesn't export the class ${location.name} any more`)
    return value
  }
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
