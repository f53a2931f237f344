import type { RunView, TaskRunView } from "../../flow/runView.ts"
import { isFailure, isTerminal } from "../../flow/state.ts"
import { formatDuration } from "../../session/format/duration.ts"
import { cutText, textWidth } from "../../session/format/text.ts"
import { terminalLine } from "../../session/format/terminalText.ts"
import { liveRow, type Screen } from "./liveRow.ts"
import type { RunNames } from "./runNames.ts"
import { countStates, formatCounts, formatTaskCounts, withElements } from "../../session/format/summary.ts"

const widestName = 32
/** Rows that the list leaves: the line that sums up, that on hidden tasks, the note, and the cursor's own. */
const otherRows = 4

interface Row {
  label: string
  taskRun: TaskRunView
}

/**
 * The live list: a row for each task, or for the most telling ones when the terminal has too few rows, and a line that
 * sums up.
 * @param runs the flow run, then those of its subflows
 */
export function liveScreen(runs: readonly RunView[], names: RunNames, screen: Screen): string[] {
  const rows = runs.flatMap((run) => rowsOf(run, names))
  const shown = maxTelling(rows, Math.max(1, screen.rows - otherRows))
  const nameWidth = Math.min(widestName, Math.max(0, ...shown.map((row) => textWidth(row.label))))
  const lines = shown.map(({ label, taskRun }) => liveRow(label, taskRun, screen, nameWidth))
  const hidden = rows.filter((row) => !shown.includes(row))
  const [main] = runs
  if (hidden.length > 0) {
    const counts = formatCounts(countRows(hidden))
    lines.push(screen.paint("dim", cutText(`… and ${hidden.length} more: ${counts}`, screen.columns - 1)))
  }
  if (main && !isTerminal(main.state))
    lines.push(screen.paint("bold", cutText(goingLine(main, screen.now), screen.columns - 1)))
  return lines
}

function goingLine(run: RunView, now: number): string {
  const time = run.startedAt === undefined ? "" : ` ${formatDuration(now - run.startedAt)}`
  return `${terminalLine(run.flow)}${time}  ${formatTaskCounts(run.taskRuns.values())}`
}

function rowsOf(run: RunView, names: RunNames): Row[] {
  const rowOf = (taskRun: TaskRunView): Row => {
    const label = names.label(run.run, taskRun)
    const indented = taskRun.element === undefined ? label : `  ${label}`
    return { label: indented, taskRun }
  }
  return withElements(run.taskRuns.values()).filter(isWorthARow).map(rowOf)
}

/** An element of a `for=` task has a row while there is something to see; the task's own row counts them all. */
function isWorthARow({ element, state }: TaskRunView): boolean {
  return element === undefined || state === "running" || state === "retrying" || isFailure(state)
}

/** So many rows, in their order: failures first, then what is going on, then what ended last, then what is to come. */
function maxTelling(rows: readonly Row[], most: number): readonly Row[] {
  if (rows.length <= most) return rows
  const chosen = rows.toSorted((one, other) => rank(one) - rank(other) || endOf(other) - endOf(one)).slice(0, most)
  const set = new Set(chosen)
  return rows.filter((row) => set.has(row))
}

function rank({ taskRun: { state } }: Row): number {
  if (isFailure(state)) return 0
  if (state === "running" || state === "retrying") return 1
  return isTerminal(state) ? 2 : 3
}

function endOf({ taskRun }: Row): number {
  return taskRun.endedAt ?? 0
}

function countRows(rows: readonly Row[]): ReturnType<typeof countStates> {
  return countStates(rows.map((row) => row.taskRun))
}
