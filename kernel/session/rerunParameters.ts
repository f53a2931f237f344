import type { RunRow } from "../flow/ports.ts"
import { startOf, type RunHistory } from "../flow/runHistory.ts"
import type { FlowRequest } from "./api.ts"

/**
 * What has a run go on with the parameters of an earlier one.
 * @param changed values that are to be others
 */
export async function rerunParameters(
  history: RunHistory,
  { id, parameters }: RunRow,
  changed: Readonly<Record<string, unknown>> = {},
): Promise<Pick<FlowRequest, "parameters" | "recorded">> {
  const recorded = (await startOf(history, id))?.exactParameters
  // What an older version recorded says less.
  if (!recorded) return { parameters: { ...parameters, ...changed } }
  // Of those that it can't say a text or a mark is there, as for secret ones, which have to be given again.
  const others = Object.entries(parameters).filter(([name]) => !Object.hasOwn(recorded, name))
  return { parameters: { ...Object.fromEntries(others), ...changed }, recorded }
}
