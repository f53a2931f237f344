import { describe, expect, test } from "vitest"
import { progressHover, progressText } from "../../../extension/flow/runProgress.ts"
import { timeLeft } from "../../../extension/flow/timeLeft.ts"
import type { RunView, TaskRunView } from "../../../kernel/flow/runView.ts"
import { emptyRunView } from "../../../kernel/flow/runView.ts"
import type { State } from "../../../kernel/flow/state.ts"

const now = 1_000_000

/** A run of tasks that wait for others as given. */
function viewOf(tasks: Readonly<Record<string, readonly string[]>>, states: Readonly<Record<string, State>>): RunView {
  const outline = Object.entries(tasks).map(([name, dependsOn]) => ({ name, dependsOn, tags: [], line: 1 }))
  const taskRuns = Object.entries(states).map(([task, state]): [string, TaskRunView] => [
    task,
    { task, state, attempt: 1, attemptStartedAt: now - 4_000, displays: 0, artifacts: 0 },
  ])
  return { ...emptyRunView(), flow: "taxi", outline, taskRuns: new Map(taskRuns) }
}

const tasks = { read: [], check: [], train: ["read"], plot: ["train", "check"] }

describe("how far a run is", () => {
  test.each<[states: Record<string, State>, left: number | undefined, text: string]>([
    [{}, undefined, "0 of 4"],
    [{ read: "completed", check: "running" }, undefined, "1 of 4"],
    [{ read: "cached", check: "failed", train: "running" }, undefined, "2 of 4 · 1 failed"],
    [{ read: "completed" }, 800, "1 of 4"],
    [{ read: "completed" }, 3_200, "1 of 4 · about 4 s left"],
    [{ read: "completed" }, 43_000, "1 of 4 · about 45 s left"],
    [{ read: "completed" }, 200_000, "1 of 4 · about 4 min left"],
  ])("%j, %d ms left", (states, left, text) => {
    expect(progressText(viewOf(tasks, states), left)).toBe(text)
  })

  test("a hover names what runs", () => {
    expect(progressHover(viewOf(tasks, { read: "running", check: "running" }))).toBe(
      "taxi is running\n• read\n• check\nClick to go to what runs.",
    )
  })
})

describe("how long a run goes on", () => {
  const durations: Readonly<Record<string, number>> = { read: 10_000, check: 2_000, train: 30_000, plot: 1_000 }
  test.each<[what: string, states: Record<string, State>, left: number]>([
    ["the longest way through what is left", {}, 41_000],
    ["what runs has used some of its time", { read: "running" }, 37_000],
    ["what has ended counts no more", { read: "completed", check: "cached" }, 31_000],
    [
      "what takes longer than last time is about to end",
      { read: "completed", check: "running", train: "completed" },
      1_000,
    ],
    ["nothing is left", { read: "completed", check: "completed", train: "completed", plot: "skipped" }, 0],
  ])("%s", (_, states, left) => {
    expect(timeLeft(viewOf(tasks, states), (task) => durations[task], now)).toBe(left)
  })

  test("isn't known when a task that is left never ran", () => {
    const { plot: _, ...known }: Record<string, number> = durations
    expect(timeLeft(viewOf(tasks, {}), (task) => known[task], now)).toBeUndefined()
  })
})
