import type { Node } from "oxc-parser"
import { isGlobalName } from "./globalNames.ts"
import { bare, childrenOf, dottedName, isFunction, nameOfPart, rootOf } from "./nodes.ts"

/** What a value may be, be a part of or hold: who changes the value may change that, too. */
export interface ValueSource {
  /** Dotted, such as `process.env`; empty for an argument of the function that the code is in. */
  name: string
  /** The dotted name of a function: it's only so if what that gives shares something with the name. */
  through?: string
}

/** What an argument of the function that the code is in stands for. */
export const argumentSource: ValueSource = { name: "" }

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

/** Properties that hold texts and numbers. */
const plainProperties = /^(?:byteLength|length|message|size|stack)$/

/** Texts of the process: parts of what can be changed, but nothing that can. */
const plainGlobals = /^(?:(?:globalThis|global)\.)?process\.(?:argv|env|execArgv)\./

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

/** Methods of JavaScript's own objects that give what their object holds, or what they were handed. */
const holdingMethods =
  /^(?:add|apply|at|bind|call|catch|concat|copyWithin|deref|difference|drop|entries|fill|filter|finally|find|findLast|flat|flatMap|get|getOrInsert\w*|intersection|keys|map|next|pop|reduce|reduceRight|reverse|set|shift|slice|sort|splice|subarray|symmetricDifference|take|then|to(?:Array|Reversed|Sorted|Spliced)|union|values|with)$/

/** What an expression's value may be, be a part of or hold. */
export function sourcesOf(expression: Node, scope: SourceScope): readonly ValueSource[] {
  const found = new Map<string, ValueSource>()
  visit(expression, scope, (source) => found.set(`${source.name} ${source.through ?? ""}`, source))
  return [...found.values()]
}

type Add = (source: ValueSource) => void

function visit(expression: Node, scope: SourceScope, add: Add): void {
  const node = bare(expression)
  const take = (part: Node | null | undefined): void => {
    if (part) visit(part, scope, add)
  }
  switch (node.type) {
    case "Identifier":
      if (scope.isFree(node.start)) add({ name: node.name })
      else scope.local(node.name).forEach(add)
      return
    case "MemberExpression":
      return visitMember(node, scope, add)
    case "ArrayExpression":
      return node.elements.forEach(take)
    case "ObjectExpression":
      return node.properties.forEach((property) => take(property.type === "Property" ? property.value : property))
    case "SpreadElement":
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
  if (dotted === undefined) visit(node.object, scope, add)
  else if (!plainGlobals.test(dotted)) add({ name: dotted })
}

function visitCall(
  node: Extract<Node, { type: "CallExpression" | "NewExpression" }>,
  scope: SourceScope,
  add: Add,
): void {
  const callee = bare(node.callee)
  const takeHanded = (adding: Add): void => {
    for (const argument of node.arguments) for (const part of valuesOf(argument)) visit(part, scope, adding)
  }
  if (isFunction(callee)) for (const given of givenBy(callee)) visit(given, scope, add)
  const called = freeName(callee, scope)
  if (called !== undefined && isOfGlobal(called)) {
    if (called === "Object.getPrototypeOf") add({ name: "Object.prototype" })
    else if (!freshFunctions.test(called)) takeHanded(add)
    return
  }
  const method = callee.type === "MemberExpression" ? nameOfPart(callee) : undefined
  if (method !== undefined && tellingMethods.test(method)) return
  const isConditional = called !== undefined && (method === undefined || !holdingMethods.test(method))
  const adding: Add = isConditional ? (source) => add({ through: called, ...source }) : add
  if (!isFunction(callee)) visit(callee.type === "MemberExpression" ? callee.object : callee, scope, adding)
  takeHanded(adding)
}

/** What is handed on with an argument: of a function, what it gives. */
function valuesOf(argument: Node): readonly Node[] {
  return isFunction(argument) ? givenBy(argument) : [argument]
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

/** Whether it is a function that JavaScript or Node bring along, and none that somebody has put among the globals. */
function isOfGlobal(name: string): boolean {
  return isGlobalName(name.split(".")[0] ?? "") && !/^(?:globalThis|global)\./.test(name)
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
