import type { Node } from "oxc-parser"
import { isGlobalName } from "./globalNames.ts"
import { isConstant } from "./literal.ts"
import { assignedTargets, bare, boundNames, dottedName, isFunction, nameOfPart, rootOf } from "./nodes.ts"
import { isReadingMethod } from "./readingMethods.ts"

/** A call of something that the cell's inner scopes don't define. */
export interface CallEffect {
  /** The names at the start of its arguments, such as `rows` of `rows.first`. */
  hands: ReadonlySet<string>
  /** Nobody uses what it gives: it is called for what it does. */
  isCommand: boolean
}

/** What evaluating code does beside giving a value. All names are the cell's own, those of other cells, or globals. */
export interface Effects {
  /** Names that are assigned to, or a part of which is. */
  changes: ReadonlySet<string>
  /** Those of them that functions assign to as a whole (`count = 1`, `count++`), whenever these run. */
  assignedByFunctions: ReadonlySet<string>
  /** Those of them that the same code may change further when it runs once more: they aren't just given a constant. */
  changesFurther: ReadonlySet<string>
  /**
   * What is called, by its dotted name: `register`, `dayjs.extend`. A computed part reads `[]`; what is called without a
   * name at its start, such as a method of a list that is written out, is under the empty text.
   */
  calls: ReadonlyMap<string, CallEffect>
  /** Names a part of which is read, which may run an accessor. */
  parts: ReadonlySet<string>
  /** It changes a parameter of the function that it is in, or a part of one. */
  changesArguments: boolean
  /** It throws on purpose. */
  throws: boolean
  /** It waits for something. */
  awaits: boolean
  /** Reading a part of what it makes may run code: it has accessors, or makes proxies. */
  hasAccessors: boolean
}

/** The effects of a top-level statement: when it is evaluated, and when functions and classes within it are used. */
export interface StatementEffects {
  now: Effects
  later: Effects
}

