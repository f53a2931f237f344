import { firstPart } from "../../cell/dottedNames.ts"
import type { ValueSource } from "../../cell/effects/valueSources.ts"
import { isGlobalName } from "../../cell/globalNames.ts"
import type { Statement } from "../../cell/statements.ts"
import { definitionsOf } from "../definitions.ts"
import type { FlowGraph } from "../graph.ts"
import type { FunctionFacts, MethodEffect } from "./moduleFacts.ts"
import { isProcessState } from "./outsideCalls.ts"
import { Touched } from "./touched.ts"
import { TouchFinder } from "./touchFinder.ts"
import { functionMayVary, functionUsesChance } from "./variation.ts"

/** Looks at the functions of a module. @returns what tells of one by its name; undefined for what the module doesn't define */
export function functionsOf(graph: FlowGraph): (name: string) => FunctionFacts | undefined {
  const finder = new FunctionFactsFinder(graph)
  return (name) => (graph.definers.has(name) ? finder.of(name) : undefined)
}

/** Whether functions of a notebook, or of a module, may change what the whole process shares, or hand it out. */
export function mayChangeProcess(graph: FlowGraph): boolean {
  const touches = new TouchFinder(graph)
  return graph.cells.some(({ analysis }) => analysis.statements.some((one) => reachesProcess(touches, one)))
}

/** Whether functions of a statement change what the whole process shares, or its names stand for that. */
function reachesProcess(touches: TouchFinder, { defines, effects }: Statement): boolean {
  const touched = new Touched(defines)
  touches.follow(effects.later, touched, false)
  const globals = defines.flatMap((name) => [...touches.reachability.from([{ name, isPart: true }]).globals])
  return touched.isEverywhere || globals.some((name) => isProcessState(name) || !isGlobalName(firstPart(name)))
}

class FunctionFactsFinder {
  readonly #graph: FlowGraph
  readonly #touches: TouchFinder
  readonly #known = new Map<string, FunctionFacts>()

  constructor(graph: FlowGraph) {
    this.#graph = graph
    this.#touches = new TouchFinder(graph)
  }

  of(name: string): FunctionFacts {
    const known = this.#known.get(name)
    if (known) return known
    const effectOfMethod = (member: string): MethodEffect => this.#touches.methods.effectOf(name, member)
    // Until it is known: modules may import each other.
    this.#known.set(name, {
      changesArguments: "none",
      given: [],
      hasEffects: false,
      givesOwn: true,
      mayVary: false,
      usesChance: false,
      effectOfMethod,
    })
    const facts = {
      changesArguments: this.#touches.arguments.of(name),
      given: this.#touches.sources.givenOf(name),
      hasEffects: this.#hasEffects(name),
      givesOwn: this.#givesOwn(name),
      mayVary: functionMayVary(this.#graph, name),
      usesChance: functionUsesChance(this.#graph, name),
      effectOfMethod,
    }
    this.#known.set(name, facts)
    return facts
  }

  #givesOwn(name: string): boolean {
    const sources: readonly ValueSource[] = [
      { name, runs: true },
      { name, runs: true, isPart: true },
    ]
    const { names, imports, globals, loading, isCut } = this.#touches.reachability.from(sources)
    if (isCut || imports.size + globals.size + loading.size > 0) return true
    return [...names].some((one) => !definitionsOf(this.#graph, one).every(isFunction))
  }

  #hasEffects(name: string): boolean {
    const touched = new Touched([])
    for (const statement of definitionsOf(this.#graph, name)) this.#touches.enter(statement, touched)
    return touched.names.size > 0 || touched.modules.size > 0 || touched.isEverywhere
  }
}

/** Whether a statement declares functions or a class, and nothing that holds anything. */
function isFunction({ kind, functions }: Statement): boolean {
  return kind === "declaration" || functions.size > 0
}
