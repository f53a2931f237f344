import type { MimeBundle } from "../../api/types.ts"
import { taskRunTitle } from "../../flow/events.ts"
import type { RunView, TaskRunView } from "../../flow/runView.ts"
import { isFailure, isTerminal, type State } from "../../flow/state.ts"
import { formatCachedFrom } from "./cached.ts"
import { formatDuration } from "./duration.ts"
import { escapeMarkup } from "../../flow/escapeMarkup.ts"
import { countElements, formatCounts, stateWord, summaryLine } from "./summary.ts"
import { formatTable } from "./table.ts"
import { oneLine } from "./text.ts"
import { timeTaken } from "./timeTaken.ts"

/** Rows beyond this are left out, those of tasks that nothing happens to first. */
const maxRows = 100

const headings = ["Task", "State", "Attempt", "Time", "Note"]

/** Colours that are readable on light and on dark ground. */
const colours: Readonly<Partial<Record<State, string>>> = {
  running: "#2b7fd4",
  retrying: "#b58900",
  completed: "#2e9e54",
  cached: "#2e9e54",
  failed: "#d9453d",
  timedOut: "#d9453d",
  crashed: "#d9453d",
  cancelled: "#b58900",
}

const cellStyle = "text-align:left;padding:2px 14px 2px 0"

interface Row {
  state: State
  texts: readonly string[]
}

/** A flow run and its tasks as a table. */
export function runTable(view: RunView, now: number): MimeBundle {
  const tasks = [...view.taskRuns.values()].filter(({ element }) => element === undefined)
  const rows = shownTasks(tasks).map((task) => toRow(task, now))
  const hidden = tasks.length - rows.length
  const head = headline(view, now)
  const more = hidden > 0 ? [`… and ${hidden} more tasks`] : []
  const table = formatTable(
    headings,
    rows.map(({ texts }) => texts),
  )
  return {
    "text/plain": [head, ...(rows.length > 0 ? table : []), ...more].join("\n"),
    "text/html": `<div><strong>${escapeMarkup(head)}</strong>${tableHtml(rows)}${more.map((line) => `<p>${line}</p>`).join("")}</div>`,
  }
}

/** What a flow run came to, in a line. */
export function runHeadline(view: RunView): MimeBundle {
  const text = `${view.flow}: ${summaryLine(view)} (run ${view.run})`
  const lines = view.error ? [text, `${view.error.name}: ${view.error.message}`] : [text]
  return {
    "text/plain": lines.join("\n"),
    "text/html": lines.map((line) => `<div>${escapeMarkup(line)}</div>`).join(""),
  }
}

function headline(view: RunView, now: number): string {
  if (isTerminal(view.state)) return `${view.flow}: ${summaryLine(view)} (run ${view.run})`
  if (view.state === "pending") return `${view.flow}: starting (run ${view.run})`
  const since = view.startedAt === undefined ? "" : ` since ${formatDuration(now - view.startedAt)}`
  return `${view.flow}: ${stateWord(view.state)}${since} (run ${view.run})`
}

function shownTasks(tasks: readonly TaskRunView[]): readonly TaskRunView[] {
  if (tasks.length <= maxRows) return tasks
  const inOrderOfWeight = [...tasks.filter((task) => !isQuiet(task)), ...tasks.filter(isQuiet)]
  const chosen = new Set(inOrderOfWeight.slice(0, maxRows))
  return tasks.filter((task) => chosen.has(task))
}

function isQuiet({ state }: TaskRunView): boolean {
  return !isFailure(state) && (isTerminal(state) || state === "pending")
}

function toRow(task: TaskRunView, now: number): Row {
  return {
    state: task.state,
    texts: [taskRunTitle(task), stateWord(task.state), attemptText(task), timeTaken(task, now), noteText(task, now)],
  }
}

function attemptText({ attempt, elements }: TaskRunView): string {
  return elements || attempt === 0 ? "" : String(attempt)
}

function noteText(
  { state, elements, error, reason, cachedFrom, progress, waitingFor, retryAt }: TaskRunView,
  now: number,
): string {
  if (elements) return formatCounts(countElements(elements))
  if (cachedFrom !== undefined) return formatCachedFrom(cachedFrom, now)
  const wait = retryAt === undefined ? "" : `next attempt in ${formatDuration(Math.max(0, retryAt - now))}: `
  if (error) return oneLine(`${wait}${error.name}: ${error.message}`)
  if (waitingFor !== undefined) return `waiting for ${waitingFor}`
  if (progress && state === "running")
    return `${progress.done}/${progress.total} ${oneLine(progress.label ?? "")}`.trimEnd()
  return isTerminal(state) && state !== "skipped" ? "" : (reason ?? "")
}

function tableHtml(rows: readonly Row[]): string {
  if (rows.length === 0) return ""
  const left = `style="${cellStyle}"`
  const head = headings.map((heading) => `<th ${left}>${heading}</th>`).join("")
  const body = rows.map(({ state, texts }) => {
    const colour = colours[state]
    const style = colour === undefined ? left : `style="${cellStyle};color:${colour}"`
    return `<tr>${texts.map((text, column) => `<td ${column === 1 ? style : left}>${escapeMarkup(text)}</td>`).join("")}</tr>`
  })
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`
}
