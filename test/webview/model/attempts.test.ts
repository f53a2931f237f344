import { expect, test } from "vitest"
import type { TaskStateChanged } from "../../../kernel/flow/events.ts"
import type { State } from "../../../kernel/flow/state.ts"
import { Attempts } from "../../../webview/model/attempts.ts"

type Step = [time: number, state: State, attempt: number]

test.each<[what: string, steps: readonly Step[], spans: readonly string[]]>([
  [
    "one that runs",
    [
      [0, "pending", 0],
      [1, "queued", 0],
      [3, "running", 1],
    ],
    ["waiting 1-3 queued", "attempt 1: 3- running"],
  ],
  [
    "one that completes",
    [
      [1, "running", 1],
      [5, "completed", 1],
    ],
    ["attempt 1: 1-5 completed"],
  ],
  [
    "a retry",
    [
      [1, "running", 1],
      [2, "retrying", 1],
      [4, "queued", 1],
      [5, "running", 2],
      [9, "timedOut", 2],
    ],
    ["attempt 1: 1-2 failed", "waiting 2-4 retrying", "waiting 4-5 queued", "attempt 2: 5-9 timedOut"],
  ],
  ["from the cache", [[2, "cached", 0]], ["cached 2-2 cached"]],
  ["skipped", [[2, "skipped", 0]], ["waiting 2-2 skipped"]],
  [
    "cancelled in the queue",
    [
      [2, "queued", 0],
      [3, "cancelled", 0],
    ],
    ["waiting 2-3 cancelled"],
  ],
])("%s", (_, steps, spans) => {
  const attempts = new Attempts()
  for (const [time, state, attempt] of steps) {
    const event: TaskStateChanged = { type: "taskStateChanged", run: "r", task: "t", time, state, attempt }
    attempts.take(event)
  }
  const found = attempts.spans.get("t")?.spans ?? []
  expect(
    found.map(
      ({ kind, attempt, from, to, state }) =>
        `${kind}${kind === "attempt" ? ` ${attempt}:` : ""} ${from}-${to ?? ""} ${state}`,
    ),
  ).toEqual(spans)
})
