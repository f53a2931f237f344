import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { SlowListeners } from "../../../webview/model/slowListeners.ts"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Something that changes, and how many listen to it. */
class Source {
  readonly listeners = new Set<() => void>()
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  change(): void {
    for (const listener of this.listeners) listener()
  }
}

test("tells once of many changes, and of the last one too", () => {
  const source = new Source()
  const told = vi.fn<() => void>()
  new SlowListeners(source.subscribe, 100).add(told)
  for (let change = 0; change < 50; change++) source.change()
  expect(told).toHaveBeenCalledTimes(0)
  vi.advanceTimersByTime(100)
  expect(told).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1_000)
  expect(told).toHaveBeenCalledTimes(1)
  source.change()
  vi.advanceTimersByTime(100)
  expect(told).toHaveBeenCalledTimes(2)
})

test("listens only as long as somebody listens to it", () => {
  const source = new Source()
  const slow = new SlowListeners(source.subscribe, 100)
  const told = vi.fn<() => void>()
  const stops = [slow.add(told), slow.add(() => undefined)]
  expect(source.listeners.size).toBe(1)
  source.change()
  for (const stop of stops) stop()
  expect(source.listeners.size).toBe(0)
  vi.advanceTimersByTime(1_000)
  expect(told).not.toHaveBeenCalled()
  slow.add(told)
  source.change()
  vi.advanceTimersByTime(100)
  expect(told).toHaveBeenCalledTimes(1)
})
