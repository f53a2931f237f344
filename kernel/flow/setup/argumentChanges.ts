import { firstPart, lastPart } from "../../cell/dottedNames.ts"
import { mostOf, type ArgumentChange } from "../../cell/effects/effects.ts"
import { isReadingMethod } from "../../cell/readingMethods.ts"
import type { Statement } from "../../cell/statements.ts"
import type { ValueSource } from "../../cell/effects/valueSources.ts"
import { definitionsOf } from "../definitions.ts"
import type { FlowGraph } from "../graph.ts"
import { importedFunction } from "./importedFunction.ts"
import { isChangingMethod } from "./outsideCalls.ts"

/** How much functions change of what they are handed, as their code tells, or that of functions that they hand it on to. */
export class ArgumentChanges {
  readonly #graph: FlowGraph
  readonly #known = new Map<string, ArgumentChange>()

  constructor(graph: FlowGraph) {
    this.#graph = graph
  }

  /** @param called the dotted name of what is called */
  of(called: string): ArgumentChange {
    const known = this.#known.get(called)
    if (known) return known
    const change = this.#find(called, new Set())
    this.#known.set(called, change)
    return change
  }

  #find(called: string, seen: Set<string>): ArgumentChange {
    if (seen.has(called)) return "none"
    seen.add(called)
    const root = firstPart(called)
    const method = root === called ? undefined : lastPart(called)
    const defining = definitionsOf(this.#graph, root)
    const makers = defining.flatMap((statement) => this.#makersOf(statement, method))
    return mostOf([
      ...defining.map((statement) => this.#ofStatement(statement, called, seen)),
      ...makers.map((name) => this.#find(name, seen)),
    ])
  }

  #ofStatement({ kind, effects: { later } }: Statement, called: string, seen: Set<string>): ArgumentChange {
    if (kind === "import") return importedFunction(this.#graph, called)?.changesArguments ?? "none"
    const handedOn = [...later.calls].flatMap(([name, { handed }]) => {
      const own = handed.filter((source) => source.name === "")
      return own.length === 0 ? [] : handingOn(this.#find(name, seen), own)
    })
    return mostOf([later.changesArguments, ...handedOn])
  }

  /** The classes and functions that made what is called, or have its method: `const scaler = new Scaler()`. */
  #makersOf({ kind, reads }: Statement, method: string | undefined): readonly string[] {
    if (kind !== "computed") return []
    const mayBeTheirs = method === undefined || !isDataMethod(method)
    return reads.filter((name) =>
      definitionsOf(this.#graph, name).some((one) => {
        const isCode = one.kind === "import" || one.kind === "declaration" || one.functions.has(name)
        return isCode && (mayBeTheirs || one.methods.has(method))
      }),
    )
  }
}

/** What a function changes of its own arguments that hands these on to another. */
function handingOn(change: ArgumentChange, handed: readonly ValueSource[]): readonly ArgumentChange[] {
  if (change === "none") return []
  return handed.flatMap(({ through, isPart, isHeld, isCaptured }): ArgumentChange | [] => {
    if (isCaptured) return []
    if (change === "parts" || through !== undefined) return "parts"
    // A list of its own is changed.
    if (isHeld) return []
    return isPart ? "parts" : "itself"
  })
}

/** Whether it is the name of a method of JavaScript's own lists, maps, texts and the like. */
function isDataMethod(name: string): boolean {
  return isReadingMethod(name) || isChangingMethod(name)
}
