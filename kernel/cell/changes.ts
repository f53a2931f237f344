import type { Node } from "oxc-parser"
import { assignedTargets, bare, dottedName } from "./nodes.ts"
import { walk } from "./references.ts"
import { sharedSet } from "./sharedEmpty.ts"

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
    if (node.type === "AssignmentExpression") for (const target of assignedTargets(node.left)) add(changes, target)
    if (node.type === "ForOfStatement" || node.type === "ForInStatement") {
      for (const target of assignedTargets(node.left)) add(changes, target)
    }
    if (node.type === "UpdateExpression") add(changes, node.argument)
    if (node.type === "UnaryExpression" && node.operator === "delete") add(changes, node.argument)
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return
    add(calls, node.callee)
    const [target] = node.arguments
    if (target && changingFunctions.has(dottedName(node.callee) ?? "")) add(changes, target)
  })
  const called = calledBy(statement)
  return { changes, calls: sharedSet(calls), ...(called !== undefined && { called }) }
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

/** The name at the start of `name.part[0].other`; what a method gives isn't part of it. */
function rootOf(node: Node): string | undefined {
  const target = bare(node)
  if (target.type === "Identifier") return target.name
  return target.type === "MemberExpression" ? rootOf(target.object) : undefined
}
