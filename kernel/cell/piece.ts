import { blankStatement } from "./blank.ts"
import type { StatementKind } from "./statementKind.ts"
import type { StatementIndex } from "./statementIndex.ts"
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

/** A cell taken apart. */
export interface CellParts {
  source: string
  statements: readonly Statement[]
  index: StatementIndex
}

/**
 * The smallest part of a cell that defines the wanted names.
 * @param byValue names of this cell that are handed in as values rather than made again
 * @param also statements that it has to hold, whatever they define
 */
export function pieceOf(
  cell: CellParts,
  wanted: readonly string[],
  byValue: (name: string) => boolean,
  also: readonly Statement[] = [],
): CellPiece {
  const included = new Set<Statement>()
  const queue = new Set(wanted)
  const wantedNames = new Set(wanted)
  const include = (statement: Statement): void => {
    if (included.has(statement)) return
    included.add(statement)
    for (const name of [...statement.defines, ...statement.closes, ...statement.reads]) queue.add(name)
  }
  also.forEach(include)
  // A set that grows while it is walked is walked to its new end.
  for (const name of queue) {
    if (byValue(name) && !wantedNames.has(name)) continue
    const defining = cell.index.defining.get(name) ?? []
    if (defining.length === 0) continue
    defining.forEach(include)
    const kinds = new Set(defining.map(({ kind }) => kind))
    for (const statement of cell.index.using.get(name) ?? []) if (completes(statement, name, kinds)) include(statement)
  }
  const statements = cell.statements.filter((statement) => included.has(statement))
  const defined = new Set(statements.flatMap(({ defines, closes }) => [...defines, ...closes]))
  return {
    source: blankOut(
      cell.source,
      cell.statements.filter((statement) => !included.has(statement)),
    ),
    statements,
    defines: wanted,
    reads: [...new Set(statements.flatMap(({ reads }) => reads))].filter((name) => !defined.has(name)),
  }
}

/** True when a name is what it should be only after this computed statement has run as well. */
function completes(
  { changes, calls, called, defines, reads }: Statement,
  name: string,
  kinds: ReadonlySet<StatementKind>,
): boolean {
  if (changes.has(name)) return true
  // A class's own method may change it; that of an import (`fs.rmSync(…)`) is called for what it does.
  if (kinds.has("declaration") && called === name) return true
  return kinds.has("computed") && (calls.has(name) || (defines.length === 0 && reads.includes(name)))
}

/**
 * A source without some of its statements: there is white space in their place, so that positions stay.
 * @param statements in the order of the source
 */
export function blankOut(source: string, statements: readonly Statement[]): string {
  const parts: string[] = []
  let kept = 0
  for (const { start, end } of statements) {
    parts.push(source.slice(kept, start), blankStatement(source.slice(start, end), source.slice(end)))
    kept = end
  }
  return parts.join("") + source.slice(kept)
}
