import {
  analyze,
  DefinitionType,
  type Definition,
  type Reference,
  type Scope,
  type ScopeManager,
} from "@typescript-eslint/scope-manager"
import { visitorKeys, type Node, type Program, type Statement } from "oxc-parser"
import { isMergedMember, mergedDeclarations } from "./mergedDeclarations.ts"

/** One use of a name that the cell's inner scopes don't define themselves. */
export interface NameUse {
  name: string
  offset: number
  /** The use assigns to the name (other than where it is declared). */
  assigns: boolean
}

/** One place where a cell defines a name at its top level. */
export interface NameDefinition {
  name: string
  offset: number
}

/** One place where a cell defines a name that is there at run time. */
export interface ValueDefinition extends NameDefinition {
  /** It is a `const`, which can't be assigned to. */
  isConstant: boolean
}

export interface CellNames {
  definitions: readonly ValueDefinition[]
  uses: readonly NameUse[]
}

/** All scopes of a cell, with what they define and use. */
export function scopesOf(program: Program): ScopeManager {
  return analyze(
    // oxc's tree has the form that scope-manager takes (`astType: "ts"`).
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Only type names differ.
    program as never,
    { sourceType: "module", lib: [], jsxPragma: null, jsxFragmentName: null },
  )
}

/**
 * The names that a cell defines at its top level, and every use of a top-level or foreign name; types are left out.
 * @param source its text, where that is at hand: without the word in it, nobody has to look for each `typeof`
 */
export function namesOf(program: Program, source = "typeof"): CellNames {
  const { globalScope } = scopesOf(program)
  const top = globalScope?.childScopes[0]
  if (!globalScope || !top) return { definitions: [], uses: [] }
  const typeQueries = source.includes("typeof") ? offsetsInTypeQueries(program) : noOffsets
  const merged = mergedDeclarations(program)
  const uses: NameUse[] = []
  const addUse = (reference: Reference): void => {
    if (reference.resolved && reference.resolved.scope !== top) return
    if (!reference.isValueReference || reference.init === true) return
    const use = toUse(reference)
    if (!typeQueries.has(use.offset) && !isMergedMember(merged, use.name, use.offset)) uses.push(use)
  }
  forEachReference(globalScope, addUse)
  const definitions: ValueDefinition[] = []
  for (const { name, isValueVariable, defs } of top.variables)
    if (isValueVariable) for (const definition of defs) definitions.push(toDefinition(name, definition))
  for (const statement of program.body) {
    definitions.push(...dottedNamespace(statement))
    uses.push(...requireUse(statement))
  }
  return { definitions, uses }
}

/** `namespace first.second { … }` defines `first`, which scope-manager overlooks. */
function dottedNamespace(statement: Statement): readonly ValueDefinition[] {
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
  if (declaration?.type !== "TSModuleDeclaration" || declaration.id.type !== "TSQualifiedName") return []
  let first: Node = declaration.id
  while (first.type === "TSQualifiedName") first = first.left
  return first.type === "Identifier" ? [{ name: first.name, offset: first.start, isConstant: false }] : []
}

/** `import name = require("module")` calls `require`. */
function requireUse(statement: Statement): readonly NameUse[] {
  const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
  if (node?.type !== "TSImportEqualsDeclaration" || node.moduleReference.type !== "TSExternalModuleReference") return []
  return [{ name: "require", offset: node.moduleReference.start, assigns: false }]
}

function toDefinition(name: string, definition: Definition): ValueDefinition {
  const isConstant = definition.type === DefinitionType.Variable && definition.parent.kind === "const"
  return { name, offset: definition.name.range[0], isConstant }
}

function toUse(reference: Reference): NameUse {
  const { identifier } = reference
  return { name: identifier.name, offset: identifier.range[0], assigns: reference.isWrite() }
}

function forEachReference(scope: Scope, visit: (reference: Reference) => void): void {
  scope.references.forEach(visit)
  for (const child of scope.childScopes) forEachReference(child, visit)
}

/** `typeof name` within a type: scope-manager counts it as a use of the value, but it is gone at run time. */
function offsetsInTypeQueries(program: Program): ReadonlySet<number> {
  const offsets = new Set<number>()
  walk(program, (node) => {
    if (node.type === "TSTypeQuery") walk(node, ({ start }) => offsets.add(start))
  })
  return offsets
}

const noOffsets: ReadonlySet<number> = new Set()

/** Calls `visit` with every node of a tree, parents first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const key of visitorKeys[node.type] ?? []) {
    const value: unknown = Reflect.get(node, key)
    if (!Array.isArray(value)) {
      if (isNode(value)) walk(value, visit)
    } else for (const child of value) if (isNode(child)) walk(child, visit)
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
}
