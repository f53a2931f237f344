import type { Statement } from "oxc-parser"
import type { CellAnalysis } from "../../cell/analyse.ts"
import type { Statement as KnownStatement } from "../../cell/statements.ts"

/** Where a statement stands when its cell's code becomes the body of a function. */
export type StatementPlace = "inside" | "outside" | "both"

/**
 * Where a statement stands when its cell's code becomes the body of a function. Imports stand at the top of a module, and a
 * function or class that others use can't be within another, unless it works with values of its cell: then it is a result
 * of the cell like these, and for others than the cell of a `for=`, which has many, it is made once more outside.
 * @param isRead whether other cells read a name
 */
export function placeOf(
  statement: Statement,
  analysis: CellAnalysis,
  isRead: (name: string) => boolean,
): StatementPlace {
  if (statement.type === "ImportDeclaration" || statement.type === "ExportAllDeclaration") return "outside"
  if (statement.type === "TSInterfaceDeclaration" || statement.type === "TSTypeAliasDeclaration") return "outside"
  const known = analysis.statements.find(({ start }) => start === statement.start)
  if (known?.kind !== "declaration" || !known.defines.some(isRead)) return "inside"
  if (!isBound(known, analysis)) return "outside"
  return loopNames(analysis).length === 0 ? "inside" : "both"
}

/** Whether a name that a cell defines is a function or class that works with values of the cell. */
export function isBoundName(name: string, analysis: CellAnalysis): boolean {
  const statements = analysis.index.defining.get(name) ?? []
  return statements.some((statement) => statement.kind === "declaration" && isBound(statement, analysis))
}

function isBound(declaration: KnownStatement, analysis: CellAnalysis): boolean {
  const names = new Set(declaration.reads)
  // A set that grows while it is walked is walked to its new end.
  for (const name of names) {
    if (loopNames(analysis).includes(name)) return true
    for (const { kind, reads } of analysis.index.defining.get(name) ?? []) {
      if (kind === "declaration") for (const read of reads) names.add(read)
      else if (kind !== "import") return true
    }
  }
  return false
}

function loopNames({ directive }: CellAnalysis): readonly string[] {
  return (directive?.kind === "task" ? directive.options.for?.names : undefined) ?? []
}
