import { expect, test } from "vitest"
import type { EventBody } from "../../kernel/flow/events.ts"
import { applyEvent, foldEvents, type RunView, type TaskRunView } from "../../kernel/flow/runView.ts"

/** Events of one run, a millisecond apart. */
function view(...bodies: readonly EventBody[]): RunView {
  // A body with a run and a time is an event.
  return foldEvents(bodies.map((body, time) => Object.assign({ time, run: "run1" }, body)))
}

function task(
  state: TaskRunView["state"],
  more: Partial<Extract<EventBody, { type: "taskStateChanged" }>> = {},
): EventBody {
  return { type: "taskStateChanged", task: "a", attempt: 1, state, ...more }
}

function element(index: number, state: TaskRunView["state"], attempt = 1): EventBody {
  return task(state, { element: index, attempt })
}

const known = (count: number): EventBody => ({ type: "elementsKnown", task: "a", count })
const error = { name: "Error", message: "no" }
const untouched = { task: "a", displays: 0, artifacts: 0 }

const taskRunCases: readonly [string, readonly EventBody[], TaskRunView][] = [
  ["waits", [task("pending", { attempt: 0 })], { ...untouched, state: "pending", attempt: 0 }],
  [
    "runs",
    [task("queued"), task("running", { reason: "code changed" })],
    {
      ...untouched,
      state: "running",
      attempt: 1,
      startedAt: 1,
      attemptStartedAt: 1,
      reason: "code changed",
      ranBecause: "code changed",
    },
  ],
  [
    "completes",
    [task("running", { reason: "code changed" }), task("completed", { duration: 0.5 })],
    {
      ...untouched,
      state: "completed",
      attempt: 1,
      startedAt: 0,
      attemptStartedAt: 0,
      endedAt: 1,
      duration: 0.5,
      ranBecause: "code changed",
    },
  ],
  [
    "is cached",
    [task("cached", { attempt: 0, cachedFrom: "run0", duration: 7 })],
    { ...untouched, state: "cached", attempt: 0, endedAt: 0, duration: 7, cachedFrom: "run0" },
  ],
  [
    "waits for a retry",
    [task("running"), task("retrying", { error, retryAt: 99 })],
    { ...untouched, state: "retrying", attempt: 1, startedAt: 0, attemptStartedAt: 0, error, retryAt: 99 },
  ],
  [
    "runs again: the error stays, progress starts anew",
    [
      task("running"),
      { type: "progressed", task: "a", attempt: 1, done: 1, total: 2 },
      task("retrying", { error, retryAt: 99 }),
      task("running", { attempt: 2 }),
    ],
    { ...untouched, state: "running", attempt: 2, startedAt: 0, attemptStartedAt: 3, error },
  ],
  [
    "completes at last: the error of an earlier attempt is over",
    [task("running"), task("retrying", { error }), task("running", { attempt: 2 }), task("completed", { attempt: 2 })],
    { ...untouched, state: "completed", attempt: 2, startedAt: 0, attemptStartedAt: 2, endedAt: 3 },
  ],
  [
    "fails",
    [task("running"), task("failed", { error, duration: 3 })],
    { ...untouched, state: "failed", attempt: 1, startedAt: 0, attemptStartedAt: 0, endedAt: 1, duration: 3, error },
  ],
  [
    "ended: what comes late changes nothing",
    [task("running"), task("timedOut"), task("completed", { duration: 3 }), task("running", { attempt: 2 })],
    { ...untouched, state: "timedOut", attempt: 1, startedAt: 0, attemptStartedAt: 0, endedAt: 1 },
  ],
  [
    "is at its second attempt: news of the first change nothing",
    [task("running", { attempt: 2 }), task("failed"), { type: "progressed", task: "a", attempt: 1, done: 1, total: 2 }],
    { ...untouched, state: "running", attempt: 2, startedAt: 0, attemptStartedAt: 0 },
  ],
  [
    "was killed before its first attempt",
    [task("running"), task("cancelled", { attempt: 0, reason: "the flow run was cancelled" })],
    {
      ...untouched,
      state: "cancelled",
      attempt: 1,
      startedAt: 0,
      attemptStartedAt: 0,
      endedAt: 1,
      reason: "the flow run was cancelled",
    },
  ],
  [
    "waits for what its cell left",
    [
      task("running", { reason: "first run" }),
      { type: "waiting", task: "a", attempt: 1, what: "2 timers" },
      { type: "waiting", task: "a", attempt: 1, what: "1 timer" },
    ],
    {
      ...untouched,
      state: "running",
      attempt: 1,
      startedAt: 0,
      attemptStartedAt: 0,
      reason: "first run",
      ranBecause: "first run",
      waitingFor: "1 timer",
    },
  ],
  [
    "has waited for what its cell left",
    [task("running"), { type: "waiting", task: "a", attempt: 1, what: "1 timer" }, task("completed")],
    { ...untouched, state: "completed", attempt: 1, startedAt: 0, attemptStartedAt: 0, endedAt: 2 },
  ],
  [
    "shows how far it is, and outputs",
    [
      task("running"),
      { type: "progressed", task: "a", attempt: 1, done: 1, total: 2, label: "round 1" },
      { type: "progressed", task: "a", attempt: 1, done: 2, total: 2 },
      { type: "displayed", task: "a", attempt: 1, data: {} },
      { type: "displayed", task: "a", attempt: 1, data: {} },
      { type: "artifactMade", task: "a", attempt: 1, artifact: { kind: "markdown", text: "" } },
    ],
    {
      task: "a",
      state: "running",
      attempt: 1,
      startedAt: 0,
      attemptStartedAt: 0,
      progress: { done: 2, total: 2 },
      displays: 2,
      artifacts: 1,
    },
  ],
]

