import { visitorKeys, type Node } from "oxc-parser"

type FunctionNode = Extract<Node, { type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" }>

/** A node of one of some types. */
export type NodeOf<Type extends Node["type"]> = Node extends infer One
  ? One extends { type: infer Known }
    ? Type extends Known
      ? One
      : never
    : never
  : never

/** A call, also one with `new`. */
export type CallNode = Extract<Node, { type: "CallExpression" | "NewExpression" }>

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

/** Whether code inside runs when it is called, and not where it stands. */
export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression"
  )
}

/** What is assigned to: of `[a.first, { b: c = 1 }, ...d]` that is `a.first`, `c` and `d`. */
export function assignedTargets(node: Node): readonly Node[] {
  switch (node.type) {
    case "ArrayPattern":
      return node.elements.flatMap((element) => (element ? assignedTargets(element) : []))
    case "ObjectPattern":
      return node.properties.flatMap((property) =>
        assignedTargets(property.type === "Property" ? property.value : property),
      )
    case "AssignmentPattern":
      return assignedTargets(node.left)
    case "RestElement":
      return assignedTargets(node.argument)
    default:
      return [node]
  }
}

/** The names that a pattern binds. */
export function boundNames(pattern: Node): readonly string[] {
  return assignedTargets(pattern).flatMap((target) => (target.type === "Identifier" ? [target.name] : []))
}

/** The defaults within a pattern: `c = 1` of `[a, { b: c = 1 }]`. */
export function defaultsIn(pattern: Node): readonly NodeOf<"AssignmentPattern">[] {
  switch (pattern.type) {
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? defaultsIn(element) : []))
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        defaultsIn(property.type === "Property" ? property.value : property),
      )
    case "AssignmentPattern":
      return [pattern, ...defaultsIn(pattern.left)]
    case "RestElement":
      return defaultsIn(pattern.argument)
    case "TSParameterProperty":
      return defaultsIn(pattern.parameter)
    default:
      return []
  }
}

/** An expression without the brackets, types and question marks around it. */
export function bare(node: Node): Node {
  let current = node
  for (;;) {
    switch (current.type) {
      case "ChainExpression":
      case "ParenthesizedExpression":
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion":
      case "TSInstantiationExpression":
        current = current.expression
        break
      default:
        return current
    }
  }
}

/** The name at the start of `name.part[0].other`, also of `name.get(key).other`, which gives a part of it. */
export function rootOf(node: Node): Extract<Node, { type: "Identifier" }> | undefined {
  let current = bare(node)
  for (;;) {
    if (current.type === "Identifier") return current
    if (current.type === "MemberExpression") current = bare(current.object)
    else if (current.type === "CallExpression" && bare(current.callee).type === "MemberExpression") {
      current = bare(current.callee)
    } else if (current.type === "LogicalExpression") current = bare(current.left)
    else if (current.type === "AwaitExpression") current = bare(current.argument)
    else return undefined
  }
}

/** `process.env.HOME`; undefined for what doesn't begin with a name. */
export function dottedName(node: Node): string | undefined {
  const target = bare(node)
  if (target.type === "Identifier") return target.name
  if (target.type !== "MemberExpression") return undefined
  const object = dottedName(target.object)
  return object === undefined ? undefined : `${object}.${nameOfPart(target)}`
}

/** `b` of `a.b` and `a["b"]`; `[]` where the name is computed. */
export function nameOfPart(node: Extract<Node, { type: "MemberExpression" }>): string {
  const { property, computed } = node
  if (computed) return property.type === "Literal" && typeof property.value === "string" ? property.value : "[]"
  return "name" in property ? property.name : "[]"
}

/** The nodes right within one that have a meaning at run time; a property's or member's name is no value. */
export function childrenOf(node: Node): readonly Node[] {
  const name = isNamed(node) ? (node.type === "MemberExpression" ? "property" : "key") : undefined
  const children: Node[] = []
  // A notebook's trees are walked many times over: no list for each of a node's fields.
  for (const key of visitorKeys[node.type] ?? []) {
    if (key === name) continue
    const value: unknown = Reflect.get(node, key)
    if (!Array.isArray(value)) {
      if (isRuntimeNode(value)) children.push(value)
    } else for (const item of value) if (isRuntimeNode(item)) children.push(item)
  }
  return children
}

function isNamed(node: Node): boolean {
  return "computed" in node && !node.computed
}

function isRuntimeNode(value: unknown): value is Node {
  if (typeof value !== "object" || value === null || !("type" in value) || typeof value.type !== "string") return false
  return !value.type.startsWith("TS") || runtimeTypeNodes.has(value.type)
}
