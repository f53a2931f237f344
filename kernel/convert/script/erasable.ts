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

/** The same for declarations of one name, such as the parts of a namespace, which see each other's members. */
export function partsAsJavaScript(sources: readonly string[]): readonly string[] {
  const { code } = transpile(sources.join(`\n${partEnd}()\n`), "cell.tsx", { keepUnusedImports: true, byEsbuild: true })
  return code.split(`${partEnd}();`).map((part) => part.trim())
}

/** Called between parts, so that they can be told apart afterwards. */
const partEnd = "$tsnbPartEnd"
