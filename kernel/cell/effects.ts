import type { Node } from "oxc-parser"
import { isGlobalName } from "./globalNames.ts"
import { isConstant } from "./literal.ts"
import { assignedTargets, bare, boundNames, childrenOf, dottedName, isFunction, nameOfPart, rootOf } from "./nodes.ts"
import { calledName, changedByForeignMethod, isCallingGlobal, runsLater, takesCallback } from "./methodCalls.ts"
import { namedPart, namedParts } from "./patternParts.ts"
import { isReadingMethod } from "./readingMethods.ts"
import {
  argumentSource,
  givenThrough,
  heldBy,
  isOfGlobal,
  partOf,
  givenBy,
  sourcesOf,
  takesIn,
  type SourceScope,
  type ValueSource,
} from "./valueSources.ts"

/** A call of something that the cell's inner scopes don't define. */
export interface CallEffect {
  /** The names at the start of its arguments, such as `rows` of `rows.first`. */
  hands: ReadonlySet<string>
  /** The names that functions among its arguments get at. */
  captures: ReadonlySet<string>
  /** What its arguments are, are a part of or hold, those of the function that the call is in among them. */
  handed: readonly ValueSource[]
  /** It is called without any arguments. */
  isBare: boolean
  /** Nobody uses what it gives: it is called for what it does. */
  isCommand: boolean
  /** Nothing around it catches what it throws. */
  mayThrow: boolean
  /** A method of what it gives is called for what that does: `createWriteStream(path).end(text)`. */
  startsChain: boolean
}

/**
 * How much a function may change of what it is handed: nothing, only what that is itself (`rows.sort()`), or its parts as
 * well, such as the elements of a list.
 */
export type ArgumentChange = "none" | "itself" | "parts"

/** The one of them that is most. */
export function mostOf(changes: Iterable<ArgumentChange>): ArgumentChange {
  const all = new Set(changes)
  if (all.has("parts")) return "parts"
  return all.has("itself") ? "itself" : "none"
}

/** What evaluating code does beside giving a value. All names are the cell's own, those of other cells, or globals. */
export interface Effects {
  /** Names that are assigned to, or a part of which is. */
  changes: ReadonlySet<string>
  /** What values may be, be a part of or hold a part of which is changed. */
  alters: readonly ValueSource[]
  /** What comes to be known, in whole or in part, by names of cells: by `const first = rows[0]` or `all.push(rows)`. */
  flows: ReadonlyMap<string, readonly ValueSource[]>
  /** What the functions give whose code it is. */
  gives: readonly ValueSource[]
  /** Those of them that functions assign to as a whole (`count = 1`, `count++`), whenever these run. */
  assignedByFunctions: ReadonlySet<string>
  /** Those of them that the same code may change further when it runs once more: they aren't just given a constant. */
  changesFurther: ReadonlySet<string>
  /**
   * What is called, by its dotted name: `register`, `dayjs.extend`. A computed part reads `[]`; what is called without a
   * name at its start, such as a method of a list that is written out, is under the empty text.
   */
  calls: ReadonlyMap<string, CallEffect>
  /** What is read of names, which may run an accessor: `rows.first`; of a part of a part, the name at the start and the part. */
  parts: ReadonlySet<string>
  /** How much it changes of the parameters of the function that it is in. */
  changesArguments: ArgumentChange
  /** It throws on purpose, and doesn't catch that. */
  throws: boolean
  /** It waits for something; a function does whose code it is. */
  awaits: boolean
  /** It hands functions to a timer, a promise or the like, which runs them later. */
  defers: boolean
  /** Reading a part of what it makes may run code: it has accessors, or makes proxies. */
  hasAccessors: boolean
}

/** The effects of a top-level statement: when it is evaluated, and when functions and classes within it are used. */
export interface StatementEffects {
  now: Effects
  later: Effects
}

