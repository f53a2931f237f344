import {
  taskRunTitle,
  type ArtifactMade,
  type Displayed,
  type Logged,
  type TaskStateChanged,
  type UnfinishedLine,
} from "../../flow/events.ts"
import { errorDetails, errorHeadline } from "../format/errors.ts"
import { artifactLines, displayLines } from "../../session/format/shown.ts"
import { carryStyles } from "../../session/format/styles.ts"
import { terminalLine } from "../../session/format/terminalText.ts"
import { stateWord } from "../../session/format/summary.ts"
import { cutStart, linesOf, textWidth, withoutSequences } from "../../session/format/text.ts"

/** An event by which a task shows something to people. */
export type ShownEvent = Logged | Displayed | ArtifactMade

/** An event by which a task run, or an attempt of it, ended in an error. */
export type TaskFailed = TaskStateChanged & Required<Pick<TaskStateChanged, "error">>

/** What a task has written or shown, each line with the task's name before it: `[readTrain] 68211 rows`. */
export function logLines(event: ShownEvent, label: string = terminalLine(taskRunTitle(event))): string[] {
  return textLines(event).map((line) => `[${label}] ${line}`.trimEnd())
}

/** As much of a line that goes on as there is, or the end of that, in so many columns. */
export function unfinishedText({ level, text }: UnfinishedLine, label: string, columns: number): string {
  const [line = ""] = linesOf(text)
  const start = `[${label}] ${isMarked(level) ? `${level}: ` : ""}`
  const room = Math.max(1, columns - textWidth(start))
  const plain = withoutSequences(line)
  return start + (textWidth(plain) <= room ? line : cutStart(plain, room))
}

/** How a task run failed: `[readTrain] attempt 1 failed: TypeError: no data`, and where. */
export function errorLines(event: TaskFailed, label: string = terminalLine(taskRunTitle(event))): string[] {
  const { state, attempt, reason, error } = event
  const what = state === "retrying" ? `attempt ${attempt} ${reason ?? "failed"}` : stateWord(state)
  const lines = [`${what}: ${errorHeadline(error)}`, ...errorDetails(error)]
  return lines.map((line) => `[${label}] ${line}`)
}

/** What keeps code from ending: `readTrain waiting for 1 server`. Of a plain cell, which has no timeout, also what to do. */
export function waitingLine(label: string, what: string, isTask: boolean): string {
  const advice = isTask ? "" : "; what is meant to stay goes into background(…), or has its unref() called"
  return `${label} waiting for ${what}${advice}`
}

function textLines(event: ShownEvent): readonly string[] {
  switch (event.type) {
    case "displayed":
      return carryStyles(displayLines(event.data))
    case "artifactMade":
      return artifactLines(event.artifact)
    case "logged":
      return carryStyles(linesOf(event.text)).map((line) => (isMarked(event.level) ? `${event.level}: ${line}` : line))
  }
}

function isMarked(level: Logged["level"]): boolean {
  return level === "warn" || level === "error"
}
