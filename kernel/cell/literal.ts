import type { Argument, ArrayExpressionElement, Expression, ObjectPropertyKind } from "oxc-parser"

/** Constructors whose result depends on their arguments alone. */
const valueConstructors: ReadonlySet<string> = new Set(["Date", "Map", "RegExp", "Set", "URL"])

/** Globals whose properties are constants, or which a worker sees (and traces) just as a session does. */
const readableGlobals: ReadonlySet<string> = new Set(["Infinity", "Math", "NaN", "Number", "process", "undefined"])

/**
 * True when evaluating the expression does nothing but make a value: the same in a session and in a worker, so that it
 * can be made again wherever it is needed instead of being evaluated once and stored.
 */
export function isLiteral(node: Expression | ArrayExpressionElement | Argument): boolean {
  switch (node?.type) {
    case undefined:
    case "Literal":
    case "Identifier":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return true
    case "TemplateLiteral":
      return node.expressions.every(isLiteral)
    case "UnaryExpression":
      return node.operator !== "delete" && isLiteral(node.argument)
    case "BinaryExpression":
      return node.left.type !== "PrivateIdentifier" && isLiteral(node.left) && isLiteral(node.right)
    case "LogicalExpression":
      return isLiteral(node.left) && isLiteral(node.right)
    case "ConditionalExpression":
      return isLiteral(node.test) && isLiteral(node.consequent) && isLiteral(node.alternate)
    case "ArrayExpression":
      return node.elements.every(isLiteral)
    case "ObjectExpression":
      return node.properties.every(isLiteralProperty)
    case "NewExpression":
      return (
        node.callee.type === "Identifier" &&
        valueConstructors.has(node.callee.name) &&
        // `new Date()` is the time of the evaluation.
        (node.callee.name !== "Date" || node.arguments.length > 0) &&
        node.arguments.every(isLiteral)
      )
    case "MemberExpression":
      return isReadableMember(node)
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "ChainExpression":
      return isLiteral(node.expression)
    default:
      return false
  }
}

function isLiteralProperty(property: ObjectPropertyKind): boolean {
  if (property.type !== "Property") return false
  if (property.computed && !isLiteral(property.key as Expression)) return false
  return isLiteral(property.value)
}

/** `process.env.HOME`, `Math.PI`, `import.meta.dirname` */
function isReadableMember(node: Extract<Expression, { type: "MemberExpression" }>): boolean {
  if (node.object.type === "MetaProperty") return true
  if (node.computed && !isLiteral(node.property)) return false
  if (node.object.type === "MemberExpression") return isReadableMember(node.object)
  return node.object.type === "Identifier" && readableGlobals.has(node.object.name)
}

/** True for literals without parts: nothing can change them in place. */
export function isPrimitive(node: Expression): boolean {
  switch (node.type) {
    case "Literal":
      return !("regex" in node)
    case "TemplateLiteral":
      return true
    case "UnaryExpression":
      return isPrimitive(node.argument)
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return isPrimitive(node.expression)
    default:
      return false
  }
}
