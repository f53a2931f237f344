import type { State } from "../../kernel/flow/state.ts"
import { stateWord } from "../../kernel/session/format/summary.ts"
import type { RunMessage } from "../../kernel/flowService/messages.ts"
import { valueText } from "./compareRuns.ts"

/** What the table of runs is sorted by: `started`, `duration`, `state`, `note`, or `parameter:` and a name. */
export interface Order {
  by: string
  isDescending: boolean
}

export const newestFirst: Order = { by: "started", isDescending: true }

/** Which runs are shown. */
export interface RunFilter {
  /** All when empty, or only those that are pinned. */
  state: State | "" | "pinned"
  /** What is looked for in parameters, states, errors and notes. */
  text: string
}

/** Names of the parameters of some runs: first those that aren't the same in all of them. */
export function parameterNames(runs: readonly RunMessage[]): {
  names: readonly string[]
  varying: ReadonlySet<string>
} {
  const names = [...new Set(runs.flatMap(({ parameters }) => Object.keys(parameters)))]
  const first = runs[0]?.parameters ?? {}
  const varying = new Set(
    names.filter((name) => runs.some(({ parameters }) => valueText(parameters[name]) !== valueText(first[name]))),
  )
  return { names: names.toSorted((one, other) => Number(varying.has(other)) - Number(varying.has(one))), varying }
}

/** The runs that a filter lets through, in an order. */
export function shownRuns(
  runs: readonly RunMessage[],
  { state, text }: RunFilter,
  order: Order,
  now: number,
): readonly RunMessage[] {
  const wanted = text.trim().toLowerCase()
  const found = runs.filter((run) => isInState(run, state) && (wanted === "" || searched(run).includes(wanted)))
  const sign = order.isDescending ? -1 : 1
  return found.toSorted((one, other) => sign * compare(keyOf(one, order.by, now), keyOf(other, order.by, now)))
}

function isInState(run: RunMessage, state: RunFilter["state"]): boolean {
  return state === "" || (state === "pinned" ? run.isPinned === true : run.state === state)
}

function searched({ id, state, parameters, error, note = "" }: RunMessage): string {
  const given = Object.entries(parameters).map(([name, value]) => `${name} = ${valueText(value)}`)
  return [id, stateWord(state), ...given, note, error?.name ?? "", error?.message ?? ""].join("\n").toLowerCase()
}

function keyOf(
  { state, startedAt, endedAt, parameters, note = "" }: RunMessage,
  by: string,
  now: number,
): string | number {
  if (by === "started") return startedAt
  if (by === "duration") return (endedAt ?? now) - startedAt
  if (by === "state") return stateWord(state)
  if (by === "note") return note
  const value = parameters[by.replace(/^parameter:/u, "")]
  return typeof value === "number" ? value : valueText(value)
}

function compare(one: string | number, other: string | number): number {
  if (typeof one === "number" && typeof other === "number") return one - other
  return String(one).localeCompare(String(other), "en", { numeric: true })
}
