import { once } from "node:events"
import type { MimeBundle } from "../api/types.ts"
import type { FlowEvent } from "../flow/events.ts"
import type { EventPages, RunHistory } from "../flow/runHistory.ts"
import { sendableEvent } from "../flowService/eventBatch.ts"
import type { ShownOutput } from "../model/cellOutput.ts"
import { latestTasks, shownInRun } from "./latestTasks.ts"
import { logText } from "./logText.ts"
import type { HistoryMessage, HistoryRequest } from "./messages.ts"
import { openReadable } from "./readableStore.ts"
import { shownCells } from "./shownCells.ts"

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
  const sayEvents = async (pages: EventPages, isMeant: (event: FlowEvent) => boolean): Promise<void> => {
    for await (const page of pages) {
      const events = page.map(({ event }) => event).filter(isMeant)
      if (events.length === 0) continue
      await say({ type: "events", events: events.map((event) => sendableEvent(inertEvent(event, inert))) })
    }
  }
  using opened = openReadable(request.notebook)
  if (!opened) return
  const { store, history } = opened
  const { notebook } = request
  for (const message of store.warnings) await say({ type: "warning", message })
  if (request.type === "log") {
    await sendLog(history, request)
    return
  }
  if (request.type === "events") {
    await sayEvents(history.follow(request.run), () => true)
    return
  }
  const withInert = <Shown extends { outputs: readonly ShownOutput[] }>(shown: Shown): Shown => ({
    ...shown,
    outputs: shown.outputs.map((output) =>
      output.kind === "display" ? { ...output, data: inert(output.data) } : output,
    ),
  })
  if (request.type === "run") {
    const { tasks, others } = await shownInRun(history, request.run)
    for (const task of tasks) await say({ type: "task", task: withInert(task) })
    for (const cell of others) await say({ type: "other", cell: withInert(cell) })
    return
  }
  for (const { index, ran } of shownCells(store, notebook, request.cells ?? [])) {
    await say({ type: "cell", cell: { index, ran: withInert(ran) } })
  }
  const { tasks, going } = await latestTasks(history, notebook, request.tasks)
  for (const task of tasks) await say({ type: "task", task: withInert(task) })
  if (going && !request.followed?.includes(going.run)) {
    await sayEvents(history.follow(going.run), (event) => !("task" in event) || going.tasks.has(event.task))
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

async function sendLog(history: RunHistory, { run, task }: Extract<HistoryRequest, { type: "log" }>): Promise<void> {
  // What came from the cache wrote its log in the run that computed it.
  let source = { run, task }
  for await (const page of history.events(run, { task, types: ["taskStateChanged"] })) {
    for (const { event } of page) {
      if (event.type === "taskStateChanged" && event.cachedFrom !== undefined)
        source = { run: event.cachedFrom, task: event.cachedAs?.task ?? task }
    }
  }
  for await (const page of history.follow(source.run, { task: source.task, types: ["logged"] }))
    await say({ type: "log", text: logText(page.map(({ event }) => event)) })
}
