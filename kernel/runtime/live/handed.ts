import { loadInput } from "../evaluate.ts"
import type { Input, Piece } from "../../model/processMessages.ts"
import type { ValueContext } from "../value/context.ts"
import type { ResultFolder } from "../value/resultFolder.ts"
import type { LiveCell } from "./cell.ts"
import type { LiveEvaluator } from "./evaluator.ts"
import type { LiveScope } from "./scope.ts"

export interface HandedOptions {
  scope: LiveScope
  evaluator: LiveEvaluator
  values: ValueContext
  results: ResultFolder
}

/** What cells are handed of tasks: results, and declarations made again. Each once, until a cell defines it anew. */
export class Handed {
  readonly #options: HandedOptions
  /** What each name was handed as, with the accessor that it got. */
  readonly #known = new Map<string, { key: string; accessor: unknown }>()

  constructor(options: HandedOptions) {
    this.#options = options
  }

  async take(
    { inputs, remade }: { inputs: readonly Input[]; remade: readonly Piece[] },
    cell: LiveCell,
  ): Promise<void> {
    const { scope, evaluator, values, results } = this.#options
    for (const { name, value } of inputs) {
      const key = JSON.stringify("hash" in value ? value.hash : value.map(({ hash }) => hash))
      if (this.#has(name, key)) continue
      scope.set(name, await loadInput(name, value, values, results))
      this.#keep([name], key)
    }
    for (const { source, defines, reads } of remade) {
      const key = JSON.stringify([source, reads])
      if (defines.every((name) => this.#has(name, key))) continue
      await evaluator.run({ source, label: `task cell of ${defines.join(", ")}` }, cell)
      cell.closeDefinitions(true)
      this.#keep(defines, key)
    }
  }

  #has(name: string, key: string): boolean {
    const known = this.#known.get(name)
    return known?.key === key && known.accessor === this.#options.scope.accessor(name)
  }

  #keep(names: readonly string[], key: string): void {
    for (const name of names) this.#known.set(name, { key, accessor: this.#options.scope.accessor(name) })
  }
}
