import type { MagicString } from "magic-string"
import type { Statement } from "oxc-parser"
import type { CellRules } from "./cellText.ts"
import type { ErasableWriter } from "./erasableWriter.ts"
import { importWithin, scriptImport, scriptSpecifier, type ScriptImport } from "./imports.ts"

/** Writes a statement as a script has it. @returns what it imports, if it is an import */
export function rewriteStatement(
  statement: Statement,
  output: MagicString,
  source: string,
  rules: CellRules,
  writing: ErasableWriter,
): ScriptImport | undefined {
  const { start, end } = statement
  const { places } = rules
  switch (statement.type) {
    case "ImportDeclaration": {
      const imported = scriptImport(statement, places, rules)
      if (imported.text === "") output.remove(start, source[end] === "\n" ? end + 1 : end)
      else output.overwrite(start, end, imported.text)
      return imported
    }
    case "ExportAllDeclaration":
      output.overwrite(start, end, `import ${JSON.stringify(scriptSpecifier(statement.source.value, places))}`)
      return undefined
    case "ExportNamedDeclaration": {
      const { declaration, source: from } = statement
      if (declaration) {
        output.remove(start, declaration.start)
        writing.write(declaration)
      } else if (from) output.overwrite(start, end, `import ${JSON.stringify(scriptSpecifier(from.value, places))}`)
      else output.remove(start, end)
      return undefined
    }
    case "ExportDefaultDeclaration":
      output.remove(start, statement.declaration.start)
      if (isAnonymous(statement.declaration)) output.appendLeft(statement.declaration.start, ";(").appendRight(end, ")")
      writing.write(statement.declaration)
      return undefined
    case "TSImportEqualsDeclaration":
      if (statement.moduleReference.type !== "TSExternalModuleReference" || rules.claim(statement.id.name, false))
        writing.write(statement)
      else output.remove(start, end)
      return undefined
    default:
      writing.write(statement)
      return undefined
  }
}

/** Leaves an import within the function whose names can't stand outside. */
export function keepWithin(
  statement: Statement,
  output: MagicString,
  { places, isValue }: CellRules,
  isTaken: (name: string) => boolean,
): boolean {
  if (statement.type !== "ImportDeclaration" || statement.source.value === "tsnb") return false
  if (!statement.specifiers.some(({ local }) => isTaken(local.name))) return false
  const text = importWithin(statement, places, isValue)
  if (text === undefined) return false
  output.overwrite(statement.start, statement.end, text)
  return true
}

function isAnonymous(declaration: { type: string; id?: unknown }): boolean {
  return /^(?:Function|Class)Declaration$/.test(declaration.type) && !declaration.id
}
