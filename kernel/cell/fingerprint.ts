import { hash } from "node:crypto"
import type { Node } from "oxc-parser"

/** Where a node stands and what only the type checker reads: neither changes what the code does. */
const ignoredKeys: ReadonlySet<string> = new Set([
  "start",
  "end",
  "range",
  "loc",
  "parent",
  "typeAnnotation",
  "typeParameters",
  "typeArguments",
  "returnType",
  "superTypeArguments",
  "implements",
  "definite",
  "accessibility",
  "readonly",
  "override",
  "hashbang",
  "comments",
])

/** Nodes that stand for the expression within them. */
const transparentTypes: ReadonlySet<unknown> = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
  "ParenthesizedExpression",
])

/**
 * Hash of what a statement does: equal for sources that differ only in formatting, comments, quotes or types.
 * Where a type has a meaning at run time (an enum, a namespace, a parameter property) it counts.
 * @param pragmas comments that change what the code does
 */
export function fingerprint(node: Node, pragmas = ""): string {
  return hash("sha256", pragmas + JSON.stringify(node, canonical), "hex")
}

function canonical(this: unknown, key: string, value: unknown): unknown {
  if (ignoredKeys.has(key) || (key === "optional" && !isChainLink(this))) return undefined
  // JSON has neither; an infinite literal (1e999) would read as null.
  if (typeof value === "bigint" || value === Infinity) return `${value}n`
  if (typeof value !== "object" || value === null) return key === "raw" && isLiteral(this) ? undefined : value
  // A regular expression's text is in the node's `regex`.
  if (value instanceof RegExp) return undefined
  let node = value
  while ("type" in node && transparentTypes.has(node.type) && "expression" in node && isObject(node.expression)) {
    node = node.expression
  }
  return node
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null
}

/** `a?.b` and `a?.()`; elsewhere a question mark is for the type checker. */
function isChainLink(holder: unknown): boolean {
  return (
    isObject(holder) && "type" in holder && (holder.type === "MemberExpression" || holder.type === "CallExpression")
  )
}

function isLiteral(holder: unknown): boolean {
  return isObject(holder) && "type" in holder && holder.type === "Literal"
}
