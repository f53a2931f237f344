import { MagicString } from "magic-string"
import type { Program, Statement } from "oxc-parser"
import { parseSource } from "../../../cell/syntax.ts"
import { innerNamesIn } from "../../../cell/occurrences.ts"
import { namesOf } from "../../../cell/references.ts"
import type { CellContent } from "../../../notebook/document.ts"
import type { Note } from "../../note.ts"
import { kernelUses, type DisplayUse, type TextUse } from "./calls.ts"
import { counterpartOf, denoNames } from "./counterparts.ts"
import { translateDenoCall } from "./denoCalls.ts"
import { magicLines } from "./magics.ts"
import { translateSpecifiers } from "./specifiers.ts"
import { tslabNamesIn } from "./tslabNames.ts"

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
  const sources = new Map(
    read.map((cell) => [cell.index, unlessTooDeep(() => translate(cell, names, notes), cell.source)] as const),
  )
  return { cells: cells.map((cell, index) => ({ ...cell, source: sources.get(index) ?? cell.source })), notes }
}

/** Trees are walked by functions that call themselves: what fills the stack is told as the cell's problem when it is checked. */
function unlessTooDeep<Value>(work: () => Value, otherwise: Value): Value {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) return otherwise
    throw error
  }
}

/** What names mean in all of a notebook's cells. */
interface NotebookNames {
  /** Names that hold tslab's module. */
  tslab: ReadonlySet<string>
  /** Names that hold its `display`. */
  display: ReadonlySet<string>
  /** Names that cells define, in front of the functions of tsnb that are called so. */
  defined: ReadonlySet<string>
}

function notebookNames(cells: readonly ReadCell[]): NotebookNames {
  const tslab = new Set<string>()
  const display = new Set<string>()
  const defined = new Set<string>()
  for (const { program } of cells) {
    const statements = program.body.filter((statement) => !isDenoDisplays(statement) && !isGone(statement))
    for (const statement of program.body) {
      const names = tslabNamesIn(statement)
      for (const name of names?.display ?? []) display.add(name)
      for (const name of [...(names?.module ?? []), ...(names?.others ?? [])]) tslab.add(name)
    }
    for (const { name, offset } of unlessTooDeep(() => namesOf(program).definitions, [])) {
      if (statements.some(({ start, end }) => start <= offset && offset < end)) defined.add(name)
    }
  }
  return { tslab, display, defined }
}

/** Whether a statement takes nothing but tslab's `display`, which is tsnb's afterwards. */
function isGone(statement: Statement): boolean {
  const names = tslabNamesIn(statement)
  return names !== undefined && names.module.length === 0 && names.others.length === 0
}

function translate({ index, source, program }: ReadCell, names: NotebookNames, notes: Note[]): string {
  const output = new MagicString(source)
  const cell = index + 1
  const note = (message: string): void => void notes.push({ cell, message })
  const free = new Set(namesOf(program).uses.map(({ offset }) => offset))
  const isFree = (offset: number): boolean =>
    free.has(offset) && !(source.startsWith("Deno", offset) && names.defined.has("Deno"))
  const { displays, deno, versions, tslab } = kernelUses(program, isFree, names.tslab, names.display)
  const functions = new FunctionNames(program, names.defined)
  const leftOfDeno = deno.filter((use) => !translateDenoCall(use, output, functions.nameOfNode, functions.ofProcess))
  for (const { start, end } of versions) output.overwrite(start, end, functions.ofProcess("versions"))
  const untold = program.body
    .flatMap((statement) => tslabNamesIn(statement)?.others ?? [])
    .filter((name) => !tslab.some(({ text }) => text.startsWith(`${name}.`)))
  let isLeft = tslab.length > 0 || untold.length > 0
  // Innermost first: what is around them takes them as they are then.
  for (const use of displays.toReversed()) {
    const counterpart = counterpartOf(use, argumentsOf(use, output), functions.nameOf)
    if (counterpart !== undefined) replaceUse(output, use, counterpart)
    else {
      isLeft ||= use.kernel === "tslab"
      note(`tsnb has nothing in the place of \`${source.slice(use.start, use.end)}\`: it fails when the cell runs`)
    }
  }
  for (const name of textsOf(leftOfDeno)) {
    if (name !== "Deno.jupyter" || !program.body.some(isDenoDisplays)) note(isntThere(name))
  }
  for (const text of textsOf(versions)) note(`\`${text}\` is \`process.versions\` now, which tells Node's`)
  for (const text of [...textsOf(tslab), ...untold]) note(isntThere(text))
  for (const statement of program.body) translateStatement(statement, output, isLeft, note)
  translateSpecifiers(program, output, note)
  // Below the cell's directive and comments that begin it.
  const first = program.body.find((statement) => !("directive" in statement) || statement.directive === null)
  output.appendLeft(first?.start ?? 0, functions.imports)
  return output.toString()
}

