import type { FlowRequest } from "../session/api.ts"
import { runFlow } from "../session/flowRun.ts"
import { exitCodeOf } from "./exit.ts"
import { chooseReporter, type ReportOptions } from "./reporters/choose.ts"
import { cancelNote, cancelOnSignals } from "./signals.ts"

/**
 * Runs a flow, shows how it goes, and cancels it when a signal asks for that.
 * @returns the exit code
 */
export async function runAndReport(request: FlowRequest, options: ReportOptions): Promise<number> {
  const reporter = await chooseReporter(options)
  using cancellation = cancelOnSignals({
    source: process,
    now: () => performance.now(),
    onCancel: (signal) => reporter.note(cancelNote(signal)),
    exit: (code) => process.exit(code),
  })
  try {
    const observer = {
      onEvent: reporter.onEvent.bind(reporter),
      ...(reporter.onUnfinished && { onUnfinished: reporter.onUnfinished.bind(reporter) }),
      onWarning: (message: string) => reporter.note(`tsnb: ${message}`, true),
      signal: cancellation.signal,
    }
    const { state } = await runFlow(request, observer)
    return exitCodeOf(state)
  } finally {
    reporter.close()
  }
}
