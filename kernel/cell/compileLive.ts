import type { MagicString } from "magic-string"
import type { Node, Program } from "oxc-parser"
import { chainMaps, mapOf, openCell, openJavaScript, rewriteModule, transpileCell, type CellCode } from "./cellCode.ts"
import type { CellContext } from "./compile.ts"
import { exportName } from "./importedNames.ts"
import { accessorsTo, bindLate, lateBindings } from "./lateBindings.ts"
import { liveImports } from "./moduleSyntax.ts"
import { walk } from "./references.ts"
import type { LanguageSettings } from "./transpile.ts"

/** What the code of a cell that a person runs finds in its one parameter. */
export interface LiveContext extends Omit<CellContext, "scope" | "waits"> {
  /** The newest definitions of all cells' names, as properties. */
  scope: object
  /** Takes accessors to the names that the cell defines, before anything else of it runs. */
  define(accessors: object): void
  /** Called with what was awaited when the code goes on, which it doesn't after an interrupt. */
  resumed<Value>(value: Value): Value
}

/** A compiled cell. */
export interface LiveCode {
  /** `async function (context) { … }`, an expression for a script that runs in strict mode. */
  text: string
  /** Makes the source map from the text to the cell's source, in JSON. */
  map: () => string
}

/**
 * Compiles a cell so that its names are bound late: code of its functions sees the newest definition of a name, whichever
 * cell it is in, and other cells' code sees and changes the variables of this one.
 * @param isShared whether a name that the cell doesn't define is looked up among the names of cells; else it is a global
 * @param language what the project says about how the source becomes JavaScript
 * @throws {TranspileError} when the source has a syntax error
 */
export function compileLive(
  source: string,
  isShared: (name: string) => boolean,
  language: LanguageSettings = {},
): LiveCode {
  const emit = (cell: CellCode): MagicString => emitLive(source, cell, isShared)
  return {
    text: emit(openJavaScript(source) ?? openCell(transpileCell(source, false, language).code)).toString(),
    map: () => {
      const javaScript = openJavaScript(source)
      if (javaScript) return mapOf(emit(javaScript))
      const { code, map } = transpileCell(source, true, language)
      return chainMaps(emit(openCell(code)), map)
    },
  }
}

function emitLive(source: string, cell: CellCode, isShared: (name: string) => boolean): MagicString {
  const { program, output, context } = cell
  const live = liveImports(program, context)
  const { defines, uses, used } = lateBindings(cell, source, isShared, live)
  const imports = rewriteModule(cell, used.union(valueImports(program)), live)
  bindLate(output, uses)
  checkAfterAwaits(program, output, context)
  output.prepend(
    `(async function (${context}) { "use strict"; const ${context}s = ${context}.scope; ${context}.define({ ${accessorsTo(defines, context, live).join(", ")} }); ${imports}`,
  )
  output.append("\n})")
  return output
}

/**
 * Names that an import is meant to bring as values, whether the cell uses them or not. What begins with a capital may be a
 * type, which nothing is left of in the module.
 */
function valueImports({ body }: Program): ReadonlySet<string> {
  const imported = body.flatMap((statement) => (statement.type === "ImportDeclaration" ? statement.specifiers : []))
  return new Set(
    imported.flatMap((one) => {
      const { name } = one.local
      const exported = exportName(one)
      return /^[\p{Ll}$_]/u.test(exported === "default" ? name : exported) ? [name] : []
    }),
  )
}

/** Code that was waiting when its cell was interrupted mustn't go on, as a loop that polls would for ever. */
function checkAfterAwaits(program: Program, output: MagicString, context: string): void {
  walk(program, (node: Node) => {
    if (node.type === "AwaitExpression") {
      output.appendLeft(node.start, `${context}.resumed(`).appendRight(node.end, ")")
    } else if (node.type === "ForOfStatement" && node.await && node.body.type === "BlockStatement") {
      output.appendLeft(node.body.start + 1, ` ${context}.resumed();`)
    }
  })
}
