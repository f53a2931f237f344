import { MagicString } from "magic-string"
import type { Expression, Node, Program, Statement } from "oxc-parser"
import type { GraphCell } from "../../flow/graph.ts"
import { jsxPragmas } from "../../cell/jsxPragmas.ts"
import { walk } from "../../cell/references.ts"
import { parseSource } from "../../cell/syntax.ts"
import type { LanguageSettings } from "../../cell/transpile.ts"
import {
  asJavaScript,
  decoratedAsJavaScript,
  isDecorated,
  isErasable,
  partsAsJavaScript,
  type Language,
} from "./erasable.ts"
import { withoutJsxImports, type JsxImport } from "./jsx.ts"
import { placeOf } from "./lifting.ts"
import {
  importWithin,
  scriptImport,
  scriptSpecifier,
  type ImportRules,
  type Places,
  type ScriptImport,
} from "./imports.ts"

/** A cell's code for a script. */
export interface CellText {
  /** The comments before its code: its directive among them. */
  head: string
  /** Imports and declarations that have to stand outside of a function; empty for a cell that isn't put into one. */
  lifted: readonly string[]
  /** Its code, imports included unless they are lifted. */
  body: string
  /** What it imports from `tsnb`. */
  imports: readonly ScriptImport[]
  /** Whether its last value is shown. */
  isShown: boolean
  /** What JSX needs of other modules. */
  jsx: readonly JsxImport[]
}

/** How a cell is written. */
export interface CellRules extends ImportRules {
  places: Places
  /** What the notebook's project says about how its cells become JavaScript. */
  settings: LanguageSettings
  /** The name of the function that shows values. */
  display: string
  /** Tells the names of a module for JSX from those of others. */
  jsxSuffix: (specifier: string) => string
  /** Given when the cell's code becomes the body of a function: whether other cells read a name. */
  isRead?: (name: string) => boolean
  /** Whether a name means something else outside of the function, so that no import can stand there under it. */
  isTaken?: (name: string) => boolean
}

/** Writes a cell's code as a script has it: the same text, but for what only notebooks understand. */
export function cellText({ source, analysis }: GraphCell, rules: CellRules): CellText {
  const { program, comments } = parseSource(source)
  const output = new MagicString(source)
  const lifted: string[] = []
  const imports: ScriptImport[] = []
  const pragmas = jsxPragmas(comments).map((pragma) => `/** ${pragma} */`)
  const language = { pragmas: pragmas.join(""), settings: rules.settings }
  const writing = new ErasableWriter(output, source, language, declaredTogether(program, source), rules)
  rewriteDynamicImports(program, output, rules.places)
  for (const statement of program.body) {
    if (rules.isTaken && keepWithin(statement, output, rules, rules.isTaken)) continue
    const imported = rewriteStatement(statement, output, source, rules, writing)
    if (imported) imports.push(imported)
    if (imported?.text === "") continue
    const place = rules.isRead ? placeOf(statement, analysis, rules.isRead) : "inside"
    if (place === "inside") continue
    const text = output.slice(statement.start, statement.end).trim()
    if (text !== "") lifted.push(text)
    if (place === "outside") output.remove(statement.start, statement.end)
  }
  const isShown = showLast(program, output, rules.display, writing)
  if (rules.isRead) output.indent("  ", { exclude: templateParts(program) })
  const start = program.body[0]?.start ?? source.length
  const [head, body] = [source.slice(0, start), output.toString()]
  return {
    head: head.trimEnd(),
    lifted,
    // Inside of a function the comments before the code are indented, and belong before the function.
    body: guarded(trimLines(rules.isRead ? body.slice(indentedLength(head)) : body.slice(head.length))),
    imports,
    isShown,
    jsx: writing.jsx,
  }
}

/** Leaves an import within the function whose names can't stand outside. */
function keepWithin(
  statement: Statement,
  output: MagicString,
  { places, isValue }: CellRules,
  isTaken: (name: string) => boolean,
): boolean {
  if (statement.type !== "ImportDeclaration" || statement.source.value === "tsnb") return false
  if (!statement.specifiers.some(({ local }) => isTaken(local.name))) return false
  const text = importWithin(statement, places, isValue)
  if (text === undefined) return false
  output.overwrite(statement.start, statement.end, text)
  return true
}

