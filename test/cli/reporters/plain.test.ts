import { expect, test } from "vitest"
import type { FlowEvent } from "../../../kernel/flow/events.ts"
import { PlainReporter } from "../../../kernel/cli/reporters/plain.ts"
import { eventsOf, failingRun, outline } from "../fixtures/events.ts"

function report(events: readonly FlowEvent[]): string[] {
  const written: string[] = []
  const reporter = new PlainReporter((text) => written.push(text))
  for (const event of events) reporter.onEvent(event)
  reporter.close()
  expect(written.every((text) => text.endsWith("\n"))).toBe(true)
  return written.join("").trimEnd().split("\n")
}

test("one line a fact", () => {
  expect(report(failingRun).slice(0, -1)).toEqual([
    "12:00:00 flow taxi started as run run1 on 2026-03-01: 4 tasks, year=2023",
    "12:00:00 read cached from run run0",
    "12:00:00 month has 2 elements",
    "12:00:00 month[0] running: first run",
    "12:00:00 [month[0]] 68211 rows",
    "12:00:00 [month[0]] read",
    "12:00:00 [month[0]] warn: odd",
    "12:00:00 month[0] completed in 400 ms",
    "12:00:00 month[1] running: first run",
    "12:00:00 month[1] completed in 300 ms",
    "12:00:00 month completed",
    "12:00:01 train running: its code changed",
    "12:00:01 train 50/100: round 50",
    "12:00:01 [train] rmse 5.2",
    "12:00:02 train retrying in 2.0 s: attempt 1 timed out after 1.0 s: TimeoutError: took longer than 1 s",
    "12:00:04 train running (attempt 2)",
    "12:00:04 train failed in 250 ms (attempt 2): TypeError: no model",
    "12:00:04         at taxi.tsnb:31:7",
    "12:00:04 report skipped: train failed",
    "12:00:04 failed in 4.3 s: 1 failed, 1 ran, 1 cached, 1 skipped (2 elements: 2 ran)",
  ])
})

test("a line for each thing that an attempt waits for", () => {
  const events = eventsOf("run1", [
    { type: "taskStateChanged", task: "train", attempt: 1, state: "running" },
    { type: "waiting", task: "train", attempt: 1, what: "1 server, 2 timers" },
  ])
  expect(report(events)).toContain("12:00:00 train waiting for 1 server, 2 timers")
})

test("what a plain cell waits for is told with what to do about it", () => {
  const events = eventsOf("run1", [{ type: "waiting", task: "cell 2", attempt: 1, what: "1 server" }])
  expect(report(events)).toContain(
    "12:00:00 cell 2 waiting for 1 server; what is meant to stay goes into background(…), or has its unref() called",
  )
})

test("a run that failed ends with what to type next", () => {
  expect(report(failingRun).at(-1)).toMatch(/^`tsnb show run1 --notebook .*` shows the details; `tsnb rerun run1 /)
})

test("a subflow's tasks carry its name, and its end isn't the end", () => {
  const main = eventsOf("main", [
    { type: "flowStarted", flow: "all", notebook: "/nb/all.tsnb", parameters: {}, tasks: [outline("outer")] },
    { type: "taskStateChanged", task: "outer", attempt: 1, state: "running" },
    { type: "taskStateChanged", task: "outer", attempt: 1, state: "completed", duration: 20, time: 20 },
    { type: "flowStateChanged", state: "completed", time: 20 },
  ])
  const child = eventsOf("child", [
    {
      type: "flowStarted",
      flow: "part",
      notebook: "/nb/part.tsnb",
      parameters: {},
      tasks: [outline("inner")],
      parent: "main",
    },
    { type: "taskStateChanged", task: "inner", attempt: 1, state: "running" },
    { type: "taskStateChanged", task: "inner", attempt: 1, state: "completed", duration: 5, time: 10 },
    { type: "flowStateChanged", state: "completed", time: 10 },
  ])
  expect(report([...main.slice(0, 2), ...child, ...main.slice(2)])).toEqual([
    "12:00:00 flow all started as run main on 2026-03-01: 1 task",
    "12:00:00 outer running",
    "12:00:00 flow part started as run child on 2026-03-01: 1 task",
    "12:00:00 part › inner running",
    "12:00:00 part › inner completed in 5 ms",
    "12:00:00 flow part completed in 10 ms: 1 ran",
    "12:00:00 outer completed in 20 ms",
    "12:00:00 completed in 20 ms: 1 ran",
  ])
})

test("a flow without tasks", () => {
  const events = eventsOf("r", [
    { type: "flowStarted", flow: "none", notebook: "/nb/none.tsnb", parameters: {}, tasks: [] },
    { type: "flowStateChanged", state: "completed", time: 1 },
  ])
  expect(report(events)).toEqual([
    "12:00:00 flow none started as run r on 2026-03-01: 0 tasks",
    "12:00:00 completed in 1 ms: 0 tasks",
    "The notebook has no tasks: begin a cell with `// @task` to make it one.",
  ])
})

test("what a flow's own error says is told", () => {
  const events = eventsOf("r", [
    { type: "flowStarted", flow: "f", notebook: "/nb/f.tsnb", parameters: {}, tasks: [] },
    { type: "flowStateChanged", state: "timedOut", error: { name: "FlowStopped", message: "took too long" }, time: 1 },
  ])
  expect(report(events).slice(1, 3)).toEqual([
    "12:00:00 FlowStopped: took too long",
    "12:00:00 timed out in 1 ms: 0 tasks",
  ])
})

function endedRun(run: string, state: "failed" | "completed", rerunOf?: string): readonly FlowEvent[] {
  return eventsOf(run, [
    { type: "flowStarted", flow: "f", notebook: "/nb/f.tsnb", parameters: {}, tasks: [], ...(rerunOf && { rerunOf }) },
    { type: "flowStateChanged", state },
  ])
}

test("a flow that tries again: its last run is the one that counts", () => {
  const lines = report([...endedRun("one", "failed"), ...endedRun("two", "completed", "one")])
  expect(lines.slice(1)).toEqual([
    "12:00:00 failed in 0 ms: 0 tasks",
    "12:00:00 flow f started as run two on 2026-03-01: 0 tasks",
    "12:00:00 completed in 0 ms: 0 tasks",
    "The notebook has no tasks: begin a cell with `// @task` to make it one.",
  ])
})
