import type { Node } from "oxc-parser"
import { isGlobalName } from "../globalNames.ts"
import { isConstant } from "../literal.ts"
import { childrenOf, isFunction } from "../nodes.ts"

type IsFree = (offset: number) => boolean

/** Whether an expression gives the same however often it is evaluated, in the same process as well. */
export function isFinal(node: Node, isFree: IsFree): boolean {
  if (isFunction(node)) return namesIn(node).every(({ name, start }) => !isFree(start) || isGlobalName(name))
  if (node.type === "ArrayExpression") return node.elements.every((element) => element && isFinal(element, isFree))
  if (node.type === "ObjectExpression") {
    return node.properties.every(
      (property) => property.type === "Property" && !property.computed && isFinal(property.value, isFree),
    )
  }
  return isConstant(node)
}

/**
 * Whether a call is `Object.defineProperty(target, "name", { … })` with what may be given once more.
 * @param called its dotted name
 */
export function definesFinally(called: string, [, , descriptor]: readonly Node[], isFree: IsFree): boolean {
  if (called !== "Object.defineProperty" || descriptor?.type !== "ObjectExpression") return false
  const values = descriptor.properties.flatMap((property) => (property.type === "Property" ? property : []))
  const isOpen = values.some(({ key, value }) => isKey(key, "configurable") && isTrue(value))
  const areFinal = values.every(({ value }) => isFinal(value, isFree) && (isOpen || !isFunction(value)))
  return areFinal && values.length === descriptor.properties.length
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
