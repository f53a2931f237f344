import type { Statement } from "../../cell/statements.ts"
import type { ValueSource } from "../../cell/valueSources.ts"
import { kindOfName, type FlowGraph } from "../graph.ts"
import type { FunctionFacts } from "./moduleFacts.ts"
import { isOfNode } from "./outsideCalls.ts"

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

interface Source extends ValueSource {
  /** By what functions give, and not by the value itself. */
  isGiven: boolean
}

interface Taker {
  name: string
  isGiven: boolean
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
  readonly #holders = new Map<string, ReadonlySet<string>>()
  readonly #giving = new Map<string, boolean>()
  readonly #imports = new Map<string, readonly Statement[]>()

  constructor(graph: FlowGraph) {
    this.#graph = graph
    this.#collectSources()
  }

  behind(sources: Iterable<ValueSource>): Behind {
    const found = {
      names: new Set<string>(),
      imports: new Set<string>(),
      globals: new Set<string>(),
      loading: new Set<Statement>(),
      isCut: false,
    }
    const queue = new Set(sources)
    const take = (source: ValueSource): void => {
      const root = rootOf(source.name)
      const cell = this.#graph.definers.get(root)
      if (!cell) found.globals.add(source.name)
      else if (kindOfName(cell, root) === "import") {
        found.imports.add(root)
        for (const other of this.#sources.get(root) ?? []) queue.add(other)
      } else {
        for (const statement of this.#defining(root)) if (statement.specifiers.length > 0) found.loading.add(statement)
        if (!this.#isCalled(source)) found.names.add(root)
        if (cell.kind !== "task") for (const other of this.#sources.get(root) ?? []) queue.add(other)
      }
    }
    // A set that grows while it is walked is walked to its new end.
    for (const source of queue) {
      if (source.name !== "" && this.#holds(source)) take(source)
      found.isCut = found.names.size > maximalNames
      if (found.isCut) break
    }
    return found
  }

  /** Whether a name stands for a part of what a module exports, whatever calls may have given. */
  isOfImport(name: string): boolean {
    return (this.#sources.get(name) ?? []).some(
      ({ name: other, through }) =>
        through === undefined && this.#defining(rootOf(other)).some(({ kind }) => kind === "import"),
    )
  }

  /** Some names, and those that may be, be a part of or hold what they do. */
  withHolders(names: Iterable<string>): ReadonlySet<string> {
    const found = new Set(names)
    for (const name of found) {
      for (const holder of this.#holdersOf(name)) found.add(holder)
      if (found.size > maximalNames) break
    }
    return found
  }

  /** Those of some names that may be, be a part of or hold what others of them do. */
  derivedAmong(names: ReadonlySet<string>): ReadonlySet<string> {
    return new Set([...names].flatMap((name) => [...this.#holdersOf(name)].filter((holder) => names.has(holder))))
  }

  /** Those that hold a name's value themselves, or by what a function gives. */
  #holdersOf(name: string): ReadonlySet<string> {
    const known = this.#holders.get(name)
    if (known) return known
    this.#takers ??= this.#findTakers()
    const found = new Set<string>()
    const seen = new Set([name])
    for (const one of seen) {
      for (const { name: taker, isGiven } of this.#takers.get(one) ?? []) (isGiven ? seen : found).add(taker)
    }
    this.#holders.set(name, found)
    return found
  }

  #findTakers(): ReadonlyMap<string, readonly Taker[]> {
    const found = new Map<string, Taker[]>()
    for (const [name, sources] of this.#sources) {
      for (const source of sources) {
        if (source.name === "" || !this.#holds(source)) continue
        const root = rootOf(source.name)
        const takers = found.get(root) ?? []
        takers.push({ name, isGiven: source.isGiven })
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
      this.#defining(rootOf(name)).every(({ kind }) => kind === "declaration" || (isItself && kind === "literal"))
    )
  }

  /** Whether a value really has a part in what it goes through. */
  #holds({ name, through }: ValueSource): boolean {
    if (through === undefined) return true
    const called = rootOf(through)
    const isCallee = rootOf(name) === called
    const defining = this.#defining(called)
    if (defining.length === 0) return /^(?:globalThis|global)\./.test(through)
    if (defining.some(({ kind }) => kind === "import")) {
      if (isCallee) return this.#keepState(defining)
      return importedFunction(this.#graph, through)?.givesArguments === true
    }
    if (defining.every(({ kind }) => kind === "declaration")) return isCallee || this.givesArguments(called)
    const imports = this.#importsBehind(called)
    if (imports.length > 0) return isCallee && this.#keepState(imports)
    return isCallee || this.givesArguments(called)
  }

  #keepState(statements: readonly Statement[]): boolean {
    return statements.some(({ specifiers }) => specifiers.some((one) => this.#graph.modules.keepsState(one)))
  }

  /** Whether what a function gives, or what an object holds, may be what it was handed. */
  givesArguments(name: string): boolean {
    const known = this.#giving.get(name)
    if (known !== undefined) return known
    // Until it is known: a function that calls itself gives what its other code does.
    this.#giving.set(name, false)
    const found = this.#findArguments(name)
    this.#giving.set(name, found)
    return found
  }

  #findArguments(name: string): boolean {
    const seen = new Set([name])
    for (const one of seen) {
      for (const source of this.#sources.get(one) ?? []) {
        if (source.name !== "") seen.add(rootOf(source.name))
        else if (this.#holds(source)) return true
      }
    }
    return false
  }

  /** The imports of the modules, Node's own aside, whose code made a value or may have: that isn't looked at. */
  #importsBehind(name: string): readonly Statement[] {
    const known = this.#imports.get(name)
    if (known) return known
    const seen = new Set([name])
    const found = new Set<Statement>()
    for (const one of seen) {
      for (const statement of this.#defining(one)) {
        const { kind, specifiers } = statement
        if (kind === "import" && !specifiers.every((specifier) => isOfNode(specifier))) found.add(statement)
      }
      for (const { name: other } of this.#sources.get(one) ?? []) if (other !== "") seen.add(rootOf(other))
    }
    const imports = [...found]
    this.#imports.set(name, imports)
    return imports
  }

  #defining(name: string): readonly Statement[] {
    return this.#graph.definers.get(name)?.analysis.index.defining.get(name) ?? []
  }
}

/**
 * What is known of a function that a cell imports, as far as its code is looked at.
 * @param called its dotted name
 */
export function importedFunction({ definers, modules }: FlowGraph, called: string): FunctionFacts | undefined {
  const [root = "", method] = called.split(".")
  const imported = definers.get(root)?.analysis.imported.get(root)
  const name = imported?.name === "*" ? method : imported?.name
  return imported && name !== undefined ? modules.functionOf(imported.specifier, name) : undefined
}

function rootOf(name: string): string {
  const end = name.indexOf(".")
  return end < 0 ? name : name.slice(0, end)
}
