import { parseDirective, type Directive } from "./directive/index.ts"
import { placeAt } from "./place.ts"
import type { Place, Problem } from "./problem.ts"
import { namesOf } from "./references.ts"
import { statementsOf, type Statement } from "./statements.ts"
import { parseSource } from "./syntax.ts"

/** What a code cell means, worked out from its text alone. */
export interface CellAnalysis {
  directive?: Directive
  statements: readonly Statement[]
  /** Names defined at the top level, each with the place of its first definition in the cell. */
  defines: ReadonlyMap<string, Place>
  /** Names that the cell needs from elsewhere (other cells or globals), its directive's expressions included. */
  reads: ReadonlySet<string>
  /** Those that its code needs, without the expressions of its directive and the variable of its `for=`. */
  codeReads: ReadonlySet<string>
  /** Names that the cell assigns to without defining them. */
  assigns: ReadonlyMap<string, Place>
  /** Places are within the cell's source. */
  problems: readonly Problem[]
}

/** Works out a code cell's meaning; a cell that can't be parsed has problems and no statements. */
export function analyseCell(source: string): CellAnalysis {
  const { directive, problems: directiveProblems } = parseDirective(source)
  const syntax = parseSource(source)
  const broken = syntax.problems.length > 0
  const names = broken ? { definitions: [], uses: [] } : namesOf(syntax.program)
  const statements = broken ? [] : statementsOf(syntax.program, names)
  const { definitions, uses } = names
  const visible = new Set(statements.flatMap((statement) => statement.defines))
  const place = ({ offset }: { offset: number }): Place => placeAt(source, offset)

  const defines = new Map<string, Place>()
  for (const definition of definitions) {
    if (visible.has(definition.name) && !defines.has(definition.name)) defines.set(definition.name, place(definition))
  }
  const internal = new Set(definitions.map(({ name }) => name))
  const codeReads = new Set(statements.flatMap((statement) => statement.reads).filter((name) => !internal.has(name)))
  if (directive?.kind === "task" && directive.options.for) codeReads.delete(directive.options.for.variable)
  const expressionReads = expressionsOf(directive).flatMap(readsOfExpression)
  const reads = new Set([...codeReads, ...expressionReads.filter((name) => !internal.has(name))])
  const assigns = new Map(
    uses.filter(({ assigns, name }) => assigns && !internal.has(name)).map((use) => [use.name, place(use)] as const),
  )
  return {
    ...(directive && { directive }),
    statements,
    defines,
    reads,
    codeReads,
    assigns,
    problems: [...directiveProblems, ...syntax.problems],
  }
}

function expressionsOf(directive: Directive | undefined): readonly string[] {
  if (directive?.kind !== "task") return []
  const { when, for: loop } = directive.options
  return [when, loop?.list].filter((text) => text !== undefined)
}

/** The names that an expression of a directive reads. */
export function readsOfExpression(expression: string): readonly string[] {
  const { program, problems } = parseSource(`(${expression})`)
  return problems.length > 0 ? [] : [...new Set(namesOf(program).uses.map(({ name }) => name))]
}
