import type { ValueReference } from "../model/valueReference.ts"
import type { FlowContext } from "./context.ts"
import { classesOf } from "./evaluation.ts"
import type { TaskNode } from "./graph.ts"
import { prepareSlice } from "./preparation.ts"
import type { Slice } from "./slice.ts"

/** What the elements of a loop's list need: each what its task does, and the cells' classes of which it holds instances. */
export class ElementSlices {
  readonly #context: FlowContext
  readonly #task: TaskNode
  readonly #slice: Slice
  readonly #byClasses = new Map<string, Slice>()

  /** @param slice what the task needs */
  constructor(context: FlowContext, task: TaskNode, slice: Slice) {
    this.#context = context
    this.#task = task
    this.#slice = slice
  }

  /** @throws {CellFailure} when a plain cell fails that the element's classes need */
  async of(element: ValueReference): Promise<Slice> {
    const classes = classesOf(this.#context.plan.graph, [element])
    if (classes.length === 0) return this.#slice
    const key = classes.toSorted().join()
    const known = this.#byClasses.get(key)
    if (known) return known
    const { cell } = this.#task
    const slice = await prepareSlice(this.#context, cell, [...cell.analysis.codeReads, ...classes])
    this.#byClasses.set(key, slice)
    return slice
  }
}
