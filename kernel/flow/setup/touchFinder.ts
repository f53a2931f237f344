import { ambientNames } from "../../cell/ambient.ts"
import { firstPart, lastPart } from "../../cell/dottedNames.ts"
import { mostOf, type ArgumentChange, type CallEffect, type Effects } from "../../cell/effects/effects.ts"
import { changingFunctions } from "../../cell/effects/methodCalls.ts"
import { rootNameOf, takesIn, type ValueSource } from "../../cell/effects/valueSources.ts"
import { isGlobalName } from "../../cell/globalNames.ts"
import { isReadingMethod } from "../../cell/readingMethods.ts"
import type { Statement } from "../../cell/statements.ts"
import { definitionsOf } from "../definitions.ts"
import type { FlowGraph } from "../graph.ts"
import { ArgumentChanges } from "./argumentChanges.ts"
import { Reachability, type Reached } from "./reachability.ts"
import { isImport, isLocal } from "./importedFunction.ts"
import { MethodEffects } from "./methodEffects.ts"
import { ModuleChanges, serializerName } from "./moduleChanges.ts"
import { NameSources } from "./nameSources.ts"
import {
  isChangeName,
  isChangingMethod,
  isOfNode,
  isOutputName,
  isProcessState,
  isPureModule,
  isUndone,
  maySetUp,
  reachOfGlobal,
} from "./outsideCalls.ts"
import type { CallUse, Touched } from "./touched.ts"

/** Follows code through the functions that it calls, and finds what it touches. */
export class TouchFinder {
  readonly sources: NameSources
  readonly reachability: Reachability
  readonly methods: MethodEffects
  readonly arguments: ArgumentChanges
  readonly modules: ModuleChanges
  readonly #graph: FlowGraph

  constructor(graph: FlowGraph) {
    this.#graph = graph
    this.sources = new NameSources(graph)
    this.reachability = new Reachability(graph, this.sources)
    this.methods = new MethodEffects(graph)
    this.arguments = new ArgumentChanges(graph)
    this.modules = new ModuleChanges(graph, this.methods)
  }

  /** @param isOutput whether it is the code of the expression that its cell shows */
  follow(effects: Effects, touched: Touched, isOutput: boolean): void {
    const { changes, changesFurther, alters, parts, calls } = effects
    touched.isDeferred ||= !touched.awaits && (effects.defers || effects.awaits)
    for (const name of changes) this.#change(name, touched, changesFurther.has(name))
    for (const source of alters) this.#alter(source, touched, changesFurther.has(rootNameOf(source)))
    for (const part of parts) this.#readPart(part, touched)
    for (const [name, call] of calls) this.#followCall(name, call, touched, isOutput)
  }

  /** The code of a function, of a class or of what was made with one runs. */
  enter(statement: Statement, touched: Touched): void {
    if (touched.seen.has(statement)) return
    touched.seen.add(statement)
    this.follow(statement.effects.later, touched, false)
    if (statement.kind === "computed") for (const read of statement.reads) this.#enterFunction(read, touched)
  }

  /** Whether code may keep all that follows from running. Who runs cells by hand has seen that, and goes on all the same. */
  guards({ throws }: Effects): boolean {
    return throws && !this.#graph.hasLiveValues
  }