/** How long a text without templates is once its lines are indented. */
function indentedLength(text: string): number {
  return new MagicString(text).indent("  ").toString().length
}

/** A line that begins so would go on from the line before, which in the notebook is another cell's. */
function guarded(body: string): string {
  return body.replace(/^(\s*)(?=[([`/+-](?!\/|\*))/, "$1;")
}

function trimLines(text: string): string {
  return text.replace(/^(?:[ \t]*\r?\n)+/, "").trimEnd()
}

function rewriteStatement(
  statement: Statement,
  output: MagicString,
  source: string,
  rules: CellRules,
  writing: ErasableWriter,
): ScriptImport | undefined {
  const { start, end } = statement
  const { places } = rules
  switch (statement.type) {
    case "ImportDeclaration": {
      const imported = scriptImport(statement, places, rules)
      if (imported.text === "") output.remove(start, source[end] === "\n" ? end + 1 : end)
      else output.overwrite(start, end, imported.text)
      return imported
    }
    case "ExportAllDeclaration":
      output.overwrite(start, end, `import ${JSON.stringify(scriptSpecifier(statement.source.value, places))}`)
      return undefined
    case "ExportNamedDeclaration": {
      const { declaration, source: from } = statement
      if (declaration) {
        output.remove(start, declaration.start)
        writing.write(declaration)
      } else if (from) output.overwrite(start, end, `import ${JSON.stringify(scriptSpecifier(from.value, places))}`)
      else output.remove(start, end)
      return undefined
    }
    case "ExportDefaultDeclaration":
      output.remove(start, statement.declaration.start)
      if (isAnonymous(statement.declaration)) output.appendLeft(statement.declaration.start, ";(").appendRight(end, ")")
      writing.write(statement.declaration)
      return undefined
    case "TSImportEqualsDeclaration":
      if (statement.moduleReference.type !== "TSExternalModuleReference" || rules.claim(statement.id.name, false))
        writing.write(statement)
      else output.remove(start, end)
      return undefined
    default:
      writing.write(statement)
      return undefined
  }
}

function isAnonymous(declaration: { type: string; id?: unknown }): boolean {
  return /^(?:Function|Class)Declaration$/.test(declaration.type) && !declaration.id
}

/** Writes what Node can't run by leaving out types as JavaScript. */
class ErasableWriter {
  readonly jsx: JsxImport[] = []
  readonly #output: MagicString
  readonly #source: string
  readonly #language: Language
  readonly #parts: ReadonlyMap<Node, string>
  readonly #rules: CellRules

  constructor(
    output: MagicString,
    source: string,
    language: Language,
    parts: ReadonlyMap<Node, string>,
    rules: CellRules,
  ) {
    this.#output = output
    this.#source = source
    this.#language = language
    this.#parts = parts
    this.#rules = rules
  }

  write(node: Node): void {
    if (!isErasable(node))
      this.#output.overwrite(node.start, node.end, this.#withoutImports(this.#parts.get(node) ?? this.#code(node)))
  }

  /** The JavaScript of an expression. */
  expression(node: Node): string {
    const text = `(${this.#source.slice(node.start, node.end)})`
    return this.#withoutImports(asJavaScript(text, this.#language)).replace(/;$/, "")
  }

  #code(node: Node): string {
    const text = this.#source.slice(node.start, node.end)
    if (node.type === "ClassDeclaration" && node.id && isDecorated(node))
      return decoratedAsJavaScript(text, node.id.name, this.#language)
    return asJavaScript(text, this.#language)
  }

  /** What JSX needs of other modules, all of a script imports at once: within an expression or a class nothing can. */
  #withoutImports(made: string): string {
    const { code, imports } = withoutJsxImports(made, this.#rules.jsxSuffix)
    this.jsx.push(...imports)
    return code
  }
}

/** The JavaScript of what declares one name together: the parts of a namespace or enum, and a function or class before them. */
function declaredTogether({ body }: Program, source: string): ReadonlyMap<Node, string> {
  const byName = Map.groupBy(body.map(declarationIn), declaredName)
  byName.delete(undefined)
  const groups = [...byName.values()].filter((nodes) => nodes.length > 1 && nodes.some(isPart))
  return new Map(
    groups.flatMap((nodes) => {
      const code = partsAsJavaScript(nodes.map(({ start, end }) => source.slice(start, end)))
      return nodes.map((node, index): [Node, string] => [node, code[index] ?? ""])
    }),
  )
}

function declarationIn(statement: Statement): Node {
  return (statement.type === "ExportNamedDeclaration" && statement.declaration) || statement
}

function isPart({ type }: Node): boolean {
  return type === "TSModuleDeclaration" || type === "TSEnumDeclaration"
}

function declaredName(node: Node): string | undefined {
  let id: unknown = "id" in node ? node.id : undefined
  // `namespace A.B { … }`
  while (isObject(id) && "left" in id) id = id.left
  return isObject(id) && "name" in id && typeof id.name === "string" ? id.name : undefined
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null
}

function rewriteDynamicImports(program: Program, output: MagicString, places: Places): void {
  walk(program, (node) => {
    if (node.type !== "ImportExpression" || node.source.type !== "Literal") return
    const { value, start, end } = node.source
    if (typeof value !== "string") return
    const specifier = scriptSpecifier(value, places)
    if (specifier !== value) output.overwrite(start, end, JSON.stringify(specifier))
  })
}

/** Shows the value of the last expression, as a notebook does; calls that only print give none. */
function showLast(program: Program, output: MagicString, display: string, writing: ErasableWriter): boolean {
  const last = program.body.findLast(({ type }) => type !== "EmptyStatement")
  const isDefault = last?.type === "ExportDefaultDeclaration" && !/^(?:Function|Class|TS)/.test(last.declaration.type)
  const shown = last?.type === "ExpressionStatement" ? last.expression : isDefault ? last.declaration : undefined
  if (!last || !shown || !givesValue(shown)) return false
  // Of a promise, a notebook shows what comes of it.
  const awaited = isNoPromise.has(shown.type) ? "" : "await "
  if (!isErasable(shown)) {
    const code = writing.expression(shown)
    output.overwrite(last.start, last.end, `${display}(${awaited === "" ? code : `await (${code})`})`)
    return true
  }
  const isWhole = awaited === "" ? shown.type !== "SequenceExpression" : isOperand.has(shown.type)
  const [open, close] = isWhole ? [`(${awaited}`, ")"] : [`(${awaited}(`, "))"]
  output.appendLeft(shown.start, display + open).appendRight(shown.end, close)
  return true
}

const isNoPromise: ReadonlySet<Node["type"]> = new Set([
  "ArrayExpression",
  "ArrowFunctionExpression",
  "AwaitExpression",
  "BinaryExpression",
  "ClassExpression",
  "FunctionExpression",
  "JSXElement",
  "JSXFragment",
  "Literal",
  "ObjectExpression",
  "TaggedTemplateExpression",
  "TemplateLiteral",
  "UnaryExpression",
])

/** What can follow `await` without parentheses. */
const isOperand: ReadonlySet<Node["type"]> = new Set([
  "CallExpression",
  "Identifier",
  "ImportExpression",
  "MemberExpression",
  "NewExpression",
])

function givesValue(node: Node): boolean {
  if (node.type === "AwaitExpression") return givesValue(node.argument)
  if (node.type === "AssignmentExpression" || node.type === "UpdateExpression") return false
  if (node.type !== "CallExpression") return true
  return !/^(?:console|log|artifact)\.|(?:^|\.)(?:display|progress|clearOutput|page)$/.test(calleeName(node.callee))
}

function calleeName(callee: Expression): string {
  if (callee.type === "Identifier") return callee.name
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return ""
  return `${callee.object.name}.${callee.property.type === "Identifier" ? callee.property.name : ""}`
}

/** Where a line's beginning is a part of a text. */
function templateParts(program: Program): [number, number][] {
  const parts: [number, number][] = []
  walk(program, (node) => {
    if (node.type === "TemplateLiteral" || node.type === "JSXText") parts.push([node.start, node.end])
  })
  return parts
}
