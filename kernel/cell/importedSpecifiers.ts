import type { Node } from "oxc-parser"
import { walk } from "./references.ts"

/** The specifiers of the modules that code imports: `import … from`, `export … from`, `import("…")`, `require("…")`. */
export function importedSpecifiers(node: Node): readonly string[] {
  const found = new Set<string>()
  walk(node, (part) => {
    const source = moduleNamedBy(part)
    if (source?.type === "Literal" && typeof source.value === "string") found.add(source.value)
  })
  return [...found]
}

/** What stands for the name of a module that code imports. */
export function moduleNamedBy(node: Node): Node | null | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
    case "ImportExpression":
      return node.source
    case "TSExternalModuleReference":
      return node.expression
    case "CallExpression":
      return node.callee.type === "Identifier" && node.callee.name === "require" ? node.arguments[0] : undefined
    default:
      return undefined
  }
}
