import type { ValueReference } from "../model/valueReference.ts"
import { undefinedValue } from "../runtime/value/undefinedValue.ts"
import type { FlowContext } from "./context.ts"
import type { TaskNode } from "./graph.ts"

/** Results of one task run by name. */
export type Outputs = ReadonlyMap<string, ValueReference>

/** Lets readers have the results of a task. */
export function publish({ values, ports }: FlowContext, outputs: Outputs): void {
  for (const [name, value] of outputs) values.set(name, value)
  ports.onResults?.(outputs)
}

/**
 * Lets readers have the results of a `for=` task: under each name an array, in the order of the elements, with `undefined`
 * in the place of those that failed.
 */
export function publishElements(
  { values, ports }: FlowContext,
  { results }: TaskNode,
  elements: readonly (Outputs | undefined)[],
): void {
  const arrays = new Map(
    results.map(
      (name) => [name, elements.flatMap((outputs) => (outputs ? (outputs.get(name) ?? []) : undefinedValue))] as const,
    ),
  )
  for (const [name, array] of arrays) values.set(name, array)
  ports.onResults?.(arrays)
}

/** The outputs of a cache entry by name. */
export function byName(outputs: readonly { name: string; value: ValueReference }[]): Outputs {
  return new Map(outputs.map(({ name, value }) => [name, value] as const))
}
