import { formatAge, formatClock, formatDuration, formatTime } from "../../kernel/session/format/duration.ts"
import { stateWord } from "../../kernel/session/format/summary.ts"
import { cutText, oneLine } from "../../kernel/session/format/text.ts"
import type { LifeStatus } from "../../kernel/jupyter/lifetime/lifetime.ts"
import { isTerminal } from "../../kernel/flow/state.ts"
import type { ListedRun } from "./notebookRuns.ts"

/** How wide a value may be in a hover. */
const maxValue = 200

/** How a run is called in a list of a notebook's runs: by its state, and when it started. */
export function runLabel({ state, startedAt }: ListedRun, now: number): string {
  return `${stateWord(state)} ${formatMoment(startedAt, now)}`
}

/** When something was: today, the time says enough. */
export function formatMoment(time: number, now: number): string {
  const isToday = new Date(time).toDateString() === new Date(now).toDateString()
  return isToday ? formatClock(time) : formatTime(time)
}

/** What is said beside it: the time it took, and why it ran when it wasn't simply asked for. */
export function runDescription(run: ListedRun, now: number): string {
  return [timeTaken(run, now), trigger(run)].filter((part) => part !== "").join(" · ")
}

/** What is said beside a notebook: when its latest run started, and the time it took. */
export function notebookDescription(latest: ListedRun | undefined, now: number): string {
  if (!latest) return "never run"
  const { state, startedAt } = latest
  if (!isTerminal(state)) return `${stateWord(state)} · ${timeTaken(latest, now)}`
  return [formatAge(startedAt, now), timeTaken(latest, now)].filter((part) => part !== "").join(" · ")
}

/** What is said beside a session that no window works with: what it does, or when it ends. */
export function sessionDescription({ isWorking, endsAt }: LifeStatus, now: number): string {
  if (isWorking || endsAt === undefined) return "running without a window"
  return `without a window, ends ${endsAt > now ? `in ${formatDuration(endsAt - now)}` : "now"}`
}

/** All that is known of a run, as Markdown. */
export function runHover(run: ListedRun, now: number): string {
  const { id, state, startedAt, error, parameters } = run
  const took = timeTaken(run, now)
  const facts = [
    `**${stateWord(state)}**${took === "" ? "" : ` ${isTerminal(state) ? "after" : "for"} ${took}`}`,
    `Run ${code(id)}, started ${formatTime(startedAt)}${trigger(run) === "" ? "" : `, ${hoverTrigger(run)}`}`,
    ...(error === undefined ? [] : [code(short(error))]),
  ]
  const rows = Object.entries(parameters).map(([name, value]) => `| ${code(name)} | ${cell(value)} |`)
  const table = rows.length === 0 ? [] : [["| parameter | value |", "| --- | --- |", ...rows].join("\n")]
  return [...facts, ...table].join("\n\n")
}

function timeTaken({ state, startedAt, endedAt }: ListedRun, now: number): string {
  if (endedAt !== undefined) return formatDuration(endedAt - startedAt)
  return isTerminal(state) ? "" : formatDuration(now - startedAt)
}

function trigger({ parent, rerunOf }: ListedRun): string {
  if (parent !== undefined) return "subflow"
  return rerunOf === undefined ? "" : "re-run"
}

function hoverTrigger({ parent, rerunOf }: ListedRun): string {
  return parent === undefined ? `a re-run of ${code(rerunOf ?? "")}` : `as a subflow of ${code(parent)}`
}

function cell(value: unknown): string {
  return code(short(typeof value === "string" ? value : JSON.stringify(value))).replaceAll("|", "\\|")
}

function short(text: string): string {
  return cutText(oneLine(text), maxValue)
}

/** A text that Markdown shows as it stands. */
function code(text: string): string {
  // A run of backticks longer than any in the text.
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = "`".repeat(longest + 1)
  const space = text.startsWith("`") || text.endsWith("`") || text === "" ? " " : ""
  return `${fence}${space}${text}${space}${fence}`
}
