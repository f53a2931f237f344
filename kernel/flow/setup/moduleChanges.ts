import { isAbsolute } from "node:path"
import { lastPart } from "../../cell/dottedNames.ts"
import type { Statement } from "../../cell/statements.ts"
import type { FlowGraph } from "../graph.ts"
import { isLocal } from "./importedFunction.ts"
import type { MethodEffects } from "./methodEffects.ts"
import { isOfNode, isOutputName, isSetupName, reachOfBuiltin } from "./outsideCalls.ts"
import { isRepeatable } from "./repeatable.ts"
import type { CallUse, Touched } from "./touched.ts"

/** The function of tsnb that changes a class. */
export const serializerName = "serializer"

/** Finds what code does to the modules that cells load. */
export class ModuleChanges {
  readonly #graph: FlowGraph
  readonly #methods: MethodEffects

  constructor(graph: FlowGraph, methods: MethodEffects) {
    this.#graph = graph
    this.#methods = methods
  }

  /** A statement loads modules. */
  load({ defines, specifiers }: Statement, touched: Touched): void {
    const { modules } = this.#graph
    for (const specifier of specifiers) {
      if (isOfNode(specifier) || specifier === "tsnb") continue
      if (defines.length === 0 || modules.hasEffects(specifier)) touched.isEverywhere = true
      if (!modules.isRepeatable(specifier)) touched.isRepeatable = false
    }
  }

  /** Something is changed that belongs to the modules which statements load. */
  change(statements: Iterable<Statement>, touched: Touched): void {
    const { modules } = this.#graph
    for (const { specifiers } of statements) {
      for (const specifier of specifiers) {
        if (isOfNode(specifier) || modules.mayChangeProcess(specifier)) touched.isEverywhere = true
        if (!isOfNode(specifier)) for (const module of modules.reach(specifier)) touched.modules.add(module)
      }
    }
  }

  /**
   * A function changes what a statement made that loads a module: `const lib = require("./lib.cjs")`. Others may have the same
   * module under another name.
   * @param called the last part of the function's name
   */
  changeRequired(statement: Statement, called: string, touched: Touched): void {
    if (statement.kind !== "computed" || statement.specifiers.length === 0) return
    this.change([statement], touched)
    touched.isRepeatable &&= statement.specifiers.every((specifier) => this.#canRepeat(specifier, called))
  }

  /**
   * What a statement imports is called.
   * @param name what is called, dotted
   */
  call(statement: Statement, name: string, use: CallUse, touched: Touched): void {
    const called = lastPart(name)
    const effect = this.#methods.effectOfImport(statement, name)
    const hasEffects = effect === "some"
    // What may well be a change is taken for one where the code is the notebook's own.
    const isShown = use.isOutput && !(effect === "unknown" && isLocal(statement))
    const isForOutput = !hasEffects && (isShown || isOutputName(called))
    const changes = (use.isCommand && !isForOutput) || isSetupName(called) || (hasEffects && !touched.awaits)
    for (const specifier of statement.specifiers) {
      // Any task may be handed an instance of the class.
      if (specifier === "tsnb") touched.isEverywhere ||= called === serializerName
      else if (isOfNode(specifier)) callBuiltin(specifier, called, use, touched)
      else if (changes) {
        this.change([statement], touched)
        touched.isRepeatable &&= this.#canRepeat(specifier, called)
      }
    }
  }

  /** Local modules start anew with each attempt, unless loading them changes more than themselves. */
  #canRepeat(specifier: string, called: string): boolean {
    const { modules } = this.#graph
    const reached = [...modules.reach(specifier)]
    if (reached.every((module) => isAbsolute(module) || isOfNode(module))) return modules.isRepeatable(specifier)
    return reached.length === 1 && isRepeatable(reached[0] ?? "", called)
  }
}

function callBuiltin(specifier: string, called: string, { isCommand, startsChain }: CallUse, touched: Touched): void {
  const reach = isCommand || startsChain ? reachOfBuiltin(specifier, called) : "nowhere"
  touched.isOutside ||= reach === "outside"
  if (reach !== "process" || !isCommand) return
  touched.isEverywhere = true
  touched.isRepeatable = false
}
