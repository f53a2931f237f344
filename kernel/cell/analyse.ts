import { assumedNames } from "./assumedNames.ts"
import { lateDirectives, parseDirective, type Directive } from "./directive/index.ts"
import { expressionsOf, type DirectiveExpressions } from "./expressions.ts"
import { commandProblem, foreignCommands } from "./foreignCommands.ts"
import { foreignImportMessage } from "./foreignSpecifiers.ts"
import { isFunctionBody } from "./functionBody.ts"
import { importedNames, type ImportedName } from "./importedNames.ts"
import { namespacesIn } from "./mergedDeclarations.ts"
import { importsOf, type Import } from "./imports.ts"
import { notParameters } from "./notParameters.ts"
import { placesIn } from "./place.ts"
import type { Place, Problem } from "./problem.ts"
import { isPrivate } from "./privateNames.ts"
import { namesOf, type CellNames, type NameUse } from "./references.ts"
import { sharedMap, sharedSet } from "./sharedEmpty.ts"
import { indexStatements, type StatementIndex } from "./statementIndex.ts"
import { statementsOf, type Statement } from "./statements.ts"
import { parseSource, tooDeepProblem, type Syntax } from "./syntax.ts"
import { typeNames } from "./typeNames.ts"

/** What a code cell means, worked out from its text alone. */
export interface CellAnalysis {
  directive?: Directive
  statements: readonly Statement[]
  /** The statements by their names. */
  index: StatementIndex
  /** Names defined at the top level for all cells, each with the place of its first definition in the cell. */
  defines: ReadonlyMap<string, Place>
  /** Names defined at the top level that are the cell's alone, in the same way. */
  privates: ReadonlyMap<string, Place>
  /** Those of `const`, which can't be assigned to. */
  constants: ReadonlySet<string>
  /** Names that the cell needs from elsewhere (other cells or globals), its directive's expressions included. */
  reads: ReadonlySet<string>
  /** Those that its code needs, without the expressions of its directive and the variable of its `for=`. */
  codeReads: ReadonlySet<string>
  /** Where its code uses each of these: character offsets. */
  readOffsets: ReadonlyMap<string, readonly number[]>
  /** Names that it takes to be there without defining them. */
  assumes: ReadonlySet<string>
  /** Names that the cell assigns to without defining them. */
  assigns: ReadonlyMap<string, Place>
  imports: readonly Import[]
  /** What the names of its imports stand for, those of types included. */
  imported: ReadonlyMap<string, ImportedName>
  /** Those of its names that are namespaces. */
  namespaces: ReadonlySet<string>
  /** Names of types that it brings, which only the type checker knows. */
  types: readonly string[]
  /** Whether it can't be parsed. */
  isBroken: boolean
  /** Whether the code, types aside, is the body of a function as it stands. */
  isFunctionBody: boolean
  /** Places are within the cell's source. */
  problems: readonly Problem[]
}

type CodeMeaning = Omit<CellAnalysis, "directive" | "reads">

/** Works out a code cell's meaning; a cell that can't be parsed has problems and no statements. */
export function analyseCell(source: string): CellAnalysis {
  const { directive, problems: directiveProblems } = parseDirective(source)
  const code = analyseCode(source)
  const expressions = expressionsOf(directive, code.index)
  const unexpected = directive?.kind === "parameters" && !code.isBroken ? notParameters(source) : []
  return {
    ...code,
    ...(directive && { directive }),
    ...readsWith(code, expressions),
    problems: [...directiveProblems, ...expressions.problems, ...code.problems, ...unexpected],
  }
}

/** What a cell reads and assigns to, its directive's expressions included. */
function readsWith(
  code: CodeMeaning,
  expressions: DirectiveExpressions,
): Pick<CellAnalysis, "reads" | "codeReads" | "assigns"> {
  const { reads, codeReads: ofElements, variables } = expressions
  // Most directives have no expressions.
  if (reads.length + ofElements.length + variables.length === 0)
    return { reads: code.codeReads, codeReads: code.codeReads, assigns: code.assigns }
  const codeReads = new Set([...code.codeReads, ...ofElements])
  const assigns = new Map(code.assigns)
  for (const variable of variables) {
    codeReads.delete(variable)
    assigns.delete(variable)
  }
  return { reads: new Set([...codeReads, ...reads]), codeReads, assigns }
}

function analyseCode(source: string): CodeMeaning {
  try {
    const syntax = parseSource(source)
    return syntax.problems.length > 0 ? broken(brokenBy(source, syntax.problems)) : meaningOf(source, syntax)
  } catch (error) {
    // The stack is full: trees are walked by functions that call themselves.
    if (!(error instanceof RangeError)) throw error
    return broken([tooDeepProblem])
  }
}

