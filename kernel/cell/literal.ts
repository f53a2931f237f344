import type { Argument, ArrayExpressionElement, Expression, Node, ObjectPropertyKind } from "oxc-parser"

/** Constructors whose result depends on their arguments alone. */
const valueConstructors: ReadonlySet<string> = new Set(["Date", "Map", "RegExp", "Set", "URL"])

/** Globals whose properties are constants, or which a worker sees (and traces) just as a session does. */
const readableGlobals: ReadonlySet<string> = new Set(["Math", "Number"])

/** What of `process` is the same in every process of a run. */
const readableOfProcess: ReadonlySet<string> = new Set(["arch", "env", "platform", "version", "versions"])

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
  if (property.computed && (property.key.type === "PrivateIdentifier" || !isLiteral(property.key))) return false
  return isLiteral(property.value)
}

/** `process.env.HOME`, `Math.PI`, `import.meta.dirname` */
function isReadableMember(node: Extract<Expression, { type: "MemberExpression" }>): boolean {
  if (node.object.type === "MetaProperty") return true
  if (node.computed && !isLiteral(node.property)) return false
  if (node.object.type === "MemberExpression") return isReadableMember(node.object)
  if (node.object.type !== "Identifier") return false
  if (node.object.name !== "process") return readableGlobals.has(node.object.name)
  return node.property.type === "Identifier" && !node.computed && readableOfProcess.has(node.property.name)
}

/** True for literals that nothing changes in place: those without parts, and functions. */
export function isConstant(node: Node): boolean {
  switch (node.type) {
    case "Literal":
      return !("regex" in node)
    case "TemplateLiteral":
    case "UnaryExpression":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return true
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
      return isConstant(node.expression)
    default:
      return false
  }
}
