import { hash } from "node:crypto"
import { isAbsolute } from "node:path"
import { ambientNames } from "../../cell/ambient.ts"
import { mostOf, type ArgumentChange, type CallEffect, type Effects } from "../../cell/effects/effects.ts"
import { changingFunctions } from "../../cell/effects/methodCalls.ts"
import { isGlobalName } from "../../cell/globalNames.ts"
import { isReadingMethod } from "../../cell/readingMethods.ts"
import type { Statement } from "../../cell/statements.ts"
import { takesIn, type ValueSource } from "../../cell/effects/valueSources.ts"
import { kindOfName, type FlowGraph, type GraphCell } from "../graph.ts"
import type { Isolation } from "../ports.ts"
import { changersOf, type Changers } from "./changers.ts"
import { Aliases, type Behind } from "./aliases.ts"
import { ArgumentChanges } from "./argumentChanges.ts"
import { importedFunction, isLocal } from "./importedFunction.ts"
import { MethodEffects } from "./methodEffects.ts"
import type { FunctionFacts, MethodEffect } from "./moduleFacts.ts"
import { isRepeatable } from "./repeatable.ts"
import type { Sharer } from "./restored.ts"
import {
  isChangeName,
  isChangingMethod,
  isOfNode,
  isPureModule,
  isOutputName,
  isProcessState,
  isSetupName,
  maySetUp,
  isUndone,
  lastPart,
  reachOfBuiltin,
  reachOfGlobal,
} from "./outsideCalls.ts"
import { isOfProcess, type SetupStatement } from "./setupStatement.ts"
import { functionMayVary, functionUsesChance, usesChance } from "./variation.ts"

/** All set-up of a notebook, in the order in which it runs. */
export interface NotebookSetup extends Changers {
  statements: readonly SetupStatement[]
  byStatement: ReadonlyMap<Statement, SetupStatement>
}

/** The function of tsnb that changes a class. */
const serializerName = "serializer"

const known = new WeakMap<FlowGraph, NotebookSetup>()

/** Finds the set-up in a notebook's plain cells. */
export function setupOf(graph: FlowGraph): NotebookSetup {
  let setup = known.get(graph)
  if (!setup) {
    setup = findSetup(graph)
    known.set(graph, setup)
  }
  return setup
}

/** Whether functions of a notebook, or of a module, may change what the whole process shares, or hand it out. */
export function mayChangeProcess(graph: FlowGraph): boolean {
  const finder = new SetupFinder(graph)
  return graph.cells.some(({ analysis }) => analysis.statements.some((statement) => finder.reachesProcess(statement)))
}

/** Looks at the functions of a module. @returns what tells of one by its name; undefined for what the module doesn't define */
export function functionsOf(graph: FlowGraph): (name: string) => FunctionFacts | undefined {
  const finder = new SetupFinder(graph)
  return (name) => (graph.definers.has(name) ? finder.functionFacts(name) : undefined)
}

function findSetup(graph: FlowGraph): NotebookSetup {
  const finder = new SetupFinder(graph)
  const suspects: [GraphCell, ReadonlySet<string>][] = []
  const statements = [...graph.order.keys()]
    .filter(({ kind }) => kind === "plain" || kind === "parameters")
    .flatMap((cell) =>
      cell.analysis.statements.flatMap((statement) => {
        const { setup, suspects: names } = finder.find(cell, statement)
        suspects.push([cell, names])
        return setup ?? []
      }),
    )
  const wide = graph.hasLiveValues ? statements.map(forAll) : confineUnused(graph, statements)
  const byStatement = new Map(wide.map((one) => [one.statement, one] as const))
  const handed = changersOf(graph, wide, suspects, (name) => finder.sharerOf(name))
  return { statements: wide, byStatement, ...handed }
}

/** Whether a plain cell's name has another value each time it is made, as far as the notebook's code tells. */
export function isOfChance(graph: FlowGraph, name: string): boolean {
  const defining = graph.definers.get(name)?.analysis.index.defining.get(name) ?? []
  const changing = setupOf(graph).statements.filter(({ names }) => names.has(name))
  return [...defining, ...changing.map(({ statement }) => statement)].some((one) => usesChance(graph, one))
}

/** What the set-up of some code means for the process that it runs in. */
export function isolationFor(setup: readonly SetupStatement[]): Isolation {
  const lasting = setup.filter(isOfProcess)
  return {
    setup:
      lasting.length === 0 ? "" : hash("sha256", lasting.map(({ statement }) => statement.fingerprint).join(), "hex"),
    isFresh: lasting.some(({ isRepeatable: canRepeat }) => !canRepeat),
  }
}

