import { ambientNames } from "../cell/ambient.ts"
import { pieceOf, type CellParts, type CellPiece } from "../cell/piece.ts"
import { kindOfName, type FlowGraph, type GraphCell } from "./graph.ts"

/** How a name gets to the code that reads it. */
export type Passage =
  /** As the result of a task. */
  | "result"
  /** As the value that the session's evaluation gave it. */
  | "value"
  /** Made again from its cell's code. */
  | "remade"

/** What has to be handed to a piece of code, and made again before it, for the names that it reads. */
export interface Slice {
  /** Names that come as tasks' results. */
  results: readonly string[]
  /** Names that come as values of plain cells. */
  values: readonly string[]
  /** In the order in which they run. */
  remade: readonly RemadePiece[]
}

export interface RemadePiece extends CellPiece {
  cell: GraphCell
}

/** Tells how a name gets to its readers. */
export type PassageRule = (name: string, cell: GraphCell) => Passage

/**
 * How names reach a worker: results and computed values as they are stored, all else from its code.
 * @param unstorable names whose values turned out to be impossible to store
 * @param changed names whose values differ from what their code says
 */
export function workerPassage(unstorable: ReadonlySet<string>, changed: ReadonlySet<string> = new Set()): PassageRule {
  return (name, cell) => {
    const kind = kindOfName(cell, name)
    if (kind === "import" || kind === "declaration") return "remade"
    if (cell.kind === "task") return "result"
    return (kind === "computed" || changed.has(name)) && !unstorable.has(name) ? "value" : "remade"
  }
}

/** How names reach the session, where the plain cells themselves live: only task cells' declarations are made again. */
export const sessionPassage: PassageRule = (name, cell) => {
  if (cell.kind !== "task") return "value"
  const kind = kindOfName(cell, name)
  return kind === "import" || kind === "declaration" ? "remade" : "result"
}

/** Works out how a set of names gets to the code that reads them, and what that in turn needs. */
export function sliceFor(graph: FlowGraph, names: Iterable<string>, passage: PassageRule): Slice {
  const results = new Set<string>()
  const values = new Set<string>()
  const wanted = new Map<GraphCell, Set<string>>()
  const pieces = new Map<GraphCell, CellPiece>()
  // Names are sorted out in rounds, so that a cell of many wanted names is taken apart once a round, not once a name.
  for (let round = new Set(names); round.size > 0;) {
    const grown = new Set<GraphCell>()
    for (const name of round) {
      const cell = graph.definers.get(name)
      if (!cell) continue
      const how = passage(name, cell)
      if (how === "result") results.add(name)
      if (how === "value") values.add(name)
      if (how !== "remade") continue
      const cellNames = wanted.get(cell) ?? new Set()
      wanted.set(cell, cellNames)
      if (!cellNames.has(name)) grown.add(cell)
      cellNames.add(name)
    }
    round = new Set()
    for (const cell of grown) {
      const piece = pieceOf(
        partsOf(cell),
        [...(wanted.get(cell) ?? [])].toSorted(),
        (own) => passage(own, cell) !== "remade",
      )
      pieces.set(cell, piece)
      for (const name of piece.reads) round.add(name)
    }
  }
  return {
    results: [...results].toSorted(),
    values: [...values].toSorted(),
    remade: [...pieces]
      .map(([cell, piece]): RemadePiece => Object.assign(piece, { cell }))
      .toSorted((first, second) => position(first) - position(second)),
  }
  function position({ cell }: RemadePiece): number {
    return graph.order.get(cell) ?? 0
  }
}

function partsOf({ source, analysis: { statements, index } }: GraphCell): CellParts {
  return { source, statements, index }
}

/** Of the names that code reads, those that have to be handed in; the others are globals. */
export function providedNames(graph: FlowGraph, reads: Iterable<string>): readonly string[] {
  return [...new Set(reads)].filter((name) => graph.definers.has(name) || ambientNames.has(name))
}
