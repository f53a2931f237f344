import { exactText } from "../cell/exactValue.ts"
import { takesValue } from "../cell/parameterValue.ts"
import type { EvaluatedCell, EnginePorts, FlowPlan } from "../flow/context.ts"
import { evaluateAhead } from "../flow/evaluateAhead.ts"
import type { ValueReference } from "../model/valueReference.ts"
import { DecodeError, ResultDamagedError } from "../runtime/value/errors.ts"
import { lookingContext } from "../runtime/value/look.ts"
import { ResultFolder } from "../runtime/value/resultFolder.ts"
import { loadValue } from "../runtime/value/store.ts"
import { declaredParameters, type OpenedFlow } from "./openFlow.ts"

/** A parameter's value is shown in lists of runs, and kept with each: larger ones are no parameters to speak of. */
const largestValue = 65_536

/** Defaults that only running tells, as a run had them. */
export interface ComputedParameters {
  /** As `exactText` writes them. */
  recorded: Readonly<Record<string, string>>
  /** The cells that were evaluated for that. */
  evaluated: readonly EvaluatedCell[]
}

/**
 * Works out the defaults that only running tells, so that they are recorded with the run and are the same whenever it is run
 * again. Secret ones, and those that no text can say, are left to the cells, which compute them in each run.
 * @param results absolute path of the folder with results
 * @returns undefined when the flow has none
 */
export async function computeParameters(
  flow: OpenedFlow,
  plan: FlowPlan,
  ports: EnginePorts,
  results: string,
  signal: AbortSignal,
): Promise<ComputedParameters | undefined> {
  const { graph, exactParameters, secrets } = flow
  const unknown = declaredParameters(graph).filter(
    ({ name }) => !Object.hasOwn(exactParameters, name) && !secrets.names.has(name),
  )
  if (unknown.length === 0) return undefined
  const { values, cells } = await evaluateAhead(
    plan,
    ports,
    unknown.map(({ name }) => name),
    signal,
  )
  const folder = new ResultFolder(results)
  const recorded: [string, string][] = []
  for (const { name, type } of unknown) {
    const reference = values.get(name)
    const loaded = reference && "hash" in reference ? await smallValue(reference, folder) : undefined
    if (!loaded || !isPlain(loaded.value) || !takesValue(loaded.value, type)) continue
    const text = exactText(loaded.value)
    // With a mark in the place of the secret it would be another value.
    if (text !== undefined && !secrets.texts.some((secret) => text.includes(secret))) recorded.push([name, text])
  }
  return { recorded: Object.fromEntries(recorded), evaluated: cells }
}

async function smallValue(reference: ValueReference, folder: ResultFolder): Promise<{ value: unknown } | undefined> {
  if (reference.size > largestValue) return undefined
  try {
    return { value: await loadValue(reference, lookingContext, folder) }
  } catch (error) {
    if (error instanceof DecodeError || error instanceof ResultDamagedError) return undefined
    throw error
  }
}

/** Whether a value is a tree of plain ones: no instance of a class, and nothing within itself. */
function isPlain(value: unknown, above: readonly unknown[] = []): boolean {
  if (typeof value !== "object" || value === null || value instanceof Date) return true
  const isList = Array.isArray(value)
  if (above.includes(value) || (!isList && Object.getPrototypeOf(value) !== Object.prototype)) return false
  return Object.values(value).every((part) => isPlain(part, [...above, value]))
}
