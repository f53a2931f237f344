import { firstPart } from "../../cell/dottedNames.ts"
import { mostOf } from "../../cell/effects/effects.ts"
import type { Statement } from "../../cell/statements.ts"
import { partOf, type ValueSource } from "../../cell/effects/valueSources.ts"
import { definitionsOf } from "../definitions.ts"
import { kindOfName, type FlowGraph } from "../graph.ts"
import { importedFunction, isLocal } from "./importedFunction.ts"
import { isOfNode, isPureModule } from "./outsideCalls.ts"

/** What a value may be, be a part of or hold. */
export interface Behind {
  /** Names of cells, imports aside. */
  names: ReadonlySet<string>
  /** Names that cells import. */
  imports: ReadonlySet<string>
  /** Dotted names that no cell defines. */
  globals: ReadonlySet<string>
  /** What loads modules when it runs. */
  loading: ReadonlySet<Statement>
  /** Whether there is more, which isn't told: work with very many names would take long. */
  isCut: boolean
}

/** Names that are told at most of those that share a value. */
const maximalNames = 200

interface Found {
  names: Set<string>
  imports: Set<string>
  globals: Set<string>
  loading: Set<Statement>
}

interface Source extends ValueSource {
  /** By what functions give, and not by the value itself. */
  isGiven: boolean
}

interface Taker {
  name: string
  isGiven: boolean
  /** It has parts of the other, and is something else. */
  isCopy: boolean
}

/**
 * Which names of a notebook may share values: by `const first = rows[0]`, `all.push(rows)`, or a function that gives what it
 * was handed. Values of tasks are their own: each reader gets a copy.
 */
export class Aliases {
  readonly #graph: FlowGraph
  /** By the names that come to stand for them, hold them or give them. */
  readonly #sources = new Map<string, Source[]>()
  #takers: ReadonlyMap<string, readonly Taker[]> | undefined
  #foreignTakers: ReadonlyMap<string, readonly string[]> | undefined
  readonly #holders = new Map<string, readonly Taker[]>()
  readonly #given = new Map<string, readonly ValueSource[]>()
  readonly #imports = new Map<string, readonly Statement[]>()
  #called: ReadonlySet<string> | undefined

  constructor(graph: FlowGraph) {
    this.#graph = graph
    this.#collectSources()
  }

