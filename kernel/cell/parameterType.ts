import type { Expression, TSType } from "oxc-parser"

/** What a parameter takes. */
export type ParameterType =
  | { kind: "string" | "number" | "boolean" | "date" }
  /** One of some literals. */
  | { kind: "choice"; choices: readonly (string | number | boolean)[] }
  | { kind: "array"; element: ParameterType }
  | { kind: "union"; members: readonly ParameterType[] }
  /** `undefined` or `null`. */
  | { kind: "nothing"; value: undefined | null }
  /** Anything that JSON can say: objects, and what the code's types leave open. */
  | { kind: "json" }

/** Types that the cell gives names to. */
export type TypeAliases = ReadonlyMap<string, TSType>

const json: ParameterType = { kind: "json" }

/** What a type annotation lets a parameter take. */
export function typeFromAnnotation(type: TSType, aliases: TypeAliases, depth = 0): ParameterType {
  // A type that refers to itself has no end.
  if (depth > 20) return json
  const nested = (inner: TSType): ParameterType => typeFromAnnotation(inner, aliases, depth + 1)
  switch (type.type) {
    case "TSStringKeyword":
      return { kind: "string" }
    case "TSNumberKeyword":
      return { kind: "number" }
    case "TSBooleanKeyword":
      return { kind: "boolean" }
    case "TSUndefinedKeyword":
      return { kind: "nothing", value: undefined }
    case "TSNullKeyword":
      return { kind: "nothing", value: null }
    case "TSLiteralType":
      return literalType(type.literal)
    case "TSArrayType":
      return { kind: "array", element: nested(type.elementType) }
    case "TSTypeOperator":
      return type.operator === "readonly" ? nested(type.typeAnnotation) : json
    case "TSUnionType":
      return unionOf(type.types.map(nested))
    case "TSTypeReference": {
      if (type.typeName.type !== "Identifier") return json
      const { name } = type.typeName
      if (name === "Date") return { kind: "date" }
      const [argument] = type.typeArguments?.params ?? []
      if (argument && (name === "Array" || name === "ReadonlyArray"))
        return { kind: "array", element: nested(argument) }
      const alias = aliases.get(name)
      return alias ? nested(alias) : json
    }
    default:
      return json
  }
}

function literalType(literal: Expression): ParameterType {
  const value = staticValue(literal)
  const isChoice = typeof value === "string" || typeof value === "number" || typeof value === "boolean"
  return isChoice ? { kind: "choice", choices: [value] } : json
}

function unionOf(members: readonly ParameterType[]): ParameterType {
  const choices = members.flatMap((member) => (member.kind === "choice" ? member.choices : []))
  const others = members.filter(({ kind }) => kind !== "choice")
  const all = choices.length > 0 ? [{ kind: "choice" as const, choices }, ...others] : others
  const [only] = all
  return all.length === 1 && only ? only : { kind: "union", members: all }
}

/** What a default value lets a parameter take, where no annotation says it. */
export function typeFromDefault(init: Expression, aliases: TypeAliases): ParameterType {
  switch (init.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression": {
      const isConst = init.typeAnnotation.type === "TSTypeReference" && isNamed(init.typeAnnotation.typeName, "const")
      return isConst ? typeFromDefault(init.expression, aliases) : typeFromAnnotation(init.typeAnnotation, aliases)
    }
    case "TemplateLiteral":
      return { kind: "string" }
    case "ArrayExpression": {
      const [first] = init.elements
      const element = first && first.type !== "SpreadElement" ? typeFromDefault(first, aliases) : json
      return { kind: "array", element }
    }
    case "NewExpression":
      return isNamed(init.callee, "Date") ? { kind: "date" } : json
    default:
      return typeOfValue(staticValue(init))
  }
}

function typeOfValue(value: unknown): ParameterType {
  const kind = typeof value
  return kind === "string" || kind === "number" || kind === "boolean" ? { kind } : json
}

function isNamed(node: { type: string; name?: unknown }, name: string): boolean {
  return node.type === "Identifier" && node.name === name
}

/** What a default value is, as far as its text alone tells; undefined when that takes an evaluation. */
export function staticValue(node: Expression): unknown {
  switch (node.type) {
    case "Literal":
      // Parameters are kept as JSON, which has no word for a bigint.
      return "regex" in node || "bigint" in node ? undefined : node.value
    case "TemplateLiteral":
      return node.expressions.length === 0 ? node.quasis[0]?.value.cooked : undefined
    case "UnaryExpression": {
      const value = staticValue(node.argument)
      return node.operator === "-" && typeof value === "number" ? -value : undefined
    }
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return staticValue(node.expression)
    case "ArrayExpression": {
      const elements = node.elements.map((element) =>
        element && element.type !== "SpreadElement" ? staticValue(element) : undefined,
      )
      return elements.includes(undefined) ? undefined : elements
    }
    case "NewExpression": {
      const [argument] = node.arguments
      const text = argument && argument.type !== "SpreadElement" ? staticValue(argument) : undefined
      return isNamed(node.callee, "Date") && typeof text === "string" ? new Date(text) : undefined
    }
    default:
      return undefined
  }
}
