import { hash } from "node:crypto"
import type { Statement } from "../../cell/statements.ts"
import { definitionsOf } from "../definitions.ts"
import type { FlowGraph, GraphCell } from "../graph.ts"
import type { Isolation } from "../ports.ts"
import { changersOf, type Changers } from "./changers.ts"
import { SetupFinder } from "./setupFinder.ts"
import { isOfProcess, type SetupStatement } from "./setupStatement.ts"
import { widened } from "./usedModules.ts"
import { usesChance } from "./variation.ts"

/** All set-up of a notebook, in the order in which it runs. */
export interface NotebookSetup extends Changers {
  statements: readonly SetupStatement[]
  byStatement: ReadonlyMap<Statement, SetupStatement>
}

const known = new WeakMap<FlowGraph, NotebookSetup>()

/** Finds the set-up in a notebook's plain cells. */
export function setupOf(graph: FlowGraph): NotebookSetup {
  let setup = known.get(graph)
  if (!setup) {
    setup = findSetup(graph)
    known.set(graph, setup)
  }
  return setup
}

function findSetup(graph: FlowGraph): NotebookSetup {
  const finder = new SetupFinder(graph)
  const suspects: [GraphCell, ReadonlySet<string>][] = []
  const found = [...graph.order.keys()]
    .filter(({ kind }) => kind === "plain" || kind === "parameters")
    .flatMap((cell) =>
      cell.analysis.statements.flatMap((statement) => {
        const { setup, suspects: names } = finder.find(cell, statement)
        suspects.push([cell, names])
        return setup ?? []
      }),
    )
  const statements = widened(graph, found)
  const byStatement = new Map(statements.map((one) => [one.statement, one] as const))
  return { statements, byStatement, ...changersOf(graph, statements, suspects, (name) => finder.sharerOf(name)) }
}

/** Whether a plain cell's name has another value each time it is made, as far as the notebook's code tells. */
export function isOfChance(graph: FlowGraph, name: string): boolean {
  const changing = setupOf(graph).statements.filter(({ names }) => names.has(name))
  const making = [...definitionsOf(graph, name), ...changing.map(({ statement }) => statement)]
  return making.some((one) => usesChance(graph, one))
}

/** What the set-up of some code means for the process that it runs in. */
export function isolationFor(setup: readonly SetupStatement[]): Isolation {
  const lasting = setup.filter(isOfProcess)
  return {
    setup:
      lasting.length === 0 ? "" : hash("sha256", lasting.map(({ statement }) => statement.fingerprint).join(), "hex"),
    isFresh: lasting.some(({ isRepeatable: canRepeat }) => !canRepeat),
  }
}
