import { expect, test } from "vitest"
import type { FlowEvent } from "../../../kernel/flow/events.ts"
import { taskMenu } from "../../../webview/graph/taskMenu.ts"
import type { Host } from "../../../webview/host/host.ts"
import type { FromPanel, ToPanel } from "../../../webview/messages.ts"
import { PanelModel } from "../../../webview/model/panelModel.ts"

/** Keeps what is asked, and answers nothing. */
class SilentHost implements Host {
  readonly kept = undefined
  readonly sent: FromPanel[] = []
  say: (...messages: readonly ToPanel[]) => void = () => undefined

  listen(listener: (messages: readonly ToPanel[]) => void): void {
    this.say = (...messages) => listener(messages)
  }

  keep(): void {
    // Nothing is opened again.
  }

  send(message: FromPanel): void {
    this.sent.push(message)
  }
}

const started: FlowEvent = {
  type: "flowStarted",
  run: "r",
  time: 1,
  flow: "flow",
  notebook: "/flow.tsnb",
  parameters: {},
  tasks: ["each", "next"].map((name) => ({ name, line: 1, dependsOn: [], tags: [] })),
}

function changed(task: string, state: "running" | "failed" | "completed", element?: number): FlowEvent {
  const place = element === undefined ? {} : { element }
  return { type: "taskStateChanged", run: "r", time: 2, task, ...place, attempt: 1, state }
}

function panelWith(events: readonly FlowEvent[]): { host: SilentHost; model: PanelModel } {
  const host = new SilentHost()
  const model = new PanelModel(host)
  host.say(
    { type: "runStarted", run: "r" },
    { type: "events", run: "r", events: events.map((event, index) => ({ sequence: index + 1, event })) },
  )
  return { host, model }
}

function itemsOf(model: PanelModel, label: string) {
  return taskMenu(model, {
    id: label,
    kind: "task",
    label,
    tasks: [label],
    tags: [],
    isMapped: false,
    defines: [],
    attempts: 1,
  })
}

test("a task that runs can be cancelled, and each element that runs", () => {
  const { host, model } = panelWith([
    started,
    { type: "elementsKnown", run: "r", time: 2, task: "each", count: 3 },
    changed("each", "completed", 0),
    changed("each", "running", 1),
  ])
  const items = itemsOf(model, "each")
  expect(items.slice(0, 2).map(({ label }) => label)).toEqual(["Cancel Task", "Cancel each[1]"])
  for (const { onChoose } of items.slice(0, 2)) onChoose()
  expect(host.sent.filter(({ type }) => type === "cancel")).toMatchObject([
    { run: "r", task: "each" },
    { run: "r", task: "each", element: 1 },
  ])
})

test("a task that failed can be retried alone once its run has ended", () => {
  const { host, model } = panelWith([started, changed("each", "completed"), changed("next", "failed")])
  const labels = (task: string) => itemsOf(model, task).map(({ label }) => label)
  expect(labels("next")).not.toContain("Retry Task")
  host.say({ type: "runEnded", run: "r", state: "failed" })
  expect(labels("next")).toContain("Retry Task")
  expect(labels("each")).not.toContain("Retry Task")
  expect(labels("each")).not.toContain("Cancel Task")
  itemsOf(model, "next")
    .find(({ label }) => label === "Retry Task")
    ?.onChoose()
  expect(host.sent).toContainEqual(expect.objectContaining({ type: "rerun", run: "r", only: ["next"] }))
})
