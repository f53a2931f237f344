import { describe, expect, test } from "vitest"
import { formatAge, formatClock, formatDuration, formatTime } from "../../../kernel/session/format/duration.ts"

describe("formatDuration", () => {
  test.for([
    [-5, "0 ms"],
    [0, "0 ms"],
    [0.4, "0 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [1_000, "1.0 s"],
    [12_345, "12.3 s"],
    [59_949, "59.9 s"],
    [59_970, "1 min"],
    [61_000, "1 min 1 s"],
    [3_599_600, "1 h"],
    [3_600_000, "1 h"],
    [7_980_000, "2 h 13 min"],
    [86_399_999, "1 d"],
    [273_600_000, "3 d 4 h"],
  ] as const)("%d ms is %s", ([milliseconds, text]) => {
    expect(formatDuration(milliseconds)).toBe(text)
  })
})

describe("formatAge", () => {
  const now = new Date(2026, 2, 31, 12, 0, 0).getTime()
  test.for([
    [-1_000, "just now"],
    [9_999, "just now"],
    [10_000, "10 seconds ago"],
    [60_000, "1 minute ago"],
    [3_599_999, "59 minutes ago"],
    [3_600_000, "1 hour ago"],
    [172_800_000, "2 days ago"],
    [40 * 86_400_000, "2026-02-19"],
  ] as const)("%d ms before is %s", ([age, text]) => {
    expect(formatAge(now - age, now)).toBe(text)
  })
})

test("times are local and have two digits everywhere", () => {
  const time = new Date(2026, 0, 2, 3, 4, 5).getTime()
  expect([formatClock(time), formatTime(time)]).toEqual(["03:04:05", "2026-01-02 03:04:05"])
})
