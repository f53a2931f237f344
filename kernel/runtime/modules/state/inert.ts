import type { Class, Node, ObjectExpression, Statement } from "oxc-parser"
import { boundNames } from "../../../cell/nodes.ts"
import { isCompilersHelper, requiredBy, type Bindings } from "./bindings.ts"
import { bare, baseName, dotted, lastName } from "./syntax.ts"

/** Steps into a value of which nothing more is known. */
const unknownDepth = 99

/** Functions without effects whose results can't be changed. */
const pureFunctions =
  /^(?:Symbol|Symbol\.for|Number|String|Boolean|BigInt|parseInt|parseFloat|Math\.(?!random)\w+|Number\.\w+|createRequire|\w*\.?createRequire|import\.meta\.resolve)$/
/** Those of Node's `path` and `url`. */
const purePathFunctions = /^(?:join|resolve|dirname|basename|extname|relative|normalize|fileURLToPath)$/
/** Constructors without effects whose objects have nothing to change. */
const statelessObjects = /^(?:TextEncoder|Intl\.\w+)$/
const containers = /^(?:Set|Map|WeakSet|WeakMap)$/

/** What the top level of a module makes, as far as it is shown to do nothing else. */
export class Inert {
  readonly #bindings: Bindings

  constructor(bindings: Bindings) {
    this.#bindings = bindings
  }

  /** Whether a statement only declares, and keeps nothing that could be changed but what `bindings` tells the depth of. */
  statement(statement: Statement): boolean {
    switch (statement.type) {
      case "ImportDeclaration":
      case "ExportAllDeclaration":
      case "FunctionDeclaration":
      case "EmptyStatement":
        return true
      case "ExportNamedDeclaration":
        return statement.declaration
          ? this.statement(statement.declaration) && this.#isHandedOutSafely(statement.declaration)
          : statement.specifiers.every(({ local }) => statement.source !== null || this.#depthOf(local) === 0)
      case "ExportDefaultDeclaration": {
        const { declaration } = statement
        if (declaration.type === "FunctionDeclaration") return true
        return declaration.type === "ClassDeclaration" ? this.#class(declaration) : this.depth(declaration) === 0
      }
      case "ClassDeclaration":
        return this.#class(statement)
      case "VariableDeclaration":
        return statement.declarations.every(({ id, init }) => this.#declarator(id, init))
      case "IfStatement":
        return (
          this.depth(statement.test) !== undefined &&
          this.statement(statement.consequent) &&
          (!statement.alternate || this.statement(statement.alternate))
        )
      case "BlockStatement":
        return statement.body.every((inner) => this.statement(inner))
      case "ExpressionStatement":
        return this.#effect(statement.expression)
      default:
        return false
    }
  }

  #isHandedOutSafely(declaration: Node): boolean {
    if (declaration.type !== "VariableDeclaration") return true
    return declaration.declarations.every(({ id }) => boundNames(id).every((name) => this.#depthOfName(name) === 0))
  }

  #declarator(id: Node, init: Node | null): boolean {
    if (!init) return true
    const depth = this.depth(init)
    if (depth === undefined) return false
    // `require` of something, whose names are known as imports.
    if (requiredBy(init) !== undefined) return true
    if (id.type !== "Identifier" && id.type !== "ObjectPattern") return false
    if (id.type === "ObjectPattern" && id.properties.some((property) => property.type === "RestElement")) return false
    for (const name of boundNames(id)) {
      const kept = id.type === "Identifier" ? depth : Math.max(0, depth - 1)
      this.#bindings.set(name, { kind: "variable", depth: kept })
    }
    return true
  }

  /** Static members may be changed by anybody who has the class, and a class is handed around. */
  #class({ superClass, body, decorators }: Class): boolean {
    if (decorators.length > 0 || (superClass && this.depth(superClass) !== 0)) return false
    return body.body.every((member) => {
      if (member.type === "StaticBlock" || member.type === "AccessorProperty") return false
      if (member.type === "PropertyDefinition" && member.static) return false
      if (!("key" in member)) return true
      const isPlain = !member.computed || this.depth(member.key) === 0
      return isPlain && (!("decorators" in member) || member.decorators.length === 0)
    })
  }

  /** Assignments by which modules set up their exports, functions and prototypes. */
  #effect(node: Node): boolean {
    const expression = bare(node)
    if (expression.type === "Literal") return true
    if (expression.type === "AssignmentExpression") return this.#assignment(expression.left, expression.right)
    if (expression.type === "LogicalExpression") return this.#isDead(expression.left)
    if (expression.type !== "CallExpression") return false
    const callee = dotted(expression.callee)
    const [first] = expression.arguments
    const base = first && baseName(first)
    if (callee === "Object.defineProperty" && base !== undefined)
      return this.#isOwn(base) && expression.arguments.slice(1).every((value) => this.depth(value) !== undefined)
    if (callee === "Object.freeze" && base !== undefined) return this.#isOwn(base)
    return isEnum(expression) || this.depth(expression) !== undefined
  }

