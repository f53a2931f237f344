import remapping from "@jridgewell/remapping"
import { MagicString } from "magic-string"
import { parseSync, type ImportDeclaration, type Program, type Statement } from "oxc-parser"
import { namesOf } from "./references.ts"
import { transpile } from "./transpile.ts"

/** What is compiled: a cell's source (or a part of it), the names handed in and the names taken out. */
export interface CompileRequest {
  source: string
  reads: readonly string[]
  defines: readonly string[]
}

/** What compiled code finds in its one parameter. */
export interface CellContext {
  /** The values of the names that the cell reads. */
  scope: Readonly<Record<string, unknown>>
  /** Stands for `import.meta`. */
  meta: object
  /** The value of the last expression. */
  result: unknown
  /** Checks that a module has the names that are imported from it. */
  imported(module: object, specifier: string, names: readonly string[]): object
}

/**
 * Compiles a cell to the text of a function from the names that it reads to the names that it defines:
 * `async function (context) { … return [{ names }] }`, an expression for a script that runs in strict mode. The array is
 * there because one of the names may be `then`, and a promise would take an object with it for another promise.
 * @throws {TranspileError} when the source has a syntax error
 */
export function compileCell(request: CompileRequest): string {
  return emit(request, transpileCell(request.source).code).toString()
}

/** The source map from `compileCell`'s text to the cell's source, in JSON. */
export function compileCellMap(request: CompileRequest): string {
  const { code, map } = transpileCell(request.source, true)
  const second = emit(request, code).generateMap({ hires: true, source: "cell.js" })
  const chain = remapping([second.toString(), map ?? ""], () => null)
  return chain.toString()
}

function transpileCell(source: string, sourcemap = false): { code: string; map?: string } {
  return transpile(source, "cell.tsx", { sourcemap, keepUnusedImports: true })
}

function emit({ reads, defines }: CompileRequest, code: string): MagicString {
  const { program, module } = parseSync("cell.js", code, {
    lang: "js",
    astType: "ts",
    range: true,
    sourceType: "module",
  })
  const output = new MagicString(code)
  const context = contextNameFor(code)
  if (program.hashbang) output.remove(program.hashbang.start, program.hashbang.end)
  for (const { start, end } of module.importMetas) output.overwrite(start, end, `${context}.meta`)
  const imports: string[] = []
  // Types are gone by now: an import that only a type needed isn't used.
  const needed =
    module.staticImports.length > 0
      ? new Set([...namesOf(program).uses.map(({ name }) => name), ...defines])
      : new Set<string>()
  for (const statement of program.body) rewriteModuleSyntax(statement, output, imports, { context, needed })
  captureLastExpression(program, output, context)
  output.prepend(header(reads, imports, context))
  output.append(`\nreturn [{ ${defines.join(", ")} }]\n})`)
  return output
}

/** The parameter through which compiled code meets the runtime: a name that the code doesn't have. */
function contextNameFor(code: string): string {
  let name = "$tsnb"
  while (code.includes(name)) name += "$"
  return name
}

/** On one line, so that line numbers of what follows stay. */
function header(reads: readonly string[], imports: readonly string[], context: string): string {
  const scope = reads.length > 0 ? `let { ${reads.join(", ")} } = ${context}.scope; ` : ""
  return `(async function (${context}) { "use strict"; ${scope}${imports.join("")}`
}

interface ImportRules {
  /** The parameter's name. */
  context: string
  /** Local names that the module must have. */
  needed: ReadonlySet<string>
}

function rewriteModuleSyntax(statement: Statement, output: MagicString, imports: string[], rules: ImportRules): void {
  switch (statement.type) {
    case "ImportDeclaration":
      // Imports come first whatever their place, as in a module.
      imports.push(dynamicImport(statement, rules))
      output.remove(statement.start, statement.end)
      break
    case "ExportAllDeclaration":
      imports.push(`await import(${JSON.stringify(statement.source.value)}); `)
      output.remove(statement.start, statement.end)
      break
    case "ExportNamedDeclaration":
      if (statement.declaration) output.remove(statement.start, statement.declaration.start)
      else {
        if (statement.source) imports.push(`await import(${JSON.stringify(statement.source.value)}); `)
        output.remove(statement.start, statement.end)
      }
      break
    case "ExportDefaultDeclaration": {
      const { declaration } = statement
      output.remove(statement.start, declaration.start)
      if (isAnonymous(declaration)) output.appendLeft(declaration.start, "(").appendRight(declaration.end, ")")
      break
    }
    default:
      break
  }
}

function isAnonymous(declaration: { type: string; id?: unknown }): boolean {
  return /^(Function|Class)Declaration$/.test(declaration.type) && !declaration.id
}

function dynamicImport(node: ImportDeclaration, { context, needed }: ImportRules): string {
  const specifier = JSON.stringify(node.source.value)
  const attributes = node.attributes.map(({ key, value }) => {
    const name = key.type === "Identifier" ? key.name : key.value
    return `${JSON.stringify(name)}: ${JSON.stringify(value.value)}`
  })
  const options = attributes.length > 0 ? `, { with: { ${attributes.join(", ")} } }` : ""
  const module = `await import(${specifier}${options})`
  const namespace = node.specifiers.find(({ type }) => type === "ImportNamespaceSpecifier")
  if (namespace) return `const ${namespace.local.name} = ${module}; ${defaultOf(node, namespace.local.name)}`
  const bindings = node.specifiers.map((entry) => {
    const imported = entry.type === "ImportSpecifier" ? nameOf(entry.imported) : "default"
    return { imported, local: entry.local.name }
  })
  if (bindings.length === 0) return `${module}; `
  const pattern = bindings.map(({ imported, local }) => `${JSON.stringify(imported)}: ${local}`).join(", ")
  const required = bindings.filter(({ local }) => needed.has(local)).map(({ imported }) => imported)
  return `const { ${pattern} } = ${context}.imported(${module}, ${specifier}, ${JSON.stringify(required)}); `
}

/** `import first, * as all from …` */
function defaultOf(node: ImportDeclaration, namespace: string): string {
  const first = node.specifiers.find(({ type }) => type === "ImportDefaultSpecifier")
  return first ? `const ${first.local.name} = ${namespace}.default; ` : ""
}

function nameOf(imported: { type: string; name?: string; value?: string }): string {
  return imported.name ?? imported.value ?? ""
}

function captureLastExpression(program: Program, output: MagicString, context: string): void {
  const last = program.body.findLast(({ type }) => type !== "EmptyStatement")
  const expression =
    last?.type === "ExpressionStatement"
      ? last.expression
      : last?.type === "ExportDefaultDeclaration" && !/^(Function|Class|TS)/.test(last.declaration.type)
        ? last.declaration
        : undefined
  if (!expression) return
  output.appendLeft(expression.start, `${context}.result = (`).appendRight(expression.end, ")")
}