/** What no parser could make sense of may be another kernel's command. */
function brokenBy(source: string, problems: readonly Problem[]): readonly Problem[] {
  const commands = foreignCommands(source)
  return commands.length === 0 ? problems : commands.map(commandProblem)
}

function broken(problems: readonly Problem[]): CodeMeaning {
  const nothing = {
    defines: new Map(),
    privates: new Map(),
    constants: new Set<string>(),
    codeReads: new Set<string>(),
    assigns: new Map(),
    imports: [],
    imported: new Map(),
    namespaces: new Set<string>(),
    types: [],
  }
  const noUses = { readOffsets: new Map(), assumes: new Set<string>() }
  return {
    ...nothing,
    ...noUses,
    statements: [],
    index: indexStatements([]),
    isBroken: true,
    isFunctionBody: false,
    problems,
  }
}

function meaningOf(source: string, { program, comments }: Syntax): CodeMeaning {
  const names = namesOf(program, source)
  const statements = statementsOf(program, names, comments, source)
  const index = indexStatements(statements)
  const place = placesIn(source)
  const imported = importedNames(program)
  const imports = importsOf(program, place)
  return {
    statements,
    index,
    ...definitionsIn(names, statements, imported, place),
    ...usesIn(names, statements, index, place),
    assumes: assumptionsOf(source, program, names, statements),
    imports,
    imported: sharedMap(imported),
    namespaces: sharedSet(namespacesIn(program)),
    types: typeNames(program),
    isBroken: false,
    isFunctionBody: isFunctionBody(source, program),
    problems: [
      ...exportProblems(program, place),
      ...importProblems(imports),
      ...lateDirectives(program, comments, place),
    ],
  }
}

type PlaceOf = (offset: number) => Place

function definitionsIn(
  names: CellNames,
  statements: readonly Statement[],
  imported: CellAnalysis["imported"],
  place: PlaceOf,
): Pick<CellAnalysis, "defines" | "privates" | "constants"> {
  const visible = new Set<string>()
  for (const statement of statements) for (const name of statement.defines) visible.add(name)
  const defines = new Map<string, Place>()
  const privates = new Map<string, Place>()
  const constants = new Set<string>()
  for (const { name, offset, isConstant } of names.definitions) {
    if (isConstant) constants.add(name)
    const known = isPrivate(name, imported) ? privates : defines
    if (visible.has(name) && !known.has(name)) known.set(name, place(offset))
  }
  return { defines: sharedMap(defines), privates: sharedMap(privates), constants: sharedSet(constants) }
}

function usesIn(
  names: CellNames,
  statements: readonly Statement[],
  { defining }: StatementIndex,
  place: PlaceOf,
): Pick<CellAnalysis, "codeReads" | "readOffsets" | "assigns"> {
  const codeReads = new Set<string>()
  for (const { reads } of statements) for (const name of reads) if (!defining.has(name)) codeReads.add(name)
  const readOffsets = new Map<string, number[]>()
  const assigning: NameUse[] = []
  for (const use of names.uses) {
    if (defining.has(use.name)) continue
    const known = readOffsets.get(use.name)
    if (known) known.push(use.offset)
    else readOffsets.set(use.name, [use.offset])
    if (use.assigns) assigning.push(use)
  }
  const assigns = new Map(assigning.toReversed().map(({ name, offset }) => [name, place(offset)] as const))
  return { codeReads: sharedSet(codeReads), readOffsets: sharedMap(readOffsets), assigns: sharedMap(assigns) }
}

/** Names that the code says it takes to be there, and those that JSX may need, which nobody wrote. */
function assumptionsOf(
  source: string,
  program: Syntax["program"],
  { uses }: CellNames,
  statements: readonly Statement[],
): ReadonlySet<string> {
  const assumed = new Set(assumedNames(source, program))
  const used = new Set<string>()
  for (const { name } of uses) used.add(name)
  for (const { reads } of statements) for (const name of reads) if (!used.has(name)) assumed.add(name)
  return sharedSet(assumed)
}

function exportProblems({ body }: Syntax["program"], place: (offset: number) => Place): readonly Problem[] {
  return body
    .filter(({ type }) => type === "TSExportAssignment")
    .map(({ start }) => {
      const { line, column } = place(start)
      return { message: "A cell has no 'export ='. Give the value a name: const name = …", line, column }
    })
}

/** The cells that don't need the import run all the same. */
function importProblems(imports: readonly Import[]): readonly Problem[] {
  return imports.flatMap(({ specifier, line, column }) => {
    const message = foreignImportMessage(specifier)
    return message === undefined ? [] : [{ message, severity: "warning" as const, line, column }]
  })
}
