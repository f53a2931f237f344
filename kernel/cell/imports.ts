import type { Program } from "oxc-parser"
import type { Place } from "./problem.ts"
import { hasRuntimeMeaning } from "./statementKind.ts"

/** What a cell's `import` asks for; the place is that of the text in quotes. */
export interface Import extends Place {
  specifier: string
  /** How long it is as it is written, quotes included. */
  length: number
}

/** The imports at a cell's top level that are there at run time; `import(…)` may be there to see whether it can. */
export function importsOf(program: Program, place: (offset: number) => Place): readonly Import[] {
  return program.body.filter(hasRuntimeMeaning).flatMap((node) => {
    const isImport =
      node.type === "ImportDeclaration" ||
      node.type === "ExportAllDeclaration" ||
      node.type === "ExportNamedDeclaration"
    if (!isImport || !node.source) return []
    const { value, start, end } = node.source
    return [{ specifier: value, length: end - start, ...place(start) }]
  })
}