  /** Somebody gets hold of a function, or of an object with functions, and may call it. */
  #enterFunction(name: string, touched: Touched): void {
    for (const statement of definitionsOf(this.#graph, name))
      if (statement.kind === "declaration" || statement.kind === "literal") this.enter(statement, touched)
  }

  /** @param part dotted: the name at the start, and the part that is read */
  #readPart(part: string, touched: Touched): void {
    const [name = "", member = ""] = part.split(".")
    for (const statement of definitionsOf(this.#graph, name)) {
      // Whoever takes a method may call it.
      if (hasAccessors(statement) || this.methods.isMethod(statement, member)) this.enter(statement, touched)
      if (this.methods.changesWhenCalled(statement, member)) this.#alter({ name }, touched, true)
    }
  }

  /** @param name what is called, dotted */
  #followCall(name: string, call: CallEffect, touched: Touched, isOutput: boolean): void {
    // What is only shown is left as it is.
    if ((!isOutput || isChangeName(lastPart(name))) && this.#isUnknown(name)) this.#suspect(name, call, touched)
    const change = this.#call(name, { ...call, isOutput }, touched)
    this.#alterHanded(call, change, touched)
    const changesHands = change !== "none"
    for (const hand of call.hands) {
      if (isImport(this.#graph, hand)) {
        // What a function of a module does with another module is for the two to know.
        if (changesHands && this.arguments.of(name) !== "none") this.#alter({ name: hand }, touched, true)
        continue
      }
      if (changesHands) {
        this.#change(hand, touched, true)
        this.#alter({ name: hand }, touched, true)
      }
      this.#enterFunction(hand, touched)
    }
  }

  /** Code that isn't looked at gets hold of values. */
  #suspect(name: string, { hands, captures }: CallEffect, touched: Touched): void {
    const root = firstPart(name)
    const receiver = isImport(this.#graph, root) ? [] : [root]
    for (const one of [...receiver, ...hands, ...captures]) touched.suspects.add(one)
    // Whoever gets hold of a function may call it.
    for (const hand of hands) if (this.sources.holdsFunction(hand)) this.#change(hand, touched, true)
  }

  /** Whether a call is one of code that isn't looked at: a package's, or a method of what a package made. */
  #isUnknown(name: string): boolean {
    const root = firstPart(name)
    if (isOutputName(lastPart(name))) return false
    return definitionsOf(this.#graph, root).some(
      ({ kind, specifiers }) =>
        (kind === "import" || (kind === "computed" && this.sources.makersOf(root).length > 0)) &&
        !specifiers.some((specifier) => specifier === "tsnb" || isPureModule(specifier)),
    )
  }

  /** What a call is handed is changed, or parts of that. */
  #alterHanded({ handed }: CallEffect, change: ArgumentChange, touched: Touched): void {
    if (change === "none") return
    for (const source of handed) {
      if (source.name === "" || isImport(this.#graph, rootNameOf(source))) continue
      if (change === "parts") this.#alterReached(this.reachability.fromParts(source), touched, true)
      else this.#alter(source, touched, true)
    }
  }

  /** @returns how much of what it is handed may be changed */
  #call(name: string, use: CallUse, touched: Touched): ArgumentChange {
    const root = firstPart(name)
    const defining = definitionsOf(this.#graph, root)
    if (defining.length === 0) {
      if (name === serializerName) touched.isEverywhere = true
      else if (root !== "" && (!ambientNames.has(root) || root === "require"))
        this.#callGlobal(name, isCommand(use), touched)
      return "none"
    }
    const changing = defining.map((statement) =>
      statement.kind === "import"
        ? this.#callImport(statement, name, use, touched)
        : this.#callOfCell(statement, name, use, touched),
    )
    return mostOf([this.arguments.of(name), changing.includes(true) ? "itself" : "none"])
  }

  /** @returns whether what it is handed may be changed */
  #callImport(statement: Statement, name: string, use: CallUse, touched: Touched): boolean {
    this.modules.call(statement, name, use, touched)
    if (!isCommand(use)) return false
    const reached = this.reachability.from([{ name: firstPart(name), runs: true, reaches: true }])
    for (const one of reached.names) touched.names.add(one)
    return !isOutputName(lastPart(name)) && isForeign(statement)
  }

  /**
   * What a statement of a cell defines is called, or a method of it.
   * @returns whether what it is handed may be changed
   */
  #callOfCell(statement: Statement, name: string, use: CallUse, touched: Touched): boolean {
    const root = firstPart(name)
    const method = root === name ? undefined : lastPart(name)
    const makers = method !== undefined && use.isCommand && maySetUp(method) ? this.sources.makersOf(root) : []
    if (makers.length > 0) this.modules.change(makers.filter(isLocal), touched)
    const changes = makers.length > 0 || this.#changesCalled(statement, root, method)
    if (changes) touched.names.add(root)
    let changesHands = false
    if (changes || (method === undefined && statement.kind === "literal")) {
      const reached = this.#reachedByCall(statement, name, method)
      if (changes) for (const one of reached.names) touched.names.add(one)
      changesHands = this.#callReached(reached, method, use, touched)
    }
    if (changes) this.modules.changeRequired(statement, lastPart(name), touched)
    if (isCommand(use) && use.mayThrow && this.guards(statement.effects.later)) touched.mayThrow = true
    this.enter(statement, touched)
    return changesHands || (changes && isCommand(use) && !takesIn(lastPart(name)))
  }

