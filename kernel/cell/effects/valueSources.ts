import type { Node } from "oxc-parser"
import { firstPart } from "../dottedNames.ts"
import { isGlobalName } from "../globalNames.ts"
import {
  bare,
  boundNames,
  childrenOf,
  defaultsIn,
  dottedName,
  isFunction,
  nameOfPart,
  rootOf,
  type CallNode,
} from "../nodes.ts"

/** What a value may be, be a part of or hold: who changes the value may change that, too. */
export interface ValueSource {
  /** Dotted, such as `process.env`; empty for an argument of the function that the code is in. */
  name: string
  /** The dotted name of a function: it's only so if what that gives shares something with the name. */
  through?: string
  /** A part of the name's value is meant, and not the value itself. */
  isPart?: true
  /** The value is another one, of which that is a part: `[...rows]`. */
  isHeld?: true
  /** The value is or holds a function that gets at it, when it runs. */
  isCaptured?: true
  /** It's only so if the function changes what it is handed. */
  isTaken?: true
  /** The value or a method of it is called, which may run functions that it holds. */
  runs?: true
  /** The value itself is called, and not a method of it. */
  isCalled?: true
  /** What the value holds itself may be changed as well, as a method may do. */
  reaches?: true
}

/** An argument of the function that the code is in. */
export const argumentSource: ValueSource = { name: "" }

/** The same with a part of the value in the value's place. */
export function partOf({ isHeld, ...source }: ValueSource): ValueSource {
  return isHeld ? source : { ...source, isPart: true }
}

/** The same with something that holds the value in its place. */
export function heldBy(source: ValueSource): ValueSource {
  return { ...source, isHeld: true }
}

/** The same where that is so only if a function gives it back. */
export function givenThrough(source: ValueSource, called: string): ValueSource {
  return { through: called, ...source }
}

/** The name at the start of a source's. */
export function rootNameOf({ name }: ValueSource): string {
  return firstPart(name)
}

/** The name that surely shares something with the value, if there is one: not only if a function gives that back. */
export function sharedNames(source: ValueSource): readonly string[] {
  return source.through === undefined && source.name !== "" ? [rootNameOf(source)] : []
}

/** What is known of the names around some code. */
export interface SourceScope {
  /** Whether the name at this offset is none of an inner scope. */
  isFree(offset: number): boolean
  /** What a name of an inner scope may stand for. */
  local(name: string): readonly ValueSource[]
}

/** Global functions whose values share nothing with what they are handed. */
const freshFunctions =
  /^(?:BigInt|Boolean|Date|Error|Number|RegExp|String|Symbol|Buffer\.\w+|Date\.\w+|Intl\.\w+|JSON\.\w+|Math\.\w+|Number\.\w+|Object\.(?:getOwnPropertyNames|hasOwn|is|isFrozen|isSealed|keys)|String\.\w+|Array\.isArray|atob|btoa|console\.\w+|crypto\..+|fetch|import|parseFloat|parseInt|performance\.\w+|process\..+|require|structuredClone)$/

/** Globals that nobody can change. */
const plainNames = /^(?:Infinity|NaN|undefined)$/

/** Properties that hold texts and numbers. */
const plainProperties = /^(?:byteLength|length|message|size|stack)$/

/** Texts and numbers of the process: parts of what can be changed, but nothing that can. */
const plainGlobals =
  /^(?:(?:globalThis|global)\.)?process\.(?:(?:argv|env|execArgv|release|versions)\.|(?:arch|argv0|execPath|pid|platform|ppid|release|title|versions?)$)/

/** Whether a dotted name is that of a text, which nobody can change, of the process: `process.env.HOME`. */
export function isPlainGlobal(name: string): boolean {
  return plainGlobals.test(name)
}

/** Whether a method takes its arguments in as they are, as those of JavaScript's containers do. */
export function takesIn(method: string): boolean {
  return /^(?:add|append|enqueue|push|set|splice|unshift)$/.test(method)
}

/** Methods that only tell something of their object. */
const tellingMethods =
  /^(?:charAt|charCodeAt|codePointAt|every|findIndex|findLastIndex|getTime|has|includes|indexOf|join|lastIndexOf|localeCompare|match|normalize|pad\w+|push|repeat|replace|replaceAll|some|split|startsWith|endsWith|substring|test|to\w*String|to\w+Case|toFixed|toJSON|toPrecision|trim\w*|unshift|(?:has|is)[A-Z]\w*)$/

/** Methods of JavaScript's own objects that give a part of their object. */
const partMethods = /^(?:at|deref|find|findLast|get|getOrInsert\w*|next|pop|reduce|reduceRight|shift|subarray)$/

