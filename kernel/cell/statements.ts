import type { Program, Statement as SyntaxStatement, VariableDeclaration } from "oxc-parser"
import { changesIn } from "./changes.ts"
import { fingerprint } from "./fingerprint.ts"
import { isLiteral, isPrimitive } from "./literal.ts"
import type { CellNames } from "./references.ts"

/**
 * How the names of a statement reach a worker. An import, a declaration (function, class, enum, namespace) and a
 * literal are made again from their code; what is computed is evaluated once, and handed over by its value.
 */
export type StatementKind = "import" | "declaration" | "literal" | "computed"

/** A top-level statement of a cell that does something at run time. */
export interface Statement {
  /** Character offsets in the cell's source. */
  start: number
  end: number
  kind: StatementKind
  /** Names defined at the cell's top level. */
  defines: readonly string[]
  /** Names used (also by functions within it) that the statement doesn't define itself. */
  reads: readonly string[]
  /** Names that it assigns to, whole or in part, other than by defining them. */
  changes: ReadonlySet<string>
  /** Names that it may change: a method of theirs is called. */
  calls: ReadonlySet<string>
  /** Hash of what it does, without formatting, comments and types. */
  fingerprint: string
}

/** Takes a cell's tree apart into the statements that do something at run time. */
export function statementsOf(program: Program, names: CellNames): readonly Statement[] {
  const statements = program.body.filter(hasRuntimeMeaning).map((node) => toStatement(node, names))
  const unstable = unstableNames(statements, program)
  return statements.map((statement) =>
    statement.kind === "literal" && statement.defines.some((name) => unstable.has(name))
      ? { ...statement, kind: "computed" }
      : statement,
  )
}

function hasRuntimeMeaning(node: SyntaxStatement): boolean {
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
    case "ExportAllDeclaration":
      return node.exportKind !== "type"
    case "TSImportEqualsDeclaration":
      return node.importKind !== "type"
    default:
      return !("declare" in node && node.declare)
  }
}

function toStatement(node: SyntaxStatement, { definitions, uses }: CellNames): Statement {
  const within = ({ offset }: { offset: number }): boolean => node.start <= offset && offset < node.end
  const hidden = new Set(hiddenNames(node))
  const defines = new Set(definitions.filter(within).map(({ name }) => name))
  const inside = uses.filter(within)
  const reads = new Set(inside.map(({ name }) => name).filter((name) => !defines.has(name)))
  const { changes, calls } = changesIn(node)
  const assigned = inside.filter(({ assigns }) => assigns).map(({ name }) => name)
  return {
    start: node.start,
    end: node.end,
    kind: kindOf(node),
    defines: [...defines].filter((name) => !hidden.has(name)),
    reads: [...reads],
    // The rest are names of inner scopes that look the same.
    changes: new Set([...changes, ...assigned].filter((name) => defines.has(name) || reads.has(name))),
    calls,
    fingerprint: fingerprint(node),
  }
}

/** Names that a statement declares for the type checker alone, or that are closed when the cell ends (`using`). */
function hiddenNames(node: SyntaxStatement): readonly string[] {
  if (node.type === "ImportDeclaration") {
    return node.specifiers
      .filter((specifier) => specifier.type === "ImportSpecifier" && specifier.importKind === "type")
      .map((specifier) => specifier.local.name)
  }
  if (node.type !== "VariableDeclaration" || !node.kind.endsWith("using")) return []
  return node.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []))
}

function kindOf(node: SyntaxStatement): StatementKind {
  switch (node.type) {
    case "ImportDeclaration":
    case "TSImportEqualsDeclaration":
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
    case "ExportAllDeclaration":
      return "import"
    case "ExportDefaultDeclaration":
      return node.declaration.type === "FunctionDeclaration" || node.declaration.type === "ClassDeclaration"
        ? "declaration"
        : "computed"
    default:
      return "computed"
  }
}

function isLiteralDeclaration({ kind, declarations }: VariableDeclaration): boolean {
  if (kind.endsWith("using")) return false
  return declarations.every(({ id, init }) => id.type === "Identifier" && (init === null || isLiteral(init)))
}

/**
 * Literals that don't keep the value that their declaration gives: assigned to later, or an object that other code of
 * the cell gets hold of. What they hold when the cell has ended is known only by evaluating it.
 */
function unstableNames(statements: readonly Statement[], program: Program): ReadonlySet<string> {
  const primitives = new Set(program.body.flatMap(primitiveNames))
  const unstable = new Set<string>()
  for (const statement of statements) {
    for (const name of statement.changes) unstable.add(name)
    if (statement.kind !== "computed") continue
    for (const name of statement.reads) if (!primitives.has(name)) unstable.add(name)
  }
  return unstable
}

function primitiveNames(node: SyntaxStatement): readonly string[] {
  const declaration = node.type === "ExportNamedDeclaration" ? node.declaration : node
  if (declaration?.type !== "VariableDeclaration") return []
  return declaration.declarations.flatMap(({ id, init }) =>
    id.type === "Identifier" && init !== null && isPrimitive(init) ? [id.name] : [],
  )
}
