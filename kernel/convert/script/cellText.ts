import { continuesStatement } from "../../cell/blank.ts"
import { MagicString } from "magic-string"
import type { Program } from "oxc-parser"
import { jsxPragmas } from "../../cell/jsxPragmas.ts"
import { walk } from "../../cell/references.ts"
import { parseSource } from "../../cell/syntax.ts"
import type { LanguageSettings } from "../../cell/transpile.ts"
import type { GraphCell } from "../../flow/graph.ts"
import { ErasableWriter } from "./erasableWriter.ts"
import { scriptSpecifier, type ImportRules, type Places, type ScriptImport } from "./imports.ts"
import type { JsxImport } from "./jsx.ts"
import { showLast } from "./lastValue.ts"
import { placeOf } from "./lifting.ts"
import { keepWithin, rewriteStatement } from "./statementText.ts"

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
  const writing = new ErasableWriter(output, program, source, language, rules.jsxSuffix)
  rewriteDynamicImports(program, output, rules.places)
  for (const statement of program.body) {
    if (rules.isTaken && keepWithin(statement, output, rules, rules.isTaken)) continue
    const imported = rewriteStatement(statement, output, source, rules, writing)
    if (imported) imports.push(imported)
    const place = rules.isRead ? placeOf(statement, analysis, rules.isRead) : "inside"
    // What takes the statement's place ends without the semicolon on which the next one may rest.
    const isReplaced = imported !== undefined || place === "outside" || statement.type.startsWith("Export")
    if (isReplaced && continuesStatement(source.slice(statement.end))) output.appendLeft(statement.end, "\n;")
    if (imported?.text === "") continue
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

function rewriteDynamicImports(program: Program, output: MagicString, places: Places): void {
  walk(program, (node) => {
    if (node.type !== "ImportExpression" || node.source.type !== "Literal") return
    const { value, start, end } = node.source
    if (typeof value !== "string") return
    const specifier = scriptSpecifier(value, places)
    if (specifier !== value) output.overwrite(start, end, JSON.stringify(specifier))
  })
}

/** Where a line's beginning is a part of a text. */
function templateParts(program: Program): [number, number][] {
  const parts: [number, number][] = []
  walk(program, (node) => {
    if (node.type === "TemplateLiteral" || node.type === "JSXText") parts.push([node.start, node.end])
  })
  return parts
}
