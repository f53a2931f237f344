import { once } from "node:events"
import { setTimeout as wait } from "node:timers/promises"
import type { MimeBundle } from "../api/types.ts"
import type { FlowEvent } from "../flow/events.ts"
import { isTerminal } from "../flow/state.ts"
import { sendableEvent } from "../jupyter/flow/eventBatch.ts"
import type { EventFilter } from "../store/eventTable.ts"
import type { Store } from "../store/store.ts"
import { latestTasks } from "./latestTasks.ts"
import { logText } from "./logText.ts"
import type { HistoryMessage, HistoryRequest } from "./messages.ts"
import { openReadable } from "./readableStore.ts"

/** SQLite tells other processes nothing: whoever follows a run has to look again, every so many milliseconds. */
const lookAgain = 200
/** Events that are sent together. */
const pageSize = 500

async function say(message: HistoryMessage): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(message)}\n`)) await once(process.stdout, "drain")
}

/** Something displayed without what could run where it is shown. */
export type MakeInert = (data: MimeBundle) => MimeBundle

/**
 * Answers on standard output what an editor asks of a notebook's run history: see `messages.ts`.
 * @param inert for all that was displayed: the history may be somebody else's work
 * @throws what `openReadable` throws
 */
export async function answer(request: HistoryRequest, inert: MakeInert): Promise<void> {
  const sayEvents = async (events: readonly FlowEvent[]): Promise<void> => {
    if (events.length === 0) return
    await say({ type: "events", events: events.map((event) => sendableEvent(inertEvent(event, inert))) })
  }
  using opened = openReadable(request.notebook)
  if (!opened) return
  const { store, isCopy } = opened
  const { notebook } = request
  for (const message of store.warnings) await say({ type: "warning", message })
  if (request.type === "log") {
    await sendLog(store, request, isCopy)
    return
  }
  if (request.type === "events") {
    await follow(store, request.run, {}, isCopy, (events) => sayEvents(events))
    return
  }
  const { tasks, going } = latestTasks(store, notebook, request.tasks)
  for (const task of tasks) {
    const outputs = task.outputs.map((output) =>
      output.kind === "display" ? Object.assign({}, output, { data: inert(output.data) }) : output,
    )
    await say({ type: "task", task: { ...task, outputs } })
  }
  if (going && !request.followed?.includes(going.run)) {
    await follow(store, going.run, {}, isCopy, async (events) => {
      await sayEvents(events.filter((event) => !("task" in event) || going.tasks.has(event.task)))
    })
  }
}

function inertEvent(event: FlowEvent, inert: MakeInert): FlowEvent {
  if (event.type === "displayed") return { ...event, data: inert(event.data) }
  if (event.type !== "artifactMade" || event.artifact.kind !== "image") return event
  const { artifact } = event
  if (artifact.mimeType !== "image/svg+xml") return event
  const { "image/svg+xml": drawing } = inert({ "image/svg+xml": Buffer.from(artifact.base64, "base64").toString() })
  return { ...event, artifact: { ...artifact, base64: Buffer.from(String(drawing)).toString("base64") } }
}

async function sendLog(
  store: Store,
  { run, task }: Extract<HistoryRequest, { type: "log" }>,
  isCopy: boolean,
): Promise<void> {
  // What came from the cache wrote its log in the run that computed it.
  const cached = [...store.events(run, { task, types: ["taskStateChanged"] })]
    .flatMap(({ event }) => (event.type === "taskStateChanged" && event.cachedFrom !== undefined ? [event] : []))
    .at(-1)
  const source = { run: cached?.cachedFrom ?? run, task: cached?.cachedAs?.task ?? task }
  await follow(store, source.run, { task: source.task, types: ["logged"] }, isCopy, async (events) => {
    if (events.length > 0) await say({ type: "log", text: logText(events) })
  })
}

/** Hands over a run's events, and goes on until it has ended. @param isCopy nothing more comes */
async function follow(
  store: Store,
  run: string,
  filter: EventFilter,
  isCopy: boolean,
  take: (events: readonly FlowEvent[]) => Promise<void>,
): Promise<void> {
  for (let after = 0; ; await wait(lookAgain)) {
    // Asked before the events: what was recorded up to the end is still sent then.
    store.reconcile()
    const state = store.findRun(run)?.state
    for (;;) {
      const page = Iterator.from(store.events(run, { ...filter, after }))
        .take(pageSize)
        .toArray()
      after = page.at(-1)?.sequence ?? after
      await take(page.map(({ event }) => event))
      if (page.length < pageSize) break
    }
    if (isCopy || state === undefined || isTerminal(state)) return
  }
}
