import type { Statement } from "./statements.ts"

/** The statements of a cell that are needed to make some of its names again. */
export interface CellPiece {
  /** The cell's source with every other statement blanked out, so that positions stay. */
  source: string
  statements: readonly Statement[]
  /** The wanted names. */
  defines: readonly string[]
  /** Names that have to be handed in: of other cells, or of this one by their values. */
  reads: readonly string[]
}

/**
 * The smallest part of a cell that defines the wanted names.
 * @param byValue names of this cell that are handed in as values rather than made again
 */
export function pieceOf(
  cell: { source: string; statements: readonly Statement[] },
  wanted: readonly string[],
  byValue: (name: string) => boolean,
): CellPiece {
  const included = new Set<Statement>()
  const made = new Set<string>()
  const queue = [...wanted]
  const include = (statement: Statement): void => {
    if (included.has(statement)) return
    included.add(statement)
    queue.push(...statement.defines, ...statement.reads)
  }
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (made.has(name) || (byValue(name) && !wanted.includes(name))) continue
    const defining = cell.statements.filter((statement) => statement.defines.includes(name))
    if (defining.length === 0) continue
    made.add(name)
    defining.forEach(include)
    const isComputed = defining.some(({ kind }) => kind === "computed")
    for (const statement of cell.statements) if (completes(statement, name, isComputed)) include(statement)
  }
  const statements = cell.statements.filter((statement) => included.has(statement))
  const defined = new Set(statements.flatMap((statement) => statement.defines))
  return {
    source: blankOut(cell.source, cell.statements.filter((statement) => !included.has(statement))),
    statements,
    defines: wanted,
    reads: [...new Set(statements.flatMap(({ reads }) => reads))].filter((name) => !defined.has(name)),
  }
}

/** True when a name is what it should be only after the statement has run as well. */
function completes(statement: Statement, name: string, isComputed: boolean): boolean {
  if (statement.kind !== "computed") return false
  if (statement.changes.has(name)) return true
  return isComputed && (statement.calls.has(name) || (statement.defines.length === 0 && statement.reads.includes(name)))
}

function blankOut(source: string, statements: readonly Statement[]): string {
  let result = source
  for (const { start, end } of statements) {
    result = result.slice(0, start) + result.slice(start, end).replaceAll(/[^\r\n]/g, " ") + result.slice(end)
  }
  return result
}
