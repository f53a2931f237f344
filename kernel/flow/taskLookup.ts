import type { Statement } from "../cell/statements.ts"
import type { ValueReference } from "../model/valueReference.ts"
import type { FlowContext } from "./context.ts"
import { elementFingerprint, type TaskRunThen } from "./earlier.ts"
import type { ElementHistory } from "./elementHistory.ts"
import { restoredIn, valueIn } from "./evaluation.ts"
import type { TaskRunName } from "./events.ts"
import type { TaskNode } from "./graph.ts"
import { keyComponents, keyOf } from "./key.ts"
import { lookUp, type Lookup } from "./lookup.ts"
import type { LoopBefore } from "./overtaken.ts"
import type { KeyComponents } from "./ports.ts"
import type { Slice } from "./slice.ts"
import { takeOver } from "./takeOver.ts"

/** One task run: a task, or one element of a `for=` task, with what it needs at hand. */
export interface TaskRunRequest {
  task: TaskNode
  slice: Slice
  element?: Element
  /** What it was in the runs that the present one goes on from. */
  before: TaskRunThen | undefined
  /** The loop ahead of whose end it runs; it goes on from what has begun, and comes before what hasn't. */
  aheadOf?: LoopBefore
}

/** An element of a loop's list. */
export interface Element {
  index: number
  /** Under which it is handed in. */
  name: string
  value: ValueReference
  label?: string
  /** Of all elements of the list. */
  history: ElementHistory
}

/** What is asked for of one element. */
export type ElementRequest = TaskRunRequest & { element: Element }

/** A task run whose key is known, with what the cache says about it. */
export interface KeyedTaskRun extends TaskRunRequest {
  name: TaskRunName
  key: string
  components: KeyComponents
  lookup: Lookup
}

/** Works out a task run's key and looks for its results in the cache. */
export async function keyTaskRun(context: FlowContext, request: TaskRunRequest): Promise<KeyedTaskRun> {
  const { task, slice, element, before } = request
  const { ports, plan, values, read } = context
  const inputs = new Map<string, ValueReference | readonly ValueReference[]>()
  for (const name of [...slice.results, ...slice.values]) {
    const value = valueIn(slice, name, values)
    const restored = restoredIn(slice, name, values)
    if (value !== undefined) inputs.set(name, restored === undefined ? value : [value, restored].flat())
  }
  for (const name of slice.restored.keys()) {
    const restored = inputs.has(name) ? undefined : restoredIn(slice, name, values)
    if (restored !== undefined) inputs.set(name, restored)
  }
  if (element) inputs.set(element.name, element.value)
  const { secrets } = plan
  const components = keyComponents({
    task,
    slice,
    inputs,
    runtime: ports.runtime,
    ...(ports.variables && { variables: ports.variables }),
    ...(secrets && secrets.size > 0 && { fingerprintOf: fingerprintBeside(secrets, ports.sealed) }),
  })
  const key = keyOf(components)
  const name = { task: task.name, ...(element && elementName(element)) }
  const keyed = { ...request, name, key, components }
  const required = task.results.filter((result) => read.has(result))
  const taken = before && (await takeOver(context, { task, key, components, required, before }))
  if (taken) return { ...keyed, lookup: { hit: taken } }
  if (plan.forced.has(task.name)) return { ...keyed, lookup: { reason: "rerun requested" } }
  if (!task.options.cache) return { ...keyed, lookup: { reason: "cache=off" } }
  const { cacheFor } = task.options
  const lookup = await lookUp(ports, {
    key,
    components,
    notebook: plan.notebook,
    name,
    run: plan.run,
    required,
    cacheFor,
    notBefore: context.earlier.notBefore(task.name),
    ...(element && { element: { fingerprint: elementFingerprint(element.value), history: element.history } }),
  })
  return { ...keyed, lookup }
}

function elementName({ index, label }: { index: number; label?: string }): Omit<TaskRunName, "task"> {
  return label === undefined ? { element: index } : { element: index, elementLabel: label }
}

/** Fingerprints of statements; of those that hold a secret's value one that doesn't let it be guessed. */
function fingerprintBeside(
  secrets: ReadonlySet<string>,
  sealed: (text: string) => string = (text) => text,
): (statement: Statement) => string {
  return ({ fingerprint, defines }) => (defines.some((name) => secrets.has(name)) ? sealed(fingerprint) : fingerprint)
}