/** Those that give another list of the same parts, or of what a function makes of them. */
const copyingMethods =
  /^(?:concat|difference|drop|entries|filter|flat|flatMap|intersection|keys|map|slice|splice|symmetricDifference|take|to(?:Array|Reversed|Sorted|Spliced)|union|values|with)$/

/** Those that give their object itself. */
const chainingMethods = /^(?:add|apply|bind|call|catch|copyWithin|fill|finally|reverse|set|sort|then)$/

/** Functions that give what they are handed first. */
const givingFunctions =
  /^(?:Object\.(?:assign|create|defineProperties|defineProperty|freeze|preventExtensions|seal|setPrototypeOf)|Promise\.\w+|Proxy|WeakRef|DataView|\w+Array)$/

/** What an expression's value may be, be a part of or hold. */
export function sourcesOf(expression: Node, scope: SourceScope): readonly ValueSource[] {
  const found = new Map<string, ValueSource>()
  visit(expression, scope, (source) => found.set(Object.entries(source).flat().join(" "), source))
  return [...found.values()]
}

/** What the names of a pattern may stand for by its defaults: `rows` of `{ list = rows }`. */
export function defaultSources(
  pattern: Node,
  scope: SourceScope,
): readonly (readonly [name: string, sources: readonly ValueSource[]])[] {
  return defaultsIn(pattern).flatMap(({ left, right }) => {
    const sources = sourcesOf(right, scope)
    const isInteger = left.type === "Identifier"
    return boundNames(left).map((name) => [name, isInteger ? sources : sources.map(partOf)] as const)
  })
}

type Add = (source: ValueSource) => void

function visit(expression: Node, scope: SourceScope, add: Add): void {
  const node = bare(expression)
  const take = (part: Node | null | undefined): void => {
    if (part) visit(part, scope, add)
  }
  const hold = (part: Node | null): void => {
    if (!part) return
    if (part.type === "SpreadElement") visit(part.argument, scope, (source) => add(heldBy(partOf(source))))
    else visit(part.type === "Property" ? part.value : part, scope, (source) => add(heldBy(source)))
  }
  switch (node.type) {
    case "Identifier":
      if (!scope.isFree(node.start)) scope.local(node.name).forEach(add)
      else if (!plainNames.test(node.name)) add({ name: node.name })
      return
    case "MemberExpression":
      return visitMember(node, scope, add)
    case "ArrayExpression":
      return node.elements.forEach(hold)
    case "ObjectExpression":
      return node.properties.forEach(hold)
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return visitCaptured(node, scope, add)
    case "SpreadElement":
      return visit(node.argument, scope, (source) => add(partOf(source)))
    case "AwaitExpression":
    case "YieldExpression":
      return take(node.argument)
    case "LogicalExpression":
      take(node.left)
      return take(node.right)
    case "ConditionalExpression":
      take(node.consequent)
      return take(node.alternate)
    case "SequenceExpression":
      return take(node.expressions.at(-1))
    case "AssignmentExpression":
      if (node.operator !== "=") take(node.left)
      return take(node.right)
    case "CallExpression":
    case "NewExpression":
      return visitCall(node, scope, add)
    default:
  }
}

function visitMember(node: Extract<Node, { type: "MemberExpression" }>, scope: SourceScope, add: Add): void {
  const part = nameOfPart(node)
  if (plainProperties.test(part)) return
  if (isSharedPart(part)) add({ name: "Object.prototype" })
  const dotted = freeName(node, scope)
  if (dotted === undefined) visit(node.object, scope, (source) => add(partOf(source)))
  else if (!plainGlobals.test(dotted)) add({ name: dotted, isPart: true })
}

/** What a function gets at that isn't its own. */
function visitCaptured(code: Node, scope: SourceScope, add: Add): void {
  const { used, own } = namesIn(code)
  for (const { name, start } of used) {
    if (own.has(name) || isGlobalName(name)) continue
    const sources = scope.isFree(start) ? [{ name }] : scope.local(name)
    for (const source of sources) add({ ...source, isCaptured: true })
  }
}

function namesIn(code: Node): { used: readonly Extract<Node, { type: "Identifier" }>[]; own: ReadonlySet<string> } {
  const used: Extract<Node, { type: "Identifier" }>[] = []
  const own = new Set<string>()
  const look = (node: Node): void => {
    if (node.type === "Identifier") used.push(node)
    else if (node.type === "VariableDeclarator") for (const name of boundNames(node.id)) own.add(name)
    else if (isFunction(node)) for (const name of node.params.flatMap(boundNames)) own.add(name)
    for (const child of childrenOf(node)) look(child)
  }
  look(code)
  return { used, own }
}

