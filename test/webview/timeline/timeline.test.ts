import { expect, test } from "vitest"
import type { Span, TaskSpans } from "../../../webview/model/attempts.ts"
import { barsOf, criticalPath, periodOf, ticksOf, timeText } from "../../../webview/timeline/timeline.ts"

const retried: TaskSpans = {
  label: "t",
  task: "t",
  spans: [
    { kind: "attempt", attempt: 1, from: 100, to: 300, state: "failed" },
    { kind: "waiting", attempt: 1, from: 300, to: 400, state: "retrying" },
    { kind: "attempt", attempt: 2, from: 400, state: "running" },
  ],
}
const cached: TaskSpans = {
  label: "c",
  task: "c",
  spans: [{ kind: "cached", attempt: 0, from: 0, to: 0, state: "cached" }],
}
const never: Span = { kind: "waiting", attempt: 0, from: 0, to: 0, state: "skipped" }

test("the period is that of all spans, and ends now when one goes on", () => {
  expect(periodOf([retried, cached], 500)).toEqual({ from: 0, to: 500 })
  expect(periodOf([cached], 500)).toEqual({ from: 0, to: 1 })
  expect(periodOf([], 500)).toBeUndefined()
})

test("bars are shares of the period, and say what they are", () => {
  expect(barsOf(retried, { from: 0, to: 500 }, 500).map(({ start, width, text }) => [start, width, text])).toEqual([
    [0.2, 0.4, "Attempt 1: failed, 200 ms"],
    [0.6, 0.2, "Waited for the next attempt: 100 ms"],
    [0.8, 0.2, "Attempt 2: running, 100 ms"],
  ])
  expect(barsOf(cached, { from: 0, to: 500 }, 500)).toMatchObject([{ start: 0, width: 0, text: "From the cache" }])
})

test.each<[length: number, texts: readonly string[]]>([
  [1, ["0", "1 ms"]],
  [95, ["0", "20 ms", "40 ms", "60 ms", "80 ms"]],
  [4_200, ["0", "1.0 s", "2.0 s", "3.0 s", "4.0 s"]],
  [600_000, ["0", "2 min", "4 min", "6 min", "8 min", "10 min"]],
  [90_000_000, ["0", "6 h", "12 h", "18 h", "1 d"]],
])("%i ms have lines at %j", (length, texts) => {
  const ticks = ticksOf({ from: 1_000, to: 1_000 + length })
  expect(ticks.map(({ text }) => text)).toEqual(texts)
  expect(ticks.every(({ at }) => at >= 0 && at <= 1)).toBe(true)
})

const task = (name: string, ...dependsOn: string[]) => ({ name, dependsOn, tags: [], line: 1 })

test.each<[what: string, ends: Readonly<Record<string, number>>, path: readonly string[]]>([
  ["through the slower branch", { a: 1, slow: 9, quick: 2, end: 10, aside: 3 }, ["a", "slow", "end"]],
  ["to a task that stands alone", { a: 1, slow: 2, quick: 2, end: 3, aside: 20 }, ["aside"]],
  ["of what has run so far", { a: 1, quick: 4 }, ["a", "quick"]],
  ["of nothing", {}, []],
])("the critical path %s", (_, ends, path) => {
  const outline = [task("a"), task("slow", "a"), task("quick", "a"), task("end", "slow", "quick"), task("aside")]
  expect(criticalPath(outline, (name) => ends[name])).toEqual(path)
})

test.each<[what: string, spans: TaskSpans, text: string]>([
  ["attempts from the first to the last", retried, "400 ms"],
  ["what came from the cache", cached, "cached"],
  ["what never began", { ...cached, spans: [never] }, "skipped"],
])("beside a bar stands the time of %s", (_, spans, text) => {
  expect(timeText(spans, 500)).toBe(text)
})
