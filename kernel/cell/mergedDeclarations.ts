import type { Node, Program, Statement } from "oxc-parser"
import { boundNames } from "./nodes.ts"

type Merged = Extract<Node, { type: "TSModuleDeclaration" | "TSEnumDeclaration" }>

/** A namespace or enum that a cell declares in several parts, each of which sees what the others export. */
export interface MergedDeclaration {
  /** The parts, as character ranges of the cell. */
  parts: readonly { start: number; end: number }[]
  /** What they export. */
  members: ReadonlySet<string>
}

interface Found {
  parts: { start: number; end: number }[]
  members: Set<string>
}

/** The namespaces and enums that a cell declares in several parts, those within namespaces included. */
export function mergedDeclarations({ body }: Program): readonly MergedDeclaration[] {
  const found = new Map<string, Found>()
  collect(body, "", found)
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

/** @param path names of the namespaces around, each with a dot behind it */
function collect(statements: readonly Statement[], path: string, found: Map<string, Found>): void {
  for (const statement of statements) {
    const declaration = declaredIn(statement)
    if (!declaration) continue
    const names = namesOf(declaration)
    // `namespace A.B { … }` is a part of `A` as well, of which it exports `B`.
    for (const [depth, member] of names.entries()) {
      if (depth > 0) add(found, path + names.slice(0, depth).join("."), declaration, [member])
    }
    const whole = path + names.join(".")
    add(found, whole, declaration, membersOf(declaration))
    if (declaration.type === "TSModuleDeclaration" && declaration.body?.type === "TSModuleBlock")
      collect(declaration.body.body, `${whole}.`, found)
  }
}

function add(found: Map<string, Found>, path: string, { start, end }: Merged, members: readonly string[]): void {
  const known = found.get(path) ?? { parts: [], members: new Set() }
  found.set(path, known)
  known.parts.push({ start, end })
  for (const member of members) known.members.add(member)
}

function namesOf({ id }: Merged): readonly string[] {
  const names: string[] = []
  let node: Node = id
  while (node.type === "TSQualifiedName") {
    names.unshift(node.right.name)
    node = node.left
  }
  return node.type === "Identifier" ? [node.name, ...names] : names
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
    if (exported?.type === "VariableDeclaration") return exported.declarations.flatMap(({ id }) => boundNames(id))
    return exported && "id" in exported && exported.id?.type === "Identifier" ? [exported.id.name] : []
  })
}

/** Whether a use within a part of such a declaration is of what another part exports. */
export function isMergedMember(merged: readonly MergedDeclaration[], name: string, offset: number): boolean {
  return merged.some(
    ({ parts, members }) => members.has(name) && parts.some(({ start, end }) => start <= offset && offset < end),
  )
}
