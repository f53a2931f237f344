import { taskRunLabel, type FlowEvent } from "../../kernel/flow/events.ts"
import { foldEvents, type RunView } from "../../kernel/flow/runView.ts"
import { isTerminal } from "../../kernel/flow/state.ts"
import { openStore } from "../../kernel/store/store.ts"

/** Tasks that are meant to run again. */
const uncached: ReadonlySet<string> = new Set(["tell"])

/** What the store says of all runs so far. */
export interface History {
  /** The runs that weren't asked for by another, oldest first. */
  runs: readonly RunView[]
  /** The tasks (and elements) that have completed, those of the subflow with its name before. */
  finished: ReadonlySet<string>
  /** The runs whose log says that their hook failed, as when its process was killed twice. */
  failedHooks: ReadonlySet<string>
  /** What is wrong with it. */
  problems: readonly string[]
}

/** Looks into a store after its processes have ended, and declares dead runs crashed, as every command does. */
export function inspectStore(folder: string): History {
  using store = openStore(folder)
  store.reconcile()
  const problems: string[] = []
  const finished = new Set<string>()
  const failedHooks = new Set<string>()
  const runs: RunView[] = []
  for (const row of store.runs().toSorted((left, right) => left.startedAt - right.startedAt)) {
    const events = Array.from(store.events(row.id), ({ event }) => event)
    const view = foldEvents(events)
    if (view.parent === undefined) runs.push(view)
    if (row.state !== view.state) problems.push(`run ${row.id} is ${row.state}, and ${view.state} by its events`)
    if (!isTerminal(view.state)) problems.push(`run ${row.id} is still ${view.state}`)
    for (const [label, { state }] of view.taskRuns)
      if (!isTerminal(state)) problems.push(`${label} of run ${row.id} is still ${state}`)
    if (
      events.some((event) => event.type === "logged" && event.level === "error" && event.text.startsWith("ProcessDied"))
    )
      failedHooks.add(row.id)
    const before = new Set(finished)
    for (const event of events) noteTask(event, view.flow, before, finished, problems)
  }
  return { runs, finished, failedHooks, problems }
}

function noteTask(
  event: FlowEvent,
  flow: string,
  before: ReadonlySet<string>,
  finished: Set<string>,
  problems: string[],
): void {
  if (event.type !== "taskStateChanged" || uncached.has(event.task)) return
  const label = flow === "child" ? `child.${taskRunLabel(event)}` : taskRunLabel(event)
  if (event.state === "running" && before.has(label))
    problems.push(`${label} had finished, and runs again in run ${event.run}: ${event.reason}`)
  if (event.state === "completed") finished.add(label)
}
