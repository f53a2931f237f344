import { setTimeout as wait } from "node:timers/promises"
import type { FlowEvent } from "../../flow/events.ts"
import { isSuccess, isTerminal } from "../../flow/state.ts"
import { StoreUnwritableError } from "../../store/errors.ts"
import { toJson } from "../../store/json.ts"
import { exitCodes, UsageError } from "../exit.ts"
import { formatClock } from "../../session/format/duration.ts"
import { isOutputClosed, printLines, warnLines } from "../output.ts"
import { earlierOutput, type CachedTask } from "../format/earlier.ts"
import { errorLines, logLines, type ShownEvent, type TaskFailed } from "../reporters/logLines.ts"
import { Stores, type FoundRun, type StorePlace } from "../stores.ts"
import { nearestName } from "../../cell/nearest.ts"
import { stateWord } from "../../session/format/summary.ts"

/** SQLite tells other processes nothing: whoever follows a run has to look again, every so many milliseconds. */
const lookAgain = 200
const shownTypes = ["logged", "displayed", "artifactMade", "taskStateChanged"] as const

export interface LogsOptions extends StorePlace {
  task?: string
  follow?: boolean
  json?: boolean
}

/** `tsnb logs` */
export async function logs(id: string | undefined, options: LogsOptions): Promise<number> {
  using found = Stores.openFor(id, options)
  if (options.task !== undefined) checkTask(found, options.task)
  let after = print(found, options, 0)
  if (options.follow && found.isCopy && !isTerminal(found.run.state))
    warnLines(["The store can't be written to, so what the run does from now on isn't seen."])
  while (options.follow && !found.isCopy && !isOutputClosed()) {
    // Asked before the events: what was recorded up to the end is still printed then.
    const { state } = latest(found)
    after = print(found, options, after)
    if (isTerminal(state)) {
      if (!isSuccess(state)) warnLines([`run ${found.run.id} ${stateWord(state)}`])
      break
    }
    await wait(lookAgain)
  }
  if (!options.json) warnLines(earlierOutput(cachedTasks(found, options), options))
  return exitCodes.completed
}

function* cachedTasks({ run, store }: FoundRun, { task }: LogsOptions): Iterable<CachedTask> {
  for (const { event } of store.events(run.id, { types: ["taskStateChanged"], ...(task !== undefined && { task }) })) {
    if (event.type === "taskStateChanged") yield event
  }
}

/** The run as the store has it now; one whose process was killed counts as crashed, whether that can be written or not. */
function latest({ run, store }: FoundRun): FoundRun["run"] {
  try {
    store.reconcile()
  } catch (error) {
    if (!(error instanceof StoreUnwritableError)) throw error
    return { ...run, state: "crashed" }
  }
  return store.findRun(run.id) ?? run
}

/** @returns the sequence of the last event that was printed, or `after` */
function print({ run, store }: FoundRun, { task, json }: LogsOptions, after: number): number {
  let last = after
  for (const stored of store.events(run.id, { after, types: shownTypes, ...(task !== undefined && { task }) })) {
    last = stored.sequence
    if (isShown(stored.event)) printLines(json ? [toJson(stored.event)] : linesOf(stored.event))
  }
  return last
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

function checkTask({ run, store }: FoundRun, task: string): void {
  const [started] = store.events(run.id, { types: ["flowStarted"] })
  if (started?.event.type !== "flowStarted") return
  const names = started.event.tasks.map(({ name }) => name)
  if (names.includes(task)) return
  const nearest = nearestName(task, names)
  const known = names.length === 0 ? "It has no tasks." : `It has: ${names.join(", ")}.`
  const advice = nearest === undefined ? known : `Did you mean '${nearest}'?`
  throw new UsageError(`Run ${run.id} has no task '${task}'. ${advice}`)
}
