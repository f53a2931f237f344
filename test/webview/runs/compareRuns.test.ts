import { expect, test } from "vitest"
import type { FlowEvent } from "../../../kernel/flow/events.ts"
import { foldEvents } from "../../../kernel/flow/runView.ts"
import { compareRuns, type ComparedRow } from "../../../webview/runs/compareRuns.ts"

function run(parameters: Readonly<Record<string, unknown>>, tasks: readonly string[], ...events: readonly object[]) {
  const base = { run: "r", time: 0 }
  const outline = tasks.map((name) => ({ name, dependsOn: [], tags: [], line: 1 }))
  // Each is a whole event once it has a time and a run.
  const rest = events.map((event) => Object.assign({ type: "taskStateChanged", attempt: 1 }, base, event) as FlowEvent)
  return foldEvents([{ ...base, type: "flowStarted", flow: "f", notebook: "/n", parameters, tasks: outline }, ...rest])
}

function lines(rows: readonly ComparedRow[]): readonly string[] {
  return rows.map(({ name, one, other, isDifferent, change = "" }) =>
    `${isDifferent ? "≠" : "="} ${name}: ${one} | ${other} ${change}`.trim(),
  )
}

const one = run(
  { path: "a.csv", list: [1, 2], old: true },
  ["load", "train", "gone", "each"],
  { task: "load", state: "completed", duration: 2_000 },
  { task: "train", state: "completed", duration: 5_000 },
  { type: "elementsKnown", task: "each", count: 2 },
  { task: "each", element: 0, state: "completed" },
  { task: "each", element: 1, state: "failed" },
)
const other = run(
  { path: "b.csv", list: [1, 2], new: null },
  ["load", "train", "each"],
  { task: "load", state: "cached", duration: 2_000 },
  { task: "train", state: "completed", duration: 3_500 },
  { type: "elementsKnown", task: "each", count: 2 },
  { task: "each", element: 0, state: "completed" },
  { task: "each", element: 1, state: "completed" },
)

test("two runs are compared by what they were given, what they gave, and what ran", () => {
  const numbers = [
    new Map([
      ["rmse", 5.25],
      ["rows", 10],
    ]),
    new Map([
      ["rmse", 5.15173],
      ["rows", 10],
      ["score", 0],
    ]),
  ] as const
  const { parameters, metrics, tasks } = compareRuns(one, other, numbers)
  expect(lines(parameters)).toEqual([
    "≠ path: a.csv | b.csv",
    "= list: [1,2] | [1,2]",
    "≠ old: true | –",
    "≠ new: – | null",
  ])
  expect(lines(metrics)).toEqual(["≠ rmse: 5.25 | 5.15173 −0.09827 (−1.9 %)", "= rows: 10 | 10", "≠ score: – | 0"])
  expect(lines(tasks)).toEqual([
    "≠ load: Completed · 2.0 s | Cached · 2.0 s",
    "= train: Completed · 5.0 s | Completed · 3.5 s 1.5 s faster",
    "≠ gone: Pending | –",
    "≠ each: 1 failed, 1 ran | 2 ran",
  ])
})
