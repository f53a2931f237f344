import { expect, test } from "vitest"
import type { Span, TaskSpans } from "../../../webview/model/attempts.ts"
import { criticalLine } from "../../../webview/timeline/criticalLine.ts"
import { timelineRows } from "../../../webview/timeline/rows.ts"

const none: ReadonlySet<string> = new Set()

function attempt(from: number, to: number | undefined, state: Span["state"] = "completed"): Span {
  return { kind: "attempt", attempt: 1, from, ...(to !== undefined && { to }), state }
}

function element(place: number, ...spans: readonly Span[]): TaskSpans {
  return { label: `t[${place}]`, task: "t", element: place, spans }
}

const single: TaskSpans = { label: "c", task: "c", spans: [attempt(0, 50)] }

test("the elements of a for= task are one row, and more only when it is open", () => {
  const all = [single, element(1, attempt(0, 10)), element(0, attempt(5, 20))]
  expect(timelineRows(all, none, 1)).toMatchObject([{ label: "c" }, { label: "t", elements: 2, isOpen: false }])
  const open = timelineRows(all, new Set(["t"]), 1)
  expect(open.map(({ label }) => label)).toEqual(["c", "t", "t[0]", "t[1]"])
})

test("elements are in the order of their list, whichever began first", () => {
  const rows = [2, 9, 10, 0].map((place) => element(place))
  const labels = timelineRows([single, ...rows], new Set(["t"]), 1).map(({ label }) => label)
  expect(labels).toEqual(["c", "t", "t[0]", "t[2]", "t[9]", "t[10]"])
})

test("the task's own states make no row beside its elements", () => {
  const rows = timelineRows([{ label: "t", task: "t", spans: [attempt(0, 9)] }, element(0, attempt(0, 9))], none, 1)
  expect(rows).toHaveLength(1)
})

test.each<[what: string, elements: readonly TaskSpans[], bars: readonly (readonly unknown[])[]]>([
  ["that overlap", [element(0, attempt(0, 10)), element(1, attempt(5, 20))], [["completed", 0, 20]]],
  ["within each other", [element(0, attempt(0, 30)), element(1, attempt(5, 20))], [["completed", 0, 30]]],
  [
    "apart",
    [element(0, attempt(0, 10)), element(1, attempt(50, 60))],
    [
      ["completed", 0, 10],
      ["completed", 50, 60],
    ],
  ],
  ["too near to tell apart", [element(0, attempt(0, 10)), element(1, attempt(11, 20))], [["completed", 0, 20]]],
  [
    "that go on",
    [element(0, attempt(0, 10)), element(1, attempt(5, undefined, "running"))],
    [["running", 0, undefined]],
  ],
  [
    "that failed, on top of the others",
    [element(0, attempt(0, 10)), element(1, attempt(3, 6, "failed"))],
    [
      ["completed", 0, 10],
      ["failed", 3, 6],
    ],
  ],
  ["from the cache", [element(0, { kind: "cached", attempt: 0, from: 4, to: 4, state: "cached" })], [["cached", 4, 4]]],
])("elements %s are joined", (_, elements, bars) => {
  const [row] = timelineRows(elements, none, 2)
  expect(row?.spans.map(({ state, from, to }) => [state, from, to])).toEqual(bars)
})

test("the critical path is one line along the bars, and from the end of each to the beginning of the next", () => {
  const rows = [
    { label: "aside", task: "aside", spans: [attempt(0, 10)] },
    { label: "a", task: "a", spans: [attempt(0, 40)] },
    { label: "b", task: "b", spans: [attempt(60, 100)] },
  ]
  expect(criticalLine(["a", "b"], rows, { from: 0, to: 100 }, 100)).toEqual([
    { left: 0, width: 0.4, top: 1, bottom: 1 },
    { left: 0.4, width: 0, top: 1, bottom: 2 },
    { left: 0.4, width: expect.closeTo(0.2), top: 2, bottom: 2 },
    { left: 0.6, width: 0.4, top: 2, bottom: 2 },
  ])
})
