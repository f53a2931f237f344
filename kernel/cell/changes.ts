import type { Node } from "oxc-parser"
import { walk } from "./references.ts"

/** Names whose values a statement changes in place, or may change. */
export interface Changes {
  /** Assigned to, or to a part of it: `name = …`, `name.part = …`, `delete name.part`, `Object.assign(name, …)`. */
  changes: ReadonlySet<string>
  /** Has a method called, which may change it: `name.push(…)`. */
  calls: ReadonlySet<string>
}

const changingFunctions: ReadonlySet<string> = new Set([
  "Object.assign",
  "Object.defineProperties",
  "Object.defineProperty",
  "Object.setPrototypeOf",
  "Reflect.defineProperty",
  "Reflect.set",
])

/** What a statement changes by its own evaluation or by functions within it. */
export function changesIn(statement: Node): Changes {
  const changes = new Set<string>()
  const calls = new Set<string>()
  const add = (set: Set<string>, node: Node): void => {
    const root = rootOf(node)
    if (root !== undefined) set.add(root)
  }
  walk(statement, (node) => {
    if (node.type === "AssignmentExpression") add(changes, node.left)
    if (node.type === "UpdateExpression") add(changes, node.argument)
    if (node.type === "UnaryExpression" && node.operator === "delete") add(changes, node.argument)
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return
    add(calls, node.callee)
    const [target] = node.arguments
    if (target && changingFunctions.has(dottedName(node.callee))) add(changes, target)
  })
  return { changes, calls }
}

/** The name at the start of `name.part[0].other`. */
function rootOf(node: Node): string | undefined {
  let current = node
  while (current.type === "MemberExpression" || current.type === "TSNonNullExpression" || current.type === "TSAsExpression") {
    current = current.type === "MemberExpression" ? current.object : current.expression
  }
  return current.type === "Identifier" ? current.name : undefined
}

function dottedName(node: Node): string {
  if (node.type === "Identifier") return node.name
  if (node.type !== "MemberExpression" || node.computed) return ""
  return `${dottedName(node.object)}.${dottedName(node.property)}`
}