function isntThere(name: string): string {
  return `\`${name}\` isn't there in tsnb, which runs cells on Node: it fails when the cell runs`
}

/** Each text once. */
function textsOf(uses: readonly TextUse[]): ReadonlySet<string> {
  return new Set(uses.map(({ text }) => text))
}

/** The names by which a cell has functions of `tsnb` and of Node: their own, where they don't mean something else. */
class FunctionNames {
  readonly #taken: ReadonlySet<string>
  /** What has to be imported: names in the cell by modules and the modules' own names. */
  readonly #imported = new Map<string, Map<string, string>>()

  /** @param defined names that the notebook's cells define */
  constructor(program: Program, defined: ReadonlySet<string>) {
    this.#taken = defined.union(innerNamesIn(program))
  }

  readonly nameOf = (name: string): string => {
    // It is there without an import.
    return this.#taken.has(name) ? this.#import(name, "tsnb", `${name}OfTsnb`) : name
  }

  readonly nameOfNode = (name: string, module: string): string =>
    this.#import(name, module, this.#taken.has(name) ? `${name}OfNode` : name)

  /** A part of Node's `process`. */
  readonly ofProcess = (name: string): string =>
    this.#taken.has("process") ? this.nameOfNode(name, "node:process") : `process.${name}`

  #import(name: string, module: string, wanted: string): string {
    let local = wanted
    while (this.#taken.has(local)) local += "_"
    const names = this.#imported.get(module) ?? new Map<string, string>()
    this.#imported.set(module, names.set(name, local))
    return local
  }

  /** What has to stand at the cell's beginning for them. */
  get imports(): string {
    const lines = [...this.#imported].map(([module, names]) => {
      const list = [...names].map(([name, local]) => (name === local ? name : `${name} as ${local}`))
      return `import { ${list.join(", ")} } from ${JSON.stringify(module)}\n`
    })
    return lines.join("")
  }
}

function argumentsOf({ call }: DisplayUse, output: MagicString): readonly string[] {
  return (call?.arguments ?? []).map(({ start, end }) => output.slice(start, end))
}

function replaceUse(output: MagicString, { kernel, start, end, call }: DisplayUse, text: string): void {
  if (kernel === "tslab" && call) output.overwrite(call.start, call.end, text)
  else output.overwrite(start, end, text)
}

/** @param isLeft whether something of tslab's stays in the cell, so that what brings its module has to */
function translateStatement(
  statement: Statement,
  output: MagicString,
  isLeft: boolean,
  note: (message: string) => void,
): void {
  const names = isDenoDisplays(statement) ? importedNames(statement) : undefined
  if (names && !names.some(({ ours }) => ours === undefined)) {
    const list = names.map(({ ours = "", local }) => (ours === local ? local : `${ours} as ${local}`))
    const end = /^[ \t]*[^\s/]/.test(output.original.slice(statement.end)) ? ";" : ""
    output.overwrite(statement.start, statement.end, `import { ${list.join(", ")} } from "tsnb"${end}`)
  } else if (names) note("`Deno.jupyter` isn't there in tsnb: the names that this cell takes from it are missing")
  if (!tslabNamesIn(statement)) return
  if (isLeft) return note("`tslab` can't be imported outside of its own kernel")
  const written = inOneLine(output.original.slice(statement.start, statement.end))
  output.overwrite(statement.start, statement.end, `// ${written}`)
  // What follows on the line must not become a part of the comment.
  if (/^[ \t]*[^\s/]/.test(output.original.slice(statement.end))) output.appendLeft(statement.end, "\n")
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