test.each(taskRunCases)("a task run %s", (_, events, expected) => {
  expect(view(...events).taskRuns.get("a")).toEqual(expected)
})

const groupCases: readonly [string, readonly EventBody[], Partial<TaskRunView>][] = [
  ["none of its elements began", [known(2)], { state: "pending", elements: { count: 2, states: { pending: 2 } } }],
  ["one waits", [known(2), element(0, "queued")], { state: "pending" }],
  [
    "one runs",
    [known(2), element(0, "running")],
    { state: "running", startedAt: 1, elements: { count: 2, states: { pending: 1, running: 1 } } },
  ],
  ["one ended", [known(2), element(0, "running"), element(0, "failed")], { state: "running" }],
  [
    "all ended well",
    [known(2), element(0, "cached", 0), element(1, "running"), element(1, "completed")],
    { state: "completed", endedAt: 3, elements: { count: 2, states: { cached: 1, completed: 1 } } },
  ],
  ["all were cached", [known(2), element(0, "cached", 0), element(1, "cached", 0)], { state: "cached" }],
  ["one failed", [known(2), element(0, "cached", 0), element(1, "crashed")], { state: "failed" }],
  ["there are none", [known(0)], { state: "completed" }],
  [
    "the engine says how it ended",
    [known(1), element(0, "cached", 0), task("failed", { attempt: 0 })],
    { state: "failed" },
  ],
  ["the engine has said how it ended", [known(1), task("cancelled"), element(0, "completed")], { state: "cancelled" }],
  ["it is all skipped", [task("skipped", { attempt: 0, reason: "when: x" })], { state: "skipped", reason: "when: x" }],
]

test.each(groupCases)("a for= task when %s", (_, events, expected) => {
  expect(view(...events).taskRuns.get("a")).toMatchObject(expected)
})

test("elements are task runs of their own", () => {
  const { taskRuns } = view(known(2), element(1, "running"), element(0, "queued"))
  expect([...taskRuns.keys()]).toEqual(["a", "a[1]", "a[0]"])
  expect(taskRuns.get("a[1]")).toMatchObject({ task: "a", element: 1, state: "running" })
})

const startedFlow: EventBody = {
  type: "flowStarted",
  flow: "taxi",
  notebook: "/taxi.tsnb",
  parameters: { month: 3 },
  tasks: [{ name: "a", dependsOn: [], tags: [], line: 3 }],
  parent: "run0",
}

test("a flow run begins with all its tasks pending, and ends", () => {
  const begun = view(startedFlow, { type: "flowStateChanged", state: "running" })
  expect(begun).toMatchObject({
    run: "run1",
    flow: "taxi",
    notebook: "/taxi.tsnb",
    parameters: { month: 3 },
    parent: "run0",
    state: "running",
    startedAt: 0,
  })
  expect(begun.taskRuns.get("a")?.state).toBe("pending")
  applyEvent(begun, { type: "flowStateChanged", run: "run1", time: 9, state: "failed", error })
  applyEvent(begun, { type: "flowStateChanged", run: "run1", time: 10, state: "completed" })
  expect(begun).toMatchObject({ state: "failed", endedAt: 9, error })
})

test("a flow's retry takes up again what didn't succeed", () => {
  const { taskRuns, state } = view(
    startedFlow,
    { type: "flowStateChanged", state: "running" },
    task("failed", { attempt: 3, error }),
    task("completed", { task: "b" }),
    { type: "elementsKnown", task: "c", count: 2 },
    task("failed", { task: "c", element: 0 }),
    task("completed", { task: "c", element: 1 }),
    { type: "flowStateChanged", state: "retrying" },
    { type: "flowStateChanged", state: "running" },
    task("running"),
  )
  expect(state).toBe("running")
  expect(Array.from(taskRuns, ([label, run]) => `${label} ${run.state} ${run.attempt}`)).toEqual([
    "a running 1",
    "b completed 1",
    "c pending 0",
    "c[0] pending 0",
    "c[1] completed 1",
  ])
  expect(taskRuns.get("c")?.elements?.states).toEqual({ pending: 1, completed: 1 })
})

test("what hooks and plain cells say makes no task runs", () => {
  const line = { type: "logged", task: "cell 4", attempt: 0, level: "info", text: "" } as const
  const { taskRuns } = view(line, { type: "displayed", task: "cell 4", attempt: 0, data: {} })
  expect(taskRuns.size).toBe(0)
})

test("an event makes a new object of the task run that it is about, and of no other", () => {
  const run = view(task("running"), task("running", { task: "b" }))
  const [a, b] = [run.taskRuns.get("a"), run.taskRuns.get("b")]
  applyEvent(run, { type: "progressed", run: "run1", time: 5, task: "a", attempt: 1, done: 1, total: 2 })
  expect(a).not.toHaveProperty("progress")
  expect(run.taskRuns.get("a")).not.toBe(a)
  expect(run.taskRuns.get("b")).toBe(b)
})

test("what was cancelled before it began has no attempt", () => {
  const change = { type: "taskStateChanged" as const, run: "r", time: 1, task: "a", element: 0 }
  const { taskRuns } = foldEvents([
    { ...change, attempt: 1, state: "queued" },
    { ...change, attempt: 0, state: "cancelled" },
    { ...change, element: 1, attempt: 1, state: "running" },
    { ...change, element: 1, attempt: 0, state: "cancelled" },
  ])
  expect([...taskRuns.values()].map(({ state, attempt }) => [state, attempt])).toEqual([
    ["cancelled", 0],
    ["cancelled", 1],
  ])
})
