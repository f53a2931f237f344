import type { ValueReference } from "../runtime/messages.ts"
import type { FlowContext } from "./context.ts"
import type { TaskNode } from "./graph.ts"

/** Results of one task run by name. */
export type Outputs = ReadonlyMap<string, ValueReference>

/** Lets readers have the results of a task. */
export function publish({ values }: FlowContext, outputs: Outputs): void {
  for (const [name, value] of outputs) values.set(name, value)
}

/** Lets readers have the results of a `for=` task: under each name an array, in the order of the elements. */
export function publishElements({ values }: FlowContext, { results }: TaskNode, elements: readonly Outputs[]): void {
  for (const name of results) {
    values.set(
      name,
      elements.flatMap((outputs) => outputs.get(name) ?? []),
    )
  }
}

/** The outputs of a cache entry by name. */
export function byName(outputs: readonly { name: string; value: ValueReference }[]): Outputs {
  return new Map(outputs.map(({ name, value }) => [name, value] as const))
}
