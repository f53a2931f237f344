import type { Node, Program, Statement } from "oxc-parser"
import { parseDirective } from "../cell/directive/index.ts"
import { expressionSource } from "../cell/expressions.ts"
import { importedNames } from "../cell/importedNames.ts"
import { occurrencesIn, type Occurrence } from "../cell/occurrences.ts"
import { isPrivate } from "../cell/privateNames.ts"
import { firstAbove } from "../cell/place.ts"
import { namesOf, walk, type NameDefinition } from "../cell/references.ts"
import { parseSource } from "../cell/syntax.ts"

/** What a name stands for: a value and a type of one name live side by side. */
export type NameSpace = "value" | "type" | "both"

/** One place where a cell defines a name at its top level. */
export interface Definition {
  name: string
  space: NameSpace
  /** Where the name starts in the cell's source. */
  start: number
  /** What has to stand between the name and another that replaces it, where it is a property's key as well. */
  separator: ":" | " as" | undefined
}

/**
 * What a statement is in view of a function's body: an import or a type has to stand outside of one, the word `export` or
 * a whole export can't stand in one.
 */
export type StatementForm = "code" | "import" | "type" | "exported" | "export"

/** A top-level statement with the names that it defines, types included. */
export interface OutlinedStatement {
  start: number
  end: number
  form: StatementForm
  /** Where it begins without the word `export`. */
  bare: number
  definitions: readonly Definition[]
  /** Its names are gone when the cell ends (`using`). */
  isClosed: boolean
  /** Its names hold values, and not functions, classes or modules. */
  hasValues: boolean
}

/** The `for=` of a task: the cell stands for one task run for each element. */
export interface Loop {
  /** A name, or a pattern that takes an element apart. */
  variable: string
  /** The names that it defines. */
  names: readonly string[]
  /** The expression for the elements. */
  list: string
  /** Whether readers may see `undefined` in the place of an element. */
  keepsFailures: boolean
  results: readonly FrameResult[]
}

/** A name that a task's cell defines; readers of a `for=` task see arrays of those that hold values. */
export interface FrameResult {
  name: string
  isArray: boolean
}

/** What the language server's view of a cell is made from. */
export interface CellOutline {
  /** False when the source can't be parsed: then nothing is known of it. */
  isValid: boolean
  statements: readonly OutlinedStatement[]
  hasJsx: boolean
  /** What its imports name. */
  imports: readonly string[]
  /** Where its code has names that are private to it, those of types included. */
  privates: readonly Occurrence[]
  loop?: Loop
}

/** A cell of more characters than this is not looked into: it would hold up everything else. */
export const maxCellLength = 300_000

const unknownCell: CellOutline = { isValid: false, statements: [], hasJsx: false, imports: [], privates: [] }

/** Finds the top-level statements of a cell, and where each of their names is written. */
export function outlineCell(source: string): CellOutline {
  if (source.length > maxCellLength) return unknownCell
  try {
    const { program, problems } = parseSource(source)
    if (problems.length > 0) return unknownCell
    const names = [...namesOf(program).definitions, ...typeNames(program)]
    const sorted = names.toSorted((first, second) => first.offset - second.offset)
    const offsets = sorted.map(({ offset }) => offset)
    const namesIn = ({ start, end }: Statement): readonly NameDefinition[] =>
      sorted.slice(firstAbove(offsets, start - 1), firstAbove(offsets, end - 1))
    const places = placesOf(program)
    const statements = program.body.map((statement) => outlineStatement(statement, namesIn(statement), places))
    const loop = loopOf(source, statements)
    const { hasJsx, imports } = places
    return { isValid: true, hasJsx, imports, privates: privatesIn(program, names), statements, ...(loop && { loop }) }
  } catch (error) {
    // The stack is full: trees are walked by functions that call themselves.
    if (!(error instanceof RangeError)) throw error
    return unknownCell
  }
}

