import type { MagicString } from "magic-string"
import type { Expression, Node, Program } from "oxc-parser"
import { isErasable } from "./erasable.ts"
import type { ErasableWriter } from "./erasableWriter.ts"

/** Shows the value of the last expression, as a notebook does; calls that only print give none. */
export function showLast(program: Program, output: MagicString, display: string, writing: ErasableWriter): boolean {
  const last = program.body.findLast(({ type }) => type !== "EmptyStatement")
  const isDefault = last?.type === "ExportDefaultDeclaration" && !/^(?:Function|Class|TS)/.test(last.declaration.type)
  const shown = last?.type === "ExpressionStatement" ? last.expression : isDefault ? last.declaration : undefined
  if (!last || !shown || !givesValue(shown)) return false
  // Of a promise, a notebook shows what comes of it.
  const awaited = isNoPromise.has(shown.type) ? "" : "await "
  if (!isErasable(shown)) {
    const code = writing.expression(shown)
    output.overwrite(last.start, last.end, `${display}(${awaited === "" ? code : `await (${code})`})`)
    return true
  }
  const isInteger = awaited === "" ? shown.type !== "SequenceExpression" : isOperand.has(shown.type)
  const [open, close] = isInteger ? [`(${awaited}`, ")"] : [`(${awaited}(`, "))"]
  output.appendLeft(shown.start, display + open).appendRight(shown.end, close)
  return true
}

const isNoPromise: ReadonlySet<Node["type"]> = new Set([
  "ArrayExpression",
  "ArrowFunctionExpression",
  "AwaitExpression",
  "BinaryExpression",
  "ClassExpression",
  "FunctionExpression",
  "JSXElement",
  "JSXFragment",
  "Literal",
  "ObjectExpression",
  "TaggedTemplateExpression",
  "TemplateLiteral",
  "UnaryExpression",
])

/** What can follow `await` without parentheses. */
const isOperand: ReadonlySet<Node["type"]> = new Set([
  "CallExpression",
  "Identifier",
  "ImportExpression",
  "MemberExpression",
  "NewExpression",
])

function givesValue(node: Node): boolean {
  if (node.type === "AwaitExpression") return givesValue(node.argument)
  if (node.type === "AssignmentExpression" || node.type === "UpdateExpression") return false
  if (node.type !== "CallExpression") return true
  return !/^(?:console|log|artifact)\.|(?:^|\.)(?:display|progress|clearOutput|page)$/.test(calleeName(node.callee))
}

function calleeName(callee: Expression): string {
  if (callee.type === "Identifier") return callee.name
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return ""
  return `${callee.object.name}.${callee.property.type === "Identifier" ? callee.property.name : ""}`
}
