import type { CellOutline, Definition, NameSpace } from "./cellOutline.ts"
import { aroundLoop, loopVariable } from "./loop.ts"

/** A cell for the module. */
export interface ModuleCell {
  source: string
  outline: CellOutline
}

/** A place in the module as the language server counts: both from 0, characters in UTF-16 units. */
export interface ModulePosition {
  line: number
  character: number
}

/** A place in a cell: its index, and an offset in UTF-16 units within its source. */
export interface CellOffset {
  cell: number
  offset: number
}

/** Names that stand for definitions which a newer cell replaced; a person never gets to see them. */
export const replacedPrefix = "$tsnb_"

/** An empty statement on a line of its own, so that no cell goes on with what the one before it began. */
const separator = "\n;\n"

/** Several cells as one TypeScript module. */
export class NotebookModule {
  readonly text: string
  /** Where each cell starts in the text. */
  readonly #starts: readonly number[]
  readonly #lengths: readonly number[]
  #lines: readonly number[] | undefined

  /**
   * @param cells in the order of the document; the last one stays as it is, and its names win over those of the others
   */
  constructor(cells: readonly ModuleCell[]) {
    const texts = newestDefinitions(cells)
    const starts: number[] = []
    let text = ""
    for (const [index, cell] of texts.entries()) {
      text += (index > 0 ? separator : "") + cell.before
      starts.push(text.length)
      text += cell.text + cell.after
    }
    // A half of a pair of surrogates can't be sent as it is.
    this.text = text.toWellFormed()
    this.#starts = starts
    this.#lengths = texts.map((each) => each.text.length)
  }

  /** Where an offset in a cell is in the module. In all cells but the last, only the line is exact. */
  position({ cell, offset }: CellOffset): ModulePosition {
    return positionIn(this.#lineStarts(), this.#start(cell) + Math.min(offset, this.#lengths[cell] ?? 0))
  }

  /** The cell that a place in the module belongs to; undefined between cells. */
  find(position: ModulePosition): CellOffset | undefined {
    const start = this.#lineStarts()[position.line]
    if (start === undefined) return undefined
    const absolute = start + position.character
    const cell = this.#starts.findLastIndex((first) => first <= absolute)
    const offset = absolute - this.#start(cell)
    return cell < 0 || offset > (this.#lengths[cell] ?? 0) ? undefined : { cell, offset }
  }

  #start(cell: number): number {
    return this.#starts[cell] ?? 0
  }

  #lineStarts(): readonly number[] {
    this.#lines ??= lineStarts(this.text)
    return this.#lines
  }
}

/** The offsets at which the lines of a text start, by the line ends of the language server protocol. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length)
  return starts
}

/** @param starts as from `lineStarts` */
export function positionIn(starts: readonly number[], offset: number): ModulePosition {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? Infinity) <= offset) low = middle
    else high = middle
  }
  return { line: low, character: offset - (starts[low] ?? 0) }
}

/** A cell's text, and what stands around it without being the cell's. */
interface CellText {
  before: string
  text: string
  after: string
}

/** The cells' texts, with the definitions taken out that a newer cell replaced. */
function newestDefinitions(cells: readonly ModuleCell[]): readonly CellText[] {
  const replaced = new ReplacedNames()
  const texts = cells.toReversed().map(({ source, outline }, age) => {
    const text = age === 0 ? currentText(source, outline, replaced) : olderText(source, outline, replaced)
    for (const { definitions, isClosed } of outline.statements) {
      if (!isClosed) for (const definition of definitions) replaced.add(definition)
    }
    return text
  })
  return texts.toReversed()
}

function currentText(source: string, { loop }: CellOutline, replaced: ReplacedNames): CellText {
  if (!loop) return { before: "", text: source, after: "" }
  replaced.add({ name: loop.variable, space: "value" })
  return { before: loopVariable(loop), text: source, after: "" }
}

function olderText(source: string, outline: CellOutline, replaced: ReplacedNames): CellText {
  if (!outline.loop) return { before: "", text: withoutReplaced(source, outline, replaced), after: "" }
  const isReplaced = (name: string): boolean => replaced.has({ name, space: "value" })
  return { ...aroundLoop(outline.loop, isReplaced), text: source }
}

function withoutReplaced(source: string, { isSound, statements }: CellOutline, replaced: ReplacedNames): string {
  if (!isSound) return blank(source)
  const parts: string[] = []
  let kept = 0
  const put = (start: number, end: number, text: string): void => {
    parts.push(source.slice(kept, start), text)
    kept = end
  }
  for (const statement of statements) {
    const gone = statement.definitions.filter((definition) => statement.isClosed || replaced.has(definition))
    if (gone.length === 0) continue
    if (gone.length === statement.definitions.length) {
      put(statement.start, statement.end, blank(source.slice(statement.start, statement.end)))
    } else for (const definition of inOrder(gone)) put(...renaming(definition, replaced.count()))
  }
  return parts.join("") + source.slice(kept)
}

function inOrder(definitions: readonly Definition[]): readonly Definition[] {
  return definitions.toSorted((first, second) => first.start - second.start)
}

function renaming({ name, start, separator }: Definition, count: number): [number, number, string] {
  const other = `${replacedPrefix}${count}`
  return [start, start + name.length, separator === undefined ? other : `${name}${separator} ${other}`]
}

function blank(source: string): string {
  return source.replaceAll(/[^\r\n]/g, " ")
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
