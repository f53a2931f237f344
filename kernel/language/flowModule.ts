import type { FlowCell, DirectiveCode } from "./flowCell.ts"
import { blank, blankStatement } from "../cell/blank.ts"
import { frameResults } from "./cellOutline.ts"
import { subflowTypes } from "./subflowTypes.ts"
import { missingValues } from "./missingValues.ts"
import { taskFrame } from "./loop.ts"
import { NotebookModule, type CellSpan, type Piece } from "./notebookModule.ts"
import { madePrefix, withSuffixes } from "./privateSuffix.ts"

/** Not one line end but two behind it: so the imports of different cells are different groups to be sorted. */
const separator: Piece = { text: "\n;\n\n" }

/**
 * Two places of made code that stand for one name of a cell: where it is given to the other cells as an array, and where
 * that takes it from the cell; or where it is taken from there, and where it is given on as one that may be missing. Offsets
 * in the module's text.
 */
export interface Link {
  name: string
  outer: number
  inner: number
  /** The name's definition in its cell. */
  definition: CellSpan
}

/** Made code whose errors say that a task's result can't be kept. */
export interface ResultCheck {
  name: string
  /** Offsets in the module's text. */
  start: number
  end: number
  /** Where a name stands whose type is that of all parts of the result that may be instances of a class. */
  doubt: number
  /** The name's definition in its cell. */
  definition: CellSpan
}

/** A notebook's cells as one TypeScript module, in view of what makes them a flow. */
export interface FlowModule {
  module: NotebookModule
  links: readonly Link[]
  checks: readonly ResultCheck[]
}

/**
 * The module of a notebook as it stands in an editor. Cells come in the order of the notebook; those that can't be parsed
 * come last, so that what one of them leaves open doesn't take in the others.
 */
export function flowModule(cells: readonly FlowCell[]): FlowModule {
  const building = new Building(cells)
  const indexed = cells.map((cell, index) => ({ cell, index }))
  // Else the `// @ts-nocheck` of one cell would count for all.
  const isMarkedFirst = cells.find(({ isValid }) => isValid)?.isUnchecked === true
  if (isMarkedFirst) building.markModule()
  for (const { cell, index } of indexed) if (cell.isValid) building.addCell(cell, index)
  building.addChecks(cells)
  building.addSubflowTypes()
  if (!isMarkedFirst) building.markModule()
  for (const { cell, index } of indexed) if (!cell.isValid) building.addCell(cell, index)
  return building.finish()
}

/** The first definition of a name in a cell. */
function definitionIn(cells: readonly FlowCell[], cell: number, name: string): CellSpan | undefined {
  for (const { definitions } of cells[cell]?.outline.statements ?? []) {
    const found = definitions.find((one) => one.name === name)
    if (found) return { cell, start: found.start, end: found.start + name.length }
  }
  return undefined
}

class Building {
  readonly #pieces: Piece[] = []
  readonly #links: Link[] = []
  readonly #checks: ResultCheck[] = []
  readonly #cells: readonly FlowCell[]
  readonly #missing: ReadonlyMap<FlowCell, readonly string[]>
  #length = 0

  constructor(cells: readonly FlowCell[]) {
    this.#cells = cells
    this.#missing = missingValues(cells)
  }

  addCell(cell: FlowCell, index: number): void {
    const missing = this.#missing.get(cell) ?? []
    if (missing.length === 0) this.#add(...expressionPieces(cell.when, index))
    if (cell.kind === "hook") this.#addHook(cell, index)
    else if (cell.outline.loop || missing.length > 0) this.#addTask(cell, index, missing)
    else this.#add(...parameterPieces(cell, index))
    this.#add(separator)
  }

  /** Says that it is a module, also when nothing is imported. */
  markModule(): void {
    this.#add({ text: "export {}\n" })
  }

  /** Asks of every task's result that others read whether it can be kept. */
  addChecks(cells: readonly FlowCell[]): void {
    const readers = new Map<string, number[]>()
    for (const [index, { reads }] of cells.entries()) {
      for (const name of reads) {
        const known = readers.get(name)
        if (known) known.push(index)
        else readers.set(name, [index])
      }
    }
    for (const [index, cell] of cells.entries()) {
      for (const name of cell.isValid ? cell.results : []) {
        const isRead = readers.get(name)?.some((reader) => reader !== index)
        const definition = definitionIn(cells, index, name)
        if (!isRead || !definition) continue
        const check = `true satisfies ${madePrefix}Kept<typeof ${name}>;\n`
        const [start, end] = [this.#length, this.#length + check.length]
        const before = "declare const "
        this.#checks.push({ name, start, end, doubt: end + before.length, definition })
        const doubt = `${madePrefix}doubt${this.#checks.length}`
        this.#add({ text: `${check}${before}${doubt}: ${madePrefix}Doubt<typeof ${name}>;\n` })
      }
    }
  }

  /** Says what the notebooks give that cells run as subflows. */
  addSubflowTypes(): void {
    this.#add({ text: subflowTypes(this.#cells) })
  }

  finish(): FlowModule {
    return { module: new NotebookModule(this.#pieces), links: this.#links, checks: this.#checks }
  }

  #add(...pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      const privates = (piece.origin && this.#cells[piece.origin.cell]?.outline.privates) ?? []
      for (const part of withSuffixes(piece, privates)) {
        this.#pieces.push(part)
        this.#length += part.text.length
      }
    }
  }

  /** What a hook defines is its own, and it alone sees the run. */
  #addHook(cell: FlowCell, index: number): void {
    const { outside, inside } = functionBody(cell, index)
    this.#add(...outside, { text: `void (async (run: ${madePrefix}HookRun) => {\n` }, ...inside, { text: "\n})" })
  }

