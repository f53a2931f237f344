import type { TaskRunView } from "../../flow/runView.ts"
import { isFailure, isSuccess } from "../../flow/state.ts"
import { formatCachedFrom } from "../../session/format/cached.ts"
import { formatDuration } from "../../session/format/duration.ts"
import { errorHeadline } from "../format/errors.ts"
import { stateGlyph, type Paint } from "../format/style.ts"
import { count, cutText, oneLine, padText, textWidth } from "../../session/format/text.ts"
import { timeTaken } from "../../session/format/timeTaken.ts"
import { countElements, formatCounts, stateWord } from "../../session/format/summary.ts"

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
const spinnerInterval = 100
const barWidth = 20
const narrowBarWidth = 8
const narrowTerminal = 70

/** What a row is drawn for. */
export interface Screen {
  /** Columns of the terminal. */
  columns: number
  /** Rows of the terminal. */
  rows: number
  /** Milliseconds since 1970. */
  now: number
  paint: Paint
}

type Part = readonly [format: Parameters<Paint>[0], text: string]

/**
 * A task run as one row of the live list, cut to the terminal's width.
 * @param nameWidth columns for the label
 */
export function liveRow(label: string, taskRun: TaskRunView, screen: Screen, nameWidth: number): string {
  const { columns, now, paint } = screen
  const { state } = taskRun
  const glyph = state === "running" ? paint("cyan", spinnerFrame(now)) : stateGlyph(state, paint)
  const name: Part = [
    state === "pending" || state === "skipped" ? "dim" : "reset",
    padText(cutText(label, nameWidth), nameWidth),
  ]
  // The last column stays free: some terminals wrap when it is written.
  return `${glyph} ${paintParts([name, ...details(taskRun, screen)], columns - 3, paint)}`
}

function details(taskRun: TaskRunView, screen: Screen): Part[] {
  const { state, attempt, ranBecause } = taskRun
  const attempts: Part[] = attempt > 1 ? [["yellow", `attempt ${attempt}`]] : []
  const why: Part[] = ranBecause === undefined ? [] : [["dim", oneLine(ranBecause)]]
  if (taskRun.elements && state !== "cached") return [...elementParts(taskRun, screen), ...why]
  switch (state) {
    case "pending":
      return []
    case "queued":
      return [["dim", "waiting for a free slot"], ...attempts]
    case "running": {
      const since = taskRun.attemptStartedAt ?? taskRun.startedAt
      const time: Part[] = since === undefined ? [] : [["reset", formatDuration(screen.now - since)]]
      const { waitingFor } = taskRun
      const waiting: Part[] = waitingFor === undefined ? [] : [["yellow", `waiting for ${waitingFor}`]]
      if (waiting.length > 0) return [...time, ...attempts, ...waiting]
      return [...time, ...attempts, ...(taskRun.progress ? progressParts(taskRun.progress, screen) : why)]
    }
    case "retrying": {
      const wait = taskRun.retryAt === undefined ? "soon" : `in ${formatCountdown(taskRun.retryAt - screen.now)}`
      const failure: Part[] = taskRun.error ? [["red", errorHeadline(taskRun.error)]] : []
      return [["yellow", `attempt ${attempt + 1} ${wait}`], ...failure]
    }
    case "cached": {
      const saved: Part[] = taskRun.duration === undefined ? [] : [["dim", `saved ${formatDuration(taskRun.duration)}`]]
      const from =
        taskRun.cachedFrom === undefined ? "cached" : `cached ${formatCachedFrom(taskRun.cachedFrom, screen.now)}`
      return [["dim", from], ...saved]
    }
    case "completed":
      return [...timePart(taskRun, screen), ...attempts, ...why]
    case "failed":
    case "timedOut":
    case "crashed":
    case "cancelled":
    case "skipped":
      return endParts(taskRun, screen, attempts)
  }
}

function endParts(taskRun: TaskRunView, screen: Screen, attempts: readonly Part[]): Part[] {
  const { state } = taskRun
  const word: Part[] = [[isFailure(state) ? "red" : "dim", stateWord(state)]]
  const text = taskRun.error ? errorHeadline(taskRun.error) : taskRun.reason && oneLine(taskRun.reason)
  const cause: Part[] = text === undefined ? [] : [[isFailure(state) ? "red" : "dim", text]]
  return [...word, ...timePart(taskRun, screen), ...attempts, ...cause]
}

function elementParts(taskRun: TaskRunView, screen: Screen): Part[] {
  const { elements, state } = taskRun
  if (!elements) return []
  const counts = countElements(elements)
  const total = count(elements.count, "element")
  if (state !== "running") return [["reset", total], ...timePart(taskRun, screen), ["dim", formatCounts(counts)]]
  const done = [...counts].reduce((sum, [of, number]) => sum + (isSuccess(of) || isFailure(of) ? number : 0), 0)
  return [...progressParts({ done, total: elements.count }, screen), ["dim", formatCounts(counts)]]
}

/** Of what was cancelled before it began, none. */
function timePart(taskRun: TaskRunView, { now }: Screen): Part[] {
  return [["reset", timeTaken(taskRun, now)]]
}

function progressParts({ done, total, label }: NonNullable<TaskRunView["progress"]>, { columns }: Screen): Part[] {
  const width = columns < narrowTerminal ? narrowBarWidth : barWidth
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0
  const filled = Math.round(share * width)
  const bar: Part = ["cyan", "━".repeat(filled) + "─".repeat(width - filled)]
  const parts: Part[] = [bar, ["reset", `${done}/${total}`]]
  if (label !== undefined) parts.push(["dim", oneLine(label)])
  return parts
}

/** Whole seconds, so that the row doesn't flicker; never less than one. */
function formatCountdown(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1_000))
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000)
}

function spinnerFrame(now: number): string {
  return spinner[Math.floor(now / spinnerInterval) % spinner.length] ?? ""
}

/** Parts two blanks apart, cut to so many columns before the colours are put on. */
function paintParts(parts: readonly Part[], columns: number, paint: Paint): string {
  let left = columns
  const painted: string[] = []
  for (const [format, text] of parts) {
    if (text === "") continue
    const cut = cutText(text, left)
    if (cut === "") break
    painted.push(paint(format, cut))
    left -= textWidth(cut) + 2
  }
  return painted.join("  ").trimEnd()
}