  /** `0 && (module.exports = …)`, by which esbuild tells Node what a module exports. */
  #isDead(left: Node): boolean {
    return left.type === "Literal" && left.value === 0
  }

  #assignment(left: Node, right: Node): boolean {
    const value = bare(right)
    const depth = value.type === "AssignmentExpression" ? 0 : this.depth(value)
    if (value.type === "AssignmentExpression" && !this.#assignment(value.left, value.right)) return false
    if (depth === undefined) return false
    const base = baseName(left)
    if (base === undefined || !this.#isOwn(base)) return false
    return depth === 0 || (dotted(left) === "module.exports" && isOfFunctions(value))
  }

  #isOwn(name: string): boolean {
    const binding = this.#bindings.get(name)
    return name === "exports" || name === "module" || (binding !== undefined && binding.kind !== "import")
  }

  #depthOf(node: Node): number {
    return node.type === "Identifier" ? this.#depthOfName(node.name) : 0
  }

  #depthOfName(name: string): number {
    const binding = this.#bindings.get(name)
    return binding?.kind === "variable" ? binding.depth : 0
  }

  /**
   * How many steps into the value of an expression lead to something that can't be changed: 0 for a number or function, 1
   * for an array of numbers. Undefined when it isn't shown to be without effects.
   */
  depth(node: Node): number | undefined {
    const value = bare(node)
    switch (value.type) {
      case "Literal":
        // Such expressions keep where they are in a text.
        return "regex" in value && /[gy]/.test(value.regex.flags) ? undefined : 0
      case "TemplateLiteral":
        return this.#all(value.expressions) === undefined ? undefined : 0
      case "UnaryExpression":
        return value.operator === "delete" || this.depth(value.argument) === undefined ? undefined : 0
      case "BinaryExpression":
        return this.#all([value.left, value.right]) === undefined ? undefined : 0
      case "LogicalExpression":
        return this.#all([value.left, value.right])
      case "ConditionalExpression":
        return this.#all([value.test, value.consequent, value.alternate])
      case "SequenceExpression":
        return this.#all(value.expressions)
      case "Identifier":
        return value.name === "process" ? undefined : this.#depthOf(value)
      case "MemberExpression":
        return this.#member(value.object)
      case "FunctionExpression":
      case "ArrowFunctionExpression":
      case "MetaProperty":
      case "ThisExpression":
        return 0
      case "ClassExpression":
        return this.#class(value) ? 0 : undefined
      case "ArrayExpression":
        return this.#container(value.elements.filter((element) => element !== null))
      case "ObjectExpression":
        return this.#container(value.properties.flatMap(valuesOf))
      case "SpreadElement": {
        const depth = this.depth(value.argument)
        return depth === undefined ? undefined : Math.max(0, depth - 1)
      }
      case "NewExpression":
        return this.#made(dotted(value.callee), value.arguments)
      case "CallExpression":
        if (isEnum(value)) return 0
        return this.#called(value.callee, value.arguments)
      case "TaggedTemplateExpression":
        return dotted(value.tag) === "String.raw" ? this.depth(value.quasi) : undefined
      default:
        return undefined
    }
  }

  #all(nodes: readonly Node[]): number | undefined {
    let maxDepth = 0
    for (const node of nodes) {
      const depth = this.depth(node)
      if (depth === undefined) return undefined
      maxDepth = Math.max(maxDepth, depth)
    }
    return maxDepth
  }

  #container(members: readonly Node[]): number | undefined {
    const depth = this.#all(members)
    return depth === undefined ? undefined : depth + 1
  }

  #member(object: Node): number | undefined {
    const depth = this.depth(object)
    return depth === undefined ? undefined : Math.max(0, depth - 1)
  }

  #made(name: string | undefined, values: readonly Node[]): number | undefined {
    const depth = this.#all(values)
    if (name === undefined || depth === undefined || this.#bindings.has(name)) return undefined
    if (containers.test(name)) return Math.max(1, name.endsWith("Map") ? depth - 1 : depth)
    if (name === "URL") return unknownDepth
    return statelessObjects.test(name) ? 0 : undefined
  }

  #called(callee: Node, values: readonly Node[]): number | undefined {
    const depth = this.#all(values)
    const name = dotted(callee)
    if (depth === undefined) return undefined
    if (callee.type === "MemberExpression" && isString(callee.object)) return lastName(callee) === "split" ? 1 : 0
    if (name === undefined) return undefined
    const base = baseName(callee) ?? name
    if (name === "require" || isCompilersHelper(base)) return 0
    const binding = this.#bindings.get(base)
    if (binding?.kind === "import") {
      const isPath = binding.origin === "node" && purePathFunctions.test(lastName(callee) ?? "")
      return isPath || lastName(callee) === "createRequire" ? 0 : undefined
    }
    if (binding) return undefined
    if (pureFunctions.test(name)) return 0
    switch (name) {
      case "Object.freeze":
        return depth <= 1 ? 0 : depth
      case "Object.keys":
      case "Object.getOwnPropertyNames":
        return 1
      case "Object.values":
      case "Array.from":
      case "Array.of":
        return depth + 1
      case "Object.entries":
      case "Object.fromEntries":
        return depth + 2
      default:
        return undefined
    }
  }
}

