import type { Program, Statement } from "oxc-parser"

/** The names that only the type checker knows and that a cell's top level brings: interfaces, types, imports of types. */
export function typeNames(program: Program): readonly string[] {
  return [...new Set(program.body.flatMap(namesOfStatement))]
}

function namesOfStatement(node: Statement): readonly string[] {
  const declaration = node.type === "ExportNamedDeclaration" ? node.declaration : node
  switch (declaration?.type) {
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return [declaration.id.name]
    case "ImportDeclaration":
      return declaration.specifiers
        .filter((specifier) => isOfType(declaration.importKind, specifier))
        .map(({ local }) => local.name)
    default:
      return []
  }
}

function isOfType(importKind: string | undefined, specifier: { type: string; importKind?: string }): boolean {
  return importKind === "type" || specifier.importKind === "type"
}
