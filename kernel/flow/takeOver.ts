import type { FlowContext } from "./context.ts"
import type { TaskRunThen } from "./earlier.ts"
import type { TaskNode } from "./graph.ts"
import type { CacheEntry, KeyComponents } from "./ports.ts"

/** A task run with its key, and what it was in the runs that the present one goes on from. */
export interface TakeOverRequest {
  task: TaskNode
  key: string
  components: KeyComponents
  /** The names that readers need. */
  required: readonly string[]
  before: TaskRunThen
}

/**
 * What a task run gave in the run that the present one goes on from, where it mustn't be repeated: it completed there, and is
 * asked for the same. Whether tasks may otherwise use earlier results (`cache=off`, `cacheFor=`) doesn't matter for that.
 */
export async function takeOver(
  { plan, ports }: FlowContext,
  request: TakeOverRequest,
): Promise<CacheEntry | undefined> {
  const { task, key, components, required, before } = request
  if (!before.succeeded) return undefined
  // A further try of one and the same request repeats nothing, whatever has changed; not even what it was told to run again.
  const isFurtherTry = plan.tries?.has(before.run) === true
  if (plan.forced.has(task.name) && !isFurtherTry) return undefined
  const entry = before.entry ?? (await ports.store.candidates(key)).at(0)
  if (!entry) return undefined
  // A value that a plain cell computes anew in each run may be another one without anybody having changed anything.
  const isSameText = before.code === plan.code?.get(task.name) && before.hadSameParameters
  const mayDiffer = isSameText && (isFurtherTry || !task.options.cache)
  const isPlain = (name: string): boolean => plan.graph.definers.get(name)?.kind === "plain"
  if (!isSameWork(components, entry.components, (name) => mayDiffer && isPlain(name))) return undefined
  const heedsTrace = !isFurtherTry && task.options.cache && entry.isForItsRunOnly !== true
  if (heedsTrace && (await ports.verifier.firstChange(entry.trace, entry.time))) return undefined
  if (!required.every((name) => entry.outputs.some((output) => output.name === name))) return undefined
  for (const { value } of entry.outputs) if (!(await ports.store.isIntact(value))) return undefined
  return entry
}

/** Whether two keys are of the same work. @param mayDiffer whether the value under a name doesn't count */
function isSameWork(now: KeyComponents, before: KeyComponents, mayDiffer: (name: string) => boolean): boolean {
  const names = new Set([...Object.keys(now.inputs), ...Object.keys(before.inputs)])
  return (
    JSON.stringify(withoutInputs(now)) === JSON.stringify(withoutInputs(before)) &&
    [...names].every((name) => {
      const [one, other] = [now.inputs[name], before.inputs[name]]
      return one === other || (one !== undefined && other !== undefined && mayDiffer(name))
    })
  )
}

function withoutInputs({
  schema,
  runtime,
  code,
  remade,
  version,
  looks,
  variables,
}: KeyComponents): readonly unknown[] {
  return [schema, runtime, code, remade, version, looks ?? {}, variables ?? {}]
}