/** Of cells that come one by one nobody knows which tasks are still to come. */
function forAll(one: SetupStatement): SetupStatement {
  return one.modules.size > 0 ? { ...one, isEverywhere: true } : one
}

/** What is done to modules that no task uses, such as `dotenv.config()`, is done for all. */
function confineUnused(graph: FlowGraph, statements: readonly SetupStatement[]): readonly SetupStatement[] {
  if (statements.every(({ modules }) => modules.size === 0)) return statements
  const used = modulesOfTasks(graph)
  return statements.map((one) =>
    one.modules.size > 0 && one.modules.isDisjointFrom(used) ? { ...one, isEverywhere: true } : one,
  )
}

/** The modules that tasks import, or get at through what they read. */
function modulesOfTasks({ tasks, definers, modules }: FlowGraph): ReadonlySet<string> {
  const statements = new Set([...tasks.values()].flatMap(({ cell }) => cell.analysis.statements))
  // A set that grows while it is walked is walked to its new end.
  for (const { reads } of statements) {
    for (const name of reads) {
      for (const defining of definers.get(name)?.analysis.index.defining.get(name) ?? []) statements.add(defining)
    }
  }
  const specifiers = new Set([...statements].flatMap((statement) => statement.specifiers))
  return new Set([...specifiers].flatMap((specifier) => Array.from(modules.reach(specifier))))
}

function isImport({ definers }: FlowGraph, name: string): boolean {
  const definer = definers.get(name)
  return definer !== undefined && kindOfName(definer, name) === "import"
}

/** What a statement was found to touch. */
class Touched {
  readonly names = new Set<string>()
  /** Names that code gets hold of which isn't looked at. */
  readonly suspects = new Set<string>()
  readonly modules = new Set<string>()
  readonly seen = new Set<Statement>()
  isEverywhere = false
  isOutside = false
  isRepeatable = true
  /** On purpose, or by a function that is called for what it does. */
  mayThrow = false
  /** Functions run later that it hands to timers and the like, or functions that nobody waits for. */
  isDeferred = false
  /** Whether the statement is there for what it does, and not for a name that it defines. */
  readonly isCommand: boolean
  /** Whether it waits for something, which is best not done again in each process. */
  readonly awaits: boolean

  constructor(defines: readonly string[], awaits = false) {
    this.isCommand = defines.length === 0
    this.awaits = awaits
  }
}

/** How a function is called. */
interface CallUse {
  /** For what it does: nobody uses what it gives. */
  isCommand: boolean
  /** A method of what it gives is called for what that does. */
  startsChain: boolean
  /** In the expression that its cell shows. */
  isOutput: boolean
  /** Nothing around it catches what it throws. */
  mayThrow: boolean
}

class SetupFinder {
  readonly #graph: FlowGraph
  readonly #aliases: Aliases
  readonly #methods: MethodEffects
  readonly #arguments: ArgumentChanges
  readonly #facts = new Map<string, FunctionFacts>()
  /** By local modules, the names of the cells that import or load them. */
  #loaded: ReadonlyMap<string, readonly string[]> | undefined

  constructor(graph: FlowGraph) {
    this.#graph = graph
    this.#aliases = new Aliases(graph)
    this.#methods = new MethodEffects(graph)
    this.#arguments = new ArgumentChanges(graph)
  }

