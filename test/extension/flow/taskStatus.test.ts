import { describe, expect, test } from "vitest"
import { taskStatus } from "../../../extension/flow/taskStatus.ts"
import type { TaskRunView } from "../../../kernel/flow/runView.ts"

const now = 1_000_000

function run(more: Partial<TaskRunView>): TaskRunView {
  return { task: "train", state: "pending", attempt: 0, displays: 0, artifacts: 0, ...more }
}

describe("what stands below a task's cell", () => {
  test.each<[view: Partial<TaskRunView>, chosen: readonly string[] | undefined, text: string]>([
    [{ state: "queued" }, undefined, "queued"],
    [{ state: "running", attempt: 1, attemptStartedAt: now - 12_400 }, undefined, "running · 12 s"],
    [
      { state: "running", attempt: 2, attemptStartedAt: now - 75_000, progress: { done: 3, total: 9 } },
      undefined,
      "running · attempt 2 of 3 · 3/9 · 1 min 15 s",
    ],
    [
      { state: "running", attempt: 1, attemptStartedAt: now - 3_000, waitingFor: "1 server, 2 timers" },
      undefined,
      "running · 3 s · waiting for 1 server, 2 timers",
    ],
    [{ state: "retrying", attempt: 1, retryAt: now + 1_900 }, undefined, "retrying in 2 s · attempt 1 of 3"],
    [{ state: "retrying", attempt: 1, retryAt: now - 50 }, undefined, "retrying in 0 s · attempt 1 of 3"],
    [{ state: "completed", attempt: 1, duration: 340 }, undefined, "completed · 340 ms"],
    [{ state: "cached", attempt: 0, duration: 2_000 }, undefined, "cached · 2.0 s"],
    [
      { state: "completed", attempt: 3, duration: 5 },
      ["count=4", "order=down"],
      "completed · attempt 3 of 3 · 5 ms · ran with count=4, order=down",
    ],
    // VS Code marks neither.
    [{ state: "cancelled", attempt: 1 }, undefined, "$(circle-slash) cancelled"],
    [{ state: "skipped", attempt: 0 }, undefined, "$(debug-step-over) skipped"],
    [{ state: "crashed", attempt: 1 }, undefined, "crashed"],
  ])("%j, ran with %j", (view, chosen, text) => {
    expect(taskStatus(run(view), { attempts: 3, now, ...(chosen && { chosen }) }).text).toBe(text)
  })

  test("a hover tells why it ran, where it was kept, and what went wrong", () => {
    const error = { name: "TypeError", message: "no" }
    const facts = { attempts: 1, now }
    expect(taskStatus(run({ state: "failed", reason: "code changed", error }), facts).hover).toBe(
      "train: failed\ncode changed\nTypeError: no",
    )
    expect(taskStatus(run({ state: "cached", cachedFrom: "mabc" }), facts).hover).toBe(
      "train: cached\nkept from flow run mabc",
    )
  })
})
