import type { MagicString } from "magic-string"
import type { ImportDeclaration, Program, Statement } from "oxc-parser"

/** What the code made of imports rests on. */
export interface ImportRules {
  /** The parameter's name. */
  context: string
  /** Local names that the module must have. */
  needed: ReadonlySet<string>
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
