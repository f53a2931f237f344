import { expect, test } from "vitest"
import type { TaskRunView } from "../../../kernel/flow/runView.ts"
import { cardText, taskText } from "../../../webview/graph/taskText.ts"

const run: TaskRunView = { task: "train", state: "running", attempt: 1, attemptStartedAt: 0, displays: 0, artifacts: 0 }

test.for<[more: Partial<TaskRunView>, text: string]>([
  [{}, "Running · 3.0 s"],
  [{ waitingFor: "1 server, 2 timers" }, "Running · 3.0 s · waiting for 1 server, 2 timers"],
  [{ state: "completed", duration: 5 }, "Completed · 5 ms"],
])("%j is said as %j", ([more, text]) => {
  expect(taskText({ ...run, ...more }, 1, 3_000)).toBe(text)
})

test.for<[more: Partial<TaskRunView>, text: string]>([
  [{}, "3.0 s"],
  [{ attempt: 2, waitingFor: "1 server" }, "Attempt 2 of 2 · 3.0 s · waiting for 1 server"],
  [{ state: "completed", duration: 5 }, "5 ms"],
  [{ state: "failed", duration: 5, attempt: 2 }, "Attempt 2 of 2 · 5 ms"],
  [{ state: "failed" }, "Failed"],
  [{ state: "cached", duration: 5 }, "Cached · 5 ms"],
  [{ state: "skipped" }, "Skipped"],
  [{ state: "completed", duration: 5, elements: { count: 3, states: { completed: 3 } } }, "3 ran"],
])("beside its icon, %j is said as %j", ([more, text]) => {
  expect(cardText({ ...run, ...more }, 2, 3_000)).toBe(text)
})
