import { firstPart } from "../../cell/dottedNames.ts"
import { mostOf } from "../../cell/effects/effects.ts"
import type { ValueSource } from "../../cell/effects/valueSources.ts"
import type { Statement } from "../../cell/statements.ts"
import { definitionsOf } from "../definitions.ts"
import type { FlowGraph } from "../graph.ts"
import { importedFunction, isLocal } from "./importedFunction.ts"
import { isOfNode, isPureModule } from "./outsideCalls.ts"

/** What a name's value may be, be a part of or hold. */
export interface KnownSource extends ValueSource {
  /** By what functions give, and not by the value itself. */
  isGiven: boolean
}

/**
 * Knows where the values of a notebook's names come from: what they share, by `const first = rows[0]`, `all.push(rows)`, or a
 * function that gives what it was handed. Values of tasks are their own: each reader gets a copy.
 */
export class NameSources {
  readonly #graph: FlowGraph
  /** By the names that come to stand for them, hold them or give them. */
  readonly #sources = new Map<string, KnownSource[]>()
  readonly #given = new Map<string, readonly ValueSource[]>()
  readonly #imports = new Map<string, readonly Statement[]>()
  #called: ReadonlySet<string> | undefined

  constructor(graph: FlowGraph) {
    this.#graph = graph
    this.#collect()
  }

  /** All names with sources, in the notebook's order. */
  get byName(): Iterable<readonly [name: string, sources: readonly KnownSource[]]> {
    return this.#sources
  }

  of(name: string): readonly KnownSource[] {
    return this.#sources.get(name) ?? []
  }

  /** The imports of the modules whose code made a value or may have. */
  makersOf(name: string): readonly Statement[] {
    return this.importsBehind(name).filter(({ specifiers }) => !specifiers.every(isPureModule))
  }

  /** Whether a value is a function that a call gave, such as a counter, or holds one. */
  holdsFunction(name: string): boolean {
    return this.of(name).some((source) => {
      const { through, isCaptured, isGiven } = source
      if (isGiven) return false
      if (isCaptured && this.resolve(source).length > 0) return true
      return through !== undefined && this.#givesFunction(firstPart(through))
    })
  }

