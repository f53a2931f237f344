import type { Values } from "../flow/evaluation.ts"
import type { FlowGraph } from "../flow/graph.ts"
import type { ValueReference } from "../model/valueReference.ts"

interface LiveResult {
  value: ValueReference | readonly ValueReference[]
  /** The cell that gave it, by its first line. */
  line: number
}

/** The results of tasks that have completed, as they are stored. */
export class LiveResults {
  readonly #results = new Map<string, LiveResult>()
  readonly #problems = new Map<string, string>()

  /** Why values of tasks can't be handed to other cells, by name. */
  get problems(): ReadonlyMap<string, string> {
    return this.#problems
  }

  /** Takes note of a value that can't be stored. */
  refuse(name: string, problem: string): void {
    this.#results.delete(name)
    this.#problems.set(name, problem)
  }

  /** Takes the results of a run, as far as they are those of tasks that still count. */
  keep(graph: FlowGraph, values: Values): void {
    for (const [name, value] of values) {
      const definer = graph.definers.get(name)
      if (definer?.kind !== "task") continue
      this.#results.set(name, { value, line: definer.line })
      this.#problems.delete(name)
    }
  }

  /** All, by name: one stays until its task completes anew, whatever became of the task's cell. */
  get values(): Values {
    return new Map([...this.#results].map(([name, { value }]) => [name, value]))
  }

  /** Those whose task's cell is still the one that gave them. */
  fresh(graph: FlowGraph): Values {
    const results = [...this.#results].filter(([name, { line }]) => graph.definers.get(name)?.line === line)
    return new Map(results.map(([name, { value }]) => [name, value]))
  }
}
