import type { Node, Program } from "oxc-parser"
import { isFunction } from "../../../cell/nodes.ts"
import type { Bindings } from "./bindings.ts"
import { isEnum } from "./inert.ts"
import { baseName, changedBy, lastName, walk } from "./syntax.ts"

/** Methods by which containers take something in. */
const keepers = /^(?:set|add|put|push|unshift|splice|assign|defineProperty|store|save|register)$/

/**
 * Whether functions of a module change what outlives their call: names of its top level, `exports`, functions' properties,
 * objects of other modules. Names count wherever they stand for something, so that a local variable of the same name
 * counts as well.
 */
export function changesWhatLasts(program: Program, bindings: Bindings): boolean {
  let found = false
  const lasts = (target: Node, parents: readonly Node[]): boolean => {
    if (/^(?:constructor|prototype|__proto__)$/.test(pathWithin(target))) return true
    const base = baseName(target)
    if (base === "this") return target.type === "MemberExpression" && isThisLasting(parents)
    return base !== undefined && (bindings.has(base) || /^(?:exports|module|globalThis|global)$/.test(base))
  }
  walk(program, (node, parents) => {
    if (found) return false
    // What enums do while they are made.
    if (isEnum(node)) return false
    if (!parents.some(isFunction)) return
    if (changedBy(node).some((target) => lasts(target, parents))) found = true
    if (node.type === "CallExpression") {
      const { callee } = node
      const called = lastName(callee) ?? ""
      if (called === "eval" || called === "Function") found = true
      if (!keepers.test(called)) return
      const [first] = node.arguments
      if (callee.type === "MemberExpression" && isKept(callee.object, node, parents, bindings)) found = true
      // `Object.assign(kept, …)`
      if (first && /^(?:assign|defineProperty)$/.test(called) && lasts(first, parents)) found = true
    }
  })
  return found
}

/** Whether a call such as `kept.set(…)` is on something that lasts; on an import, only when nobody takes what it gives. */
function isKept(object: Node, call: Node, parents: readonly Node[], bindings: Bindings): boolean {
  const base = baseName(object)
  if (base === "exports" || base === "module") return true
  const binding = base === undefined ? undefined : bindings.get(base)
  if (binding?.kind !== "import") return binding !== undefined
  const parent = parents.at(-1)
  return (
    parent?.type === "ExpressionStatement" || (parent?.type === "AwaitExpression" && call.type === "CallExpression")
  )
}

/** The last name of an access within the object that is changed. */
function pathWithin(target: Node): string {
  return target.type === "MemberExpression" ? (lastName(target.object) ?? "") : ""
}

/** Whether `this` lives as long as the module: it does but in methods and constructors of classes, however they are written. */
function isThisLasting(parents: readonly Node[]): boolean {
  const index = parents.findLastIndex((parent) => isFunction(parent) && parent.type !== "ArrowFunctionExpression")
  const owner = parents[index]
  const around = parents[index - 1]
  // Of a class's field.
  if (!owner) return !parents.some((parent) => parent.type === "PropertyDefinition" && !parent.static)
  if (around?.type === "MethodDefinition") return around.static
  if (around?.type === "AssignmentExpression") return !/\bprototype$/.test(pathWithin(around.left))
  const name = "id" in owner && owner.id && "name" in owner.id ? owner.id.name : ""
  // A function to be called with `new`.
  return !/^\p{Lu}/u.test(typeof name === "string" ? name : "")
}
