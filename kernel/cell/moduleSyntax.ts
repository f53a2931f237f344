import type { MagicString } from "magic-string"
import type { ImportDeclaration, Program, Statement } from "oxc-parser"

/** What the code made of imports rests on. */
export interface ImportRules {
  /** The parameter's name. */
  context: string
  /** Local names that the module must have. */
  needed: ReadonlySet<string>
  /** Local names of imports whose values the code asks the module for whenever it uses them, with the variables of the modules. */
  live: ReadonlyMap<string, LiveImport>
}

/** Stands for a name that is imported from a local module, which may give it another value at any time. */
export interface LiveImport {
  /** The variable that holds the module. */
  module: string
  /** The name of the export. */
  name: string
}

/** The names of a cell that it imports from local modules. */
export function liveImports({ body }: Program, context: string): ReadonlyMap<string, LiveImport> {
  return new Map(
    body.flatMap((statement, index) => {
      if (statement.type !== "ImportDeclaration" || !/^[./]/.test(statement.source.value)) return []
      if (statement.specifiers.some(({ type }) => type === "ImportNamespaceSpecifier")) return []
      return statement.specifiers.map((one) => {
        const name = one.type === "ImportSpecifier" ? nameOf(one.imported) : "default"
        return [one.local.name, { module: `${context}m${index}`, name }] as const
      })
    }),
  )
}

/** The code that asks the module for a name's value. */
export function liveValue({ module, name }: LiveImport): string {
  return `${module}[${JSON.stringify(name)}]`
}

/**
 * Takes the syntax of modules out of a statement.
 * @param imports takes the code that stands for imports, which comes first whatever their place; undefined when the
 * statement comes first anyway, and its code can stand where it stood
 */
export function rewriteModuleSyntax(
  statement: Statement,
  output: MagicString,
  imports: string[] | undefined,
  rules: ImportRules,
): void {
  switch (statement.type) {
    case "ImportDeclaration":
      if (imports) {
        imports.push(dynamicImport(statement, rules))
        output.remove(statement.start, statement.end)
      } else output.overwrite(statement.start, statement.end, dynamicImport(statement, rules))
      break
    case "ExportAllDeclaration":
      imports?.push(`await import(${JSON.stringify(statement.source.value)}); `)
      output.remove(statement.start, statement.end)
      break
    case "ExportNamedDeclaration":
      if (statement.declaration) output.remove(statement.start, statement.declaration.start)
      else {
        if (statement.source) imports?.push(`await import(${JSON.stringify(statement.source.value)}); `)
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

function dynamicImport(node: ImportDeclaration, { context, needed, live }: ImportRules): string {
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
  const copied = bindings.filter(({ local }) => !live.has(local))
  const pattern = copied.map(({ imported, local }) => `${JSON.stringify(imported)}: ${local}`).join(", ")
  const required = bindings.filter(({ local }) => needed.has(local)).map(({ imported }) => imported)
  const checked = `${context}.imported(${module}, ${specifier}, ${JSON.stringify(required)})`
  const variable = bindings.flatMap(({ local }) => live.get(local)?.module ?? [])[0]
  if (variable === undefined) return `const { ${pattern} } = ${checked}; `
  const others = copied.length > 0 ? `const { ${pattern} } = ${variable}; ` : ""
  return `const ${variable} = ${checked}; ${others}`
}

/** `import first, * as all from …` */
function defaultOf(node: ImportDeclaration, namespace: string): string {
  const first = node.specifiers.find(({ type }) => type === "ImportDefaultSpecifier")
  return first ? `const ${first.local.name} = ${namespace}.default; ` : ""
}

function nameOf(imported: { type: string; name?: string; value?: string }): string {
  return imported.name ?? imported.value ?? ""
}

/** Makes the value of the last expression the cell's result. */
export function captureLastExpression(program: Program, output: MagicString, context: string): void {
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
