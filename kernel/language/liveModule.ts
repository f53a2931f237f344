import { blank, blankStatement } from "../cell/blank.ts"
import { isPrivate } from "../cell/privateNames.ts"
import type { CellOutline, Definition, NameSpace, OutlinedStatement } from "./cellOutline.ts"
import { loopVariable, taskFrame } from "./loop.ts"
import { NotebookModule, type Piece } from "./notebookModule.ts"
import { madePrefix, withSuffixes } from "./privateSuffix.ts"

/** A cell for the module. */
export interface ModuleCell {
  source: string
  outline: CellOutline
}

/** An empty statement on a line of its own, so that no cell goes on with what the one before it began. */
const separator: Piece = { text: "\n;\n" }

/**
 * The module of cells that were sent one by one: of several definitions of a name the newest counts.
 * @param cells the oldest first; the last one stays as it is, and its names win over those of the others
 */
export function liveModule(cells: readonly ModuleCell[]): NotebookModule {
  const replaced = new ReplacedNames()
  const pieces = cells.toReversed().map(({ source, outline }, age) => {
    const cell = cells.length - 1 - age
    const text =
      age === 0
        ? currentPieces(source, outline, cell, replaced)
        : olderPieces(source, outline, cell, replaced).flatMap((piece) => withSuffixes(piece, outline.privates))
    for (const statement of outline.statements) {
      if (!statement.isClosed) for (const definition of sharedNames(statement)) replaced.add(definition)
    }
    return text
  })
  const [first = [], ...others] = pieces.toReversed()
  return new NotebookModule([first, ...others.flatMap((text) => [[separator], text])].flat())
}

function currentPieces(source: string, { loop }: CellOutline, cell: number, replaced: ReplacedNames): readonly Piece[] {
  const whole: Piece = { text: source, origin: { cell, offset: 0 } }
  if (!loop) return [whole]
  for (const name of loop.names) replaced.add({ name, space: "value" })
  return [{ text: loopVariable(loop) }, whole]
}

function olderPieces(source: string, outline: CellOutline, cell: number, replaced: ReplacedNames): readonly Piece[] {
  const { loop } = outline
  // Imports and exports can't be in a function.
  const isLoop = outline.statements.every(({ form }) => form === "code" || form === "type")
  if (!loop || !isLoop) return withoutReplaced(source, outline, cell, replaced)
  const made = { variable: { text: loop.variable }, list: { text: loop.list } }
  const results = loop.results.filter(({ name }) => !replaced.has({ name, space: "value" }))
  const { before, after } = taskFrame({ results, loop: { ...made, keepsFailures: loop.keepsFailures } })
  return [...before, { text: source, origin: { cell, offset: 0 } }, after]
}

function withoutReplaced(
  source: string,
  { isValid, statements }: CellOutline,
  cell: number,
  replaced: ReplacedNames,
): readonly Piece[] {
  if (!isValid) return [{ text: blank(source), origin: { cell, offset: 0 } }]
  const pieces: Piece[] = []
  let kept = 0
  const keepTo = (end: number): void => {
    pieces.push({ text: source.slice(kept, end), origin: { cell, offset: kept } })
  }
  const put = (start: number, end: number, text: string): void => {
    keepTo(start)
    pieces.push({ text })
    kept = end
  }
  for (const statement of statements) {
    const gone = statement.isClosed
      ? statement.definitions
      : sharedNames(statement).filter((definition) => replaced.has(definition))
    if (gone.length === 0) continue
    if (gone.length === statement.definitions.length) {
      put(
        statement.start,
        statement.end,
        blankStatement(source.slice(statement.start, statement.end), source.slice(statement.end)),
      )
    } else for (const definition of inOrder(gone)) put(...renaming(definition, replaced.count()))
  }
  keepTo(source.length)
  return pieces
}

/** The names of a statement that a newer cell's may take the place of: private ones are each cell's own. */
function sharedNames({ form, definitions }: OutlinedStatement): readonly Definition[] {
  return form === "import" ? definitions : definitions.filter(({ name }) => !isPrivate(name))
}

function inOrder(definitions: readonly Definition[]): readonly Definition[] {
  return definitions.toSorted((first, second) => first.start - second.start)
}

function renaming({ name, start, separator }: Definition, count: number): [number, number, string] {
  const other = `${madePrefix}${count}`
  return [start, start + name.length, separator === undefined ? other : `${name}${separator} ${other}`]
}

type DefinedName = Pick<Definition, "name" | "space">

class ReplacedNames {
  readonly #spaces: Readonly<Record<"value" | "type", Set<string>>> = { value: new Set(), type: new Set() }
  #count = 0

  add({ name, space }: DefinedName): void {
    for (const each of parts(space)) this.#spaces[each].add(name)
  }

  has({ name, space }: DefinedName): boolean {
    return parts(space).some((each) => this.#spaces[each].has(name))
  }

  count(): number {
    return ++this.#count
  }
}

function parts(space: NameSpace): readonly ("value" | "type")[] {
  return space === "both" ? ["value", "type"] : [space]
}
