import type { Directive, Loop } from "./directive/index.ts"
import type { Place, Problem } from "./problem.ts"
import { namesOf } from "./references.ts"
import type { StatementIndex } from "./statementIndex.ts"
import { parseSource, tooDeepProblem } from "./syntax.ts"

/** What the expressions of a directive (`when=`, the list of a `for=`) mean for its cell. */
export interface DirectiveExpressions {
  /** Names that they need from elsewhere. */
  reads: readonly string[]
  /** Those of them that the cell's code needs as well: what takes an element apart is a part of it. */
  codeReads: readonly string[]
  /** The names that the elements of a `for=` have in the cell. */
  variables: readonly string[]
  problems: readonly Problem[]
}

/**
 * Works out what a directive's expressions read.
 * @param index the statements of the cell's code
 */
export function expressionsOf(directive: Directive | undefined, index: StatementIndex): DirectiveExpressions {
  if (directive?.kind !== "task") return { reads: [], codeReads: [], variables: [], problems: [] }
  const { when, for: loop, label } = directive.options
  const whenPlace = directive.places.get("when") ?? directive
  const parts = [
    ...(when === undefined ? [] : [expressionPart("when", when, whenPlace, index)]),
    ...(loop ? [expressionPart("for", loop.list, loop, index), variablePart(loop, index)] : []),
    ...(loop && label !== undefined ? [labelPart(label, directive.places.get("label") ?? directive, loop, index)] : []),
  ]
  return {
    reads: parts.flatMap(({ reads }) => reads),
    problems: parts.flatMap(({ problems }) => problems),
    codeReads: loop?.reads ?? [],
    variables: loop?.names ?? [],
  }
}

type ExpressionPart = Pick<DirectiveExpressions, "reads" | "problems">

function expressionPart(option: string, text: string, { line, column }: Place, index: StatementIndex): ExpressionPart {
  const { names, problem } = expressionNames(text)
  if (problem !== undefined) {
    return { reads: [], problems: [{ message: `${option}=: '${text}' isn't an expression. ${problem}`, line, column }] }
  }
  const own = names.find((name) => isResult(name, index))
  const message = `${option}= reads '${own}', which this cell defines: it isn't there before the task has run. Move it to another cell`
  return {
    reads: names.filter((name) => !index.defining.has(name)),
    problems: own === undefined ? [] : [{ message, line, column }],
  }
}

function variablePart({ names, reads, line, column }: Loop, index: StatementIndex): ExpressionPart {
  const own = names.find((name) => index.defining.has(name))
  if (own === undefined) return { reads, problems: [] }
  const message = `for=: the cell defines '${own}' itself. Give the loop's variable another name`
  return { reads, problems: [{ message, line, column }] }
}

/** A label is made of the element alone, before the task runs. */
function labelPart(label: string, place: Place, { names }: Loop, index: StatementIndex): ExpressionPart {
  const { reads, problems } = expressionPart("label", label, place, index)
  return { reads: reads.filter((name) => !names.includes(name)), problems }
}

/** Functions and imports of the cell can be made without running it. */
function isResult(name: string, index: StatementIndex): boolean {
  const defining = index.defining.get(name) ?? []
  return defining.some(({ kind }) => kind === "computed" || kind === "literal")
}

/** The names that an expression of a directive reads. */
export function readsOfExpression(expression: string): readonly string[] {
  return expressionNames(expression).names
}

/** The names that the label of an element reads from elsewhere. */
export function readsOfLabel({ variable, label }: { variable: string; label: string }): readonly string[] {
  return expressionNames(`(${variable}) => (${label}\n)`).names
}

function expressionNames(text: string): { names: readonly string[]; problem?: string } {
  try {
    const { program, problems } = parseSource(expressionSource(text))
    const [problem] = problems
    if (problem) return { names: [], problem: problem.message }
    const [only, ...others] = program.body
    // `a), (b` would be two expressions, and the brackets around them part of the first.
    const isOne = only?.type === "ExpressionStatement" && only.expression.start > 0 && others.length === 0
    if (!isOne) return { names: [], problem: "It is more than one" }
    const { uses } = namesOf(program)
    if (uses.some(({ assigns }) => assigns)) return { names: [], problem: "It assigns a value; '===' compares" }
    return { names: [...new Set(uses.map(({ name }) => name))] }
  } catch (error) {
    // The stack is full: trees are walked by functions that call themselves.
    if (!(error instanceof RangeError)) throw error
    return { names: [], problem: tooDeepProblem.message }
  }
}

/** The source of a cell whose last value is a list, and the function that makes the label of one of its elements. */
export function labelledSource(list: string, { variable, label }: { variable: string; label: string }): string {
  return `([(${list}\n), async (${variable}) => (${label}\n)])`
}

/** The source of a cell whose last value is the expression's. */
export function expressionSource(expression: string): string {
  // A comment at its end goes on to the end of its line.
  return `(${expression}\n)`
}