function valuesOf(property: ObjectExpression["properties"][number]): readonly Node[] {
  if (property.type === "SpreadElement") return [property]
  return property.computed ? [property.key, property.value] : [property.value]
}

/** An object that holds functions and the like, as CommonJS exports them: nobody changes these. */
function isOfFunctions(value: Node): boolean {
  if (value.type !== "ObjectExpression") return false
  return value.properties.every((property) => {
    if (property.type === "SpreadElement") return requiredBy(property.argument) !== undefined
    const { type } = property.value
    return type === "FunctionExpression" || type === "ArrowFunctionExpression" || type === "Identifier"
  })
}

function isString(node: Node): boolean {
  return node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string")
}

/** `(function (E) { E[E["A"] = 0] = "A" })(E || (E = {}))`, as TypeScript writes enums, or `function (E) { …; return E }({})`. */
export function isEnum(node: Node): boolean {
  if (node.type !== "CallExpression") return false
  const made = bare(node.callee)
  if (made.type !== "FunctionExpression" || made.params.length !== 1 || !made.body) return false
  const [name = ""] = boundNames(made.params[0] ?? made)
  const ofConstants = (value: Node): boolean => {
    const inner = bare(value)
    if (inner.type === "AssignmentExpression")
      return inner.left.type === "MemberExpression" && baseName(inner.left) === name && ofConstants(inner.right)
    return inner.type === "Literal" || inner.type === "UnaryExpression" || inner.type === "BinaryExpression"
  }
  return made.body.body.every(
    (statement) =>
      statement.type === "ReturnStatement" ||
      (statement.type === "ExpressionStatement" &&
        bare(statement.expression).type === "AssignmentExpression" &&
        ofConstants(statement.expression)),
  )
}