/** Functions that change their first argument. */
const changingFunctions: ReadonlySet<string> = new Set([
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

/** Nodes of TypeScript that have a meaning at run time; all others are for the type checker. */
const runtimeTypeNodes: ReadonlySet<string> = new Set([
  "TSAsExpression",
  "TSEnumBody",
  "TSEnumDeclaration",
  "TSEnumMember",
  "TSExportAssignment",
  "TSInstantiationExpression",
  "TSModuleBlock",
  "TSModuleDeclaration",
  "TSNonNullExpression",
  "TSParameterProperty",
  "TSSatisfiesExpression",
  "TSTypeAssertion",
])

/**
 * Finds what a top-level statement does.
 * @param isFree whether the name at this offset is none of an inner scope
 */
export function effectsOf(statement: Node, isFree: (offset: number) => boolean): StatementEffects {
  const now = new EffectFinder(isFree, false)
  now.visit(statement, false)
  const later = new EffectFinder(isFree, true)
  for (const part of now.deferred) later.visitDeferred(part)
  return { now: now.found(), later: later.found() }
}

class EffectFinder {
  readonly changes = new Set<string>()
  readonly assignedByFunctions = new Set<string>()
  readonly changesFurther = new Set<string>()
  readonly calls = new Map<string, { hands: Set<string>; isCommand: boolean }>()
  readonly parts = new Set<string>()
  /** Functions, and the values of classes' fields, that are evaluated when they are used. */
  readonly deferred: Node[] = []
  changesArguments = false
  throws = false
  awaits = false
  hasAccessors = false
  readonly #isFree: (offset: number) => boolean
  /** Functions within are taken to be called, too. */
  readonly #entersFunctions: boolean
  /** How many functions deep it is. */
  #depth = 0
  /** What local names may stand for, such as `first` of `const first = rows[0]`. */
  readonly #aliases = new Map<string, readonly string[]>()

  constructor(isFree: (offset: number) => boolean, entersFunctions: boolean) {
    this.#isFree = isFree
    this.#entersFunctions = entersFunctions
  }

  found(): Effects {
    const {
      changes,
      assignedByFunctions,
      changesFurther,
      calls,
      parts,
      changesArguments,
      throws,
      awaits,
      hasAccessors,
    } = this
    return {
      changes,
      assignedByFunctions,
      changesFurther,
      calls,
      parts,
      changesArguments,
      throws,
      awaits,
      hasAccessors,
    }
  }

  visitDeferred(node: Node): void {
    if (isFunction(node)) this.#enter(node, false)
    else this.visit(node, true)
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
        if (this.#depth === 0) this.awaits = true
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
        for (const target of assignedTargets(node.left))
          this.#change(target, node.operator === "=" && this.#isFinal(node.right))
        this.visit(node.left, true)
        return this.visit(node.right, true)
      case "VariableDeclarator":
        if (node.init) this.#alias(node.id, node.init)
        break
      case "ForOfStatement":
      case "ForInStatement":
        if (node.left.type === "VariableDeclaration")
          for (const { id } of node.left.declarations) this.#alias(id, node.right)
        else for (const target of assignedTargets(node.left)) this.#change(target)
        break
      case "Property":
        if (node.kind === "get") this.hasAccessors = true
        break
      case "ThrowStatement":
        if (this.#depth === (this.#entersFunctions ? 1 : 0)) this.throws = true
        break
      case "CallExpression":
      case "NewExpression":
        return this.#visitCall(node, isUsed)
      case "TaggedTemplateExpression":
        this.#call(node.tag, new Set(), true)
        break
      case "MemberExpression":
        for (const name of this.#freeRoots(node)) this.parts.add(name)
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
    for (const parameter of node.params) this.visit(parameter, true)
    if (node.body) this.visit(node.body, isUsed)
    this.#depth--
  }

  #visitClass(node: Extract<Node, { type: "ClassDeclaration" | "ClassExpression" }>): void {
    if (node.superClass) this.visit(node.superClass, true)
    for (const decorator of node.decorators) this.#call(decorator.expression, new Set(), true)
    for (const member of node.body.body) {
      if ("decorators" in member)
        for (const { expression } of member.decorators) this.#call(expression, new Set(), true)
      if ("computed" in member && member.computed) this.visit(member.key, true)
      if (member.type === "MethodDefinition" && member.kind === "get") this.hasAccessors = true
      if (member.type === "StaticBlock") for (const statement of member.body) this.visit(statement, false)
      const value = "value" in member ? member.value : undefined
      if (!value) continue
      if (member.type !== "MethodDefinition" && "static" in member && member.static) this.visit(value, true)
      else if (this.#entersFunctions) this.visitDeferred(value)
      else this.deferred.push(value)
    }
  }

  #visitCall(node: Extract<Node, { type: "CallExpression" | "NewExpression" }>, isUsed: boolean): void {
    const hands = new Set(node.arguments.flatMap((argument) => this.#freeRoots(argument)))
    const callee = bare(node.callee)
    if (node.type === "NewExpression" && callee.type === "Identifier" && callee.name === "Proxy")
      this.hasAccessors = true
    this.#call(callee, hands, isUsed)
    if (isFunction(callee)) this.#enter(callee, isUsed)
    else if (callee.type !== "Identifier") this.#visitChildren(callee)
    const [first] = node.arguments
    const called = dottedName(callee) ?? ""
    if (first && changingFunctions.has(called)) this.#change(first, this.#definesFinally(called, node.arguments))
    const receiver = callee.type === "MemberExpression" ? callee.object : undefined
    const isEach = callee.type === "MemberExpression" && nameOfPart(callee) === "forEach"
    for (const argument of node.arguments) {
      if (!isFunction(argument)) {
        this.visit(argument, true)
        continue
      }
      // Whoever takes a function may call it: `rows.forEach((row) => …)` hands it parts of `rows`.
      for (const parameter of receiver ? argument.params : []) this.#alias(parameter, receiver ?? parameter)
      this.#enter(argument, isUsed && !isEach)
    }
  }

  #call(callee: Node, hands: ReadonlySet<string>, isUsed: boolean): void {
    const target = callee.type === "CallExpression" ? bare(callee.callee) : callee
    const root = rootOf(target)
    if (!root || this.#isFree(root.start)) {
      const name = root ? calledName(target, root.name) : ""
      const call = this.calls.get(name) ?? { hands: new Set(), isCommand: false }
      for (const hand of hands) call.hands.add(hand)
      call.isCommand ||= !isUsed
      this.calls.set(name, call)
    } else if (target.type === "MemberExpression" && !isReadingMethod(nameOfPart(target))) this.#changeLocal(root.name)
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
    const root = rootOf(target)
    if (!root) return
    if (this.#isFree(root.start)) {
      this.changes.add(root.name)
      if (bare(target) === root && (this.#depth > 0 || this.#entersFunctions)) this.assignedByFunctions.add(root.name)
      if (!isFinal && !isVariable(target)) this.changesFurther.add(root.name)
    } else if (bare(target).type !== "Identifier") this.#changeLocal(root.name)
  }

  #changeLocal(name: string): void {
    const roots = this.#aliases.get(name)
    if (roots)
      for (const root of roots) {
        this.changes.add(root)
        this.changesFurther.add(root)
      }
    else this.changesArguments = true
  }

  /** The names of a pattern may stand for parts of what is at the start of an expression. */
  #alias(pattern: Node, value: Node): void {
    const roots = this.#freeRoots(value)
    const isOwn = roots.length > 0 || rootOf(value) === undefined
    // A value made here is nobody else's.
    if (isOwn) for (const name of boundNames(pattern)) this.#aliases.set(name, roots)
  }

  /** The names at the start of an expression that aren't an inner scope's own. */
  #freeRoots(node: Node): readonly string[] {
    const root = rootOf(node.type === "SpreadElement" ? node.argument : node)
    if (!root) return []
    return this.#isFree(root.start) ? [root.name] : (this.#aliases.get(root.name) ?? [])
  }
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

function childrenOf(node: Node): readonly Node[] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    // A property's or member's name is no value.
    if (key === "parent" || (isNamed(node) && key === (node.type === "MemberExpression" ? "property" : "key")))
      return []
    return (Array.isArray(value) ? value : [value]).filter(isRuntimeNode)
  })
}

function isNamed(node: Node): boolean {
  return "computed" in node && !node.computed
}

function isRuntimeNode(value: unknown): value is Node {
  if (typeof value !== "object" || value === null || !("type" in value) || typeof value.type !== "string") return false
  return !value.type.startsWith("TS") || runtimeTypeNodes.has(value.type)
}

/** `rows.map` of `rows.filter(…).map`: a method that is called of something at the start. */
function calledName(callee: Node, root: string): string {
  return dottedName(callee) ?? (callee.type === "MemberExpression" ? `${root}.${nameOfPart(callee)}` : root)
}
