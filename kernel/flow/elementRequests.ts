import type { ValueReference } from "../model/valueReference.ts"
import type { FlowContext } from "./context.ts"
import { elementFingerprint } from "./earlier.ts"
import { ElementHistory } from "./elementHistory.ts"
import type { ElementSlices } from "./elementSlices.ts"
import type { TaskNode } from "./graph.ts"
import type { KnownElements } from "./preparation.ts"
import type { ElementRequest } from "./taskLookup.ts"

/**
 * What is asked for of each element of a loop's list.
 * @throws {CellFailure} when a plain cell fails that one of them needs
 */
export async function elementRequests(
  context: FlowContext,
  task: TaskNode,
  slices: ElementSlices,
  { elements, labels = [] }: KnownElements,
): Promise<readonly ElementRequest[]> {
  const name = task.options.for?.variable ?? ""
  const history = historyOf(context, task, new Set(elements.map(elementFingerprint)))
  const before = context.earlier.ofElements(task.name, elements)
  const requests: ElementRequest[] = []
  for (const [index, value] of elements.entries()) {
    const label = labels[index]
    const element = { index, name, value, ...(label !== undefined && { label }), history }
    requests.push({ task, slice: await slices.of(value), element, before: before[index] })
  }
  return requests
}

/** What is asked for of a loop's elements that become known one by one. */
export class SingleRequests {
  readonly #task: TaskNode
  readonly #slices: ElementSlices
  readonly #fingerprints = new Set<string>()
  readonly #history: ElementHistory
  readonly #before: ReturnType<FlowContext["earlier"]["ofSingleElements"]>

  constructor(context: FlowContext, task: TaskNode, slices: ElementSlices) {
    this.#task = task
    this.#slices = slices
    this.#history = historyOf(context, task, this.#fingerprints)
    this.#before = context.earlier.ofSingleElements(task.name)
  }

  /**
   * @returns undefined where only the whole list tells it
   * @throws {CellFailure} when a plain cell fails that the element needs
   */
  async of(index: number, value: ValueReference): Promise<ElementRequest | undefined> {
    this.#fingerprints.add(elementFingerprint(value))
    const found = this.#before(index, value)
    if (!found) return undefined
    const name = this.#task.options.for?.variable ?? ""
    const element = { index, name, value, history: this.#history }
    return { task: this.#task, slice: await this.#slices.of(value), element, ...found }
  }
}

function historyOf({ plan, ports }: FlowContext, task: TaskNode, fingerprints: ReadonlySet<string>): ElementHistory {
  const variable = task.options.for?.variable ?? ""
  return new ElementHistory(ports.store, { notebook: plan.notebook, task: task.name, variable, fingerprints })
}