/** Functions that change their first argument. */
export const changingFunctions: ReadonlySet<string> = new Set([
  "Object.assign",
  "Object.defineProperties",
  "Object.defineProperty",
  "Object.freeze",
  "Object.seal",
  "Object.preventExtensions",
  "Object.setPrototypeOf",
  "Reflect.defineProperty",
  "Reflect.deleteProperty",
  "Reflect.set",
  "Reflect.setPrototypeOf",
])

/**
 * Finds what a top-level statement does.
 * @param isFree whether the name at this offset is none of an inner scope
 */
export function effectsOf(statement: Node, isFree: (offset: number) => boolean): StatementEffects {
  const now = new EffectFinder(isFree, false)
  const later = new EffectFinder(isFree, true)
  const itself = declaredClass(statement)
  if (itself !== undefined) for (const finder of [now, later]) finder.know(itself)
  now.visit(statement, false)
  now.define(statement)
  for (const part of now.deferred) later.visitDeferred(part)
  for (const superClass of now.superClasses) later.inherit(superClass)
  return { now: now.found(), later: later.found() }
}

/** The name of the class that a statement declares. */
function declaredClass(statement: Node): string | undefined {
  const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
  return node?.type === "ClassDeclaration" ? node.id?.name : undefined
}

class EffectFinder {
  readonly changes = new Set<string>()
  readonly assignedByFunctions = new Set<string>()
  readonly changesFurther = new Set<string>()
  readonly calls = new Map<
    string,
    {
      hands: Set<string>
      captures: Set<string>
      handed: ValueSource[]
      isBare: boolean
      isCommand: boolean
      mayThrow: boolean
      startsChain: boolean
    }
  >()
  readonly parts = new Set<string>()
  readonly alters: ValueSource[] = []
  readonly flows = new Map<string, ValueSource[]>()
  readonly gives: ValueSource[] = []
  /** Functions, and the values of classes' fields, that are evaluated when they are used. */
  readonly deferred: Node[] = []
  /** Classes whose code runs as well when those that extend them are used. */
  readonly superClasses: Node[] = []
  changesArguments: ArgumentChange = "none"
  throws = false
  awaits = false
  defers = false
  hasAccessors = false
  readonly #isFree: (offset: number) => boolean
  /** Functions within are taken to be called, too. */
  readonly #entersFunctions: boolean
  /** How many functions deep it is. */
  #depth = 0
  /** How many `try { … } catch` are around. */
  #catchers = 0
  /** What local names may stand for, such as `first` of `const first = rows[0]`. */
  readonly #aliases = new Map<string, readonly ValueSource[]>()
  readonly #scope: SourceScope

  constructor(isFree: (offset: number) => boolean, entersFunctions: boolean) {
    this.#isFree = isFree
    this.#scope = { isFree, local: (name) => this.#aliases.get(name) ?? [argumentSource] }
    this.#entersFunctions = entersFunctions
  }

  found(): Effects {
    const {
      changes,
      alters,
      flows,
      gives,
      assignedByFunctions,
      changesFurther,
      calls,
      parts,
      changesArguments,
      throws,
      awaits,
      defers,
      hasAccessors,
    } = this
    return {
      changes,
      alters,
      flows,
      gives,
      assignedByFunctions,
      changesFurther,
      calls,
      parts,
      changesArguments,
      throws,
      awaits,
      defers,
      hasAccessors,
    }
  }

  visitDeferred(node: Node): void {
    if (isFunction(node)) this.#enter(node, false)
    else this.visit(node, true)
    for (const given of isFunction(node) ? givenBy(node) : [node]) this.gives.push(...this.#sourcesOf(given))
  }

  /** A class's name is within the class a name of an inner scope, though it stands for what the cell defines. */
  know(name: string): void {
    this.#aliases.set(name, [{ name }])
  }

  inherit(superClass: Node): void {
    this.#call(bare(superClass), [argumentSource], true)
  }

  /** Taking a pattern's parts may run accessors, and a list's the code of its iterator. */
  #take(pattern: Node, value: Node): void {
    if (pattern.type === "ArrayPattern") this.#iterate(value)
    if (pattern.type !== "ObjectPattern") return
    for (const [, part = ""] of namedParts(pattern))
      for (const name of this.#freeRoots(value)) this.parts.add(name + part)
  }

  #iterate(value: Node): void {
    for (const name of this.#freeRoots(value)) this.#noteCall(`${name}.values`, [], true)
  }

  /** Notes what the names of a top-level declaration stand for. */
  define(statement: Node): void {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
    if (declaration?.type !== "VariableDeclaration") return
    for (const { id, init } of declaration.declarations) {
      if (!init) continue
      const sources = this.#sourcesOf(init)
      for (const [name, part] of namedParts(id))
        this.#flow(
          name,
          sources.flatMap((source) => namedPart(source, part)),
        )
    }
  }