  /** @returns the names, too, whose values the statement may change for all that is known */
  find(cell: GraphCell, statement: Statement): { setup?: SetupStatement; suspects: ReadonlySet<string> } {
    const touched = new Touched(statement.defines, statement.effects.now.awaits)
    if (statement.kind === "import") this.#import(statement, touched)
    else {
      if (statement.specifiers.length > 0) this.#import(statement, touched)
      this.#follow(statement.effects.now, touched, this.#isOutput(cell, statement))
    }
    // It may do nothing but keep the notebook from going on.
    const mayThrow = touched.mayThrow || (statement.kind !== "import" && this.#guards(statement.effects.now))
    const isGuard = mayThrow && !touched.isEverywhere
    touched.isEverywhere ||= isGuard
    const names = this.#changedWith(touched)
    for (const name of statement.defines) names.delete(name)
    const isQuiet = touched.names.size + touched.suspects.size === 0
    const suspects = isQuiet
      ? touched.suspects
      : this.#aliases.withRelated([...touched.names, ...touched.suspects]).difference(names)
    const { modules, isEverywhere, isOutside, isRepeatable: canRepeat } = touched
    if (names.size === 0 && modules.size === 0 && !isEverywhere && !isOutside) return { suspects }
    const setup: SetupStatement = {
      cell,
      statement,
      names,
      changesNames: [...names].some((name) => touched.names.has(name)),
      derived: this.#aliases.derivedAmong(names),
      modules,
      isEverywhere,
      // What also changes this process has to run in each.
      isOutside: isOutside && !isEverywhere && modules.size === 0,
      mayReachOutside: isOutside || statement.effects.now.awaits,
      isRepeatable: canRepeat,
      isGuard,
      isDeferred: touched.isDeferred,
    }
    return { setup, suspects }
  }

  /** The names whose values are changed with what a statement touches. */
  #changedWith({ names, modules }: Touched): Set<string> {
    const imported = this.#namesFrom(modules)
    const changed = new Set(names.size === 0 ? names : this.#aliases.withHolders(names))
    if (imported.length === 0) return changed
    // Which part of what a module holds is changed, nobody knows.
    for (const name of this.#aliases.withHolders(imported, true)) if (!this.#isModule(name)) changed.add(name)
    return changed
  }

  /** The names by which cells have what modules of the notebook's own hold: who changes such a module may change that. */
  #namesFrom(modules: ReadonlySet<string>): readonly string[] {
    if (modules.size === 0) return []
    this.#loaded ??= this.#findLoaded()
    const loaded = this.#loaded
    return [...modules].flatMap((module) => loaded.get(module) ?? [])
  }

  #findLoaded(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>()
    for (const { analysis } of this.#graph.cells) {
      for (const { specifiers, defines } of analysis.statements) {
        for (const module of new Set(specifiers.flatMap((one) => Array.from(this.#graph.modules.reach(one))))) {
          if (!isAbsolute(module)) continue
          const names = found.get(module)
          if (names) names.push(...defines)
          else found.set(module, [...defines])
        }
      }
    }
    return found
  }

  /** Whether functions of a statement change what the whole process shares, or its names stand for that. */
  reachesProcess({ defines, effects }: Statement): boolean {
    const touched = new Touched(defines)
    this.#follow(effects.later, touched, false)
    const globals = defines.flatMap((name) => [...this.#aliases.behind([{ name, isPart: true }]).globals])
    return touched.isEverywhere || globals.some((name) => isProcessState(name) || !isGlobalName(rootOf({ name })))
  }

  /** Who has what a name stands for, or a part of it, beside the notebook's cells. */
  sharerOf(name: string): Sharer {
    const itself = this.#aliases.behind([{ name }])
    if (itself.globals.size > 0) return "process"
    const { imports, loading } = this.#aliases.behind([{ name, isPart: true }])
    const keeping = [...itself.imports.union(imports)].filter(
      (one) => importedFunction(this.#graph, one)?.givesOwn !== false,
    )
    return keeping.length + itself.loading.size + loading.size > 0 ? "module" : "nobody"
  }

  functionFacts(name: string): FunctionFacts {
    const known = this.#facts.get(name)
    if (known) return known
    const effectOfMethod = (member: string): MethodEffect => this.#methods.effectOf(name, member)
    // Until it is known: modules may import each other.
    this.#facts.set(name, {
      changesArguments: "none",
      given: [],
      hasEffects: false,
      givesOwn: true,
      mayVary: false,
      usesChance: false,
      effectOfMethod,
    })
    const facts = {
      changesArguments: this.#arguments.of(name),
      given: this.#aliases.givenOf(name),
      hasEffects: this.#hasEffects(name),
      givesOwn: this.#givesOwn(name),
      mayVary: functionMayVary(this.#graph, name),
      usesChance: functionUsesChance(this.#graph, name),
      effectOfMethod,
    }
    this.#facts.set(name, facts)
    return facts
  }

  #givesOwn(name: string): boolean {
    const sources: readonly ValueSource[] = [
      { name, runs: true },
      { name, runs: true, isPart: true },
    ]
    const { names, imports, globals, loading, isCut } = this.#aliases.behind(sources)
    if (isCut || imports.size + globals.size + loading.size > 0) return true
    return [...names].some((one) => !this.#defining(one).every(isFunction))
  }

  #hasEffects(name: string): boolean {
    const touched = new Touched([])
    for (const statement of this.#defining(name)) this.#enter(statement, touched)
    return touched.names.size > 0 || touched.modules.size > 0 || touched.isEverywhere
  }

  #import({ defines, specifiers }: Statement, touched: Touched): void {
    for (const specifier of specifiers) {
      if (isOfNode(specifier) || specifier === "tsnb") continue
      const { modules } = this.#graph
      if (defines.length === 0 || modules.hasEffects(specifier)) touched.isEverywhere = true
      if (!modules.isRepeatable(specifier)) touched.isRepeatable = false
    }
  }

  /** Whether code may keep all that follows from running. Who runs cells by hand has seen that, and goes on all the same. */
  #guards({ throws }: Effects): boolean {
    return throws && !this.#graph.hasLiveValues
  }

  /** Whether a statement is the expression that its cell shows, and works with values of the notebook. */
  #isOutput({ analysis }: GraphCell, statement: Statement): boolean {
    if (!statement.isExpression || analysis.statements.at(-1) !== statement) return false
    return statement.reads.some((name) => {
      const definer = this.#graph.definers.get(name)
      if (!definer || this.#aliases.isOfImport(name)) return false
      const kind = kindOfName(definer, name)
      return kind === "computed" || (definer.kind === "task" && kind === "literal")
    })
  }

  #follow(effects: Effects, touched: Touched, isOutput: boolean): void {
    touched.isDeferred ||= !touched.awaits && (effects.defers || effects.awaits)
    for (const name of effects.changes) this.#change(name, touched, effects.changesFurther.has(name))
    for (const source of effects.alters) this.#alter(source, touched, effects.changesFurther.has(rootOf(source)))
    for (const part of effects.parts) {
      const [name = "", member = ""] = part.split(".")
      for (const statement of this.#defining(name)) {
        // Whoever takes a method may call it.
        if (hasAccessors(statement) || this.#methods.isMethod(statement, member)) this.#enter(statement, touched)
        if (this.#methods.changesWhenCalled(statement, member)) this.#alter({ name }, touched, true)
      }
    }
    for (const [name, call] of effects.calls) {
      // What is only shown is left as it is.
      if ((!isOutput || isChangeName(lastPart(name))) && this.#isUnknown(name)) {
        const [root = ""] = name.split(".")
        const receiver = this.#isModule(root) ? [] : [root]
        for (const one of [...receiver, ...call.hands, ...call.captures]) touched.suspects.add(one)
        // Whoever gets hold of a function may call it.
        for (const hand of call.hands) if (this.#aliases.holdsFunction(hand)) this.#change(hand, touched, true)
      }
      const change = this.#call(name, { ...call, isOutput }, touched)
      const changesHands = change !== "none"
      this.#alterHanded(call, change, touched)
      for (const hand of call.hands) {
        if (this.#isModule(hand)) {
          // What a function of a module does with another module is for the two to know.
          if (changesHands && this.#arguments.of(name) !== "none") this.#alter({ name: hand }, touched, true)
          continue
        }
        if (changesHands) {
          this.#change(hand, touched, true)
          this.#alter({ name: hand }, touched, true)
        }
        // Whoever gets hold of a function may call it.
        for (const statement of this.#defining(hand)) {
          if (statement.kind === "declaration" || statement.kind === "literal") this.#enter(statement, touched)
        }
      }
    }
  }

  /** What a call is handed is changed, or parts of that. */
  #alterHanded({ handed }: CallEffect, change: ArgumentChange, touched: Touched): void {
    if (change === "none") return
    for (const source of handed) {
      if (source.name === "" || this.#isModule(rootOf(source))) continue
      if (change === "parts") this.#alterBehind(this.#aliases.behindParts(source), touched, true)
      else this.#alter(source, touched, true)
    }
  }

  /** Whether a call is one of code that isn't looked at: a package's, or a method of what a package made. */
  #isUnknown(name: string): boolean {
    const [root = ""] = name.split(".")
    const last = lastPart(name)
    return this.#defining(root).some(
      ({ kind, specifiers }) =>
        (kind === "import" || (kind === "computed" && this.#aliases.makersOf(root).length > 0)) &&
        !isOutputName(last) &&
        !specifiers.some((specifier) => specifier === "tsnb" || isPureModule(specifier)),
    )
  }

  /** @returns how much of what it is handed may be changed */
  #call(name: string, use: CallUse, touched: Touched): ArgumentChange {
    const isCommand = use.isCommand && !use.isOutput
    const [root = ""] = name.split(".")
    const last = lastPart(name)
    const isMethod = root !== name
    const defining = this.#defining(root)
    if (defining.length === 0) {
      if (name === serializerName) touched.isEverywhere = true
      else if (root !== "" && (!ambientNames.has(root) || root === "require"))
        this.#callGlobal(name, isCommand, touched)
      return "none"
    }
    let changesHands = false
    for (const statement of defining) {
      if (statement.kind === "import") {
        this.#callImport(statement, name, use, touched)
        if (isCommand)
          for (const one of this.#aliases.behind([{ name: root, runs: true, reaches: true }]).names)
            touched.names.add(one)
        changesHands ||= isCommand && !isOutputName(last) && isForeign(statement)
        continue
      }
      const isFunction = !isMethod && (statement.kind === "declaration" || statement.functions.has(root))
      const isOfModule = isMethod && use.isCommand && maySetUp(last) && this.#aliases.makersOf(root).length > 0
      if (isOfModule) this.#touchModules(this.#aliases.makersOf(root).filter(isLocal), touched)
      const changes = isMethod
        ? isOfModule || !isReadingMethod(last) || this.#methods.changesItself(statement, last)
        : !isFunction
      if (changes) touched.names.add(root)
      if (changes || (!isMethod && statement.kind === "literal")) {
        const isOfPart = name.split(".").length > 2 || last === "[]"
        const reaches = !isMethod || !isChangingMethod(last) || this.#methods.changesItself(statement, last)
        const behind = this.#aliases.behind([
          {
            name: root,
            runs: true,
            ...(!isMethod && { isCalled: true }),
            ...(isOfPart && { isPart: true }),
            ...(reaches && { reaches }),
          },
        ])
        if (changes) for (const one of behind.names) touched.names.add(one)
        changesHands = this.#callBehind(behind, isMethod ? last : undefined, use, touched) || changesHands
      }
      // `const lib = require("./lib.cjs")`: others may have the same module under another name.
      if (changes) this.#changeRequired(statement, last, touched)
      const { later } = statement.effects
      changesHands ||= changes && isCommand && !takesIn(last)
      if (isCommand && use.mayThrow && this.#guards(later)) touched.mayThrow = true
      this.#enter(statement, touched)
    }
    return mostOf([this.#arguments.of(name), changesHands ? "itself" : "none"])
  }

  /**
   * What a name stands for is called, or a method of it.
   * @returns whether what it is handed may be changed
   */
  #callBehind(
    { names, imports, globals, loading, isCut }: Behind,
    method: string | undefined,
    use: CallUse,
    touched: Touched,
  ): boolean {
    touched.isEverywhere ||= isCut
    if (method === undefined ? use.isCommand : isChangingMethod(method)) this.#touchModules([...loading], touched)
    for (const name of imports) {
      for (const statement of this.#defining(name)) {
        if (method !== undefined && isChangingMethod(method)) this.#touchModules([statement], touched)
        else this.#callImport(statement, method === undefined ? name : `${name}.${method}`, use, touched)
      }
    }
    for (const name of globals) {
      if (method === undefined && isProcessState(name)) touched.isEverywhere = true
      this.#callGlobal(method === undefined ? name : `${name}.${method}`, use.isCommand && !use.isOutput, touched)
    }
    for (const name of names) for (const statement of this.#defining(name)) this.#enter(statement, touched)
    return method === undefined && [...globals].some((name) => changingFunctions.has(name))
  }

  /** A part of a value is changed, and so all that it may be a part of. */
  #alter(source: ValueSource, touched: Touched, isFurther: boolean): void {
    this.#alterBehind(this.#aliases.behind([source]), touched, isFurther)
  }

  #alterBehind({ names, imports, globals, loading, isCut }: Behind, touched: Touched, isFurther: boolean): void {
    touched.isEverywhere ||= isCut
    for (const name of names) touched.names.add(name)
    this.#touchModules([...loading], touched)
    for (const name of imports) this.#touchModules(this.#defining(name), touched)
    if (imports.size > 0 && isFurther) touched.isRepeatable = false
    for (const name of globals) {
      touched.isEverywhere = true
      // Each attempt begins with the variables that there were.
      if (isFurther && name !== "process.env") touched.isRepeatable = false
    }
  }

  /** The code of a function, of a class or of what was made with one runs. */
  #enter(statement: Statement, touched: Touched): void {
    if (touched.seen.has(statement)) return
    touched.seen.add(statement)
    this.#follow(statement.effects.later, touched, false)
    if (statement.kind !== "computed") return
    for (const read of statement.reads) {
      for (const made of this.#defining(read))
        if (made.kind === "declaration" || made.kind === "literal") this.#enter(made, touched)
    }
  }

  /** @param isFurther it may be changed further by another run of the same code */
  #change(name: string, touched: Touched, isFurther: boolean): void {
    const isOfCell = this.#graph.definers.has(name) && !this.#isModule(name)
    // What cells make is made anew for each attempt.
    if (isFurther && !isOfCell) touched.isRepeatable = false
    if (this.#isModule(name)) {
      this.#touchModules(this.#defining(name), touched)
    } else if (this.#graph.definers.has(name)) touched.names.add(name)
    // What a CommonJS module gives is its own.
    else if (name !== "module" && name !== "exports") touched.isEverywhere = true
  }

  #callGlobal(name: string, isCommand: boolean, touched: Touched): void {
    const [root = ""] = name.split(".")
    // Whoever needs the name finds out that there is none.
    if (name === "process.exit" && !touched.isCommand) return
    const reach = reachOfGlobal(name, isCommand, isGlobalName(root))
    touched.isEverywhere ||= reach === "process"
    touched.isOutside ||= reach === "outside"
    if (reach === "process" && !isUndone(name)) touched.isRepeatable = false
  }

  /** @param name what is called, dotted */
  #callImport(statement: Statement, name: string, use: CallUse, touched: Touched): void {
    const { isCommand, startsChain, isOutput } = use
    const called = lastPart(name)
    const effect = this.#methods.effectOfImport(statement, name)
    const hasEffects = effect === "some"
    // What may well be a change is taken for one where the code is the notebook's own.
    const isShown = isOutput && !(effect === "unknown" && isLocal(statement))
    const isForOutput = !hasEffects && (isShown || isOutputName(called))
    for (const specifier of statement.specifiers) {
      if (specifier === "tsnb") {
        // Any task may be handed an instance of the class.
        touched.isEverywhere ||= called === serializerName
        continue
      }
      if (isOfNode(specifier)) {
        const reach = isCommand || startsChain ? reachOfBuiltin(specifier, called) : "nowhere"
        touched.isOutside ||= reach === "outside"
        if (reach !== "process" || !isCommand) continue
        touched.isEverywhere = true
        touched.isRepeatable = false
      } else if ((isCommand && !isForOutput) || isSetupName(called) || (hasEffects && !touched.awaits)) {
        this.#touchModules([statement], touched)
        touched.isRepeatable &&= this.#canRepeat(specifier, called)
      }
    }
  }

  #changeRequired(statement: Statement, called: string, touched: Touched): void {
    if (statement.kind !== "computed" || statement.specifiers.length === 0) return
    this.#touchModules([statement], touched)
    touched.isRepeatable &&= statement.specifiers.every((specifier) => this.#canRepeat(specifier, called))
  }

  /** Local modules start anew with each attempt, unless loading them changes more than themselves. */
  #canRepeat(specifier: string, called: string): boolean {
    const { modules } = this.#graph
    const reached = [...modules.reach(specifier)]
    if (reached.every((module) => isAbsolute(module) || isOfNode(module))) return modules.isRepeatable(specifier)
    return reached.length === 1 && isRepeatable(reached[0] ?? "", called)
  }

  #touchModules(statements: readonly Statement[], touched: Touched): void {
    for (const { specifiers } of statements) {
      for (const specifier of specifiers) {
        if (isOfNode(specifier) || this.#graph.modules.mayChangeProcess(specifier)) touched.isEverywhere = true
        if (!isOfNode(specifier)) for (const module of this.#graph.modules.reach(specifier)) touched.modules.add(module)
      }
    }
  }

  #isModule(name: string): boolean {
    return isImport(this.#graph, name)
  }

  #defining(name: string): readonly Statement[] {
    return this.#graph.definers.get(name)?.analysis.index.defining.get(name) ?? []
  }
}

/** Whether a statement declares functions or a class, and nothing that holds anything. */
function isFunction({ kind, functions }: Statement): boolean {
  return kind === "declaration" || functions.size > 0
}

function isForeign({ specifiers }: Statement): boolean {
  return !specifiers.every((specifier) => specifier === "tsnb" || isOfNode(specifier))
}

function rootOf({ name }: ValueSource): string {
  return name.split(".")[0] ?? ""
}

function hasAccessors({ effects: { now, later } }: Statement): boolean {
  return now.hasAccessors || later.hasAccessors
}
