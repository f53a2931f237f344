import type { Node } from "oxc-parser"
import { walk } from "./references.ts"

/** Names whose values a statement changes in place, or may change. */
export interface Changes {
  /** Assigned to, or to a part of it: `name = …`, `name.part = …`, `delete name.part`, `Object.assign(name, …)`. */
  changes: ReadonlySet<string>
  /** Has a method called, which may change it: `name.push(…)`. */
  calls: ReadonlySet<string>
  /** The name whose method the whole statement is a call of: `name.register(…)`. */
  called?: string
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
  walk(statement, (node) => {
    if (node.type === "AssignmentExpression") for (const target of targetsOf(node.left)) add(changes, target)
    if (node.type === "ForOfStatement" || node.type === "ForInStatement") {
      for (const target of targetsOf(node.left)) add(changes, target)
    }
    if (node.type === "UpdateExpression") add(changes, node.argument)
    if (node.type === "UnaryExpression" && node.operator === "delete") add(changes, node.argument)
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return
    add(calls, node.callee)
    const [target] = node.arguments
    if (target && changingFunctions.has(dottedName(node.callee))) add(changes, target)
  })
  const called = calledBy(statement)
  return { changes, calls, ...(called !== undefined && { called }) }
}

function calledBy(statement: Node): string | undefined {
  if (statement.type !== "ExpressionStatement") return undefined
  let { expression } = statement
  while (expression.type === "AwaitExpression" || expression.type === "ChainExpression") {
    expression = expression.type === "AwaitExpression" ? expression.argument : expression.expression
  }
  if (expression.type !== "CallExpression" || expression.callee.type !== "MemberExpression") return undefined
  return rootOf(expression.callee)
}

function add(names: Set<string>, node: Node): void {
  const root = rootOf(node)
  if (root !== undefined) names.add(root)
}

/** What is assigned to: of `[a.first, { b: c = 1 }, ...d]` that is `a.first`, `c` and `d`. */
function targetsOf(node: Node): readonly Node[] {
  switch (node.type) {
    case "ArrayPattern":
      return node.elements.flatMap((element) => (element ? targetsOf(element) : []))
    case "ObjectPattern":
      return node.properties.flatMap((property) => targetsOf(property.type === "Property" ? property.value : property))
    case "AssignmentPattern":
      return targetsOf(node.left)
    case "RestElement":
      return targetsOf(node.argument)
    default:
      return [node]
  }
}

/** The name at the start of `name.part[0].other`. */
function rootOf(node: Node): string | undefined {
  let current = node
  for (;;) {
    switch (current.type) {
      case "Identifier":
        return current.name
      case "MemberExpression":
        current = current.object
        break
      case "ChainExpression":
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion":
        current = current.expression
        break
      default:
        return undefined
    }
  }
}

function dottedName(node: Node): string {
  if (node.type === "Identifier") return node.name
  if (node.type !== "MemberExpression" || node.computed) return ""
  return `${dottedName(node.object)}.${dottedName(node.property)}`
}