  /** What is changed with values. */
  behind(sources: Iterable<ValueSource>): Behind {
    return this.#allBehind(
      [...sources].flatMap((source) =>
        this.#resolve(source).filter(({ isHeld, isCaptured }) => !isHeld && (!isCaptured || source.runs)),
      ),
    )
  }

  /** What is changed with parts of values, or with parts of these, such as the elements of a copy of a list. */
  behindParts(source: ValueSource): Behind {
    const resolved = this.#resolve(source).filter(({ isCaptured }) => !isCaptured)
    return this.#allBehind(resolved.map((one) => partOf(partOf(one))))
  }

  #allBehind(sources: Iterable<ValueSource>): Behind {
    const found = {
      names: new Set<string>(),
      imports: new Set<string>(),
      globals: new Set<string>(),
      loading: new Set<Statement>(),
      isCut: false,
    }
    const queue: ValueSource[] = []
    const seen = new Set<string>()
    const ask = (source: ValueSource): void => {
      const { name, through, isPart, runs, isCalled, reaches } = source
      const key = [name, through, isPart, runs, isCalled, reaches].join(" ")
      if (source.name === "" || seen.has(key)) return
      seen.add(key)
      queue.push(source)
    }
    for (const source of sources) ask(source)
    // A list that grows while it is walked is walked to its new end.
    for (const source of queue) {
      this.#take(source, found)
      found.isCut = found.names.size > maximalNames
      if (found.isCut) break
      if (this.#graph.definers.get(firstPart(source.name))?.kind !== "task") this.#reached(source).forEach(ask)
    }
    return found
  }

  /** What may be changed with a value, as far as that stands for something or holds it. */
  #reached({ name, isPart, runs, isCalled, reaches }: ValueSource): readonly ValueSource[] {
    return (this.#sources.get(firstPart(name)) ?? []).flatMap((known) =>
      this.#resolve(isCalled ? { ...known, isCalled } : known).flatMap(
        ({ isHeld, isCaptured, ...one }): ValueSource[] => {
          const { name: other, through, isPart: isPartOfOther } = one
          const same = { name: other, ...(through !== undefined && { through }) }
          if (isCaptured) return runs ? [isCalled ? { ...same, runs, isCalled } : same] : []
          const how = { ...(runs && { runs }), ...(reaches && { reaches }) }
          if (!isHeld) return [{ ...same, ...how, ...((isPart || isPartOfOther) && { isPart: true }) }]
          if (isPart) return [{ ...same, ...how, isPart: true }]
          if (runs && this.#isCode(other)) return [{ ...same, ...how }]
          // A method may change what its object holds, but not parts of something else among that.
          return reaches && !isPartOfOther ? [same] : []
        },
      ),
    )
  }

  #isCode(name: string): boolean {
    const root = firstPart(name)
    return definitionsOf(this.#graph, root).some(
      ({ kind, functions }) => kind === "import" || kind === "declaration" || functions.has(root),
    )
  }

  #take(source: ValueSource, found: Found): void {
    const root = firstPart(source.name)
    const cell = this.#graph.definers.get(root)
    if (!cell) found.globals.add(source.name)
    else if (kindOfName(cell, root) === "import") found.imports.add(root)
    else {
      for (const statement of definitionsOf(this.#graph, root))
        if (statement.specifiers.length > 0) found.loading.add(statement)
      if (!this.#isCalled(source)) found.names.add(root)
    }
  }

  /** The imports of the modules whose code made a value or may have. */
  makersOf(name: string): readonly Statement[] {
    return this.#importsBehind(name).filter(({ specifiers }) => !specifiers.every(isPureModule))
  }

  /** Whether a value is a function that a call gave, such as a counter, or holds one. */
  holdsFunction(name: string): boolean {
    return (this.#sources.get(name) ?? []).some((source) => {
      const { through, isCaptured, isGiven } = source
      if (isGiven) return false
      if (isCaptured && this.#resolve(source).length > 0) return true
      return through !== undefined && this.#givesFunction(firstPart(through))
    })
  }

  #givesFunction(name: string): boolean {
    return this.givenOf(name).some(({ isCaptured }) => isCaptured === true)
  }

  /** Whether a name stands for a part of what a module exports, whatever calls may have given. */
  isOfImport(name: string): boolean {
    return (this.#sources.get(name) ?? []).some(
      ({ name: other, through }) =>
        through === undefined && definitionsOf(this.#graph, firstPart(other)).some(({ kind }) => kind === "import"),
    )
  }

  /**
   * Some names, and those that may be, be a part of or hold what others do.
   * @param areCopiesIn whether a list of the same parts, which is another list, counts as well
   */
  withHolders(names: Iterable<string>, areCopiesIn = false): ReadonlySet<string> {
    const found = new Set(names)
    for (const name of found) {
      for (const { name: holder, isCopy } of this.#holdersOf(name)) if (areCopiesIn || !isCopy) found.add(holder)
      if (found.size > maximalNames) break
    }
    return found
  }

  /** Some names, and those with values that may have a part in common with theirs, copies among them. */
  withRelated(names: Iterable<string>): ReadonlySet<string> {
    const found = new Set(names)
    for (const name of found) {
      for (const { name: holder } of this.#holdersOf(name)) found.add(holder)
      for (const maker of this.#foreignTakersOf(name)) found.add(maker)
      for (const { name: other, through, isGiven } of this.#sources.get(name) ?? [])
        if (other !== "" && other !== through && !isGiven) found.add(firstPart(other))
      if (found.size > maximalNames) break
    }
    return found
  }

  /** Those of some names that may be, be a part of or hold what others of them do, with these. */
  derivedAmong(names: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
    const derived = new Map<string, Set<string>>()
    for (const name of names) {
      for (const { name: holder } of this.#holdersOf(name)) {
        if (names.has(holder)) derived.set(holder, (derived.get(holder) ?? new Set()).add(name))
      }
    }
    // Sets that grow while they are walked are walked to their new ends.
    for (const sources of derived.values())
      for (const source of sources) for (const further of derived.get(source) ?? []) sources.add(further)
    return derived
  }

  /** Those that hold a name's value themselves, or by what a function gives. */
  #holdersOf(name: string): readonly Taker[] {
    const known = this.#holders.get(name)
    if (known) return known
    this.#takers ??= this.#findTakers()
    const found: Taker[] = []
    const seen = new Set([name])
    for (const one of seen) {
      for (const taker of this.#takers.get(one) ?? []) {
        if (taker.isGiven) seen.add(taker.name)
        else found.push(taker)
      }
    }
    this.#holders.set(name, found)
    return found
  }

  /** The names of what functions of modules made of a value: whether it has a part in that, nobody knows. */
  #foreignTakersOf(name: string): readonly string[] {
    this.#foreignTakers ??= this.#findForeignTakers()
    return this.#foreignTakers.get(name) ?? []
  }

  #findForeignTakers(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>()
    for (const [name, sources] of this.#sources) {
      for (const { name: other, through, isGiven } of sources) {
        if (isGiven || other === "" || through === undefined || other === through) continue
        if (this.#importsBehind(firstPart(through)).length === 0) continue
        const root = firstPart(other)
        const takers = found.get(root) ?? []
        takers.push(name)
        found.set(root, takers)
      }
    }
    return found
  }

  #findTakers(): ReadonlyMap<string, readonly Taker[]> {
    const found = new Map<string, Taker[]>()
    for (const [name, sources] of this.#sources) {
      for (const { isGiven, ...source } of sources) {
        const resolved = source.name === "" ? [] : this.#resolve(source).filter(({ isCaptured }) => !isCaptured)
        if (resolved.length === 0) continue
        const isCopy = resolved.every(({ isHeld, isPart }) => isHeld && isPart)
        const root = firstPart(source.name)
        const takers = found.get(root) ?? []
        takers.push({ name, isGiven, isCopy })
        found.set(root, takers)
      }
    }
    return found
  }

  #collectSources(): void {
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

  /** Whether it is a function or class that was called: what that gives is no part of it. */
  #isCalled({ name, through }: ValueSource): boolean {
    const isItself = through === name
    return (
      through !== undefined &&
      definitionsOf(this.#graph, firstPart(name)).every(
        ({ kind }) => kind === "declaration" || (isItself && kind === "literal"),
      )
    )
  }

  /** What a source comes to when it is known what it goes through: nothing where that gives something else. */
  #resolve(source: ValueSource): readonly ValueSource[] {
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
      const imports = this.#importsBehind(called).filter(({ specifiers }) => !specifiers.every(isOfNode))
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
    return this.#called.has(name) && this.#importsBehind(name).length > 0
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
      for (const source of this.#sources.get(one) ?? []) {
        if (source.name !== "") seen.add(firstPart(source.name))
        else
          for (const resolved of this.#resolve(source)) {
            const given = { name: "", ...howOf(resolved) }
            found.set(Object.keys(given).join(), given)
          }
      }
    }
    return [...found.values()]
  }

  /** The imports of the modules whose code made a value or may have: that isn't looked at. */
  #importsBehind(name: string): readonly Statement[] {
    const known = this.#imports.get(name)
    if (known) return known
    const seen = new Set([name])
    const found = new Set<Statement>()
    for (const one of seen) {
      for (const statement of definitionsOf(this.#graph, one)) {
        if (statement.kind === "import") found.add(statement)
      }
      for (const { name: other } of this.#sources.get(one) ?? []) if (other !== "") seen.add(firstPart(other))
    }
    const imports = [...found]
    this.#imports.set(name, imports)
    return imports
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
