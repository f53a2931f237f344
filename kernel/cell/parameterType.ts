import type { Expression, TSTupleElement, TSType, TSSignature } from "oxc-parser"

/** What a parameter takes. */
export type ParameterType =
  | { kind: "string" | "number" | "bigint" | "boolean" | "date" }
  /** One of some literals. */
  | { kind: "choice"; choices: readonly (string | number | boolean)[] }
  | { kind: "array"; element: ParameterType }
  | { kind: "tuple"; elements: readonly ParameterType[] }
  /** An object with whatever in it. */
  | { kind: "object" }
  | { kind: "union"; members: readonly ParameterType[] }
  /** `undefined` or `null`. */
  | { kind: "nothing"; value: undefined | null }
  /** What only code can make, such as a `Map`. */
  | { kind: "made"; name: string }
  /** Anything that JSON can say: what the code's types leave open. */
  | { kind: "json" }

/** Types that the cell gives names to: aliases, and enums by their values. */
export type TypeAliases = ReadonlyMap<string, TSType | ParameterType>

const json: ParameterType = { kind: "json" }

/** Classes whose values no text stands for. */
const madeByCode: ReadonlySet<string> = new Set(
  `Map ReadonlyMap WeakMap Set ReadonlySet WeakSet RegExp URL Promise ArrayBuffer
   Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array
   BigInt64Array BigUint64Array Float16Array Float32Array Float64Array`.split(/\s+/),
)

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
    case "TSBigIntKeyword":
      return { kind: "bigint" }
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
    case "TSTupleType":
      return tupleOf(type.elementTypes, nested)
    case "TSTypeLiteral":
      return typeOfMembers(type.members)
    case "TSFunctionType":
      return { kind: "made", name: "function" }
    case "TSTypeOperator":
      return type.operator === "readonly" ? nested(type.typeAnnotation) : json
    case "TSUnionType":
      return unionOf(type.types.map(nested))
    case "TSTypeReference": {
      if (type.typeName.type !== "Identifier") return json
      const { name } = type.typeName
      const alias = aliases.get(name)
      if (alias) return "kind" in alias ? alias : nested(alias)
      const [argument] = type.typeArguments?.params ?? []
      if (argument && (name === "Array" || name === "ReadonlyArray"))
        return { kind: "array", element: nested(argument) }
      return name === "Record" ? { kind: "object" } : typeOfClass(name)
    }
    default:
      return json
  }
}

function tupleOf(elements: readonly TSTupleElement[], typeOf: (type: TSType) => ParameterType): ParameterType {
  const types = elements.flatMap((element) => typeOfElement(element, typeOf) ?? [])
  // Any number of elements may stand where there is a rest.
  return types.length === elements.length ? { kind: "tuple", elements: types } : json
}

function typeOfElement(element: TSTupleElement, typeOf: (type: TSType) => ParameterType): ParameterType | undefined {
  switch (element.type) {
    case "TSRestType":
      return undefined
    case "TSOptionalType":
      return optional(typeOf(element.typeAnnotation))
    case "TSNamedTupleMember": {
      const type = typeOfElement(element.elementType, typeOf)
      return type && element.optional ? optional(type) : type
    }
    default:
      return typeOf(element)
  }
}

function optional(type: ParameterType): ParameterType {
  return unionOf([type, { kind: "nothing", value: undefined }])
}

/** A type takes objects only when it has members: `{}` takes all but nothing, and what can be called is a function. */
export function typeOfMembers(members: readonly TSSignature[]): ParameterType {
  const isObject = members.every(({ type }) => type === "TSPropertySignature" || type === "TSIndexSignature")
  return members.length > 0 && isObject ? { kind: "object" } : json
}

function typeOfClass(name: string): ParameterType {
  if (name === "Date") return { kind: "date" }
  return madeByCode.has(name) ? { kind: "made", name } : json
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
    case "ObjectExpression":
      return { kind: "object" }
    case "NewExpression":
      return init.callee.type === "Identifier" ? typeOfClass(init.callee.name) : json
    case "MemberExpression": {
      const owner = init.object.type === "Identifier" ? aliases.get(init.object.name) : undefined
      return owner && "kind" in owner ? owner : json
    }
    case "CallExpression":
      return isNamed(init.callee, "BigInt") ? { kind: "bigint" } : json
    case "UnaryExpression":
      return init.operator === "-" && isBigint(init.argument) ? { kind: "bigint" } : typeOfValue(staticValue(init))
    case "Literal":
      if (isBigint(init)) return { kind: "bigint" }
      return "regex" in init ? { kind: "made", name: "RegExp" } : typeOfValue(init.value)
    default:
      return typeOfValue(staticValue(init))
  }
}

function isBigint(node: Expression): boolean {
  return node.type === "Literal" && "bigint" in node
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