function privatesIn(program: Program, names: readonly NameDefinition[]): readonly Occurrence[] {
  const imported = importedNames(program)
  const isOwn = (name: string): boolean => isPrivate(name, imported)
  return names.some(({ name }) => isOwn(name)) ? occurrencesIn(program, isOwn) : []
}

interface Places {
  /** Starts of names that are a property's key (or an import's name) and a definition at once. */
  shorthands: ReadonlyMap<number, ":" | " as">
  hasJsx: boolean
  imports: readonly string[]
}

function placesOf(program: Program): Places {
  const shorthands = new Map<number, ":" | " as">()
  const imports: string[] = []
  let hasJsx = false
  walk(program, (node) => {
    if ("source" in node && node.source?.type === "Literal") imports.push(String(node.source.value))
    if (node.type === "Property" && node.shorthand) shorthands.set(node.start, ":")
    else if (node.type === "ImportSpecifier" && node.imported.start === node.local.start) {
      shorthands.set(node.local.start, " as")
    } else if (node.type === "JSXElement" || node.type === "JSXFragment") hasJsx = true
  })
  return { shorthands, hasJsx, imports }
}

function outlineStatement(statement: Statement, names: readonly NameDefinition[], places: Places): OutlinedStatement {
  const { start, end } = statement
  const node = declared(statement)
  const space = spaceOf(node)
  return {
    start,
    end,
    form: formOf(statement),
    bare: node.start,
    definitions: names.map(({ name, offset }) => ({
      name,
      space,
      start: offset,
      separator: places.shorthands.get(offset),
    })),
    isClosed: node.type === "VariableDeclaration" && node.kind.endsWith("using"),
    hasValues: node.type === "VariableDeclaration",
  }
}

function formOf(statement: Statement): StatementForm {
  if (/^(?:Import|TSImport)/.test(statement.type)) return "import"
  const isExport = /^(?:Export|TSExport|TSNamespaceExport)/.test(statement.type)
  const { type } = declared(statement)
  if (type === "TSInterfaceDeclaration" || type === "TSTypeAliasDeclaration") return "type"
  if (!isExport) return "code"
  return statement.type === "ExportNamedDeclaration" && statement.declaration ? "exported" : "export"
}

/** The loop of a task that runs for each element of a list. */
export function loopOf(source: string, statements: readonly OutlinedStatement[]): Loop | undefined {
  const { directive } = parseDirective(source)
  if (directive?.kind !== "task" || !directive.options.for) return undefined
  const { variable, names, list } = directive.options.for
  if (parseSource(expressionSource(list)).problems.length > 0) return undefined
  return {
    variable,
    names,
    list,
    keepsFailures: directive.options.failures === "keep",
    results: frameResults(statements),
  }
}

/** The names that a task's cell defines for others, in the order of its statements. */
export function frameResults(statements: readonly OutlinedStatement[]): readonly FrameResult[] {
  return statements
    .filter(({ isClosed, form }) => !isClosed && (form === "code" || form === "exported"))
    .flatMap(({ definitions, hasValues }) =>
      definitions
        .filter(({ name, space }) => space !== "type" && !isPrivate(name))
        .map(({ name }) => ({ name, isArray: hasValues })),
    )
}

/** What an `export` exports, else the statement itself. */
function declared(statement: Statement): Node {
  if (statement.type === "ExportNamedDeclaration") return statement.declaration ?? statement
  if (statement.type === "ExportDefaultDeclaration") return statement.declaration
  return statement
}

function spaceOf({ type }: Node): NameSpace {
  if (type === "TSInterfaceDeclaration" || type === "TSTypeAliasDeclaration") return "type"
  return /^(?:Class|Import|TSEnum|TSModule|TSImportEquals)/.test(type) ? "both" : "value"
}

function typeNames(program: Program): readonly NameDefinition[] {
  return program.body.map(declared).flatMap((node) => {
    const isNamed = node.type === "TSInterfaceDeclaration" || node.type === "TSTypeAliasDeclaration"
    return isNamed ? [{ name: node.id.name, offset: node.id.start }] : []
  })
}
