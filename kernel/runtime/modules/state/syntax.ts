import type { Node } from "oxc-parser"
import { assignedTargets } from "../../../cell/nodes.ts"

/** Looks at a node; `false` leaves out what is below it. The nearest parent comes last. */
export type Visit = (node: Node, parents: readonly Node[]) => boolean | void

/** Goes through a syntax tree from the top. */
export function walk(node: Node, visit: Visit, parents: Node[] = []): void {
  if (visit(node, parents) === false) return
  parents.push(node)
  for (const child of childrenOf(node)) walk(child, visit, parents)
  parents.pop()
}

function* childrenOf(node: Node): Generator<Node> {
  const values: readonly unknown[] = Object.values(node)
  for (const value of values) {
    if (Array.isArray(value)) {
      for (const member of value) if (isNode(member)) yield member
    } else if (isNode(value)) yield value
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "type") === "string"
}

/** Without parentheses, optional chains and `await`. */
export function bare(node: Node): Node {
  switch (node.type) {
    case "ParenthesizedExpression":
    case "ChainExpression":
      return bare(node.expression)
    case "AwaitExpression":
      return bare(node.argument)
    default:
      return node
  }
}

/** The name that an access starts from: `cache` of `cache.entries["a"]`, `this` of `this.kept`, also behind calls. */
export function baseName(node: Node, throughCalls = false): string | undefined {
  const start = bare(node)
  switch (start.type) {
    case "Identifier":
      return start.name
    case "ThisExpression":
      return "this"
    case "MemberExpression":
      return baseName(start.object, throughCalls)
    case "CallExpression":
    case "NewExpression":
      return throughCalls ? baseName(start.callee, true) : undefined
    default:
      return undefined
  }
}

/** `b` of `a.b` and `a["b"]`; of a name itself, that. */
export function lastName(node: Node): string | undefined {
  const start = bare(node)
  if (start.type === "Identifier") return start.name
  if (start.type !== "MemberExpression") return undefined
  const { property } = start
  if (property.type === "PrivateIdentifier") return property.name
  if (!start.computed && property.type === "Identifier") return property.name
  return property.type === "Literal" && typeof property.value === "string" ? property.value : undefined
}

/** `Object.freeze` of such an access. */
export function dotted(node: Node): string | undefined {
  const start = bare(node)
  if (start.type === "Identifier") return start.name
  if (start.type === "MetaProperty") return "import.meta"
  if (start.type !== "MemberExpression" || start.computed || start.property.type !== "Identifier") return undefined
  const object = dotted(start.object)
  return object === undefined ? undefined : `${object}.${start.property.name}`
}

/** The names or accesses that a node itself changes: by `=`, `++`, `delete`, or as a loop's variable. */
export function changedBy(node: Node): readonly Node[] {
  switch (node.type) {
    case "AssignmentExpression":
      return assignedTargets(node.left)
    case "UpdateExpression":
      return [node.argument]
    case "UnaryExpression":
      return node.operator === "delete" ? [bare(node.argument)] : []
    case "ForOfStatement":
    case "ForInStatement":
      return node.left.type === "VariableDeclaration" ? [] : assignedTargets(node.left)
    default:
      return []
  }
}
