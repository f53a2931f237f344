import type { Reference } from "../../kernel/cell/directive/index.ts"
import { describeCell, type FlowGraph, type GraphCell } from "../../kernel/flow/graph.ts"

/** A word that an option's value may name. */
export interface KnownName {
  name: string
  /** Where it comes from. */
  from?: string
}

/** What the options of a cell's directive can name. */
export type KnownNames = Readonly<Record<Reference, readonly KnownName[]>>

/** @param id of the cell that is being written: it doesn't refer to itself */
export function knownNames({ cells, definers, tasks }: FlowGraph, id: string): KnownNames {
  const others = [...tasks.values()].filter(({ cell }) => cell.id !== id)
  const options = cells.flatMap(({ analysis: { directive } }) =>
    directive?.kind === "task" ? [directive.options] : [],
  )
  return {
    tasks: others.map(({ name, cell }) => ({ name, from: describeCell(cell) })),
    tags: distinct(options.flatMap(({ tags }) => tags)),
    queues: distinct(options.flatMap(({ queue }) => queue ?? [])),
    names: [...definers].flatMap(([name, cell]) => (cell.id === id ? [] : [{ name, from: describeCell(cell) }])),
    get timeZones() {
      return distinct(Intl.supportedValuesOf("timeZone"))
    },
  }
}

function distinct(names: readonly string[]): readonly KnownName[] {
  return [...new Set(names)].map((name) => ({ name }))
}

/** The cell of an id, when it holds code. */
export function cellOf({ cells }: FlowGraph, id: string): GraphCell | undefined {
  return cells.find((cell) => cell.id === id)
}
