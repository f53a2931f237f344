import type { ValueReference } from "../runtime/messages.ts"
import { CellFailure, type FlowContext } from "./context.ts"
import { classesOf, evaluationOf, expressionPart } from "./evaluation.ts"
import type { TaskNode } from "./graph.ts"
import { recordMessage } from "./plainCells.ts"
import { readsOfExpression } from "../cell/expressions.ts"
import { sliceFor, workerPassage, type Slice } from "./slice.ts"

/**
 * Works out what a piece of code needs in a worker, and evaluates the plain cells whose values that takes.
 * @throws {CellFailure} when one of these cells fails
 */
export async function prepareSlice(context: FlowContext, reads: Iterable<string>): Promise<Slice> {
  const { plan, values, unstorable } = context
  const names = new Set(reads)
  for (;;) {
    const slice = sliceFor(plan.graph, names, workerPassage(unstorable, plan.graph.changed))
    const missing = slice.values.filter((name) => !values.has(name))
    const known = names.size
    if (missing.length === 0) {
      for (const name of classesOf(knownValues(context, slice))) names.add(name)
      if (names.size === known) return slice
      continue
    }
    await provide(context, missing)
    // A cell that didn't come to define it (an early return isn't possible, but a declaration without value is).
    for (const name of missing) if (!values.has(name)) unstorable.add(name)
  }
}

/** Brings about the values of names that plain cells define. */
async function provide({ plan, ports, values, plainCells }: FlowContext, names: readonly string[]): Promise<void> {
  if (ports.live) {
    for (const output of await ports.live.store(names)) if ("value" in output) values.set(output.name, output.value)
    return
  }
  for (const name of names) {
    const cell = plan.graph.definers.get(name)
    if (cell) await plainCells.ensure(cell)
  }
}

function knownValues({ values }: FlowContext, slice: Slice): readonly (ValueReference | readonly ValueReference[])[] {
  return [...slice.results, ...slice.values].flatMap((name) => {
    const value = values.get(name)
    return value === undefined ? [] : [value]
  })
}

/** The elements of a `for=` task's list, each stored. */
export async function elementsOf(
  context: FlowContext,
  task: TaskNode,
  list: string,
): Promise<readonly ValueReference[]> {
  const outcome = await evaluateExpression(context, task, list, "elements")
  return outcome.elements ?? []
}

/** Whether a `when=` holds. */
export async function holds(context: FlowContext, task: TaskNode, condition: string): Promise<boolean> {
  const outcome = await evaluateExpression(context, task, condition, "condition")
  return outcome.condition === true
}

async function evaluateExpression(
  context: FlowContext,
  task: TaskNode,
  expression: string,
  purpose: "elements" | "condition",
): Promise<{ elements?: readonly ValueReference[]; condition?: boolean }> {
  const { plan, ports, slots, signal } = context
  const names = readsOfExpression(expression)
  const slice = await prepareSlice(context, names)
  const part = expressionPart(plan.graph, task.cell, expression, names, purpose)
  const release = await slots.take([], signal)
  try {
    const { outcome } = await ports.workers.run({
      evaluation: evaluationOf(plan.graph, part, slice, context.values),
      signal,
      onMessage: (message) => recordMessage(context, { task: task.name }, message),
      onSubflow: (notebook, parameters, ended) =>
        ports.subflow({ notebook, parameters, parent: plan.run, parentTask: task.name, signal: ended }),
    })
    if (outcome.kind === "cancelled") throw signal.reason
    if (outcome.kind !== "completed") throw new CellFailure(outcome.error)
    return outcome
  } finally {
    release()
  }
}