  /** @param missing names that may be `undefined` in the cell */
  #addTask(cell: FlowCell, index: number, missing: readonly string[]): void {
    const { loop, statements } = cell.outline
    const parts = loop && cell.variable && cell.list && { variable: cell.variable, list: cell.list }
    if (!parts && missing.length === 0) return this.#add(wholeCell(cell, index))
    const { outside, inside } = functionBody(cell, index)
    const frame = taskFrame({
      results: loop?.results ?? frameResults(statements),
      ...(loop &&
        parts && {
          loop: {
            variable: codePiece(parts.variable, index),
            list: codePiece(parts.list, index),
            keepsFailures: loop.keepsFailures,
          },
        }),
      ...(missing.length > 0 && {
        missing: { names: missing, alias: `${madePrefix}given${index}`, maker: `${madePrefix}missing` },
      }),
    })
    this.#add(...outside)
    const outerStart = this.#length
    this.#add(...frame.before)
    if (missing.length > 0) this.#add(...expressionPieces(cell.when, index))
    this.#add(...expressionPieces(parts && cell.label, index), ...inside)
    const innerStart = this.#length
    this.#add(frame.after)
    for (const { name, outer, inner } of frame.results) {
      const definition = definitionIn(this.#cells, index, name)
      if (definition) this.#links.push({ name, outer: outerStart + outer, inner: innerStart + inner, definition })
    }
    for (const { name, outer, inner } of frame.missing) {
      const definer = this.#cells.findIndex(
        ({ results, computed }) => results.includes(name) || computed.includes(name),
      )
      const definition = definitionIn(this.#cells, definer, name)
      if (definition) this.#links.push({ name, outer: outerStart + outer, inner: outerStart + inner, definition })
    }
  }
}

/** An expression of a directive, to be checked. */
function expressionPieces(code: DirectiveCode | undefined, cell: number): readonly Piece[] {
  return code ? [{ text: "void (" }, codePiece(code, cell), { text: "\n);\n" }] : []
}

function codePiece({ text, start }: DirectiveCode, cell: number): Piece {
  return start === undefined ? { text } : { text, origin: { cell, offset: start }, isFromComment: true }
}

function wholeCell({ source }: FlowCell, cell: number): Piece {
  return { text: source, origin: { cell, offset: 0 } }
}

/** A cell's source with its parameters made as wide as what may be given for them. */
function parameterPieces({ source, parameters }: FlowCell, cell: number): readonly Piece[] {
  const pieces: Piece[] = []
  let kept = 0
  const keepTo = (end: number): void => {
    pieces.push({ text: source.slice(kept, end), origin: { cell, offset: kept } })
    kept = end
  }
  for (const { start, end, type } of parameters.toSorted((first, second) => first.start - second.start)) {
    keepTo(start)
    pieces.push({ text: `${madePrefix}wide<${type}>(` })
    keepTo(end)
    pieces.push({ text: ")" })
  }
  keepTo(source.length)
  return pieces
}

/** A cell's source as the body of a function: what can't be in one stands before it. */
function functionBody(
  { source, outline }: FlowCell,
  cell: number,
): Readonly<Record<"outside" | "inside", readonly Piece[]>> {
  const outside: Piece[] = []
  const inside: Piece[] = []
  let kept = 0
  const keepTo = (end: number): void => {
    inside.push({ text: source.slice(kept, end), origin: { cell, offset: kept } })
    kept = end
  }
  const replaceTo = (end: number, replace: typeof blankStatement): void => {
    inside.push({ text: replace(source.slice(kept, end), source.slice(end)) })
    kept = end
  }
  for (const { start, end, form, bare } of outline.isValid ? outline.statements : []) {
    if (form === "code") continue
    keepTo(start)
    if (form === "exported") replaceTo(bare, blank)
    else {
      if (form !== "export")
        outside.push({ text: source.slice(start, end), origin: { cell, offset: start } }, { text: "\n" })
      replaceTo(end, blankStatement)
    }
  }
  keepTo(source.length)
  return { outside, inside }
}
