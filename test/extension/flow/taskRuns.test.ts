import { expect, test } from "vitest"
import { TaskRuns } from "../../../extension/flow/taskRuns.ts"
import { applyEvent, emptyRunView } from "../../../kernel/flow/runView.ts"
import type { RunView } from "../../../kernel/flow/runView.ts"

/** A run of one task. */
function runOf(id: string): RunView {
  const view = emptyRunView()
  const tasks = [{ name: "train", line: 1, dependsOn: [], tags: [] }]
  const started = { type: "flowStarted", run: id, time: 1, flow: "f", notebook: "/f", parameters: {}, tasks } as const
  applyEvent(view, started)
  return view
}

function complete(view: RunView, duration: number): void {
  const { run } = view
  const state = { type: "taskStateChanged", run, time: 2, task: "train", attempt: 1 } as const
  applyEvent(view, { ...state, state: "running" })
  applyEvent(view, { ...state, state: "completed", duration })
}

test("how long a task took before its latest run is known", () => {
  const tasks = new TaskRuns()
  const first = runOf("a")
  tasks.take(first)
  expect(tasks.durationOf("train")).toBeUndefined()
  complete(first, 700)
  const second = runOf("b")
  tasks.take(second)
  expect(tasks.durationOf("train")).toBe(700)
  // A run that was cancelled before tells nothing new.
  tasks.take(runOf("c"))
  expect(tasks.durationOf("train")).toBe(700)
})
