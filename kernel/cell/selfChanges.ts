import type { Node } from "oxc-parser"
import { assignedTargets, bare, childrenOf, dottedName, isFunction, nameOfPart, type NodeOf } from "./nodes.ts"
import { isReadingMethod } from "./readingMethods.ts"
import { takesIn } from "./effects/valueSources.ts"

/** What the code is known as that goes through an object's parts. */
export const iteratorMember = "values"

/** What a method or accessor does to the object that it is of. */
interface Member {
  changes: boolean
  /** Other members that it uses. */
  uses: Set<string>
}

/**
 * The names of the methods and accessors of a statement's classes and objects that change the object that they are of, whatever
 * their names say: `get next() { return ++this.#count }`.
 */
export function selfChangersIn(statement: Node): ReadonlySet<string> {
  const members = new Map<string, Member>()
  collect(statement, members)
  const changers = new Set([...members].flatMap(([name, { changes }]) => (changes ? [name] : [])))
  // A set that grows while it is walked is walked to its new end.
  for (const changer of changers) for (const [name, { uses }] of members) if (uses.has(changer)) changers.add(name)
  return changers
}

/**
 * The names of the methods and accessors that a statement's classes and objects have, those of functions' own classes and
 * objects aside: of these nobody knows what they share.
 */
export function methodsIn(statement: Node): ReadonlySet<string> {
  const methods = new Set<string>()
  const look = (node: Node): void => {
    const name = memberName(node)
    if (name !== undefined) methods.add(name)
    if (!isFunction(node)) childrenOf(node).forEach(look)
  }
  look(statement)
  return methods
}

function collect(node: Node, members: Map<string, Member>): void {
  const name = memberName(node)
  if (name !== undefined && isPart(node) && node.value) {
    const member = members.get(name) ?? { changes: false, uses: new Set() }
    members.set(name, member)
    look(node.value, member)
  }
  for (const child of childrenOf(node)) collect(child, members)
}

function isPart(node: Node): node is NodeOf<"MethodDefinition" | "PropertyDefinition" | "Property"> {
  return node.type === "MethodDefinition" || node.type === "PropertyDefinition" || node.type === "Property"
}

/** The name of a part of a class or object that is code. */
function memberName(node: Node): string | undefined {
  if (!isPart(node) || !node.value || !isFunction(node.value)) return undefined
  if (node.computed) return isIteratorKey(node.key) ? iteratorMember : undefined
  if (node.type === "MethodDefinition" && node.kind === "constructor") return undefined
  return "name" in node.key && typeof node.key.name === "string" ? node.key.name : undefined
}

function isIteratorKey(key: Node): boolean {
  return /^Symbol\.(?:asyncIterator|iterator)$/.test(dottedName(key) ?? "")
}

function look(node: Node, member: Member): void {
  switch (node.type) {
    case "AssignmentExpression":
      member.changes ||= assignedTargets(node.left).some(isOfThis)
      break
    case "UpdateExpression":
      member.changes ||= isOfThis(node.argument)
      break
    case "UnaryExpression":
      member.changes ||= node.operator === "delete" && isOfThis(node.argument)
      break
    case "CallExpression": {
      const callee = bare(node.callee)
      if (callee.type !== "MemberExpression" || isReadingMethod(nameOfPart(callee))) break
      const { type } = bare(callee.object)
      // A method of a part, or one that it inherits; the object's own are looked at themselves.
      member.changes ||= type === "ThisExpression" || type === "Super" ? takesIn(nameOfPart(callee)) : isOfThis(callee)
      break
    }
    case "MemberExpression":
      if (bare(node.object).type === "ThisExpression") member.uses.add(nameOfPart(node))
      break
    default:
      break
  }
  for (const child of childrenOf(node)) look(child, member)
}

function isOfThis(target: Node): boolean {
  let node = bare(target)
  while (node.type === "MemberExpression") node = bare(node.object)
  return node.type === "ThisExpression" && target.type !== "ThisExpression"
}
