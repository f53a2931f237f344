import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { sleep, startTimer, within } from "../../kernel/flow/timer.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test.for([1, 5, 2 ** 31 - 1, 2 ** 31, 60 * 86_400_000, 2 ** 33])("a timer of %i ms is kept", (milliseconds) => {
  const called = vi.fn<() => void>()
  startTimer(milliseconds, called)
  vi.advanceTimersByTime(milliseconds - 1)
  expect(called).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(called).toHaveBeenCalledOnce()
})

test("a timer can be stopped, in its second month too", () => {
  const called = vi.fn<() => void>()
  const stop = startTimer(60 * 86_400_000, called)
  vi.advanceTimersByTime(40 * 86_400_000)
  stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(40 * 86_400_000)
  expect(called).not.toHaveBeenCalled()
})

test("sleeping ends when it is over, or with the signal's reason", async () => {
  const abort = new AbortController()
  const slept = sleep(5, abort.signal)
  vi.advanceTimersByTime(5)
  await slept
  const interrupted = sleep(1_000, abort.signal)
  abort.abort(new Error("enough"))
  await expect(interrupted).rejects.toThrow("enough")
  await expect(sleep(1, abort.signal)).rejects.toThrow("enough")
  expect(vi.getTimerCount()).toBe(0)
})

test("a promise is waited for within a time", async () => {
  const never = new Promise<number>(() => undefined)
  const late = within(5, never)
  vi.advanceTimersByTime(5)
  expect(await late).toBeUndefined()
  expect(await within(5, Promise.resolve(1))).toBe(1)
  await expect(within(5, Promise.reject(new Error("broken")))).rejects.toThrow("broken")
  expect(vi.getTimerCount()).toBe(0)
})