  /** Whether a call changes what is called, or what its method is of. */
  #changesCalled(statement: Statement, root: string, method: string | undefined): boolean {
    if (method === undefined) return statement.kind !== "declaration" && !statement.functions.has(root)
    return !isReadingMethod(method) || this.methods.changesItself(statement, method)
  }

  /** What can be reached from a name that is called, or whose method is. */
  #reachedByCall(statement: Statement, name: string, method: string | undefined): Reached {
    const isOfPart = name.split(".").length > 2 || lastPart(name) === "[]"
    const reaches = method === undefined || !isChangingMethod(method) || this.methods.changesItself(statement, method)
    return this.reachability.from([
      {
        name: firstPart(name),
        runs: true,
        ...(method === undefined && { isCalled: true }),
        ...(isOfPart && { isPart: true }),
        ...(reaches && { reaches }),
      },
    ])
  }

  /**
   * What a name stands for is called, or a method of it.
   * @returns whether what it is handed may be changed
   */
  #callReached(
    { names, imports, globals, loading, isCut }: Reached,
    method: string | undefined,
    use: CallUse,
    touched: Touched,
  ): boolean {
    touched.isEverywhere ||= isCut
    const isChanging = method !== undefined && isChangingMethod(method)
    if (method === undefined ? use.isCommand : isChanging) this.modules.change(loading, touched)
    for (const name of imports) {
      for (const statement of definitionsOf(this.#graph, name)) {
        if (isChanging) this.modules.change([statement], touched)
        else this.modules.call(statement, method === undefined ? name : `${name}.${method}`, use, touched)
      }
    }
    for (const name of globals) {
      if (method === undefined && isProcessState(name)) touched.isEverywhere = true
      this.#callGlobal(method === undefined ? name : `${name}.${method}`, isCommand(use), touched)
    }
    for (const name of names) for (const statement of definitionsOf(this.#graph, name)) this.enter(statement, touched)
    return method === undefined && [...globals].some((name) => changingFunctions.has(name))
  }

  #callGlobal(name: string, isCommandOfCell: boolean, touched: Touched): void {
    // Whoever needs the name finds out that there is none.
    if (name === "process.exit" && !touched.isCommand) return
    const reach = reachOfGlobal(name, isCommandOfCell, isGlobalName(firstPart(name)))
    touched.isEverywhere ||= reach === "process"
    touched.isOutside ||= reach === "outside"
    if (reach === "process" && !isUndone(name)) touched.isRepeatable = false
  }

  /** A part of a value is changed, and so all that it may be a part of. */
  #alter(source: ValueSource, touched: Touched, isFurther: boolean): void {
    this.#alterReached(this.reachability.from([source]), touched, isFurther)
  }

  #alterReached({ names, imports, globals, loading, isCut }: Reached, touched: Touched, isFurther: boolean): void {
    touched.isEverywhere ||= isCut
    for (const name of names) touched.names.add(name)
    this.modules.change(loading, touched)
    for (const name of imports) this.modules.change(definitionsOf(this.#graph, name), touched)
    if (imports.size > 0 && isFurther) touched.isRepeatable = false
    for (const name of globals) {
      touched.isEverywhere = true
      // Each attempt begins with the variables that there were.
      if (isFurther && name !== "process.env") touched.isRepeatable = false
    }
  }

  /** @param isFurther it may be changed further by another run of the same code */
  #change(name: string, touched: Touched, isFurther: boolean): void {
    const isOfModule = isImport(this.#graph, name)
    const isOfCell = this.#graph.definers.has(name) && !isOfModule
    // What cells make is made anew for each attempt.
    if (isFurther && !isOfCell) touched.isRepeatable = false
    if (isOfModule) this.modules.change(definitionsOf(this.#graph, name), touched)
    else if (isOfCell) touched.names.add(name)
    // What a CommonJS module gives is its own.
    else if (name !== "module" && name !== "exports") touched.isEverywhere = true
  }
}

/** What is called in the expression that a cell shows, is called for its value. */
function isCommand({ isCommand: isStatement, isOutput }: CallUse): boolean {
  return isStatement && !isOutput
}

function isForeign({ specifiers }: Statement): boolean {
  return !specifiers.every((specifier) => specifier === "tsnb" || isOfNode(specifier))
}

function hasAccessors({ effects: { now, later } }: Statement): boolean {
  return now.hasAccessors || later.hasAccessors
}
