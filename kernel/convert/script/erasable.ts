import type { Node } from "oxc-parser"
import { walk } from "../../cell/references.ts"
import { transpile } from "../../cell/transpile.ts"

/** What Node can't take out of TypeScript and have JavaScript left (its docs: "Type stripping"). */
const transformed: ReadonlySet<Node["type"]> = new Set([
  "AccessorProperty",
  "Decorator",
  "JSXElement",
  "JSXFragment",
  "TSEnumDeclaration",
  "TSImportEqualsDeclaration",
  "TSModuleDeclaration",
  "TSParameterProperty",
  "TSTypeAssertion",
])

/** Whether Node runs a statement by leaving out its types. */
export function isErasable(statement: Node): boolean {
  let isFound = false
  walk(statement, (node) => {
    const isDeclared = "declare" in node && node.declare === true
    isFound ||= transformed.has(node.type) && !isDeclared
  })
  return !isFound
}

/** A statement that Node can't run as it is, as JavaScript. */
export function asJavaScript(source: string): string {
  return transpile(source, "cell.tsx", { keepUnusedImports: true }).code.trimEnd()
}

/**
 * The same for a part of a namespace or enum.
 * @param before what of that name comes before it, and is in the script already; empty where nothing does
 */
export function partAsJavaScript(source: string, before: string): string {
  if (before === "") return asJavaScript(source)
  const [earlier, all] = [before, `${before}\n${source}`].map(
    (text) => transpile(text, "cell.tsx", { keepUnusedImports: true, byEsbuild: true }).code,
  )
  if (earlier === undefined || !all?.startsWith(earlier)) return asJavaScript(source)
  return all.slice(earlier.length).trim()
}
