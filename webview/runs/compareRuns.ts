import type { RunView, TaskRunView } from "../../kernel/flow/runView.ts"
import { formatDuration } from "../../kernel/session/format/duration.ts"
import { countElements, formatCounts } from "../../kernel/session/format/summary.ts"
import { capitalised, stateTitle } from "../model/stateTitle.ts"

/** A line of a comparison: what is so in one run, and in the other. */
export interface ComparedRow {
  name: string
  one: string
  other: string
  isDifferent: boolean
  /** How the second differs from the first: `2.1 s faster`. */
  change?: string
}

/** Two runs side by side. */
export interface Comparison {
  parameters: readonly ComparedRow[]
  /** Numbers that tasks gave as results, such as a score. */
  metrics: readonly ComparedRow[]
  /** For each task whether it ran or came from the cache, and how long that took. */
  tasks: readonly ComparedRow[]
}

/** Numbers by the names of results. */
export type Metrics = ReadonlyMap<string, number>

const absent = "–"

/** Compares what two runs were given and what they did. */
export function compareRuns(one: RunView, other: RunView, numbers: readonly [Metrics, Metrics]): Comparison {
  const [first, second] = numbers
  return {
    parameters: keysOf(Object.keys(one.parameters), Object.keys(other.parameters)).map((name) =>
      row(name, valueText(one.parameters[name]), valueText(other.parameters[name])),
    ),
    metrics: keysOf([...first.keys()], [...second.keys()]).map((name) => {
      const [before, after] = [first.get(name), second.get(name)]
      const change = before === undefined || after === undefined ? undefined : numberChange(before, after)
      return row(name, numberText(before), numberText(after), change)
    }),
    tasks: keysOf(tasksOf(one), tasksOf(other)).map((task) => {
      const [before, after] = [one.taskRuns.get(task), other.taskRuns.get(task)]
      const isDifferent = stateText(before) !== stateText(after)
      return row(task, taskText(before), taskText(after), durationChange(before, after), isDifferent)
    }),
  }
}

const midnight = /^(\d{4}-\d\d-\d\d)T00:00:00\.000Z$/u

/** A parameter's value in one line; a date without a time as one types it. */
export function valueText(value: unknown): string {
  if (value === undefined) return absent
  if (typeof value === "string" && midnight.test(value)) return value.replace(midnight, "$1")
  return typeof value === "string" ? value : JSON.stringify(value)
}

function row(name: string, one: string, other: string, change?: string, isDifferent = one !== other): ComparedRow {
  return { name, one, other, isDifferent, ...(change !== undefined && { change }) }
}

function keysOf(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])]
}

function tasksOf({ taskRuns }: RunView): readonly string[] {
  return [...taskRuns.values()].flatMap(({ task, element }) => (element === undefined ? [task] : []))
}

/** That one took longer than the other is no difference in what it did. */
function stateText(run: TaskRunView | undefined): string {
  if (!run) return absent
  const { elements, state } = run
  return elements && elements.count > 0 ? capitalised(formatCounts(countElements(elements))) : stateTitle(state)
}

function taskText(run: TaskRunView | undefined): string {
  const text = stateText(run)
  return run?.duration === undefined || run.elements ? text : `${text} · ${formatDuration(run.duration)}`
}

function durationChange(one: TaskRunView | undefined, other: TaskRunView | undefined): string | undefined {
  if (one?.duration === undefined || other?.duration === undefined) return undefined
  // What comes from the cache tells how long it once took.
  if (one.state !== "completed" || other.state !== "completed") return undefined
  const change = other.duration - one.duration
  if (Math.abs(change) < 1) return undefined
  return `${formatDuration(Math.abs(change))} ${change < 0 ? "faster" : "slower"}`
}

function numberText(value: number | undefined): string {
  return value === undefined ? absent : String(Number(value.toPrecision(7)))
}

function numberChange(one: number, other: number): string | undefined {
  const change = other - one
  if (change === 0 || !Number.isFinite(change)) return undefined
  const sign = change > 0 ? "+" : "−"
  const share = one === 0 ? "" : ` (${sign}${Math.abs((change / one) * 100).toFixed(1)} %)`
  return `${sign}${Number(Math.abs(change).toPrecision(4))}${share}`
}
