import { writtenName } from "../cell/privateNames.ts"
import { describeCell, type GraphCell } from "./graph.ts"

/** The first cell that has each private name, by the name as it is written. */
export function privateOwners(cells: readonly GraphCell[]): ReadonlyMap<string, GraphCell> {
  const owners = new Map<string, GraphCell>()
  for (const cell of cells) {
    for (const key of cell.analysis.privates.keys()) {
      const name = writtenName(key)
      if (!owners.has(name)) owners.set(name, cell)
    }
  }
  return owners
}

/** What to say where a cell uses another one's private name. */
export function privateNameMessage(name: string, owner: GraphCell): string {
  const where = describeCell(owner)
  return `'${name}' is private to ${where}, since its name begins with '_': no other cell sees it. Rename it there, or define it here`
}