function visitCall(node: CallNode, scope: SourceScope, add: Add): void {
  const callee = bare(node.callee)
  const called = freeName(callee, scope)
  if (called !== undefined && isOfGlobal(called)) return visitGlobalCall(node, called, scope, add)
  const method = callee.type === "MemberExpression" ? nameOfPart(callee) : undefined
  if (method !== undefined && tellingMethods.test(method)) return
  const receiver = callee.type === "MemberExpression" ? callee.object : callee
  const { arguments: handed } = node
  if (method !== undefined && partMethods.test(method)) {
    visit(receiver, scope, (source) => add(partOf(source)))
    return handed.forEach((argument) => visitGiven(argument, scope, add))
  }
  if (method !== undefined && copyingMethods.test(method)) {
    // What a function makes of the parts takes their place.
    const makes = /^(?:flatMap|map)$/.test(method) && handed[0] !== undefined && isFunction(handed[0])
    if (!makes) visit(receiver, scope, (source) => add(heldBy(partOf(source))))
    else visitMade(handed[0], receiver, scope, (source) => add(heldBy(source)))
    return handed.slice(makes ? 1 : 0).forEach((argument) => visitGiven(argument, scope, (one) => add(heldBy(one))))
  }
  if (method !== undefined && chainingMethods.test(method)) {
    visit(receiver, scope, add)
    return handed.forEach((argument) => visitGiven(argument, scope, add))
  }
  if (isFunction(callee)) for (const given of givenBy(callee)) visit(given, scope, add)
  else visit(receiver, scope, called === undefined ? add : conditional(called, add))
  const addHanded = called === undefined ? add : conditional(called, add)
  handed.forEach((argument) => visit(argument, scope, addHanded))
}

function conditional(called: string, add: Add): Add {
  return (source) => add(givenThrough(source, called))
}

/** What a function gives that is handed to a method which calls it; of anything else, itself. */
function visitGiven(argument: Node, scope: SourceScope, add: Add): void {
  for (const part of isFunction(argument) ? givenBy(argument) : [argument]) visit(part, scope, add)
}

/** What a function makes of the parts of a list. */
function visitMade(code: Node | undefined, list: Node, scope: SourceScope, add: Add): void {
  if (!code || !isFunction(code)) return
  const own = new Set(code.params.flatMap(boundNames))
  const parts: ValueSource[] = []
  visit(list, scope, (source) => parts.push(partOf(source)))
  const defaults = code.params.flatMap((parameter) => defaultSources(parameter, scope))
  const ofOwn = (name: string): readonly ValueSource[] => [
    ...parts,
    ...defaults.flatMap(([other, sources]) => (other === name ? sources : [])),
  ]
  const inner: SourceScope = {
    isFree: (offset) => scope.isFree(offset),
    local: (name) => (own.has(name) ? ofOwn(name) : scope.local(name)),
  }
  for (const given of givenBy(code)) visit(given, inner, add)
}

function visitGlobalCall(node: CallNode, called: string, scope: SourceScope, add: Add): void {
  if (called === "Object.getPrototypeOf") return add({ name: "Object.prototype" })
  if (freshFunctions.test(called)) return
  const isBound = called.endsWith(".bind")
  const isGiving = isBound || givingFunctions.test(called)
  for (const [index, argument] of node.arguments.entries()) {
    // `Reflect.get(rows, 0)`
    const change =
      called === "Reflect.get"
        ? partOf
        : isGiving && (isBound || index === 0)
          ? undefined
          : (source: ValueSource) => heldBy(partOf(source))
    visitGiven(argument, scope, change ? (source) => add(change(source)) : add)
  }
}

/** Whether a part of a value is one that values of its kind have in common. */
function isSharedPart(name: string): boolean {
  return name === "__proto__" || name === "constructor"
}

/** The dotted name of what begins with a name that is none of an inner scope. */
function freeName(node: Node, scope: SourceScope): string | undefined {
  const root = rootOf(node)
  return root && scope.isFree(root.start) ? dottedName(node) : undefined
}

/** Whether it is of what JavaScript or Node bring along, and not of what somebody may have put among the globals. */
export function isOfGlobal(name: string): boolean {
  return isGlobalName(firstPart(name)) && !/^(?:globalThis|global)\./.test(name)
}

/** The expressions whose values a function gives. */
export function givenBy(code: Node): readonly Node[] {
  if (!isFunction(code) || !code.body) return []
  return code.body.type === "BlockStatement" ? returnedIn(code.body) : [code.body]
}

function returnedIn(block: Node): readonly Node[] {
  const returned: Node[] = []
  const look = (node: Node): void => {
    if (isFunction(node)) return
    if ((node.type === "ReturnStatement" || node.type === "YieldExpression") && node.argument)
      returned.push(node.argument)
    for (const child of childrenOf(node)) look(child)
  }
  look(block)
  return returned
}
