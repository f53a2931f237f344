import type { Program, Statement as SyntaxStatement, VariableDeclaration } from "oxc-parser"
import { isLiteral } from "./literal.ts"

/**
 * How the names of a statement reach a worker. An import, a declaration (function, class, enum, namespace) and a
 * literal are made again from their code; what is computed is evaluated once, and handed over by its value.
 */
export type StatementKind = "import" | "declaration" | "literal" | "computed"

/** False for what only the type checker reads: nothing of it is left at run time. */
export function hasRuntimeMeaning(node: SyntaxStatement): boolean {
  switch (node.type) {
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSDeclareFunction":
    case "TSNamespaceExportDeclaration":
    case "EmptyStatement":
      return false
    case "ImportDeclaration":
      return node.importKind !== "type"
    case "ExportNamedDeclaration":
      if (node.declaration) return hasRuntimeMeaning(node.declaration)
      return node.exportKind !== "type" && node.source !== null
    case "ExportDefaultDeclaration":
      return !["TSInterfaceDeclaration", "TSDeclareFunction"].includes(node.declaration.type)
    case "ExportAllDeclaration":
      return node.exportKind !== "type"
    case "TSImportEqualsDeclaration":
      return node.importKind !== "type"
    case "TSModuleDeclaration":
      // A namespace of nothing but types doesn't come to be.
      return !node.declare && (node.body?.body.some(hasRuntimeMeaning) ?? false)
    default:
      return !("declare" in node && node.declare)
  }
}

/** The kind of a statement, judged by itself alone. */
export function kindOf(node: Program["body"][number]): StatementKind {
  switch (node.type) {
    case "ImportDeclaration":
    case "TSImportEqualsDeclaration":
    case "ExportAllDeclaration":
      return "import"
    case "FunctionDeclaration":
    case "ClassDeclaration":
    case "TSEnumDeclaration":
    case "TSModuleDeclaration":
      return "declaration"
    case "VariableDeclaration":
      return isLiteralDeclaration(node) ? "literal" : "computed"
    case "ExportNamedDeclaration":
      return node.declaration ? kindOf(node.declaration) : "import"
    case "ExportDefaultDeclaration":
      return /^(Function|Class)Declaration$/.test(node.declaration.type) ? "declaration" : "computed"
    default:
      return "computed"
  }
}

function isLiteralDeclaration({ kind, declarations }: VariableDeclaration): boolean {
  if (kind.endsWith("using")) return false
  return declarations.every(({ id, init }) => id.type === "Identifier" && (init === null || isLiteral(init)))
}
