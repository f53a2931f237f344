import { expect, test } from "vitest"
import type { TaskRunView } from "../../../kernel/flow/runView.ts"
import { taskText } from "../../../webview/graph/taskText.ts"

const run: TaskRunView = { task: "train", state: "running", attempt: 1, attemptStartedAt: 0, displays: 0, artifacts: 0 }

test.for<[more: Partial<TaskRunView>, text: string]>([
  [{}, "Running · 3.0 s"],
  [{ waitingFor: "1 server, 2 timers" }, "Running · 3.0 s · waiting for 1 server, 2 timers"],
  [{ state: "completed", duration: 5 }, "Completed · 5 ms"],
])("%j is said as %j", ([more, text]) => {
  expect(taskText({ ...run, ...more }, 1, 3_000)).toBe(text)
})
