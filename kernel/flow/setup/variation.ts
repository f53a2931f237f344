import { firstPart } from "../../cell/dottedNames.ts"
import type { Effects } from "../../cell/effects/effects.ts"
import { isReadingMethod } from "../../cell/readingMethods.ts"
import type { Statement } from "../../cell/statements.ts"
import { definitionsOf } from "../definitions.ts"
import type { FlowGraph } from "../graph.ts"
import { importedFunction } from "./importedFunction.ts"
import { isOfChance } from "./packagesOfChance.ts"
import { isChangingMethod, isOfNode } from "./outsideCalls.ts"

/** Globals, or what is called or read of them, that give something else each time: by chance, by the clock or by the process. */
const chanceGlobals =
  /^(?:Date\.now|Math\.random|Temporal\.Now|crypto\.(?:getRandomValues|random\w+)|performance|process\.(?:argv0|availableMemory|constrainedMemory|cpuUsage|hrtime|memoryUsage|pid|ppid|resourceUsage|uptime))(?:\.|$)/

/** Globals that may give something else each time. */
const openGlobals = /^(?:crypto|fetch)(?:\.|$)/

/** Modules of Node whose functions give the same for the same. */
const steadyModules =
  /^(?:assert|assert\/strict|buffer|events|path|path\/\w+|punycode|querystring|string_decoder|url|util|zlib)$/

const known = new WeakMap<FlowGraph, Map<Statement, boolean>>()

/**
 * Whether a statement may do something else when it runs once more, in another process: it draws random numbers, looks at
 * the clock or at files, waits, or calls a package, itself or through functions of the notebook.
 */
export function mayVary(graph: FlowGraph, statement: Statement): boolean {
  const answers = known.get(graph) ?? new Map<Statement, boolean>()
  known.set(graph, answers)
  const answer = answers.get(statement) ?? new VariationFinder(graph).mayVary([statement.effects.now], statement)
  answers.set(statement, answer)
  return answer
}

/** Whether random numbers or the time of day are used when a statement runs, and not only by functions that it defines. */
export function drawsChance(graph: FlowGraph, statement: Statement): boolean {
  return new VariationFinder(graph, false).mayVaryNow(statement)
}

/** Whether a statement uses random numbers or the time of day, as far as its own code and that of the notebook tell. */
export function usesChance(graph: FlowGraph, statement: Statement): boolean {
  return new VariationFinder(graph, false).mayVary([statement.effects.now, statement.effects.later], statement)
}

/** Whether the function that a name of a module stands for may do something else each time. */
export function functionMayVary(graph: FlowGraph, name: string): boolean {
  return codeVaries(graph, name, new VariationFinder(graph))
}

/** Whether such a function uses random numbers or the time of day. */
export function functionUsesChance(graph: FlowGraph, name: string): boolean {
  return codeVaries(graph, name, new VariationFinder(graph, false))
}

function codeVaries(graph: FlowGraph, name: string, finder: VariationFinder): boolean {
  return definitionsOf(graph, name).some((one) => finder.mayVary([one.effects.now, one.effects.later], one))
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

  mayVary(effects: readonly Effects[], statement: Statement): boolean {
    return effects.some((one) => this.#varies(one)) || this.#takesMath(effects, statement)
  }

  /** The same of what a statement does when it runs, where its functions have a use of their own for what it reads. */
  mayVaryNow(statement: Statement): boolean {
    const { now, later } = statement.effects
    return this.#varies(now) || this.#takesMath([now, later], statement)
  }

  /** Whether code may have a use for `Math` as a whole, such as `const { random } = Math`. */
  #takesMath(effects: readonly Effects[], { reads }: Statement): boolean {
    if (!reads.includes("Math") || !this.#isGlobal("Math")) return false
    return effects.every(({ parts, calls }) => ![...parts, ...calls.keys()].some((name) => name.startsWith("Math.")))
  }

  #varies({ awaits, parts, calls }: Effects): boolean {
    if (awaits && this.#countsUnknown) return true
    // `random = Math.random`, the default of a parameter, draws nothing yet.
    for (const name of parts)
      if (this.#isVaryingGlobal(name) && (this.#countsUnknown || !isFunctionOfChance(name))) return true
    for (const [name, { hands, captures, isBare }] of calls) {
      // `new Date()` is now, `new Date("2026-05-01")` isn't.
      if (this.#isVaryingGlobal(name) || (name === "Date" && isBare && this.#isGlobal(name))) return true
      if (this.#callVaries(name, isBare)) return true
      for (const hand of [...hands, ...captures]) if (this.#functionVaries(hand)) return true
    }
    return false
  }

  #isVaryingGlobal(name: string): boolean {
    const own = name.replace(/^(?:globalThis|global)\./, "")
    const isVarying = chanceGlobals.test(own) || (this.#countsUnknown && openGlobals.test(own))
    return isVarying && this.#isGlobal(firstPart(own))
  }

  #isGlobal(name: string): boolean {
    return !this.#graph.definers.has(name)
  }

  #callVaries(name: string, isBare: boolean): boolean {
    const root = firstPart(name)
    return definitionsOf(this.#graph, root).some((one) => {
      if (one.kind === "import") return this.#importVaries(one, name, isBare)
      return one.kind === "computed" ? this.#madeVaries(one, name.slice(root.length)) : this.#enter(one)
    })
  }

  /** What a statement has computed is there as it is; what is called is code that it was made with. */
  #madeVaries(statement: Statement, method: string): boolean {
    if (this.#entered.has(statement)) return false
    this.#entered.add(statement)
    const isOfData = isDataMethod(method.slice(method.lastIndexOf(".") + 1))
    const makers = statement.reads.flatMap((name) => definitionsOf(this.#graph, name))
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
    return definitionsOf(this.#graph, name).some(
      (one) => (one.kind === "declaration" || one.kind === "literal") && this.#enter(one),
    )
  }

  #importVaries({ specifiers }: Statement, called: string, isBare: boolean): boolean {
    const facts = importedFunction(this.#graph, called)
    if (this.#countsUnknown) return facts ? facts.mayVary : isForeign({ specifiers })
    if (facts) return facts.usesChance
    const root = firstPart(called)
    const imported = this.#graph.definers.get(root)?.analysis.imported.get(root)
    if (!imported) return false
    const path = [...(/^(?:\*|default)$/.test(imported.name) ? [] : [imported.name]), ...called.split(".").slice(1)]
    return isOfChance(imported.specifier, path.join("."), isBare)
  }

  #enter(statement: Statement): boolean {
    if (this.#entered.has(statement)) return false
    this.#entered.add(statement)
    return this.mayVary([statement.effects.now, statement.effects.later], statement)
  }
}

function isFunctionOfChance(name: string): boolean {
  return /(?:^|\.)(?:Date\.now|Math\.random)$/.test(name)
}

/** Whether it is the name of a method of JavaScript's own lists, maps, texts and the like. */
function isDataMethod(name: string): boolean {
  return isReadingMethod(name) || isChangingMethod(name)
}

/** Whether a statement imports what isn't looked at, and may give something else each time. */
function isForeign({ specifiers }: Pick<Statement, "specifiers">): boolean {
  return specifiers.some((one) => one !== "tsnb" && !one.endsWith(".json") && !isSteady(one))
}

function isSteady(specifier: string): boolean {
  return isOfNode(specifier) && steadyModules.test(specifier.replace(/^node:/, ""))
}
