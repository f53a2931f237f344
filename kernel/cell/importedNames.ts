import { isBuiltin } from "node:module"
import type { ImportDeclaration, Program, Statement } from "oxc-parser"

/** What a name stands for that an import brings. */
export interface ImportedName {
  /** The module, as the import names it. */
  specifier: string
  /** The name of the export; `*` for all of the module, `=` for what `require` gives. */
  name: string
}

/** What each name of a cell's imports stands for. */
export function importedNames(program: Program): ReadonlyMap<string, ImportedName> {
  return new Map(program.body.flatMap(namesOfStatement))
}

/** Whether two names stand for the same export of the same module, as far as their text tells. */
export function isSameImport(one: ImportedName | undefined, other: ImportedName | undefined): boolean {
  if (!one || !other || one.name !== other.name) return false
  return moduleName(one.specifier) === moduleName(other.specifier)
}

/** An import as a message speaks of it: `'readFile' of "node:fs"`. */
export function describeImport({ specifier, name }: ImportedName): string {
  return /^[*=]$/.test(name) ? JSON.stringify(specifier) : `'${name}' of ${JSON.stringify(specifier)}`
}

/** The name of the export that one part of an import takes. */
export function exportName(specifier: ImportDeclaration["specifiers"][number]): string {
  if (specifier.type === "ImportNamespaceSpecifier") return "*"
  if (specifier.type === "ImportDefaultSpecifier") return "default"
  return specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value
}

function namesOfStatement(statement: Statement): readonly (readonly [local: string, imported: ImportedName])[] {
  const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
  if (node?.type === "ImportDeclaration") {
    const specifier = node.source.value
    return node.specifiers.map((one) => [one.local.name, { specifier, name: exportName(one) }] as const)
  }
  if (node?.type !== "TSImportEqualsDeclaration" || node.moduleReference.type !== "TSExternalModuleReference") return []
  return [[node.id.name, { specifier: node.moduleReference.expression.value, name: "=" }]]
}

/** Node's own modules have two names each. */
function moduleName(specifier: string): string {
  return isBuiltin(specifier) ? specifier.replace(/^node:/, "") : specifier
}
