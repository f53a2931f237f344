import { plainText } from "../model/ansi.ts"
import type { FoundLines } from "../model/runLog.ts"

/** The lines that are found as text, without colours: what is copied and saved. */
export function logText({ count, lineAt }: FoundLines): string {
  const rows: string[] = []
  for (let index = 0; index < count; index++) {
    const line = lineAt(index)
    if (!line) continue
    const { time, level, task, text, isContinued } = line
    const start = isContinued
      ? ""
      : `${new Date(time).toISOString()} ${level.padEnd(5)} ${task === "" ? "" : `${task}: `}`
    rows.push(`${start}${plainText(text)}\n`)
  }
  return rows.join("")
}
