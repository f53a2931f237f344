import { Disposable, type LogOutputChannel } from "vscode"
import type { FlowsOfNotebooks } from "../commands/flowCommands.ts"
import type { HistoryReader } from "./historyReader.ts"
import { listenToRenderers } from "./rendererMessages.ts"
import { registerShowLog, TaskLogs } from "./taskLogs.ts"

export { HistoryReader } from "./historyReader.ts"

/** What a person can do with outputs: go to where an error was thrown, and open a whole log. */
export function startOutputs(reader: HistoryReader, flows: FlowsOfNotebooks, log: LogOutputChannel): Disposable {
  const logs = new TaskLogs(reader)
  return Disposable.from(
    logs,
    registerShowLog(logs, flows, log),
    listenToRenderers((error) => log.warn(String(error))),
  )
}
