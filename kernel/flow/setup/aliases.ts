import type { Statement } from "../../cell/statements.ts"
import type { ValueSource } from "../../cell/valueSources.ts"
import { kindOfName, type FlowGraph } from "../graph.ts"
import { isOfNode } from "./outsideCalls.ts"

/** What a value may be, be a part of or hold. */
export interface Behind {
  /** Names of cells, imports aside. */
  names: ReadonlySet<string>
  /** Names that cells import. */
  imports: ReadonlySet<string>
  /** Dotted names that no cell defines. */
  globals: ReadonlySet<string>
  /** Whether there is more, which isn't told: work with very many names would take long. */
  isCut: boolean
}

/** Names that are told at most of those that share a value. */
const maximalNames = 200

const nobody: ReadonlySet<string> = new Set()

/**
 * Which names of a notebook may share values: by `const first = rows[0]`, `all.push(rows)`, or a function that gives what it
 * was handed. Values of tasks are their own: each reader gets a copy.
 */
export class Aliases {
  readonly #graph: FlowGraph
  readonly #sources: ReadonlyMap<string, readonly ValueSource[]>
  #holders: ReadonlyMap<string, ReadonlySet<string>> | undefined
  readonly #foreign = new Map<string, boolean>()

  constructor(graph: FlowGraph) {
    this.#graph = graph
    this.#sources = this.#sourcesByName()
  }

  behind(sources: Iterable<ValueSource>): Behind {
    const found = { names: new Set<string>(), imports: new Set<string>(), globals: new Set<string>(), isCut: false }
    const queue = new Set(sources)
    const take = (source: ValueSource): void => {
      const root = rootOf(source.name)
      const cell = this.#graph.definers.get(root)
      if (!cell) found.globals.add(source.name)
      else if (kindOfName(cell, root) === "import") found.imports.add(root)
      else if (!found.names.has(root)) {
        found.names.add(root)
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

  #holdersOf(name: string): ReadonlySet<string> {
    this.#holders ??= this.#findHolders()
    return this.#holders.get(name) ?? nobody
  }

  #findHolders(): ReadonlyMap<string, ReadonlySet<string>> {
    const found = new Map<string, Set<string>>()
    for (const [name, sources] of this.#sources) {
      for (const source of sources) {
        if (source.name === "" || !this.#holds(source)) continue
        const root = rootOf(source.name)
        const holders = found.get(root) ?? new Set()
        found.set(root, holders.add(name))
      }
    }
    return found
  }

  #sourcesByName(): ReadonlyMap<string, readonly ValueSource[]> {
    const sources = new Map<string, ValueSource[]>()
    const add = (name: string, more: readonly ValueSource[]): void => {
      const known = sources.get(name)
      if (known) known.push(...more)
      else if (more.length > 0) sources.set(name, [...more])
    }
    for (const { kind, analysis } of this.#graph.cells) {
      if (kind !== "plain" && kind !== "parameters") continue
      for (const { defines, effects } of analysis.statements) {
        for (const { flows, gives } of [effects.now, effects.later]) {
          for (const [name, others] of flows) add(name, others)
          for (const name of defines) add(name, gives)
        }
      }
    }
    return sources
  }

  /** Whether a value really has a part in what it goes through. */
  #holds({ name, through }: ValueSource): boolean {
    if (through === undefined) return true
    const called = rootOf(through)
    const isCallee = rootOf(name) === called
    const defining = this.#defining(called)
    if (defining.length === 0) return /^(?:globalThis|global)\./.test(through)
    if (defining.some(({ kind }) => kind === "import")) return isCallee && this.#keepState(defining)
    if (defining.every(({ kind }) => kind === "declaration")) return isCallee || this.#givesArguments(called)
    if (this.#isForeign(called)) return false
    return isCallee || this.#givesArguments(called)
  }

  #keepState(statements: readonly Statement[]): boolean {
    return statements.some(({ specifiers }) => specifiers.some((one) => this.#graph.modules.keepsState(one)))
  }

  /** Whether what a function gives, or what an object holds, may be what it was handed. */
  #givesArguments(name: string): boolean {
    const seen = new Set([name])
    for (const one of seen) {
      for (const { name: other } of this.#sources.get(one) ?? []) {
        if (other === "") return true
        seen.add(rootOf(other))
      }
    }
    return false
  }

  /** Whether a value was made by a module's code, which isn't looked at. */
  #isForeign(name: string): boolean {
    const known = this.#foreign.get(name)
    if (known !== undefined) return known
    const seen = new Set([name])
    let isForeign = false
    for (const one of seen) {
      const statements = this.#defining(one)
      isForeign ||= statements.some(
        ({ kind, specifiers }) => kind === "import" && !specifiers.every((specifier) => isOfNode(specifier)),
      )
      for (const { name: other } of this.#sources.get(one) ?? []) if (other !== "") seen.add(rootOf(other))
    }
    this.#foreign.set(name, isForeign)
    return isForeign
  }

  #defining(name: string): readonly Statement[] {
    return this.#graph.definers.get(name)?.analysis.index.defining.get(name) ?? []
  }
}

function rootOf(name: string): string {
  const end = name.indexOf(".")
  return end < 0 ? name : name.slice(0, end)
}
