import { assumedNames } from "./assumedNames.ts"
import { lateDirectives, parseDirective, type Directive } from "./directive/index.ts"
import { expressionsOf } from "./expressions.ts"
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
import { namesOf, type NameUse } from "./references.ts"
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
  const codeReads = new Set(code.codeReads)
  const assigns = new Map(code.assigns)
  const expressions = expressionsOf(directive, code.index)
  const unexpected = directive?.kind === "parameters" && !code.isBroken ? notParameters(source) : []
  for (const name of expressions.codeReads) codeReads.add(name)
  for (const variable of expressions.variables) {
    codeReads.delete(variable)
    assigns.delete(variable)
  }
  return {
    ...code,
    ...(directive && { directive }),
    reads: new Set([...codeReads, ...expressions.reads]),
    codeReads,
    assigns,
    problems: [...directiveProblems, ...expressions.problems, ...code.problems, ...unexpected],
  }
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
  const visible = new Set(statements.flatMap((statement) => statement.defines))
  const place = placesIn(source)
  const imported = importedNames(program)
  const imports = importsOf(program, place)
  const defines = new Map<string, Place>()
  const privates = new Map<string, Place>()
  for (const { name, offset } of names.definitions) {
    const known = isPrivate(name, imported) ? privates : defines
    if (visible.has(name) && !known.has(name)) known.set(name, place(offset))
  }
  const reads = statements.flatMap((statement) => statement.reads)
  const used = new Set(names.uses.map(({ name }) => name))
  const foreign = names.uses.filter(({ assigns, name }) => assigns && !index.defining.has(name))
  return {
    statements,
    index,
    defines,
    privates,
    constants: new Set(names.definitions.filter(({ isConstant }) => isConstant).map(({ name }) => name)),
    codeReads: new Set(reads.filter((name) => !index.defining.has(name))),
    readOffsets: offsetsByName(names.uses.filter(({ name }) => !index.defining.has(name))),
    // Those that JSX may need, nobody wrote.
    assumes: assumedNames(source, program).union(new Set(reads).difference(used)),
    assigns: new Map(foreign.toReversed().map(({ name, offset }) => [name, place(offset)] as const)),
    imports,
    imported,
    namespaces: namespacesIn(program),
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

function offsetsByName(uses: readonly NameUse[]): ReadonlyMap<string, readonly number[]> {
  const offsets = new Map<string, number[]>()
  for (const { name, offset } of uses) {
    const known = offsets.get(name)
    if (known) known.push(offset)
    else offsets.set(name, [offset])
  }
  return offsets
}
