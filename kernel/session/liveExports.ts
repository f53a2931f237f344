import type { Program } from "oxc-parser"
import { exportName } from "../cell/importedNames.ts"
import { namesOf } from "../cell/references.ts"

/** What a module's text tells of its exports. */
export interface ModuleExports {
  /** Exports of its own variables that its code assigns to after they were declared. */
  changing: ReadonlySet<string>
  /** Exports that it takes from other modules, by their names here. */
  taken: ReadonlyMap<string, { specifier: string; name: string }>
  /** Modules all of whose exports are its own, too. */
  allOf: readonly string[]
  /** The module's own names for exports that have other names. */
  own: ReadonlyMap<string, string>
}

/** Finds the exports of a module whose values may change while others use them: importers see each value at once. */
export function moduleExports(program: Program): ModuleExports {
  const assigned = new Set(namesOf(program).uses.flatMap(({ name, assigns }) => (assigns ? [name] : [])))
  const imported = importsIn(program)
  const changing = new Set<string>()
  const taken = new Map<string, { specifier: string; name: string }>()
  const allOf: string[] = []
  const own = new Map<string, string>()
  for (const statement of program.body) {
    if (statement.type === "ExportAllDeclaration") {
      if (!statement.exported) allOf.push(statement.source.value)
    } else if (statement.type === "ExportNamedDeclaration") {
      for (const name of declaredBy(statement.declaration)) if (assigned.has(name)) changing.add(name)
      for (const { local, exported } of statement.specifiers) {
        const [from, to] = [nameOf(local), nameOf(exported)]
        const source = statement.source ? { specifier: statement.source.value, name: from } : imported.get(from)
        if (source) {
          taken.set(to, source)
          continue
        }
        own.set(to, from)
        if (assigned.has(from)) changing.add(to)
      }
    } else if (statement.type === "ExportDefaultDeclaration") {
      const { declaration } = statement
      if (declaration.type === "Identifier") own.set("default", declaration.name)
      else if ("id" in declaration && declaration.id) own.set("default", declaration.id.name)
    }
  }
  return { changing, taken, allOf, own }
}

function importsIn({ body }: Program): ReadonlyMap<string, { specifier: string; name: string }> {
  const declarations = body.filter((statement) => statement.type === "ImportDeclaration")
  return new Map(
    declarations.flatMap(({ source, specifiers }) =>
      specifiers.map((one) => [one.local.name, { specifier: source.value, name: exportName(one) }] as const),
    ),
  )
}

function declaredBy(declaration: Program["body"][number] | null): readonly string[] {
  if (declaration?.type === "VariableDeclaration") {
    return declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []))
  }
  return declaration && "id" in declaration && declaration.id?.type === "Identifier" ? [declaration.id.name] : []
}

function nameOf(name: { type: string; name?: string; value?: string }): string {
  return name.name ?? name.value ?? ""
}
