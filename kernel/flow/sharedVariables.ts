import type { Statement } from "../cell/statements.ts"
import type { Piece } from "../model/processMessages.ts"
import type { FlowGraph, GraphCell } from "./graph.ts"

/** A piece of code with the cell that it is of. */
export interface PieceOfCell {
  cell: GraphCell
  piece: Piece
  /** What of the cell is in it. */
  statements: readonly Statement[]
}

/**
 * Makes a variable that functions of its cell assign to one for all pieces of code that run in a process, as it is in a
 * script: the piece with such a function gives the variable itself, and the others look it up whenever they use it.
 * @param isSession the process keeps its names: pieces of other cells ran there before, and some will later
 */
export function shareVariables(graph: FlowGraph, pieces: readonly PieceOfCell[], isSession: boolean): readonly Piece[] {
  const read = pieces.flatMap(({ piece }) => piece.reads)
  const earlier = isSession ? plainDefiners(graph, read) : []
  const owners = new Map(
    [...pieces, ...earlier].flatMap(({ cell, statements }) =>
      changingNames(graph, cell, statements)
        .filter((name) => graph.definers.get(name) === cell)
        .map((name) => [name, cell] as const),
    ),
  )
  if (owners.size === 0) return pieces.map(({ piece }) => piece)
  const isForeign = ({ cell, piece }: PieceOfCell, name: string): boolean =>
    owners.has(name) && owners.get(name) !== cell && piece.reads.includes(name)
  return pieces.map((one) => {
    const late = one.piece.reads.filter((name) => isForeign(one, name))
    const shared = changingNames(graph, one.cell, one.statements).filter(
      (name) => owners.get(name) === one.cell && (isSession || pieces.some((other) => isForeign(other, name))),
    )
    return { ...one.piece, ...(late.length > 0 && { late }), ...(shared.length > 0 && { shared }) }
  })
}

function plainDefiners(
  { definers }: FlowGraph,
  names: readonly string[],
): readonly Pick<PieceOfCell, "cell" | "statements">[] {
  const cells = new Set(names.flatMap((name) => definers.get(name) ?? []))
  return [...cells]
    .filter(({ kind }) => kind !== "task")
    .map((cell) => ({ cell, statements: cell.analysis.statements }))
}

/** Names whose values change while code of other cells runs. */
function changingNames(
  { modules }: FlowGraph,
  { analysis: { constants, imported } }: GraphCell,
  statements: readonly Statement[],
): readonly string[] {
  const fromModules = statements
    .flatMap(({ kind, defines }) => (kind === "import" ? defines : []))
    .filter((name) => {
      const from = imported.get(name)
      return from !== undefined && modules.isChanging(from.specifier, from.name)
    })
  return [...assignedByFunctions(statements).filter((name) => !constants.has(name)), ...fromModules]
}

function assignedByFunctions(statements: readonly Statement[]): readonly string[] {
  return [
    ...new Set(
      statements.flatMap(({ effects: { now, later } }) => [...now.assignedByFunctions, ...later.assignedByFunctions]),
    ),
  ]
}
