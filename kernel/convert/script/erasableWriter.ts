import type { MagicString } from "magic-string"
import type { Node, Program, Statement } from "oxc-parser"
import {
  asJavaScript,
  decoratedAsJavaScript,
  isDecorated,
  isErasable,
  partsAsJavaScript,
  type Language,
} from "./erasable.ts"
import { withoutJsxImports, type JsxImport } from "./jsx.ts"

/** Writes what Node can't run by leaving out types as JavaScript. */
export class ErasableWriter {
  readonly jsx: JsxImport[] = []
  readonly #output: MagicString
  readonly #source: string
  readonly #language: Language
  readonly #parts: ReadonlyMap<Node, string>
  readonly #jsxSuffix: (specifier: string) => string

  /** @param jsxSuffix tells the names of a module for JSX from those of others */
  constructor(
    output: MagicString,
    program: Program,
    source: string,
    language: Language,
    jsxSuffix: (specifier: string) => string,
  ) {
    this.#output = output
    this.#source = source
    this.#language = language
    this.#parts = declaredTogether(program, source)
    this.#jsxSuffix = jsxSuffix
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
    const { code, imports } = withoutJsxImports(made, this.#jsxSuffix)
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
