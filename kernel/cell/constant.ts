import type { Expression } from "oxc-parser"

/** A value in an object, so that `undefined` can be one. */
type Constant = { value: unknown } | undefined

/** What an expression is by its text alone: literals, lists and objects of them, templates and arithmetic on them. */
export function constantOf(node: Expression): Constant {
  switch (node.type) {
    case "Literal":
      if ("regex" in node) return undefined
      return "bigint" in node ? { value: BigInt(node.bigint) } : { value: node.value }
    case "Identifier":
      return constantNames.has(node.name) ? { value: constantNames.get(node.name) } : undefined
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "ParenthesizedExpression":
      return constantOf(node.expression)
    case "TemplateLiteral":
      return template(node.quasis, node.expressions)
    case "UnaryExpression":
      return unary(node.operator, constantOf(node.argument))
    case "BinaryExpression":
      return node.left.type === "PrivateIdentifier"
        ? undefined
        : binary(node.operator, constantOf(node.left), constantOf(node.right))
    case "ArrayExpression": {
      const elements = node.elements.map((element) =>
        element && element.type !== "SpreadElement" ? constantOf(element) : undefined,
      )
      return elements.includes(undefined) ? undefined : { value: elements.map((element) => element?.value) }
    }
    case "ObjectExpression": {
      const parts = node.properties.map((property) => {
        if (property.type !== "Property" || property.kind !== "init" || property.computed || property.method)
          return undefined
        const { key } = property
        const name = key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : undefined
        const value = constantOf(property.value)
        return name === undefined || name === "__proto__" || !value ? undefined : ([name, value.value] as const)
      })
      return parts.includes(undefined)
        ? undefined
        : { value: Object.fromEntries(parts.filter((part) => part !== undefined)) }
    }
    case "NewExpression": {
      const [argument] = node.arguments
      if (node.callee.type !== "Identifier" || node.callee.name !== "Date" || node.arguments.length !== 1)
        return undefined
      const given = argument && argument.type !== "SpreadElement" ? constantOf(argument)?.value : undefined
      const date = typeof given === "string" || typeof given === "number" ? new Date(given) : undefined
      return date && !Number.isNaN(date.getTime()) ? { value: date } : undefined
    }
    default:
      return undefined
  }
}

const constantNames: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["undefined", undefined],
  ["NaN", NaN],
  ["Infinity", Infinity],
])

function template(quasis: readonly { value: { cooked: string | null } }[], parts: readonly Expression[]): Constant {
  let text = quasis[0]?.value.cooked ?? ""
  for (const [index, part] of parts.entries()) {
    const found = constantOf(part)
    if (!found || (typeof found.value === "object" && found.value !== null)) return undefined
    text += String(found.value) + (quasis[index + 1]?.value.cooked ?? "")
  }
  return { value: text }
}

function unary(operator: string, operand: Constant): Constant {
  const value = operand?.value
  if (operator === "-" && (typeof value === "number" || typeof value === "bigint")) return { value: -value }
  if (operator === "+" && typeof value === "number") return { value }
  if (operator === "!" && typeof value === "boolean") return { value: !value }
  return undefined
}

function binary(operator: string, left: Constant, right: Constant): Constant {
  const [one, other] = [left?.value, right?.value]
  if (operator === "+" && typeof one === "string" && typeof other === "string") return { value: one + other }
  if (typeof one !== "number" || typeof other !== "number") return undefined
  switch (operator) {
    case "+":
      return { value: one + other }
    case "-":
      return { value: one - other }
    case "*":
      return { value: one * other }
    case "/":
      return { value: one / other }
    case "%":
      return { value: one % other }
    case "**":
      return { value: one ** other }
    default:
      return undefined
  }
}
