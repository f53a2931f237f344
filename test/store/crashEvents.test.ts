import { expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { foldEvents } from "../../kernel/flow/runView.ts"
import { crashEvents } from "../../kernel/store/crashEvents.ts"

test("of a run whose process died, nothing is left pending, also elements that nobody has heard of", () => {
  const base = { run: "run1", time: 1 }
  const state = { ...base, type: "taskStateChanged" } as const
  const told: readonly FlowEvent[] = [
    {
      ...base,
      type: "flowStarted",
      flow: "flow",
      notebook: "/flow.tsnb",
      parameters: {},
      tasks: [
        { name: "each", dependsOn: [], tags: [], line: 1 },
        { name: "after", dependsOn: ["each"], tags: [], line: 4 },
      ],
    },
    { ...base, type: "elementsKnown", task: "each", count: 4 },
    { ...state, task: "each", element: 0, attempt: 1, state: "running" },
    { ...state, task: "each", element: 0, attempt: 1, state: "completed" },
    { ...state, task: "each", element: 1, attempt: 1, state: "running" },
    { ...state, task: "each", element: 2, attempt: 1, state: "queued" },
  ]
  const view = foldEvents([...told, ...crashEvents(foldEvents(told), "run1", "the process died", 2)])
  expect(view.state).toBe("crashed")
  expect(view.taskRuns.get("each")?.elements).toEqual({ count: 4, states: { completed: 1, crashed: 1, skipped: 2 } })
  const ends = [...view.taskRuns].map(([name, { state, attempt }]) => [name, state, attempt])
  expect(ends).toEqual([
    ["each", "crashed", 0],
    ["after", "skipped", 0],
    ["each[0]", "completed", 1],
    ["each[1]", "crashed", 1],
    ["each[2]", "skipped", 0],
    ["each[3]", "skipped", 0],
  ])
})
