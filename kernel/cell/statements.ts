import type { Comment, Program, Statement as SyntaxStatement } from "oxc-parser"
import { changesIn } from "./changes.ts"
import type { StatementEffects } from "./effects/effects.ts"
import { effectsOf } from "./effects/effectsOf.ts"
import { fingerprint } from "./fingerprint.ts"
import { hasJsx, jsxNames, jsxPragmas } from "./jsxPragmas.ts"
import { bare, isFunction } from "./nodes.ts"
import { firstAbove } from "./place.ts"
import type { CellNames } from "./references.ts"
import { methodsIn, selfChangersIn } from "./selfChanges.ts"
import { sharedSet } from "./sharedEmpty.ts"
import { importedSpecifiers } from "./importedSpecifiers.ts"
import { hasRuntimeMeaning, kindOf, type StatementKind } from "./statementKind.ts"
import { unstableNames } from "./unstable.ts"

/** A top-level statement of a cell that does something at run time. */
export interface Statement {
  /** Character offsets in the cell's source. */
  start: number
  end: number
  kind: StatementKind
  /** Names defined at the cell's top level. */
  defines: readonly string[]
  /** Names that it declares for this cell alone, since they are closed when the cell ends (`using`). */
  closes: readonly string[]
  /** Names used (also by functions within it) that the statement doesn't define itself. */
  reads: readonly string[]
  /** Names that it assigns to, whole or in part, other than by defining them. */
  changes: ReadonlySet<string>
  /** Names that it may change: a method of theirs is called. */
  calls: ReadonlySet<string>
  /** The name whose method the whole statement is a call of. */
  called?: string
  /** What it does beside giving its names their values. */
  effects: StatementEffects
  /** The methods and accessors of its classes and objects that change the object that they are of. */
  selfChangers: ReadonlySet<string>
  /** All methods and accessors of its classes and objects whose code it is, as far as functions don't make these. */
  methods: ReadonlySet<string>
  /** Those of its names that stand for functions written out. */
  functions: ReadonlySet<string>
  /** The modules that it imports, in whatever way, as far as its text names them. */
  specifiers: readonly string[]
  /** It is an expression, whose value is the cell's output when it comes last. */
  isExpression: boolean
  /** Hash of what it does, without formatting, comments and types. */
  fingerprint: string
}

/** Without one of these words, a cell imports nothing. */
const importing = /\b(?:import|export|require)\b/

/** What stands for a cell's text that isn't at hand: there may be anything in it. */
const anyText = "import {} <>"

/**
 * Takes a cell's tree apart into the statements that do something at run time.
 * @param source the cell's text, where that is at hand
 */
export function statementsOf(
  program: Program,
  names: CellNames,
  comments: readonly Comment[] = [],
  source = anyText,
): readonly Statement[] {
  const definitionsIn = rangeFinder(names.definitions)
  const usesIn = rangeFinder(names.uses)
  const pragmas = jsxPragmas(comments)
  const free = new Set(names.uses.map(({ offset }) => offset))
  const isFree = (offset: number): boolean => free.has(offset)
  const cell = {
    isFree,
    pragmas,
    mayImport: importing.test(source),
    mayHaveJsx: source.includes("<"),
    mayHaveMethods: source.includes("{"),
  }
  const statements = program.body
    .filter(hasRuntimeMeaning)
    .map((node) => toStatement(node, { definitions: definitionsIn(node), uses: usesIn(node) }, cell))
  const unstable = unstableNames(statements, program)
  return statements.map((statement) => withStableKind(statement, unstable))
}

function withStableKind(statement: Statement, unstable: ReadonlySet<string>): Statement {
  const isUnstable = statement.kind === "literal" && statement.defines.some((name) => unstable.has(name))
  return isUnstable ? { ...statement, kind: "computed" } : statement
}

/** Finds the items within a node without going through all of them: a cell may have thousands of statements. */
function rangeFinder<Item extends { offset: number }>(
  items: readonly Item[],
): (node: { start: number; end: number }) => readonly Item[] {
  const sorted = items.toSorted((first, second) => first.offset - second.offset)
  const offsets = sorted.map(({ offset }) => offset)
  return ({ start, end }) => sorted.slice(firstAbove(offsets, start - 1), firstAbove(offsets, end - 1))
}

/** What is known of a cell whose statements are looked at. */
interface CellFacts {
  isFree: (offset: number) => boolean
  pragmas: readonly string[]
  mayImport: boolean
  mayHaveJsx: boolean
  mayHaveMethods: boolean
}

const noNames: ReadonlySet<string> = sharedSet(new Set())

function toStatement(
  node: SyntaxStatement,
  { definitions, uses }: CellNames,
  { isFree, pragmas, mayImport, mayHaveJsx, mayHaveMethods }: CellFacts,
): Statement {
  const types = typeSpecifiers(node)
  const defines = new Set<string>()
  for (const { name } of definitions) if (!types.includes(name)) defines.add(name)
  const names = [...defines]
  const reads = new Set<string>()
  for (const { name } of uses) if (!defines.has(name)) reads.add(name)
  if (mayHaveJsx && hasJsx(node)) for (const name of jsxNames(pragmas)) if (!defines.has(name)) reads.add(name)
  const { changes: changed, ...calls } = changesIn(node)
  // The rest are names of inner scopes that look the same.
  const changes = new Set<string>()
  for (const name of changed) if (defines.has(name) || reads.has(name)) changes.add(name)
  for (const { name, assigns } of uses) if (assigns && (defines.has(name) || reads.has(name))) changes.add(name)
  const isClosed = node.type === "VariableDeclaration" && node.kind.endsWith("using")
  return {
    start: node.start,
    end: node.end,
    kind: kindOf(node),
    defines: isClosed ? [] : names,
    closes: isClosed ? names : [],
    reads: [...reads],
    changes: sharedSet(changes),
    ...calls,
    effects: effectsOf(node, isFree),
    selfChangers: mayHaveMethods ? sharedSet(selfChangersIn(node)) : noNames,
    methods: mayHaveMethods ? sharedSet(methodsIn(node)) : noNames,
    functions: functionsIn(node),
    specifiers: mayImport ? importedSpecifiers(node) : [],
    isExpression: node.type === "ExpressionStatement",
    fingerprint: fingerprint(node, pragmas.join(" ")),
  }
}

function functionsIn(node: SyntaxStatement): ReadonlySet<string> {
  const declaration = node.type === "ExportNamedDeclaration" ? node.declaration : node
  if (declaration?.type !== "VariableDeclaration") return noNames
  const names = declaration.declarations.flatMap(({ id, init }) =>
    id.type === "Identifier" && init && isFunction(bare(init)) ? [id.name] : [],
  )
  return names.length === 0 ? noNames : new Set(names)
}

/** Names that an import takes over for the type checker alone. */
function typeSpecifiers(node: SyntaxStatement): readonly string[] {
  if (node.type !== "ImportDeclaration") return []
  return node.specifiers
    .filter((specifier) => specifier.type === "ImportSpecifier" && specifier.importKind === "type")
    .map((specifier) => specifier.local.name)
}
