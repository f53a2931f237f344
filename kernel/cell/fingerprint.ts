import { hash } from "node:crypto"
import type { Node, Statement } from "oxc-parser"
import { hasRuntimeMeaning } from "./statementKind.ts"

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
  // What they say of what is left: nothing, since what is declared, or abstract, isn't left.
  "declare",
  "abstract",
  // Of an enum, which the transpiler makes as any other.
  "const",
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

/** Members of classes for the type checker. */
const erasedTypes: ReadonlySet<unknown> = new Set([
  "TSAbstractMethodDefinition",
  "TSAbstractPropertyDefinition",
  "TSAbstractAccessorProperty",
  "TSIndexSignature",
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
  // JSON has neither; an infinite literal (1e999) would read as null. No text looks like an object.
  if (typeof value === "bigint" || value === Infinity) return { [typeof value]: String(value) }
  if (typeof value === "string") return textOf(this, key, value)
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.filter((part) => !isErased(part))
  // A regular expression's text is in the node's `regex`.
  if (value instanceof RegExp) return undefined
  let node = value
  while ("type" in node && transparentTypes.has(node.type) && "expression" in node && isObject(node.expression)) {
    node = node.expression
  }
  return node
}

/** Whether nothing is left of a part of a list (of statements, members, parameters, names) at run time. */
function isErased(part: unknown): boolean {
  if (!isObject(part) || !("type" in part)) return false
  if (erasedTypes.has(part.type)) return true
  if ("importKind" in part && part.type === "ImportSpecifier") return part.importKind === "type"
  if ("exportKind" in part && part.type === "ExportSpecifier") return part.exportKind === "type"
  // The parameter by which a function says what `this` is; elsewhere `this` is no name.
  if ("name" in part && part.type === "Identifier") return part.name === "this"
  if ("value" in part && isObject(part.value) && "type" in part.value)
    return part.value.type === "TSEmptyBodyFunctionExpression" || isDeclared(part)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- What is no statement has a meaning as far as this goes.
  return isDeclared(part) || !hasRuntimeMeaning(part as Statement)
}

function isDeclared(part: object): boolean {
  return "declare" in part && part.declare === true
}

/** A text as it counts: line ends within templates and JSX are the same to whoever runs them. */
function textOf(holder: unknown, key: string, text: string): string | undefined {
  if (key === "raw" && isLiteral(holder)) return undefined
  const isWithLineEnds = key === "raw" || key === "cooked" || (key === "value" && isJsxText(holder))
  return isWithLineEnds ? text.replaceAll(/\r\n?/g, "\n") : text
}

function isJsxText(holder: unknown): boolean {
  return isObject(holder) && "type" in holder && holder.type === "JSXText"
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
