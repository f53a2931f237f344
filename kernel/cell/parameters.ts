import type { Comment, Directive, Expression, Statement, TSType, VariableDeclarator } from "oxc-parser"
import { constantOf } from "./constant.ts"
import { enumsIn } from "./parameterEnums.ts"
import { exactText, exactValue } from "./exactValue.ts"
import { madeSource } from "./madeSource.ts"
import { nearestName } from "./nearest.ts"
import {
  staticValue,
  typeFromAnnotation,
  typeFromDefault,
  typeOfMembers,
  type ParameterType,
  type TypeAliases,
} from "./parameterType.ts"
import { parameterValue, ParameterValueError, takesValue } from "./parameterValue.ts"
import { isPrivate } from "./privateNames.ts"
import { parseSource } from "./syntax.ts"

/** A parameter of a flow: a `const` of the `@parameters` cell. */
export interface Parameter {
  name: string
  type: ParameterType
  /** From its doc comment. */
  help?: string
  /** Its doc comment says `@secret`: its value is kept nowhere. */
  secret?: true
  /** The default, when its text alone tells it. */
  default?: unknown
  /** The default as JSON that says all of it, when its text alone tells it: see `exactText`. */
  exact?: string
  /** Character offsets of the default's expression in the cell's source. */
  start: number
  end: number
}

/** The parameters that a `@parameters` cell declares, in its order. */
export function parametersOf(source: string): readonly Parameter[] {
  const { program, comments } = parseSource(source)
  const aliases: TypeAliases = new Map<string, TSType | ParameterType>([
    ...enumsIn(program.body),
    ...program.body.flatMap(namedType),
  ])
  return program.body.flatMap((node) => {
    const declaration = node.type === "ExportNamedDeclaration" ? node.declaration : node
    if (declaration?.type !== "VariableDeclaration" || declaration.kind !== "const") return []
    const help = docComment(source, comments, node)
    return declaration.declarations.flatMap((declarator) => toParameter(declarator, aliases, help))
  })
}

/** A type that a statement gives a name to; of an interface that extends another, nothing is known. */
function namedType(statement: Directive | Statement): readonly (readonly [string, TSType | ParameterType])[] {
  const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
  if (node?.type === "TSTypeAliasDeclaration") return [[node.id.name, node.typeAnnotation]]
  const isInteger = node?.type === "TSInterfaceDeclaration" && node.extends.length === 0
  return isInteger ? [[node.id.name, typeOfMembers(node.body.body)]] : []
}

function toParameter(
  { id, init }: VariableDeclarator,
  aliases: TypeAliases,
  help: string | undefined,
): readonly Parameter[] {
  if (id.type !== "Identifier" || init === null || isFunction(init)) return []
  // It is there for the other constants of its cell.
  if (isPrivate(id.name)) return []
  const type = id.typeAnnotation
    ? typeFromAnnotation(id.typeAnnotation.typeAnnotation, aliases)
    : typeFromDefault(init, aliases)
  const value = staticValue(init)
  const constant = constantOf(init)
  const exact = constant && exactText(constant.value)
  const { start, end } = init
  return [
    {
      name: id.name,
      type,
      start,
      end,
      ...helpOf(help),
      ...(value !== undefined && { default: value }),
      ...(exact !== undefined && { exact }),
    },
  ]
}

const secretTag = /(?:^|\s)@secret\b[ \t]*/

/** What a doc comment says. */
function helpOf(comment: string | undefined): Pick<Parameter, "help" | "secret"> {
  if (comment === undefined) return {}
  const help = comment.replace(secretTag, " ").trim()
  return { ...(help !== "" && { help }), ...(secretTag.test(comment) && { secret: true }) }
}

function isFunction(node: Expression): boolean {
  return (
    node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression" || node.type === "ClassExpression"
  )
}

function docComment(source: string, comments: readonly Comment[], node: Statement): string | undefined {
  const comment = comments.findLast(
    ({ type, value, end }) => type === "Block" && value.startsWith("*") && end <= node.start,
  )
  if (!comment || source.slice(comment.end, node.start).trim() !== "") return undefined
  return comment.value
    .slice(1)
    .replaceAll(/^[^\S\n]*\* ?/gm, "")
    .trim()
}

/** What stands for the value of a secret parameter wherever runs are recorded and shown. */
export const secretMark = "(secret)"

/** Thrown when a flow is given a parameter that it doesn't have, or a value that the parameter doesn't take. */
export class ParameterError extends Error {
  override readonly name = "ParameterError"
}

/**
 * The values for a flow's parameters from what was given for them.
 * @throws {ParameterError} naming the parameter and what it takes
 */
