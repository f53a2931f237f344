import type { Effects } from "../../cell/effects.ts"
import { isReadingMethod } from "../../cell/readingMethods.ts"
import type { Statement } from "../../cell/statements.ts"
import type { FlowGraph } from "../graph.ts"
import { importedFunction } from "./importedFunction.ts"
import { isChangingMethod, isOfNode } from "./outsideCalls.ts"

/** Globals, or what is called or read of them, that give something else each time. */
const varyingGlobals =
  /^(?:Date\.now|Math\.random|Temporal\.Now|crypto|fetch|performance|process\.(?:argv0|availableMemory|constrainedMemory|cpuUsage|hrtime|memoryUsage|pid|ppid|resourceUsage|uptime))(?:\.|$)/

/** Modules of Node whose functions give the same for the same. */
const steadyModules =
  /^(?:assert|assert\/strict|buffer|events|path|path\/\w+|punycode|querystring|string_decoder|url|util|zlib)$/

/**
 * Whether a statement may do something else when it runs once more, in another process: it draws random numbers, looks at
 * the clock or at files, waits, or calls a package, itself or through functions of the notebook.
 */
export function mayVary(graph: FlowGraph, statement: Statement): boolean {
  return new VariationFinder(graph).mayVary([statement.effects.now], statement)
}

/** Whether a statement uses random numbers or the time of day, as far as its own code and that of the notebook tell. */
export function usesChance(graph: FlowGraph, statement: Statement): boolean {
  return new VariationFinder(graph, false).mayVary([statement.effects.now, statement.effects.later], statement)
}

/** The same for the function that a name of a module stands for. */
export function functionMayVary(graph: FlowGraph, name: string): boolean {
  const finder = new VariationFinder(graph)
  return definingIn(graph, name).some((one) => finder.mayVary([one.effects.now, one.effects.later], one))
}

class VariationFinder {
  readonly #graph: FlowGraph
  readonly #countsUnknown: boolean
  readonly #entered = new Set<Statement>()

  /** @param countsUnknown whether what isn't known to give the same counts, such as a package and what is waited for */
  constructor(graph: FlowGraph, countsUnknown = true) {
    this.#graph = graph
    this.#countsUnknown = countsUnknown
  }

  mayVary(effects: readonly Effects[], { reads }: Statement): boolean {
    return effects.some((one) => this.#varies(one, reads))
  }

  #varies({ awaits, parts, calls }: Effects, reads: readonly string[]): boolean {
    if (awaits && this.#countsUnknown) return true
    const isMathWhole = reads.includes("Math") && ![...parts, ...calls.keys()].some((name) => name.startsWith("Math."))
    if (isMathWhole && this.#isGlobal("Math")) return true
    for (const name of parts) if (this.#isVaryingGlobal(name)) return true
    for (const [name, { hands, captures }] of calls) {
      // `new Date()` is now, `new Date(row.start)` isn't.
      if (this.#isVaryingGlobal(name) || (name === "Date" && hands.size === 0 && this.#isGlobal(name))) return true
      if (this.#callVaries(name)) return true
      for (const hand of [...hands, ...captures]) if (this.#functionVaries(hand)) return true
    }
    return false
  }

  #isVaryingGlobal(name: string): boolean {
    const own = name.replace(/^(?:globalThis|global)\./, "")
    return varyingGlobals.test(own) && this.#isGlobal(own.split(".")[0] ?? "")
  }

  #isGlobal(name: string): boolean {
    return !this.#graph.definers.has(name)
  }

  #callVaries(name: string): boolean {
    const [root = ""] = name.split(".")
    return definingIn(this.#graph, root).some((one) => {
      if (one.kind === "import") return this.#importVaries(one, name)
      return one.kind === "computed" ? this.#madeVaries(one, name.slice(root.length)) : this.#enter(one)
    })
  }

  /** What a statement has computed is there as it is; what is called is code that it was made with. */
  #madeVaries(statement: Statement, method: string): boolean {
    if (this.#entered.has(statement)) return false
    this.#entered.add(statement)
    const isOfData = isDataMethod(method.slice(method.lastIndexOf(".") + 1))
    const makers = statement.reads.flatMap((name) => definingIn(this.#graph, name))
    return (
      this.mayVary([statement.effects.later], statement) ||
      makers.some((one) => {
        if (one.kind === "import") return !isOfData && this.#countsUnknown && isForeign(one)
        return one.kind === "computed" ? this.#madeVaries(one, method) : this.#enter(one)
      })
    )
  }

  /** Whoever is handed a function may call it. */
  #functionVaries(name: string): boolean {
    return definingIn(this.#graph, name).some(
      (one) => (one.kind === "declaration" || one.kind === "literal") && this.#enter(one),
    )
  }

  #importVaries({ specifiers }: Statement, called: string): boolean {
    const facts = importedFunction(this.#graph, called)
    if (!this.#countsUnknown) return specifiers.some((one) => /^(?:node:)?crypto$/.test(one)) && /random/i.test(called)
    return facts ? facts.mayVary : isForeign({ specifiers })
  }

  #enter(statement: Statement): boolean {
    if (this.#entered.has(statement)) return false
    this.#entered.add(statement)
    return this.mayVary([statement.effects.now, statement.effects.later], statement)
  }
}

/** Whether it is the name of a method of JavaScript's own lists, maps, texts and the like. */
function isDataMethod(name: string): boolean {
  return isReadingMethod(name) || isChangingMethod(name)
}

function definingIn({ definers }: FlowGraph, name: string): readonly Statement[] {
  return definers.get(name)?.analysis.index.defining.get(name) ?? []
}

/** Whether a statement imports what isn't looked at, and may give something else each time. */
function isForeign({ specifiers }: Pick<Statement, "specifiers">): boolean {
  return specifiers.some((one) => one !== "tsnb" && !one.endsWith(".json") && !isSteady(one))
}

function isSteady(specifier: string): boolean {
  return isOfNode(specifier) && steadyModules.test(specifier.replace(/^node:/, ""))
}