  /** @param isUsed whether somebody uses the value */
  visit(node: Node, isUsed: boolean): void {
    switch (node.type) {
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        if (this.#entersFunctions) this.#enter(node, isUsed)
        else this.deferred.push(node)
        return
      case "ClassDeclaration":
      case "ClassExpression":
        return this.#visitClass(node)
      case "ExpressionStatement":
        return this.visit(node.expression, false)
      case "AwaitExpression":
        if (this.#depth === (this.#entersFunctions ? 1 : 0)) this.awaits = true
        return this.visit(node.argument, isUsed)
      case "ChainExpression":
      case "ParenthesizedExpression":
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion":
        return this.visit(node.expression, isUsed)
      case "SequenceExpression":
        return node.expressions.forEach((part, index) =>
          this.visit(part, isUsed && index === node.expressions.length - 1),
        )
      case "LogicalExpression":
        this.visit(node.left, true)
        return this.visit(node.right, isUsed)
      case "ConditionalExpression":
        this.visit(node.test, true)
        this.visit(node.consequent, isUsed)
        return this.visit(node.alternate, isUsed)
      case "UnaryExpression":
        if (node.operator === "delete") this.#change(node.argument)
        return this.visit(node.argument, isUsed && node.operator !== "void")
      case "UpdateExpression":
        this.#change(node.argument)
        return this.visit(node.argument, true)
      case "AssignmentExpression":
        for (const target of assignedTargets(node.left)) {
          this.#change(target, node.operator === "=" && this.#isFinal(node.right))
          this.#assign(target, this.#sourcesOf(node.right))
          if (target.type === "MemberExpression") this.#tie([node.right], target.object)
        }
        this.visit(node.left, true)
        return this.visit(node.right, true)
      case "VariableDeclarator":
        if (node.init) {
          this.#alias(node.id, node.init)
          this.#take(node.id, node.init)
        }
        break
      case "ForOfStatement":
      case "ForInStatement":
        this.#iterate(node.right)
        if (node.left.type === "VariableDeclaration")
          for (const { id } of node.left.declarations) this.#aliasParts(id, node.right)
        else for (const target of assignedTargets(node.left)) this.#change(target)
        break
      case "SpreadElement":
        this.#iterate(node.argument)
        break
      case "Property":
        if (node.kind === "get") this.hasAccessors = true
        break
      case "ThrowStatement":
        if (this.#depth === (this.#entersFunctions ? 1 : 0) && this.#catchers === 0) this.throws = true
        break
      case "TryStatement":
        if (!node.handler) break
        this.#catchers++
        this.visit(node.block, true)
        this.#catchers--
        this.visit(node.handler, true)
        if (node.finalizer) this.visit(node.finalizer, true)
        return
      case "CallExpression":
      case "NewExpression":
        return this.#visitCall(node, isUsed)
      case "TaggedTemplateExpression":
        this.#call(node.tag, [], true)
        break
      case "MemberExpression":
        for (const name of this.#freeRoots(node)) this.parts.add(`${name}.${nameOfPart(node)}`)
        break
      default:
        break
    }
    this.#visitChildren(node)
  }

  #visitChildren(node: Node): void {
    for (const child of childrenOf(node)) this.visit(child, true)
  }

  /** @param isUsed whether the value of a function that is one expression is used */
  #enter(node: Node, isUsed: boolean): void {
    if (!isFunction(node)) return
    this.#depth++
    for (const parameter of node.params) {
      this.#nameParts(parameter)
      this.visit(parameter, true)
    }
    // `constructor(readonly rows: Row[])`
    if (node.params.some(({ type }) => type === "TSParameterProperty")) this.gives.push(heldBy(argumentSource))
    if (node.body) this.visit(node.body, isUsed)
    this.#depth--
  }

  /** What the names of a parameter stand for that takes what it is handed apart, or collects it. */
  #nameParts(parameter: Node): void {
    const pattern = parameter.type === "AssignmentPattern" ? parameter.left : parameter
    if (pattern.type === "Identifier") return
    const source = pattern.type === "RestElement" ? heldBy(argumentSource) : partOf(argumentSource)
    for (const name of boundNames(pattern)) if (!this.#aliases.has(name)) this.#aliases.set(name, [source])
  }

  #visitClass(node: Extract<Node, { type: "ClassDeclaration" | "ClassExpression" }>): void {
    if (node.superClass) {
      this.visit(node.superClass, true)
      if (this.#entersFunctions) this.inherit(node.superClass)
      else this.superClasses.push(node.superClass)
    }
    for (const decorator of node.decorators) this.#call(decorator.expression, [], true)
    for (const member of node.body.body) {
      if ("decorators" in member) for (const { expression } of member.decorators) this.#call(expression, [], true)
      if ("computed" in member && member.computed) this.visit(member.key, true)
      if (member.type === "MethodDefinition" && member.kind === "get") this.hasAccessors = true
      if (member.type === "StaticBlock") {
        for (const statement of member.body) this.visit(statement, false)
        if (node.id) this.#noteSelfCalls(member, node.id.name)
      }
      const value = "value" in member ? member.value : undefined
      if (!value) continue
      if (member.type !== "MethodDefinition" && "static" in member && member.static) {
        this.visit(value, true)
        this.gives.push(...this.#sourcesOf(value))
      } else if (this.#entersFunctions) this.visitDeferred(value)
      else this.deferred.push(value)
    }
  }

  #visitCall(node: Extract<Node, { type: "CallExpression" | "NewExpression" }>, isUsed: boolean): void {
    const handed = node.arguments.map((argument) => this.#sourcesOf(argument))
    const callee = bare(node.callee)
    if (node.type === "NewExpression" && callee.type === "Identifier" && callee.name === "Proxy")
      this.hasAccessors = true
    this.#call(callee, handed.flat(), isUsed, node.arguments.length === 0)
    this.#takeIn(callee, handed, node.arguments)
    if (isFunction(callee)) {
      callee.params.forEach((parameter, index) => {
        const argument = node.arguments[index]
        if (argument) this.#alias(parameter, argument)
      })
      this.#enter(callee, isUsed)
    } else if (callee.type === "CallExpression") this.visit(callee, true)
    else if (callee.type !== "Identifier") this.#visitChildren(callee)
    if (!isUsed) this.#noteChain(callee)
    // `super(rows)`
    if (callee.type === "Super") this.gives.push(...handed.flat().map(heldBy))
    const called = dottedName(callee) ?? ""
    const [first, ...others] = node.arguments
    if (called === "Reflect.apply" && first)
      this.#call(
        bare(first),
        others.flatMap((one) => this.#sourcesOf(one)),
        isUsed,
      )
    const changed = changingFunctions.has(called) ? node.arguments[0] : changedByForeignMethod(called, callee, node)
    for (const source of changed ? this.#sourcesOf(changed) : [])
      this.#alter(source, this.#definesFinally(called, node.arguments))
    if (runsLater(callee) && node.arguments.length > 0) this.defers = true
    const receiver = callee.type === "MemberExpression" ? callee.object : undefined
    const isEach = callee.type === "MemberExpression" && nameOfPart(callee) === "forEach"
    for (const argument of node.arguments) {
      if (!isFunction(argument)) {
        this.visit(argument, true)
        this.#enterOptions(bare(argument))
        // `rows.forEach(add)`, `Array.from(rows, add)`, `rows.forEach(log.add)`
        if (receiver && takesCallback(callee) && dottedName(argument) !== undefined) {
          const beside = node.arguments.filter((other) => other !== argument)
          const roots = isCallingGlobal(callee) ? beside : [receiver]
          const lists = roots.flatMap((one) => this.#sourcesOf(one))
          this.#call(bare(argument), [...lists, ...lists.map(partOf)], isUsed && !isEach)
        }
        continue
      }
      // Whoever takes a function may call it: `rows.forEach((row) => …)` hands it parts of `rows`.
      const beside = node.arguments.filter((other) => other !== argument)
      const parts = [
        ...(receiver ? this.#partsHanded(callee, receiver) : []),
        ...beside.flatMap((part) => this.#sourcesOf(part)).filter(({ isCaptured }) => !isCaptured),
      ]
      if (receiver || parts.length > 0)
        for (const name of argument.params.flatMap(boundNames)) this.#aliases.set(name, parts)
      this.#enter(argument, isUsed && !isEach)
    }
  }

  /** `createServer(answer).listen(80).unref()`: the first call is made for what the last one does. */
  #noteChain(callee: Node): void {
    let first = callee
    while (first.type === "MemberExpression" && bare(first.object).type === "CallExpression") {
      const call = bare(first.object)
      first = "callee" in call ? bare(call.callee) : call
    }
    const call = first === callee || first.type !== "Identifier" ? undefined : this.calls.get(first.name)
    if (call) call.startsChain = true
  }

  /** Whoever takes an object with functions may call these: `parse(text, { step: (row) => rows.push(row) })`. */
  #enterOptions(argument: Node): void {
    if (argument.type !== "ObjectExpression" || this.#entersFunctions) return
    for (const property of argument.properties)
      if (property.type === "Property" && isFunction(property.value)) this.#enter(property.value, true)
  }

  /** What a method hands a function that it is handed. */
  #partsHanded(callee: Node, receiver: Node): readonly ValueSource[] {
    const called = dottedName(callee)
    const parts = this.#sourcesOf(receiver)
      .map(partOf)
      .filter(({ name }) => !isOfGlobal(name) || isProcessState(name))
    return called === undefined || takesCallback(callee) ? parts : parts.map((part) => givenThrough(part, called))
  }

  /** @param isBare whether it is called without any arguments */
  #call(callee: Node, hands: readonly ValueSource[], isUsed: boolean, isBare = false): void {
    const target = callee.type === "CallExpression" ? bare(callee.callee) : callee
    // `handlers.get("a")()`
    if (callee.type === "CallExpression") {
      const called = this.#sourcesOf(callee)
      for (const name of called.flatMap(namesOfSource)) this.#noteCall(name, hands, isUsed)
      // `logTo(lines)("started")`
      for (const source of called) {
        // `shuffler(random)(rows)`: who uses what it gives has no use for a change of `shuffler`.
        if (source.through !== undefined && (!isUsed || source.name !== source.through))
          this.#alter({ ...source, runs: true, isCalled: true })
      }
    }
    const root = rootOf(target)
    if (!root || this.#isFree(root.start)) {
      this.#noteCall(
        root && !this.#isOfCopy(target, root.name) ? this.#calledName(target, root.name) : "",
        hands,
        isUsed,
        isBare,
      )
      const maker = root ? undefined : this.#makerOf(target)
      if (maker !== undefined) this.#noteCall(maker, hands, true)
    } else if (target.type === "MemberExpression") {
      const method = nameOfPart(target)
      if (!isReadingMethod(method)) this.#changeLocal(root.name)
      // `for (const plugin of plugins) plugin.register(application)`
      for (const source of this.#scope.local(root.name)) {
        for (const name of source.isHeld || source.isCaptured ? [] : namesOfSource(source))
          this.#noteCall(`${name}.[].${method}`, hands, isUsed)
      }
    } else {
      for (const source of this.#scope.local(root.name)) {
        for (const name of source.through === undefined && source.name !== "" ? [source.name] : [])
          this.#noteCall(source.isPart ? `${name}.[]` : name, hands, isUsed)
      }
    }
    if (target.type !== "MemberExpression" || isReadingMethod(nameOfPart(target))) return
    // What is changed is none of the name at the start, or not that alone: `listOf(rows).push(1)`.
    const reaches = !takesIn(nameOfPart(target)) || bare(target.object).type === "NewExpression"
    // `callbacks[0]()` calls a part.
    for (const source of this.#sourcesOf(nameOfPart(target) === "[]" ? target : target.object)) {
      if (source.through !== undefined || rootName(source) !== root?.name)
        this.#alter({ ...source, runs: true, ...(reaches && { reaches }) })
    }
  }

  /** The class or function that makes an object of which a method is called: `new Scaler().fit(rows)`. */
  #makerOf(target: Node): string | undefined {
    if (target.type !== "MemberExpression") return undefined
    const made = bare(target.object)
    if (made.type !== "NewExpression" && made.type !== "CallExpression") return undefined
    if (made.type === "CallExpression" && isReadingMethod(nameOfPart(target))) return undefined
    const callee = bare(made.callee)
    if (callee.type === "MemberExpression" && !rootOf(callee)) return this.#makerOf(callee)
    return callee.type === "Identifier" && this.#isFree(callee.start) ? callee.name : undefined
  }

  #calledName(target: Node, root: string): string {
    const sources = target.type === "MemberExpression" ? this.#sourcesOf(target.object) : []
    return calledName(
      target,
      root,
      sources.some((source) => source.isPart === true && rootName(source) === root),
    )
  }

  /** Whether it is a method of something else that has parts of a name's value: `[...rows].sort`, `rows.map(f).sort`. */
  #isOfCopy(target: Node, root: string): boolean {
    if (target.type !== "MemberExpression" || dottedName(target) !== undefined) return false
    const sources = this.#sourcesOf(target.object)
    return sources.length > 0 && sources.every((source) => rootName(source) !== root || source.isHeld)
  }

  /** `static { this.register() }` */
  #noteSelfCalls(block: Node, name: string): void {
    for (const node of childrenOf(block)) {
      if (node.type === "CallExpression" && node.callee.type === "MemberExpression") {
        if (bare(node.callee.object).type === "ThisExpression")
          this.#noteCall(`${name}.${nameOfPart(node.callee)}`, [], false)
      }
      this.#noteSelfCalls(node, name)
    }
  }

