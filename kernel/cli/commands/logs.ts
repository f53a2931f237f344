import type { FlowEvent } from "../../flow/events.ts"
import { startOf, type EventFilter, type EventPages } from "../../flow/runHistory.ts"
import { isSuccess, isTerminal } from "../../flow/state.ts"
import { toJson } from "../../store/json.ts"
import { exitCodes, UsageError } from "../exit.ts"
import { formatClock } from "../../session/format/duration.ts"
import { outputClosed, printLines, warnLines } from "../output.ts"
import { earlierOutput, type CachedTask } from "../format/earlier.ts"
import { errorLines, logLines, type ShownEvent, type TaskFailed } from "../reporters/logLines.ts"
import { Stores, type FoundRun, type StorePlace } from "../stores.ts"
import { nearestName } from "../../cell/nearest.ts"
import { stateWord } from "../../session/format/summary.ts"

const shownTypes = ["logged", "displayed", "artifactMade", "taskStateChanged"] as const

export interface LogsOptions extends StorePlace {
  task?: string
  follow?: boolean
  json?: boolean
}

/** `tsnb logs` */
export async function logs(id: string | undefined, options: LogsOptions): Promise<number> {
  using found = await Stores.openFor(id, options)
  if (options.task !== undefined) await checkTask(found, options.task)
  const { run, history } = found
  const filter = { types: shownTypes, ...(options.task !== undefined && { task: options.task }) }
  if (options.follow && !found.isCopy) await follow(found, filter, options)
  else await print(history.events(run.id, filter), options)
  if (options.follow && found.isCopy && !isTerminal(run.state))
    warnLines(["The store can't be written to, so what the run does from now on isn't seen."])
  if (!options.json) warnLines(earlierOutput(await cachedTasks(found, options), options))
  return exitCodes.completed
}

async function cachedTasks({ run, history }: FoundRun, { task }: LogsOptions): Promise<readonly CachedTask[]> {
  const cached: CachedTask[] = []
  const filter = { types: ["taskStateChanged"] as const, ...(task !== undefined && { task }) }
  for await (const page of history.events(run.id, filter)) {
    for (const { event } of page)
      if (event.type === "taskStateChanged" && event.cachedFrom !== undefined) cached.push(event)
  }
  return cached
}

async function follow({ run, history }: FoundRun, filter: EventFilter, options: LogsOptions): Promise<void> {
  const closed = outputClosed()
  await print(history.follow(run.id, filter, closed), options)
  if (closed.aborted) return
  const state = (await history.run(run.id))?.state ?? run.state
  // One whose process was killed counts as crashed, whether that can be written or not.
  const end = isTerminal(state) ? state : "crashed"
  if (!isSuccess(end)) warnLines([`run ${run.id} ${stateWord(end)}`])
}

async function print(pages: EventPages, { json }: LogsOptions): Promise<void> {
  for await (const page of pages) {
    for (const { event } of page) if (isShown(event)) printLines(json ? [toJson(event)] : linesOf(event))
  }
}

/** Of a task's states, those that came of an error are a part of its log. */
function isShown(event: FlowEvent): event is ShownEvent | TaskFailed {
  if (event.type === "taskStateChanged") return event.error !== undefined
  return event.type === "logged" || event.type === "displayed" || event.type === "artifactMade"
}

function linesOf(event: ShownEvent | TaskFailed): string[] {
  const lines = event.type === "taskStateChanged" ? errorLines(event) : logLines(event)
  return lines.map((line) => `${formatClock(event.time)} ${line}`)
}

async function checkTask({ run, history }: FoundRun, task: string): Promise<void> {
  const started = await startOf(history, run.id)
  if (!started) return
  const names = started.tasks.map(({ name }) => name)
  if (names.includes(task)) return
  const nearest = nearestName(task, names)
  const known = names.length === 0 ? "It has no tasks." : `It has: ${names.join(", ")}.`
  const advice = nearest === undefined ? known : `Did you mean '${nearest}'?`
  throw new UsageError(`Run ${run.id} has no task '${task}'. ${advice}`)
}
