import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { Throttle } from "../../../extension/history/throttle.ts"

describe("a throttled action", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test("begins at once, and then once for all that ask within the pause", async () => {
    let times = 0
    using throttle = new Throttle(async () => void times++, 1_000, fail)
    throttle.ask()
    await vi.advanceTimersByTimeAsync(0)
    expect(times).toBe(1)
    for (let count = 0; count < 10; count++) throttle.ask()
    await vi.advanceTimersByTimeAsync(999)
    expect(times).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(times).toBe(2)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(times).toBe(2)
  })

  test("never happens twice at once: who asks meanwhile is answered after it", async () => {
    const ends: (() => void)[] = []
    using throttle = new Throttle(() => new Promise((resolve) => void ends.push(resolve)), 10, fail)
    throttle.ask()
    await vi.advanceTimersByTimeAsync(0)
    throttle.ask()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(ends).toHaveLength(1)
    ends[0]?.()
    await vi.advanceTimersByTimeAsync(0)
    expect(ends).toHaveLength(2)
  })

  test("goes on after a failure, which is reported", async () => {
    const reported: unknown[] = []
    using throttle = new Throttle(
      () => Promise.reject(new Error("no")),
      10,
      (error) => void reported.push(error),
    )
    throttle.ask()
    await vi.advanceTimersByTimeAsync(20)
    throttle.ask()
    await vi.advanceTimersByTimeAsync(20)
    expect(reported).toHaveLength(2)
  })

  test("doesn't begin any more when it was disposed of", async () => {
    let times = 0
    const throttle = new Throttle(async () => void times++, 10, fail)
    throttle.ask()
    throttle[Symbol.dispose]()
    throttle.ask()
    await vi.advanceTimersByTimeAsync(100)
    expect(times).toBe(0)
  })
})

function fail(error: unknown): never {
  throw new Error("Nothing should fail", { cause: error })
}
