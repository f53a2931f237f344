import type { Node } from "oxc-parser"
import { walk } from "../../cell/references.ts"
import { transpile, type LanguageSettings } from "../../cell/transpile.ts"

/** What Node can't take out of TypeScript and have JavaScript left (its docs: "Type stripping"). */
const transformed: ReadonlyMap<Node["type"], string> = new Map([
  ["AccessorProperty", "an accessor field"],
  ["Decorator", "a decorator"],
  ["JSXElement", "JSX"],
  ["JSXFragment", "JSX"],
  ["TSEnumDeclaration", "an enum"],
  ["TSExportAssignment", "`export =`"],
  ["TSImportEqualsDeclaration", "`import … =`"],
  ["TSModuleDeclaration", "a namespace"],
  ["TSParameterProperty", "a parameter property"],
  ["TSTypeAssertion", "a type assertion in `<>`"],
])

/** What Node can't take out of TypeScript at this place, in words. */
export function untransformable(node: Node): string | undefined {
  return "declare" in node && node.declare === true ? undefined : transformed.get(node.type)
}

/** Whether Node runs a statement by leaving out its types. */
export function isErasable(statement: Node): boolean {
  let isFound = false
  walk(statement, (node) => {
    isFound ||= untransformable(node) !== undefined
  })
  return !isFound
}

/** What decides how code becomes JavaScript. */
export interface Language {
  /** The cell's comments that say what JSX means. */
  pragmas: string
  /** What the project says. */
  settings: LanguageSettings
}

/** A statement that Node can't run as it is, as JavaScript. */
export function asJavaScript(source: string, { pragmas, settings }: Language): string {
  const options = { keepUnusedImports: true, language: settings }
  const { code } = transpile(`${pragmas}\n${source}`, "cell.tsx", options)
  return code.replace(pragmas, "").trim()
}

/**
 * A class with decorators as JavaScript. What that needs of variables is the class's own: other classes have the same.
 * @param name the class's
 */
export function decoratedAsJavaScript(source: string, name: string, language: Language): string {
  const body = `${asJavaScript(source, language)}\nreturn ${name}`
  const isAsync = /\bawait\b/.test(source)
  return isAsync ? `let ${name} = await (async () => {\n${body}\n})()` : `let ${name} = (() => {\n${body}\n})()`
}

/** Whether a class has decorators, or fields with accessors, which no JavaScript engine knows yet. */
export function isDecorated(node: Node): boolean {
  let isFound = false
  walk(node, ({ type }) => {
    isFound ||= type === "Decorator" || type === "AccessorProperty"
  })
  return isFound
}

/** The same for declarations of one name, such as the parts of a namespace, which see each other's members. */
export function partsAsJavaScript(sources: readonly string[]): readonly string[] {
  const { code } = transpile(sources.join(`\n${partEnd}()\n`), "cell.tsx", { keepUnusedImports: true, byEsbuild: true })
  return code.split(`${partEnd}();`).map((part) => part.trim())
}

/** Called between parts, so that they can be told apart afterwards. */
const partEnd = "$tsnbPartEnd"
