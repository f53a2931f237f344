import type { Node, Program } from "oxc-parser"
import { walk } from "./references.ts"

/** Without one of these words a cell assumes nothing, and its tree needn't be walked. */
const telling = /\b(?:typeof|declare|globalThis)\b/

/**
 * Names that a cell takes to be there, or is ready to find missing, without defining them: declared with `declare`, asked
 * for with `typeof`, or put on `globalThis`.
 */
export function assumedNames(source: string, program: Program): ReadonlySet<string> {
  const names = new Set<string>()
  if (!telling.test(source)) return names
  walk(program, (node) => {
    for (const name of assumedBy(node)) names.add(name)
  })
  return names
}

function assumedBy(node: Node): readonly string[] {
  if ("declare" in node && node.declare === true) return declaredBy(node)
  if (node.type === "UnaryExpression" && node.operator === "typeof") return identifier(node.argument)
  if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression") return []
  const { object, property, computed } = node.left
  return !computed && object.type === "Identifier" && object.name === "globalThis" ? identifier(property) : []
}

/** All names within, since those of `declare global { … }` count as well. */
function declaredBy(declaration: Node): readonly string[] {
  const names: string[] = []
  walk(declaration, (node) => {
    if (node.type === "VariableDeclarator" || node.type === "TSModuleDeclaration") names.push(...identifier(node.id))
    if (node.type === "TSEnumDeclaration") names.push(...identifier(node.id))
    const isNamed = node.type === "TSDeclareFunction" || node.type === "ClassDeclaration"
    if (isNamed && node.id) names.push(node.id.name)
  })
  return names
}

function identifier(node: Node): readonly string[] {
  return node.type === "Identifier" ? [node.name] : []
}
