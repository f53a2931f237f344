import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { GrowingLog } from "../../../extension/outputs/growingLog.ts"

let shown: string[]
let log: GrowingLog

beforeEach(() => {
  vi.useFakeTimers()
  shown = []
  log = new GrowingLog(() => shown.push(log.text))
})

afterEach(() => {
  vi.useRealTimers()
})

test("A log is shown as it grows, and whole at its end.", async () => {
  await log.read(async (take) => {
    take("one\n")
    take("two\n")
    await vi.runAllTimersAsync()
    take("three\n")
  })
  expect(shown).toEqual(["one\ntwo\n", "one\ntwo\nthree\n"])
})

test("A log that is empty says so.", async () => {
  await log.read(async () => undefined)
  expect(shown).toEqual(["The task wrote nothing in this run.\n"])
})

test("A log that can't be read to its end says why, and isn't told of again.", async () => {
  await log.read(async (take) => {
    take("one")
    throw new Error("the history is damaged")
  })
  expect(shown).toEqual(["one\n… the rest can't be read: the history is damaged …\n"])
  expect(vi.getTimerCount()).toBe(0)
})

test("A log of which nothing can be read is an error, and isn't told of later.", async () => {
  const reading = log.read(async (take) => {
    take("")
    throw new Error("no history")
  })
  await expect(reading).rejects.toThrow("no history")
  expect(vi.getTimerCount()).toBe(0)
  expect(shown).toEqual([])
})
