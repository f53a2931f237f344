import type { Node, Program, Statement } from "oxc-parser"

type Merged = Extract<Node, { type: "TSModuleDeclaration" | "TSEnumDeclaration" }>

/** A namespace or enum that a cell declares in several parts, each of which sees what the others export. */
export interface MergedDeclaration {
  /** The parts, as statements of the cell. */
  parts: readonly Statement[]
  /** What they export. */
  members: ReadonlySet<string>
}

/** The namespaces and enums that a cell declares in several parts. */
export function mergedDeclarations({ body }: Program): readonly MergedDeclaration[] {
  const found = new Map<string, { parts: Statement[]; members: Set<string> }>()
  for (const statement of body) {
    const declaration = declaredIn(statement)
    if (!declaration) continue
    const name = declaration.id.type === "Identifier" ? `${declaration.type} ${declaration.id.name}` : ""
    const known = found.get(name) ?? { parts: [], members: new Set() }
    found.set(name, known)
    known.parts.push(statement)
    for (const member of membersOf(declaration)) known.members.add(member)
  }
  found.delete("")
  return [...found.values()].filter(({ parts }) => parts.length > 1)
}

/** The names of a cell's namespaces. */
export function namespacesIn({ body }: Program): ReadonlySet<string> {
  return new Set(
    body.flatMap((statement) => {
      const declaration = declaredIn(statement)
      if (declaration?.type !== "TSModuleDeclaration" || declaration.id.type !== "Identifier") return []
      return [declaration.id.name]
    }),
  )
}

function declaredIn(statement: Statement): Merged | undefined {
  const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
  return node?.type === "TSModuleDeclaration" || node?.type === "TSEnumDeclaration" ? node : undefined
}

function membersOf(declaration: Merged): readonly string[] {
  if (declaration.type === "TSEnumDeclaration") {
    return declaration.body.members.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []))
  }
  const { body } = declaration
  if (body?.type !== "TSModuleBlock") return []
  return body.body.flatMap((statement) => {
    const exported = statement.type === "ExportNamedDeclaration" ? statement.declaration : undefined
    if (exported?.type === "VariableDeclaration") {
      return exported.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []))
    }
    return exported && "id" in exported && exported.id?.type === "Identifier" ? [exported.id.name] : []
  })
}

/** Whether a use within a part of such a declaration is of what another part exports. */
export function isMergedMember(merged: readonly MergedDeclaration[], name: string, offset: number): boolean {
  return merged.some(
    ({ parts, members }) => members.has(name) && parts.some(({ start, end }) => start <= offset && offset < end),
  )
}
