import type { Statement } from "../../cell/statements.ts"
import type { GraphCell } from "../graph.ts"

/**
 * A statement of a plain cell with an effect that others may see: it is part of what its cell is. Those whose effect is
 * confined belong to the tasks that need what they touch, the others to every task that comes after them.
 */
export interface SetupStatement {
  cell: GraphCell
  statement: Statement
  /** The names of cells whose values it changes. */
  names: ReadonlySet<string>
  /** It changes values of cells by their names, and not only what modules or the whole process hold. */
  changesNames: boolean
  /** Those of them whose values share something with others of them, from which they were made: with these. */
  derived: ReadonlyMap<string, ReadonlySet<string>>
  /** The modules that it changes, by their keys. */
  modules: ReadonlySet<string>
  /** Its effect can't be confined within the process. */
  isEverywhere: boolean
  /** It changes what is outside of processes: it runs once in a run, and not in each process. */
  isOutside: boolean
  /** It may change what is outside, and runs in each process all the same, for what it does there. */
  mayReachOutside: boolean
  /** Running it once more in the same process makes no difference. */
  isRepeatable: boolean
  /** It only may throw: `if (!key) throw …`. */
  isGuard: boolean
  /** What it does to values may be done later: by a timer, or a function that waits for something. */
  isDeferred: boolean
}

/** Whether the statement has to run in each process, beside what it does to values. */
export function isOfProcess({ isEverywhere, isOutside, modules }: SetupStatement): boolean {
  return !isOutside && (isEverywhere || modules.size > 0)
}
