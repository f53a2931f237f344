import { MagicString } from "magic-string"
import type { Program, Statement } from "oxc-parser"
import { parseSource } from "../../../cell/syntax.ts"
import { namesOf } from "../../../cell/references.ts"
import type { CellContent } from "../../../notebook/document.ts"
import type { Note } from "../../note.ts"
import { kernelUses, type DisplayUse } from "./calls.ts"
import { counterpartOf, denoNames, type Counterpart } from "./counterparts.ts"
import { magicLines } from "./magics.ts"

/** `npm:@scope/name@1.2/path` */
const npmSpecifier = /^npm:\/?((?:@[^/]+\/)?[^/@]+)(@[^/]*)?(\/.*)?$/

/** A code cell that could be read as TypeScript. */
interface ReadCell {
  index: number
  source: string
  program: Program
}

/**
 * Cells written for Deno's kernel or for tslab, with tsnb's own functions in the place of those that only they have.
 * What has no counterpart stays as it is, and a note says so.
 */
export function translateCells(cells: readonly CellContent[]): {
  cells: readonly CellContent[]
  notes: readonly Note[]
} {
  const notes: Note[] = []
  const read: ReadCell[] = []
  for (const [index, { kind, source }] of cells.entries()) {
    if (kind !== "code") continue
    for (const message of magicLines(source)) notes.push({ cell: index + 1, message })
    const { program, problems } = parseSource(source)
    // What is wrong with a cell is told as its problem, when the notebook is checked.
    if (problems.length === 0) read.push({ index, source, program })
  }
  const names = notebookNames(read)
  const sources = new Map(read.map((cell) => [cell.index, translate(cell, names, notes)] as const))
  return { cells: cells.map((cell, index) => ({ ...cell, source: sources.get(index) ?? cell.source })), notes }
}

/** What names mean in all of a notebook's cells. */
interface NotebookNames {
  /** Names that hold tslab's module. */
  tslab: ReadonlySet<string>
  /** Names that hold tslab's `display`. */
  display: ReadonlySet<string>
  /** Names that cells define, in front of the functions of tsnb that are called so. */
  defined: ReadonlySet<string>
}

function notebookNames(cells: readonly ReadCell[]): NotebookNames {
  const tslab = new Set<string>()
  const display = new Set<string>()
  const defined = new Set<string>()
  for (const { program } of cells) {
    const statements = program.body.filter((statement) => !isDenoDisplays(statement))
    for (const statement of statements) {
      if (statement.type !== "ImportDeclaration" || statement.source.value !== "tslab") continue
      for (const specifier of statement.specifiers) {
        const isDisplay =
          specifier.type === "ImportSpecifier" &&
          specifier.imported.type === "Identifier" &&
          specifier.imported.name === "display"
        if (isDisplay) display.add(specifier.local.name)
        else tslab.add(specifier.local.name)
      }
    }
    for (const { name, offset } of namesOf(program).definitions) {
      if (statements.some(({ start, end }) => start <= offset && offset < end)) defined.add(name)
    }
  }
  return { tslab, display, defined: defined.difference(display) }
}

function translate({ index, source, program }: ReadCell, names: NotebookNames, notes: Note[]): string {
  const output = new MagicString(source)
  const cell = index + 1
  const note = (message: string): void => void notes.push({ cell, message })
  const { displays, deno, tslab } = kernelUses(program, names.tslab, names.display)
  let isLeft = tslab.length > 0
  for (const use of displays) {
    const counterpart = usable(counterpartOf(use, argumentsOf(use, source)), names.defined)
    if (counterpart) replaceUse(output, use, counterpart)
    else {
      isLeft ||= use.kernel === "tslab"
      note(`tsnb has nothing in the place of \`${source.slice(use.start, use.end)}\`: it fails when the cell runs`)
    }
  }
  for (const name of [...deno, ...tslab]) {
    if (name === "Deno.jupyter" && program.body.some(isDenoDisplays)) continue
    note(`\`${name}\` isn't there in tsnb, which runs cells on Node: it fails when the cell runs`)
  }
  for (const statement of program.body) translateStatement(statement, output, names, isLeft, note)
  return output.toString()
}

function argumentsOf({ call }: DisplayUse, source: string): readonly string[] {
  return (call?.arguments ?? []).map(({ start, end }) => source.slice(start, end))
}

function usable(counterpart: Counterpart | undefined, defined: ReadonlySet<string>): Counterpart | undefined {
  return counterpart?.names.some((name) => defined.has(name)) ? undefined : counterpart
}

function replaceUse(output: MagicString, { kernel, start, end, call }: DisplayUse, { text }: Counterpart): void {
  if (kernel === "tslab" && call) output.overwrite(call.start, call.end, text)
  else output.overwrite(start, end, text)
}

/** @param isLeft whether something of tslab's stays in the cell, so that its import has to */
function translateStatement(
  statement: Statement,
  output: MagicString,
  { defined }: NotebookNames,
  isLeft: boolean,
  note: (message: string) => void,
): void {
  const names = isDenoDisplays(statement) ? importedNames(statement) : undefined
  if (names && !names.some(({ ours }) => ours === undefined || defined.has(ours))) {
    const list = names.map(({ ours = "", local }) => (ours === local ? local : `${ours} as ${local}`))
    output.overwrite(statement.start, statement.end, `import { ${list.join(", ")} } from "tsnb"`)
  } else if (names) note("`Deno.jupyter` isn't there in tsnb: the names that this cell takes from it are missing")
  if (statement.type !== "ImportDeclaration") return
  const { value, start, end } = statement.source
  if (value === "tslab" && !isLeft) {
    const written = inOneLine(output.original.slice(statement.start, statement.end))
    output.overwrite(statement.start, statement.end, `// ${written}`)
  }
  if (value === "tslab" && isLeft) note("`tslab` can't be imported outside of its own kernel")
  if (value.startsWith("npm:")) {
    const [, name = value, version = "", path = ""] = npmSpecifier.exec(value) ?? []
    const bare = name + path
    output.overwrite(start, end, JSON.stringify(bare))
    note(`\`${value}\` is \`${bare}\` now: install it with \`npm install ${name}${version}\``)
  } else if (/^(?:jsr|https?):/.test(value)) {
    note(`Node can't import \`${value}\`: install a package of npm in its place`)
  }
}

/** `const { html, md } = Deno.jupyter` */
function isDenoDisplays(statement: Statement): boolean {
  return importedNames(statement) !== undefined
}

/** The names that such a statement takes, and those of tsnb's own. */
function importedNames(statement: Statement): readonly { local: string; ours: string | undefined }[] | undefined {
  if (statement.type !== "VariableDeclaration" || statement.declarations.length !== 1) return undefined
  const [declarator] = statement.declarations
  const init = declarator?.init
  const isDeno =
    init?.type === "MemberExpression" &&
    init.object.type === "Identifier" &&
    init.object.name === "Deno" &&
    init.property.type === "Identifier" &&
    init.property.name === "jupyter"
  if (!isDeno || declarator?.id.type !== "ObjectPattern") return undefined
  return declarator.id.properties.map((property) => {
    if (property.type !== "Property" || property.key.type !== "Identifier" || property.value.type !== "Identifier") {
      return { local: "", ours: undefined }
    }
    const { name } = property.key
    return { local: property.value.name, ours: Object.hasOwn(denoNames, name) ? denoNames[name] : undefined }
  })
}

function inOneLine(code: string): string {
  return code
    .split("\n")
    .map((line) => line.trim())
    .join(" ")
}
