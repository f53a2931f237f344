import { parseSync, Visitor, type Node, type Program } from "oxc-parser"

/** Methods by which containers take something in. */
const keepers: ReadonlySet<string> = new Set(["set", "add", "push", "unshift", "splice", "assign", "defineProperty"])

/** Names that people give to functions that keep results. */
const keeperNames = /memo|cache|once|lazy|singleton/i

/**
 * Whether a module's functions may keep what they read for later calls: they change a variable or a container of the
 * module's top level (or of a class, by `static`), or were wrapped by something that is called `memoize` or the like.
 * What such functions read belongs to the module, since a later attempt in the same process gets it without reading.
 * @param code JavaScript
 */
export function remembersBetweenCalls(code: string): boolean {
  const { program } = parseSync("module.js", code, { lang: "jsx", sourceType: "unambiguous" })
  const names = topLevelNames(program)
  let depth = 0
  let constructors = 0
  let remembers = false
  /** An object of a class of this module lives as long as the module, and its methods change it. */
  let hasInstance = false
  let changesItself = false
  const enter = (): void => {
    depth++
  }
  const leave = (): void => {
    depth--
  }
  const changes = (target: Node): void => {
    const base = baseName(target)
    if (depth === 0 || base === undefined) return
    if (base === "this") changesItself ||= constructors === 0
    else if (names.has(base)) remembers = true
  }
  new Visitor({
    FunctionDeclaration: enter,
    "FunctionDeclaration:exit": leave,
    FunctionExpression: enter,
    "FunctionExpression:exit": leave,
    ArrowFunctionExpression: enter,
    "ArrowFunctionExpression:exit": leave,
    MethodDefinition: ({ kind }) => {
      if (kind === "constructor") constructors++
    },
    "MethodDefinition:exit": ({ kind }) => {
      if (kind === "constructor") constructors--
    },
    NewExpression: ({ callee }) => {
      const made = baseName(callee)
      if (depth === 0 && made !== undefined && names.has(made)) hasInstance = true
    },
    AssignmentExpression: (node) => changes(node.left),
    UpdateExpression: (node) => changes(node.argument),
    CallExpression: ({ callee, arguments: values }) => {
      const called = callee.type === "MemberExpression" ? propertyName(callee.property) : baseName(callee)
      if (depth === 0 && called !== undefined && keeperNames.test(called)) remembers = true
      if (called === undefined || !keepers.has(called)) return
      if (callee.type === "MemberExpression") changes(callee.object)
      const [first] = values
      // `Object.assign(cache, …)`
      if (first && first.type !== "SpreadElement") changes(first)
    },
  }).visit(program)
  return remembers || (hasInstance && changesItself)
}

/** Everything that outlives a call: the module's variables and classes, and CommonJS's `exports`. */
function topLevelNames(program: Program): ReadonlySet<string> {
  const names = new Set(["exports", "module", "globalThis", "global"])
  for (const statement of program.body) {
    const declaration = "declaration" in statement && statement.declaration ? statement.declaration : statement
    if (declaration.type === "VariableDeclaration") {
      for (const { id } of declaration.declarations) for (const name of boundNames(id)) names.add(name)
    } else if (declaration.type === "ClassDeclaration" || declaration.type === "FunctionDeclaration") {
      if (declaration.id) names.add(declaration.id.name)
    }
  }
  return names
}

function boundNames(pattern: Node): readonly string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name]
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === "RestElement" ? property : property.value),
      )
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? boundNames(element) : []))
    case "AssignmentPattern":
      return boundNames(pattern.left)
    case "RestElement":
      return boundNames(pattern.argument)
    default:
      return []
  }
}

/** `cache` of `cache`, `cache.entries` and `cache["entries"]`. */
function baseName(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name
  if (node.type === "ThisExpression") return "this"
  return node.type === "MemberExpression" ? baseName(node.object) : undefined
}

function propertyName(node: Node): string | undefined {
  return node.type === "Identifier" ? node.name : undefined
}
