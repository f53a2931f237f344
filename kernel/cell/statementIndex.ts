import type { Statement } from "./statements.ts"

/** A cell's statements by the names that they are about, so that a cell of thousands of statements stays quick. */
export interface StatementIndex {
  /** By each name the statements that define it, or declare it for the cell alone. */
  defining: ReadonlyMap<string, readonly Statement[]>
  /** By each name the computed statements that change it or use it. */
  using: ReadonlyMap<string, readonly Statement[]>
}

/** Puts statements into an index. */
export function indexStatements(statements: readonly Statement[]): StatementIndex {
  const defining = new Map<string, Statement[]>()
  const using = new Map<string, Statement[]>()
  for (const statement of statements) {
    const { defines, closes, kind, changes, calls, reads } = statement
    for (const name of [...defines, ...closes]) add(defining, name, statement)
    if (kind !== "computed") continue
    for (const name of new Set([...changes, ...calls, ...reads])) add(using, name, statement)
  }
  return { defining, using }
}

function add(index: Map<string, Statement[]>, name: string, statement: Statement): void {
  const known = index.get(name)
  if (known) known.push(statement)
  else index.set(name, [statement])
}
