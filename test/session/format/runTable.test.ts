import { expect, test } from "vitest"
import type { EventBody, FlowEvent } from "../../../kernel/flow/events.ts"
import { foldEvents } from "../../../kernel/flow/runView.ts"
import { runHeadline, runTable } from "../../../kernel/session/format/runTable.ts"

const started = 1_000_000
const outline = (name: string, ...dependsOn: string[]) => ({ name, dependsOn, tags: [], line: 1 })

/** The events of a run, a second apart. */
function runOf(...bodies: readonly EventBody[]): ReturnType<typeof foldEvents> {
  const events: FlowEvent[] = []
  for (const body of bodies) events.push({ ...body, run: "m1", time: started + events.length * 1_000 })
  return foldEvents(events)
}

const begin: EventBody = {
  type: "flowStarted",
  flow: "taxi",
  notebook: "/n/taxi.ipynb",
  parameters: {},
  tasks: [outline("read"), outline("train", "read"), outline("show", "train")],
}
const running: EventBody = { type: "flowStateChanged", state: "running" }

test("a run before its first task", () => {
  expect(runTable(runOf(begin), started)["text/plain"]).toBe(
    ["taxi: starting (run m1)", "Task   State", "read   pending", "train  pending", "show   pending"].join("\n"),
  )
})

test("a run that goes on: progress, retries, what comes from the cache", () => {
  const view = runOf(
    begin,
    running,
    { type: "taskStateChanged", task: "read", attempt: 0, state: "cached", cachedFrom: "m0", duration: 5 },
    { type: "taskStateChanged", task: "train", attempt: 1, state: "running" },
    { type: "progressed", task: "train", attempt: 1, done: 3, total: 10, label: "round\n3" },
    { type: "taskStateChanged", task: "show", attempt: 1, state: "running" },
    {
      type: "taskStateChanged",
      task: "show",
      attempt: 1,
      state: "retrying",
      retryAt: started + 9_000,
      error: { name: "Error", message: "no <net>" },
    },
  )
  const { "text/plain": text, "text/html": html } = runTable(view, started + 6_000)
  expect(text).toBe(
    [
      "taxi: running since 6.0 s (run m1)",
      "Task   State     Attempt  Time   Note",
      "read   cached                    from run m0",
      "train  running   1        3.0 s  3/10 round 3",
      "show   retrying  1        1.0 s  next attempt in 3.0 s: Error: no <net>",
    ].join("\n"),
  )
  expect(html).toContain("Error: no &lt;net&gt;")
})

test("a task that waits for what its cell left", () => {
  const view = runOf(
    begin,
    running,
    { type: "taskStateChanged", task: "read", attempt: 1, state: "running" },
    { type: "progressed", task: "read", attempt: 1, done: 1, total: 2 },
    { type: "waiting", task: "read", attempt: 1, what: "1 server" },
  )
  expect(runTable(view, started + 4_000)["text/plain"]).toMatch(/^read +running +1 .* waiting for 1 server$/m)
})

test("a run that ended, and its headline with the error of the flow itself", () => {
  const view = runOf(
    begin,
    running,
    { type: "taskStateChanged", task: "read", attempt: 1, state: "running" },
    { type: "taskStateChanged", task: "read", attempt: 1, state: "completed", duration: 1_000 },
    { type: "taskStateChanged", task: "train", attempt: 0, state: "cancelled", reason: "out of time" },
    { type: "taskStateChanged", task: "show", attempt: 0, state: "skipped", reason: "train cancelled" },
    { type: "flowStateChanged", state: "timedOut", error: { name: "FlowStopped", message: "The flow took too long" } },
  )
  expect(runTable(view, started + 60_000)["text/plain"]).toBe(
    [
      "taxi: timed out in 6.0 s: 1 ran, 1 cancelled, 1 skipped (run m1)",
      "Task   State      Attempt  Time   Note",
      "read   completed  1        1.0 s",
      "train  cancelled",
      "show   skipped                    train cancelled",
    ].join("\n"),
  )
  expect(runHeadline(view)["text/plain"]).toBe(
    "taxi: timed out in 6.0 s: 1 ran, 1 cancelled, 1 skipped (run m1)\nFlowStopped: The flow took too long",
  )
})

test("of thousands of tasks those are shown that something happens to", () => {
  const tasks = Array.from({ length: 1_000 }, (_, index) => outline(`t${index}`))
  const view = runOf({ ...begin, tasks }, running, {
    type: "taskStateChanged",
    task: "t900",
    attempt: 1,
    state: "running",
  })
  const lines = String(runTable(view, started)["text/plain"]).split("\n")
  expect(lines.length).toBe(103)
  expect(lines.some((line) => line.startsWith("t900 "))).toBe(true)
  expect(lines.at(-1)).toBe("… and 900 more tasks")
})