  #noteCall(name: string, hands: readonly ValueSource[], isUsed: boolean, isBare = false): void {
    const call = this.calls.get(name) ?? {
      hands: new Set(),
      captures: new Set(),
      handed: [],
      isBare: false,
      isCommand: false,
      mayThrow: false,
      startsChain: false,
    }
    for (const hand of hands) {
      // A copy of its parts is nobody else's, and who gets a function has no hold of what that gets at.
      const names = hand.isCaptured || (hand.isHeld && hand.isPart) ? call.captures : call.hands
      for (const name of namesOfSource(hand)) names.add(name)
    }
    for (const hand of hands) call.handed.push(hand)
    call.isBare ||= isBare
    call.isCommand ||= !isUsed
    call.mayThrow ||= this.#catchers === 0
    this.calls.set(name, call)
  }

  /** What is called may keep what it is handed: an object with the method, or one argument the others. */
  #takeIn(callee: Node, handed: readonly (readonly ValueSource[])[], values: readonly Node[]): void {
    const method = callee.type === "MemberExpression" ? nameOfPart(callee) : undefined
    if (callee.type === "MemberExpression" && method !== undefined && takesIn(method)) {
      this.#hold(callee.object, handed.flat().map(heldBy))
      return this.#tie(values, callee.object)
    }
    const called = dottedName(callee)
    const root = rootOf(callee)
    if (called === undefined || !root || !this.#isFree(root.start) || (method !== undefined && isReadingMethod(method)))
      return
    const keepers = [...(method === undefined ? [] : [[{ name: root.name }]]), ...handed]
    if (keepers.length < 2) return
    const kept = keepers.map((sources) => sources.map((source) => givenThrough(heldBy(source), called)))
    const isOfObject = method !== undefined
    for (const [index, sources] of keepers.entries()) {
      const others = kept.filter((_, other) => other !== index).flat()
      const isObject = isOfObject && index === 0
      const held = isObject ? others : others.map(taken)
      for (const name of sources.filter(({ isHeld }) => !isHeld).flatMap(namesOfSource)) this.#flow(name, held)
    }
  }

  /** What is assigned to comes to stand for a value, or to hold it. */
  #assign(target: Node, sources: readonly ValueSource[]): void {
    if (target.type !== "Identifier") return this.#hold(target, sources.map(heldBy))
    if (this.#isFree(target.start)) this.#flow(target.name, sources)
    else this.#aliases.set(target.name, [...this.#scope.local(target.name), ...sources])
  }

  /** What an expression stands for, or is a part of, comes to hold something. */
  #hold(target: Node, sources: readonly ValueSource[]): void {
    if (sources.length === 0) return
    const root = rootOf(target)
    // `(groups[key] ??= []).push(row)`
    const choices = root ? [] : choicesOf(target)
    if (choices.length > 0) for (const choice of choices) this.#hold(choice, sources)
    // `this.rows = rows`
    else if (!root) this.gives.push(...sources)
    else if (!this.#isFree(root.start)) {
      const known = this.#aliases.get(root.name) ?? [argumentSource]
      for (const name of known.flatMap(namesOfSource)) this.#flow(name, sources)
      this.#aliases.set(root.name, [...known, ...sources])
    } else {
      // `make(rows).add(1)` isn't held by `make`.
      for (const name of this.#sourcesOf(target).flatMap(namesOfSource)) this.#flow(name, sources)
    }
  }

  /** What a local name stands for is from now on a part of what holds it: `all.push(made); return made`. */
  #tie(values: readonly Node[], holder: Node): void {
    const locals = values.map(bare).flatMap((one) => (one.type === "Identifier" && !this.#isFree(one.start) ? one : []))
    if (locals.length === 0) return
    const holders = this.#sourcesOf(holder).filter(({ name, isCaptured }) => name !== "" && !isCaptured)
    for (const { name } of locals) {
      const known = this.#scope.local(name)
      const isKnown = (part: ValueSource): boolean =>
        known.some((one) => one.name === part.name && one.isPart === part.isPart && one.through === part.through)
      const parts = holders.map(partOf).filter((part) => !isKnown(part))
      if (parts.length > 0) this.#aliases.set(name, [...known, ...parts])
    }
  }

  #flow(name: string, sources: readonly ValueSource[]): void {
    const others = sources.filter((source) => source.through !== undefined || rootName(source) !== name)
    if (others.length > 0) this.flows.set(name, [...(this.flows.get(name) ?? []), ...others])
  }

  #sourcesOf(node: Node): readonly ValueSource[] {
    return sourcesOf(node, this.#scope)
  }

  /** Whether an expression gives the same however often it is evaluated, in the same process as well. */
  #isFinal(node: Node): boolean {
    if (isFunction(node)) return namesIn(node).every(({ name, start }) => !this.#isFree(start) || isGlobalName(name))
    if (node.type === "ArrayExpression") return node.elements.every((element) => element && this.#isFinal(element))
    if (node.type === "ObjectExpression") {
      return node.properties.every(
        (property) => property.type === "Property" && !property.computed && this.#isFinal(property.value),
      )
    }
    return isConstant(node)
  }

  /** `Object.defineProperty(target, "name", { … })` with what may be given once more. */
  #definesFinally(called: string, [, , descriptor]: readonly Node[]): boolean {
    if (called !== "Object.defineProperty" || descriptor?.type !== "ObjectExpression") return false
    const values = descriptor.properties.flatMap((property) => (property.type === "Property" ? property : []))
    const isOpen = values.some(({ key, value }) => isKey(key, "configurable") && isTrue(value))
    const areFinal = values.every(({ value }) => this.#isFinal(value) && (isOpen || !isFunction(value)))
    return areFinal && values.length === descriptor.properties.length
  }

  /** @param isFinal it gets a value that is the same however often */
  #change(target: Node, isFinal = false): void {
    const node = bare(target)
    const root = rootOf(target)
    if (root && this.#isFree(root.start)) {
      this.changes.add(root.name)
      if (node === root && (this.#depth > 0 || this.#entersFunctions)) this.assignedByFunctions.add(root.name)
      if (!isFinal && !isVariable(target)) this.changesFurther.add(root.name)
    }
    if (node.type === "Identifier") return
    const whole = node.type === "MemberExpression" ? node.object : node
    for (const source of this.#sourcesOf(whole)) this.#alter(source, isFinal || isVariable(target))
  }

  #changeLocal(name: string): void {
    for (const source of this.#scope.local(name)) this.#alter(source)
  }

  /** A part of what a value stands for is changed. */
  #alter(source: ValueSource, isFinal = false): void {
    // Something else that holds it is changed.
    if (source.isHeld || source.isCaptured) return
    if (source.name === "") {
      this.changesArguments = source.isPart ? "parts" : mostOf([this.changesArguments, "itself"])
      return
    }
    const root = rootName(source)
    this.alters.push(source)
    if (source.through === undefined) this.changes.add(root)
    if (!isFinal) this.changesFurther.add(root)
  }

  #alias(pattern: Node, value: Node): void {
    if (pattern.type !== "Identifier") return this.#aliasParts(pattern, value)
    this.#aliases.set(pattern.name, this.#sourcesOf(value))
  }

  /** The names of a pattern may stand for parts of what a value is. */
  #aliasParts(pattern: Node, value: Node): void {
    const parts = this.#sourcesOf(value).map(partOf)
    for (const name of boundNames(pattern)) this.#aliases.set(name, parts)
  }

  /** The names at the start of an expression that aren't an inner scope's own. */
  #freeRoots(node: Node): readonly string[] {
    const root = rootOf(node)
    if (!root) return []
    return this.#isFree(root.start) ? [root.name] : this.#scope.local(root.name).flatMap(namesOfSource)
  }
}

