import { describe, expect, test } from "vitest"
import { noPaint } from "../../../kernel/cli/format/style.ts"
import { textWidth } from "../../../kernel/session/format/text.ts"
import { liveScreen } from "../../../kernel/cli/reporters/liveScreen.ts"
import { RunNames } from "../../../kernel/cli/reporters/runNames.ts"
import type { EventBody, FlowEvent } from "../../../kernel/flow/events.ts"
import { foldEvents } from "../../../kernel/flow/runView.ts"
import { eventsOf, failingRun, outline, start } from "../fixtures/events.ts"

interface Size {
  columns?: number
  rows?: number
  /** Milliseconds since the run's start. */
  now: number
}

function screenOf(events: readonly FlowEvent[], { columns = 100, rows = 24, now }: Size): string[] {
  const names = new RunNames()
  for (const event of events) names.learn(event)
  const runs = [...Map.groupBy(events, ({ run }) => run).values()].map((of) => foldEvents(of))
  return liveScreen(runs, names, { columns, rows, now: start + now, paint: noPaint })
}

function until(time: number): readonly FlowEvent[] {
  return failingRun.filter((event) => event.time <= start + time)
}

function changed(task: string, state: "running" | "completed", time = 0): EventBody {
  return { type: "taskStateChanged", task, attempt: 1, state, time }
}

describe("a small flow", () => {
  test("while elements run", () => {
    expect(screenOf(until(300), { now: 300 })).toEqual([
      "≡ read        cached from run run0  saved 9.0 s",
      "⠸ month       ────────────────────  0/2  1 running, 1 queued",
      "⠸   month[0]  100 ms  first run",
      "· train",
      "· report",
      "taxi 300 ms  1 cached, 1 running, 2 pending (2 elements: 1 running, 1 queued)",
    ])
  })

  test("with progress", () => {
    expect(screenOf(until(1_500), { now: 1_500 })[2]).toBe("⠴ train   500 ms  ━━━━━━━━━━──────────  50/100  round 50")
  })

  test("while it waits for what its cell left", () => {
    const waiting = eventsOf("run1", [
      { type: "waiting", task: "train", attempt: 1, what: "1 server, 2 timers", time: 1_500 },
    ])
    expect(screenOf([...until(1_500), ...waiting], { now: 1_500 })[2]).toBe(
      "⠴ train   500 ms  waiting for 1 server, 2 timers",
    )
  })

  test("while it waits for a retry, and while it tries again", () => {
    expect(screenOf(until(2_000), { now: 2_500 })[2]).toBe(
      "↻ train   attempt 2 in 2 s  TimeoutError: took longer than 1 s",
    )
    expect(screenOf(until(4_000), { now: 4_200 })[2]).toBe("⠹ train   200 ms  attempt 2  its code changed")
  })

  test("at its end", () => {
    expect(screenOf(failingRun, { now: 5_000 })).toEqual([
      "≡ read    cached from run run0  saved 9.0 s",
      "✔ month   2 elements  700 ms  2 ran",
      "✖ train   failed  3.3 s  attempt 2  TypeError: no model",
      "- report  skipped  train failed",
    ])
  })
})

describe("a flow of 500 tasks", () => {
  const names = Array.from({ length: 500 }, (_, index) => `task${index}`)
  const events = eventsOf("r", [
    {
      type: "flowStarted",
      flow: "big",
      notebook: "/nb/big.tsnb",
      parameters: {},
      tasks: names.map((name) => outline(name)),
    },
    { type: "flowStateChanged", state: "running" },
    ...names.slice(0, 400).map((name, index) => changed(name, "completed", index)),
    { type: "taskStateChanged", task: "task499", attempt: 1, state: "failed", error: { name: "E", message: "x" } },
    changed("task450", "running"),
  ])

  test.for([5, 8, 24])("keeps to a terminal of %d rows", (rows) => {
    expect(screenOf(events, { rows, now: 500 }).length).toBeLessThan(rows)
  })

  test("shows failures first, then what runs, then what ended last", () => {
    expect(screenOf(events, { rows: 8, now: 500 })).toEqual([
      "✔ task398",
      "✔ task399",
      "⠴ task450  500 ms",
      "✖ task499  failed  E: x",
      "… and 496 more: 398 ran, 98 pending",
      "big 500 ms  1 failed, 400 ran, 1 running, 98 pending",
    ])
  })
})

test.for([1, 10, 20, 40])("in a terminal of %d columns rows are cut, never wrapped", (columns) => {
  for (const line of screenOf(failingRun, { columns, now: 1_500 }))
    expect(textWidth(line)).toBeLessThanOrEqual(Math.max(3, columns - 1))
})

test("a subflow's tasks follow with its name before theirs", () => {
  const events = [
    ...eventsOf("main", [
      { type: "flowStarted", flow: "all", notebook: "/a", parameters: {}, tasks: [outline("outer")] },
    ]),
    ...eventsOf("child", [
      { type: "flowStarted", flow: "part", notebook: "/b", parameters: {}, tasks: [outline("inner")], parent: "main" },
    ]),
  ]
  expect(screenOf(events, { now: 0 })).toEqual(["· outer", "· part › inner", "all 0 ms  1 pending"])
})