export function parameterValues(
  parameters: readonly Parameter[],
  given: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, unknown> {
  const names = parameters.map(({ name }) => name)
  return new Map(
    Object.entries(given).map(([name, value]) => {
      const parameter = parameterNamed(parameters, name)
      if (!parameter) throw new ParameterError(unknownParameter(name, names))
      if (parameter.secret && value === secretMark) throw new ParameterError(secretMissing(parameter.name))
      try {
        return [parameter.name, parameterValue(value, parameter.type)] as const
      } catch (error) {
        if (!(error instanceof ParameterValueError)) throw error
        throw new ParameterError(`The parameter '${parameter.name}' ${error.message}`)
      }
    }),
  )
}

/**
 * The values that parameters had in an earlier run, as far as the notebook doesn't say the same by itself: what nobody changed
 * stays as its text has it.
 * @param recorded of then, as `exactText` wrote them
 * @throws {ParameterError} when a parameter is gone, or takes other values by now
 */
export function recordedParameters(
  parameters: readonly Parameter[],
  recorded: Readonly<Record<string, string>>,
): ReadonlyMap<string, unknown> {
  const names = parameters.map(({ name }) => name)
  return new Map(
    Object.entries(recorded).flatMap(([name, text]) => {
      const parameter = parameters.find((one) => one.name === name)
      if (!parameter) throw new ParameterError(unknownParameter(name, names))
      const found = parameter.exact === text ? undefined : exactValue(text)
      if (!found) return []
      if (!takesValue(found.value, parameter.type))
        throw new ParameterError(
          `The parameter '${name}' doesn't take any more what it was in that run: give it a value, as in \`-p ${name}=…\``,
        )
      return [[name, found.value] as const]
    }),
  )
}

function secretMissing(name: string): string {
  return `The parameter '${name}' is secret, so no run's record has its value: give it again, as in \`-p ${name}=…\``
}

/** Keyboards and file systems write the same letters in different ways (`ö`, and `o` with its dots behind it). */
function parameterNamed(parameters: readonly Parameter[], name: string): Parameter | undefined {
  return (
    parameters.find((parameter) => parameter.name === name) ??
    parameters.find((parameter) => parameter.name.normalize() === name.normalize())
  )
}

function unknownParameter(name: string, names: readonly string[]): string {
  if (names.length === 0)
    return `There is no parameter '${name}': the notebook has no @parameters cell with a const in it`
  const nearest = nearestName(name, names)
  const hint = nearest === undefined ? "." : `; did you mean '${nearest}'?`
  return `There is no parameter '${name}'${hint} The notebook has: ${names.join(", ")}`
}

/** The source of a `@parameters` cell with other values in the place of the defaults; lines stay where they are. */
export function withParameterValues(source: string, values: ReadonlyMap<string, unknown>): string {
  let result = source
  for (const { name, start, end } of parametersOf(source).toReversed()) {
    if (!values.has(name)) continue
    const lines = source.slice(start, end).split("\n").length - 1
    result = result.slice(0, start) + literalSource(values.get(name)) + "\n".repeat(lines) + result.slice(end)
  }
  return result
}

/** A value as TypeScript writes it. */
function literalSource(value: unknown): string {
  if (value === undefined) return "undefined"
  if (typeof value === "bigint") return `${value}n`
  if (value instanceof Date) return `new Date(${JSON.stringify(value.toISOString())})`
  if (Array.isArray(value)) return `[${value.map(literalSource).join(", ")}]`
  const made = madeSource(value, literalSource)
  if (made !== undefined) return made
  if (typeof value === "object" && value !== null) {
    // Computed keys, since a plain "__proto__" would set the prototype.
    const properties = Object.entries(value).map(
      ([key, property]) => `[${JSON.stringify(key)}]: ${literalSource(property)}`,
    )
    // In brackets, so that the default's place may be the start of a statement.
    return `({ ${properties.join(", ")} })`
  }
  // JSON has no word for these numbers.
  if (typeof value === "number" && !Number.isFinite(value)) return String(value)
  if (Object.is(value, -0)) return "-0"
  return JSON.stringify(value)
}

/**
 * Values as a run's record has them: of what JSON has no word for, its text: a bigint's digits, a date in ISO's form, `NaN`.
 * @param secrets names of parameters of which a mark is recorded instead
 */
export function recordedValues(
  values: ReadonlyMap<string, unknown>,
  secrets: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...values].map(([name, value]) => [name, secrets.has(name) ? secretMark : recordedValue(value)]),
  )
}

/** A value of JSON's kinds that stands for one of any kind: see `recordedValues`. */
export function recordedValue(value: unknown): unknown {
  if (typeof value === "bigint" || value === undefined) return String(value)
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value)
  if (Array.isArray(value)) return value.map(recordedValue)
  if (typeof value !== "object" || value === null) return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString()
  const made = madeSource(value, (part) => (isWord(part) ? String(part) : JSON.stringify(recordedValue(part))))
  if (made !== undefined) return made
  return Object.fromEntries(Object.entries(value).map(([key, property]) => [key, recordedValue(property)]))
}

/** Whether code has a word for a value that JSON has none for. */
function isWord(part: unknown): boolean {
  return part === undefined || (typeof part === "number" && !Number.isFinite(part))
}