/** What an expression may stand for where that is assigned, or one of several. */
function choicesOf(expression: Node): readonly Node[] {
  const node = bare(expression)
  switch (node.type) {
    case "AssignmentExpression":
      return [node.left, node.right]
    case "ConditionalExpression":
      return [node.consequent, node.alternate]
    case "MemberExpression":
      return choicesOf(node.object)
    default:
      return []
  }
}

function taken(source: ValueSource): ValueSource {
  return { ...source, isTaken: true }
}

function isProcessState(name: string): boolean {
  return /^(?:globalThis|global|process)\b/.test(name)
}

function rootName({ name }: ValueSource): string {
  const end = name.indexOf(".")
  return end < 0 ? name : name.slice(0, end)
}

/** The name that a source surely has a part in. */
function namesOfSource(source: ValueSource): readonly string[] {
  return source.through === undefined && source.name !== "" ? [rootName(source)] : []
}

/** Whether it is an environment variable: each attempt begins with those that there were. */
function isVariable(target: Node): boolean {
  return dottedName(target)?.startsWith("process.env.") === true
}

function isKey(key: Node, name: string): boolean {
  return "name" in key && key.name === name
}

function isTrue(value: Node): boolean {
  return value.type === "Literal" && value.value === true
}

/** All identifiers within a node that may be names of values. */
function namesIn(node: Node): readonly Extract<Node, { type: "Identifier" }>[] {
  return [...(node.type === "Identifier" ? [node] : []), ...childrenOf(node).flatMap(namesIn)]
}
