import { firstPart } from "../../cell/dottedNames.ts"
import { partOf, type ValueSource } from "../../cell/effects/valueSources.ts"
import type { Statement } from "../../cell/statements.ts"
import { definitionsOf } from "../definitions.ts"
import { kindOfName, type FlowGraph } from "../graph.ts"
import type { NameSources } from "./nameSources.ts"
import { maximalNames } from "./nameHolders.ts"

/** What can be reached from a value: what that may be, be a part of or hold. */
export interface Reached {
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

interface Found {
  names: Set<string>
  imports: Set<string>
  globals: Set<string>
  loading: Set<Statement>
}

/** Finds what is changed with a value, since it can be reached from that. */
export class Reachability {
  readonly #graph: FlowGraph
  readonly #sources: NameSources

  constructor(graph: FlowGraph, sources: NameSources) {
    this.#graph = graph
    this.#sources = sources
  }

  /** What is changed with values. */
  from(sources: Iterable<ValueSource>): Reached {
    return this.#allFrom(
      [...sources].flatMap((source) =>
        this.#sources.resolve(source).filter(({ isHeld, isCaptured }) => !isHeld && (!isCaptured || source.runs)),
      ),
    )
  }

  /** What is changed with parts of values, or with parts of these, such as the elements of a copy of a list. */
  fromParts(source: ValueSource): Reached {
    const resolved = this.#sources.resolve(source).filter(({ isCaptured }) => !isCaptured)
    return this.#allFrom(resolved.map((one) => partOf(partOf(one))))
  }

  #allFrom(sources: Iterable<ValueSource>): Reached {
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
      if (this.#graph.definers.get(firstPart(source.name))?.kind !== "task") this.#next(source).forEach(ask)
    }
    return found
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

  /** What can be reached from a value in one step, as far as that stands for something or holds it. */
  #next({ name, isPart, runs, isCalled, reaches }: ValueSource): readonly ValueSource[] {
    return this.#sources.of(firstPart(name)).flatMap((known) =>
      this.#sources
        .resolve(isCalled ? { ...known, isCalled } : known)
        .flatMap(({ isHeld, isCaptured, ...one }): ValueSource[] => {
          const { name: other, through, isPart: isPartOfOther } = one
          const same = { name: other, ...(through !== undefined && { through }) }
          if (isCaptured) return runs ? [isCalled ? { ...same, runs, isCalled } : same] : []
          const how = { ...(runs && { runs }), ...(reaches && { reaches }) }
          if (!isHeld) return [{ ...same, ...how, ...((isPart || isPartOfOther) && { isPart: true }) }]
          if (isPart) return [{ ...same, ...how, isPart: true }]
          if (runs && this.#isCode(other)) return [{ ...same, ...how }]
          // A method may change what its object holds, but not parts of something else among that.
          return reaches && !isPartOfOther ? [same] : []
        }),
    )
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

  #isCode(name: string): boolean {
    const root = firstPart(name)
    return definitionsOf(this.#graph, root).some(
      ({ kind, functions }) => kind === "import" || kind === "declaration" || functions.has(root),
    )
  }
}
