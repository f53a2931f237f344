import type { Statement } from "../cell/statements.ts"
import type { FlowGraph, GraphCell } from "./graph.ts"
import { setupOf } from "./setup/setup.ts"
import type { SetupStatement } from "./setup/setupStatement.ts"

/** The set-up that goes with the code of a slice. */
export class SliceSetup {
  readonly included = new Set<SetupStatement>()
  /** All set-up that code which is made again does, also where that is wanted for the names that it defines. */
  readonly applied = new Set<SetupStatement>()
  readonly #graph: FlowGraph
  /** Set-up before the reader that isn't part of it yet. */
  #left: readonly SetupStatement[] = []
  readonly #modules = new Set<string>()

  constructor(graph: FlowGraph, reader: GraphCell | undefined) {
    this.#graph = graph
    if (!reader) return
    this.#left = setupBefore(graph, reader)
    this.useModules(reader.analysis.statements)
  }

  /** What runs with the code that is made again. */
  get inProcess(): readonly SetupStatement[] {
    return [...this.included].filter((one) => !one.isOutside).concat([...this.applied])
  }

  /** The statements of a cell that run again for what they set up. */
  statementsOf(cell: GraphCell): readonly Statement[] {
    return [...this.included].filter((one) => one.cell === cell && !one.isOutside).map(({ statement }) => statement)
  }

  /** The code has the modules that statements load. */
  useModules(statements: readonly Statement[]): void {
    if (this.#left.length === 0) return
    for (const { specifiers } of statements) {
      for (const specifier of specifiers) {
        for (const module of this.#graph.modules.reach(specifier)) this.#modules.add(module)
      }
    }
  }

  /**
   * Includes what the modules seen so far go with, and what is for all code.
   * @param isNeeded whether it is needed for names
   * @returns the cells of which more has to be made again
   */
  include(isNeeded: (one: SetupStatement) => boolean): ReadonlySet<GraphCell> {
    const cells = new Set<GraphCell>()
    this.#left = this.#left.filter((one) => {
      const belongs = one.isEverywhere || one.isOutside || !one.modules.isDisjointFrom(this.#modules) || isNeeded(one)
      if (!belongs) return true
      this.included.add(one)
      if (!one.isOutside) cells.add(one.cell)
      return false
    })
    return cells
  }
}

/** The set-up that runs before a cell; a hook runs when all else has. */
function setupBefore(graph: FlowGraph, reader: GraphCell): readonly SetupStatement[] {
  const end = endOf(graph, reader)
  return setupOf(graph).statements.filter(({ cell }) => cell !== reader && (graph.order.get(cell) ?? Infinity) < end)
}

/** The position from which on cells come after a reader. */
export function endOf({ order }: FlowGraph, reader: GraphCell): number {
  return reader.kind === "hook" ? Infinity : (order.get(reader) ?? Infinity)
}