  #givesFunction(name: string): boolean {
    return this.givenOf(name).some(({ isCaptured }) => isCaptured === true)
  }

  /** Whether a name stands for a part of what a module exports, whatever calls may have given. */
  isOfImport(name: string): boolean {
    return this.of(name).some(
      ({ name: other, through }) =>
        through === undefined && definitionsOf(this.#graph, firstPart(other)).some(({ kind }) => kind === "import"),
    )
  }

  /** What a source comes to when it is known what it goes through: nothing where that gives something else. */
  resolve(source: ValueSource): readonly ValueSource[] {
    const { name, through } = source
    if (through === undefined) return [source]
    const called = firstPart(through)
    if (source.isTaken && !this.#changesArguments(called, through)) return []
    const isCallee = firstPart(name) === called
    const defining = definitionsOf(this.#graph, called)
    if (defining.length === 0) return /^(?:globalThis|global)\./.test(through) ? [source] : []
    if (defining.some(({ kind }) => kind === "import")) {
      if (isCallee) return this.#keepState(defining) ? [source] : []
      // A module may keep functions, and call them later.
      if (source.isCaptured) return [source]
      if (source.isCalled && !defining.every(isLocal) && this.#mayBeCalled(firstPart(name)))
        return [{ ...source, isCaptured: true }]
      return asGiven(source, importedFunction(this.#graph, through)?.given ?? [])
    }
    if (!defining.every(({ kind }) => kind === "declaration")) {
      const imports = this.importsBehind(called).filter(({ specifiers }) => !specifiers.every(isOfNode))
      // What a function or an object of a module's making gives may be a part of what it keeps.
      if (imports.length > 0) return isCallee ? [source] : []
    }
    if (isCallee) return [source]
    return asGiven(source, this.givenOf(called))
  }

  /** Whether a value is a function that keeps something, such as a generator of random numbers, as far as can be told. */
  #mayBeCalled(name: string): boolean {
    if (this.holdsFunction(name)) return true
    this.#called ??= namesCalled(this.#graph)
    return this.#called.has(name) && this.importsBehind(name).length > 0
  }

  #changesArguments(called: string, through: string): boolean {
    return definitionsOf(this.#graph, called).some(({ kind, effects: { now, later } }) =>
      kind === "import"
        ? (importedFunction(this.#graph, through)?.changesArguments ?? "none") !== "none"
        : mostOf([later.changesArguments, now.changesArguments]) !== "none",
    )
  }

  #keepState(statements: readonly Statement[]): boolean {
    return statements.some(({ specifiers }) => specifiers.some((one) => this.#graph.modules.keepsState(one)))
  }

  /** How what a function gives, or what an object holds, has to do with what it was handed. */
  givenOf(name: string): readonly ValueSource[] {
    const known = this.#given.get(name)
    if (known) return known
    // Until it is known: a function that calls itself gives what its other code does.
    this.#given.set(name, [])
    const found = this.#findGiven(name)
    this.#given.set(name, found)
    return found
  }

  #findGiven(name: string): readonly ValueSource[] {
    const found = new Map<string, ValueSource>()
    const seen = new Set([name])
    for (const one of seen) {
      for (const source of this.of(one)) {
        if (source.name !== "") seen.add(firstPart(source.name))
        else
          for (const resolved of this.resolve(source)) {
            const given = { name: "", ...howOf(resolved) }
            found.set(Object.keys(given).join(), given)
          }
      }
    }
    return [...found.values()]
  }

  /** The imports of the modules whose code made a value or may have: that isn't looked at. */
  importsBehind(name: string): readonly Statement[] {
    const known = this.#imports.get(name)
    if (known) return known
    const seen = new Set([name])
    const found = new Set<Statement>()
    for (const one of seen) {
      for (const statement of definitionsOf(this.#graph, one)) {
        if (statement.kind === "import") found.add(statement)
      }
      for (const { name: other } of this.of(one)) if (other !== "") seen.add(firstPart(other))
    }
    const imports = [...found]
    this.#imports.set(name, imports)
    return imports
  }

  #collect(): void {
    const add = (name: string, more: readonly ValueSource[], isGiven: boolean): void => {
      const known = this.#sources.get(name) ?? []
      for (const source of more) known.push({ ...source, isGiven })
      if (known.length > 0) this.#sources.set(name, known)
    }
    for (const { kind, analysis } of this.#graph.cells) {
      if (kind !== "plain" && kind !== "parameters") continue
      for (const { defines, effects } of analysis.statements) {
        for (const { flows, gives } of [effects.now, effects.later]) {
          for (const [name, others] of flows) add(name, others, false)
          for (const name of defines) add(name, gives, true)
        }
      }
    }
  }
}

/** The names that are called themselves anywhere in a notebook. */
function namesCalled({ cells }: FlowGraph): ReadonlySet<string> {
  const effects = cells.flatMap(({ analysis }) =>
    analysis.statements.flatMap((one) => [one.effects.now, one.effects.later]),
  )
  return new Set(effects.flatMap(({ calls }) => Array.from(calls.keys())))
}

/** What is handed to a function, as that gives it. */
function asGiven(source: ValueSource, given: readonly ValueSource[]): readonly ValueSource[] {
  return given.map((one) => Object.assign({}, source, howOf(one)))
}

/** How a value has to do with its source. */
function howOf({ isPart, isHeld, isCaptured }: ValueSource): Pick<ValueSource, "isPart" | "isHeld" | "isCaptured"> {
  return { ...(isPart && { isPart }), ...(isHeld && { isHeld }), ...(isCaptured && { isCaptured }) }
}
