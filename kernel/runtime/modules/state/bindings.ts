import { isBuiltin } from "node:module"
import type { Node, Program, Statement } from "oxc-parser"
import { boundNames } from "../../../cell/nodes.ts"
import { isPackageSpecifier } from "../resolution.ts"
import { bare, baseName } from "./syntax.ts"

/** Whose module an imported name comes from. */
export type Origin = "local" | "package" | "node"

/** What a name of a module's top level stands for. */
export type Binding =
  | { kind: "import"; origin: Origin }
  | { kind: "function" }
  | { kind: "class" }
  /** `depth`: how many steps into it lead to something that can't be changed; 0 for such itself. */
  | { kind: "variable"; depth: number }

/** The names of a module's top level, CommonJS's imports among them. */
export type Bindings = Map<string, Binding>

/** Finds all names but the depths of variables, which come with their values. */
export function bindingsOf(program: Program): Bindings {
  const bindings: Bindings = new Map()
  for (const statement of program.body) addStatement(bindings, statement)
  return bindings
}

function addStatement(bindings: Bindings, statement: Statement): void {
  if (statement.type === "ImportDeclaration") {
    const origin = originOf(statement.source.value)
    for (const { local } of statement.specifiers) bindings.set(local.name, { kind: "import", origin })
    return
  }
  const declared = "declaration" in statement && statement.declaration ? statement.declaration : statement
  if (declared.type === "FunctionDeclaration") {
    if (declared.id) bindings.set(declared.id.name, { kind: "function" })
  } else if (declared.type === "ClassDeclaration") {
    if (declared.id) bindings.set(declared.id.name, { kind: "class" })
  } else if (declared.type === "VariableDeclaration") {
    for (const { id, init } of declared.declarations) {
      const required = init ? requiredBy(init) : undefined
      const binding: Binding =
        required === undefined ? { kind: "variable", depth: 0 } : { kind: "import", origin: originOf(required) }
      for (const name of boundNames(id)) bindings.set(name, binding.kind === "variable" ? { ...binding } : binding)
    }
  } else if (statement.type === "IfStatement") {
    addStatement(bindings, statement.consequent)
    if (statement.alternate) addStatement(bindings, statement.alternate)
  } else if (statement.type === "BlockStatement" || statement.type === "TryStatement") {
    const block = statement.type === "TryStatement" ? statement.block : statement
    for (const inner of block.body) addStatement(bindings, inner)
  }
}

/** The specifier of `require("x")`, also as `require("x").part` and with a compiler's `__importDefault(…)` around it. */
export function requiredBy(node: Node): string | undefined {
  const start = bare(node)
  if (start.type === "MemberExpression") return requiredBy(start.object)
  if (start.type !== "CallExpression") return undefined
  const [first] = start.arguments
  if (!first) return undefined
  const called = baseName(start.callee)
  if (called === "require" && start.callee.type === "Identifier")
    return first.type === "Literal" && typeof first.value === "string" ? first.value : undefined
  return called !== undefined && isCompilersHelper(called) ? requiredBy(first) : undefined
}

/** Functions that TypeScript, Babel and esbuild write into modules. */
export function isCompilersHelper(name: string): boolean {
  return /^_?_(?:interop|import|export|toESM|toCommonJS|create|defProp|copyProps|reExport)/.test(name)
}

/** Whose module the object that an access or call starts from comes from; undefined when it is the module's own. */
export function originOfAccess(node: Node, bindings: Bindings): Origin | undefined {
  const base = baseName(node, true)
  const binding = base === undefined ? undefined : bindings.get(base)
  if (binding) return binding.kind === "import" ? binding.origin : undefined
  // `require("x").y`
  const start = bare(node)
  if (base !== "require" || start.type !== "MemberExpression") return undefined
  const specifier = requiredBy(start.object)
  return specifier === undefined ? originOfAccess(start.object, bindings) : originOf(specifier)
}

function originOf(specifier: string): Origin {
  if (isBuiltin(specifier)) return "node"
  return isPackageSpecifier(specifier) ? "package" : "local"
}
