import { taskRunLabel, type ArtifactMade, type Displayed, type Logged } from "../../flow/events.ts"
import { artifactLines, displayLines } from "../../session/format/shown.ts"
import { linesOf } from "../../session/format/text.ts"

/** An event by which a task shows something to people. */
export type ShownEvent = Logged | Displayed | ArtifactMade

/** What a task has written or shown, each line with the task's name before it: `[readTrain] 68211 rows`. */
export function logLines(event: ShownEvent, label: string = taskRunLabel(event)): string[] {
  return textLines(event).map((line) => `[${label}] ${line}`.trimEnd())
}

function textLines(event: ShownEvent): string[] {
  switch (event.type) {
    case "displayed":
      return displayLines(event.data)
    case "artifactMade":
      return artifactLines(event.artifact)
    case "logged":
      return linesOf(event.text).map((line) => (isMarked(event.level) ? `${event.level}: ${line}` : line))
  }
}

function isMarked(level: Logged["level"]): boolean {
  return level === "warn" || level === "error"
}
