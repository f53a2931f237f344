import { getEventListeners } from "node:events"
import { describe, expect, test } from "vitest"
import { numbered, type EventBody, type FlowEvent, type NumberedEvent } from "../../kernel/flow/events.ts"
import { Recorder } from "../../kernel/flow/recorder.ts"
import type { RetryOptions } from "../../kernel/cell/directive/directive.ts"
import { retryDelay } from "../../kernel/flow/retry.ts"
import { Slots } from "../../kernel/flow/slots.ts"
import { flowOutcome, isFailure, isSuccess, isTerminal, nextState, type State } from "../../kernel/flow/state.ts"

describe("slots", () => {
  const { signal } = new AbortController()

  test("who waits longest is served first, unless its tags have no room", async () => {
    const slots = new Slots(2, { db: 1 })
    const served: string[] = []
    const take = async (name: string, tags: string[] = []): Promise<() => void> => {
      const release = await slots.take(tags, signal)
      served.push(name)
      return release
    }
    const first = await take("first", ["db"])
    const second = await take("second")
    const waiting = [take("third", ["db"]), take("fourth"), take("fifth")]
    second()
    const fourth = await waiting[1]
    expect(served).toEqual(["first", "second", "fourth"])
    first()
    await waiting[0]
    fourth?.()
    await waiting[2]
    expect(served.slice(3)).toEqual(["third", "fifth"])
  })

  test("a further attempt is served before what hasn't begun, unless its tags have no room", async () => {
    const slots = new Slots(2, { db: 1 })
    const served: string[] = []
    const take = async (name: string, tags: string[], isFurther: boolean): Promise<() => void> => {
      const release = await slots.take(tags, signal, isFurther)
      served.push(name)
      return release
    }
    const db = await take("db", ["db"], false)
    const other = await take("other", [], false)
    const waiting = [take("new", [], false), take("further db", ["db"], true), take("further", [], true)]
    other()
    const further = await waiting[2]
    db()
    await waiting[1]
    further?.()
    await waiting[0]
    expect(served).toEqual(["db", "other", "further", "further db", "new"])
  })

  test("room is given back once, however often it is said", async () => {
    const slots = new Slots(1)
    const release = await slots.take([], signal)
    expect(slots.hasRoom([])).toBe(false)
    release()
    release()
    await slots.take([], signal)
    expect(slots.hasRoom([])).toBe(false)
  })

  test("who is cancelled waits no more, and takes no room", async () => {
    const slots = new Slots(1)
    const release = await slots.take([], signal)
    const stop = new AbortController()
    const waiting = slots.take([], stop.signal)
    stop.abort(new Error("enough"))
    await expect(waiting).rejects.toThrow("enough")
    await expect(slots.take([], stop.signal)).rejects.toThrow("enough")
    release()
    expect(slots.hasRoom([])).toBe(true)
  })

  test("limits may be named like what objects have", () => {
    const slots = new Slots(5, { constructor: 0 })
    expect([slots.hasRoom(["constructor"]), slots.hasRoom(["toString"])]).toEqual([false, true])
  })
})

function logged(text: string): EventBody {
  return { type: "logged", task: "t", attempt: 1, level: "info", text }
}

function refuse(): Promise<never> {
  return Promise.reject(new Error("lost"))
}

describe("the recorder", () => {
  const recording = {
    run: "run",
    now: () => 1_000,
    onError: (error: unknown): void => expect.unreachable(String(error)),
  }

  test("stores events in batches, and shows them at the end of the turn", async () => {
    const batches: (readonly FlowEvent[])[] = []
    const seen: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const recorder = new Recorder({
      ...recording,
      store: {
        record: (_, events) => {
          batches.push(events)
          return Promise.resolve(numbered(events, batches.flat().length - events.length + 1))
        },
      },
      observe: (event, sequence) => {
        expect(sequence).toBe(seen.length + 1)
        expect(batches.flat()).toContain(event)
        seen.push(event.type === "logged" ? event.text : event.type)
        if (seen.length === 3) resolve()
      },
    })
    recorder.add(logged("a"))
    await recorder.flush()
    await recorder.flush()
    expect(seen).toEqual([])
    recorder.add({ ...logged("b"), time: 5 })
    recorder.add(logged("c"))
    await promise
    expect(seen).toEqual(["a", "b", "c"])
    expect(batches.map((batch) => batch.length)).toEqual([1, 2])
    expect(batches[1]?.[0]).toMatchObject({ run: "run", time: 5 })
  })

  test("tells of a batch that the store refuses, and shows nothing of it", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const recorder = new Recorder({
      ...recording,
      store: { record: refuse },
      observe: () => expect.unreachable("shown"),
      onError: resolve,
    })
    recorder.add(logged("a"))
    expect(await promise).toMatchObject({ message: "lost" })
    recorder.add(logged("b"))
    await expect(recorder.flush()).rejects.toThrow("lost")
  })

  test("what the store refused is written at the next time, in order and once", async () => {
    const batches: string[][] = []
    let refused = 0
    const record = async (_: string, events: readonly FlowEvent[]): Promise<readonly NumberedEvent[]> => {
      if (refused++ === 0) return refuse()
      batches.push(events.map((event) => (event.type === "logged" ? event.text : event.type)))
      return numbered(events, 1)
    }
    const seen: FlowEvent[] = []
    const observe = (event: FlowEvent): void => void seen.push(event)
    const recorder = new Recorder({ ...recording, store: { record }, observe, onError: () => undefined })
    recorder.add(logged("a"))
    await expect(recorder.flush()).rejects.toThrow("lost")
    recorder.add(logged("b"))
    await recorder.handOn()
    await recorder.handOn()
    expect(batches).toEqual([["a", "b"]])
    expect(seen).toHaveLength(2)
  })

  test("while a batch waits for the store, later events wait behind it", async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const batches: number[] = []
    const record = async (_: string, events: readonly FlowEvent[]): Promise<readonly NumberedEvent[]> => {
      batches.push(events.length)
      if (batches.length === 1) await promise
      return numbered(events, 1)
    }
    const recorder = new Recorder({ ...recording, store: { record } })
    recorder.add(logged("a"))
    const first = recorder.flush()
    recorder.add(logged("b"))
    recorder.add(logged("c"))
    const second = recorder.flush()
    expect(batches).toEqual([1])
    resolve()
    await Promise.all([first, second])
    expect(batches).toEqual([1, 2])
  })
})

describe("the delay of a retry", () => {
  const base: RetryOptions = { retries: 3, retryDelay: 0, retryJitter: 0 }
  test.each<
    [
      options: Partial<RetryOptions>,
      failed: number,
      random: number,
      asked: number | undefined,
      expected: number | undefined,
    ]
  >([
    [{}, 1, 0, undefined, 0],
    [{}, 4, 0, undefined, undefined],
    [{ retries: 0 }, 1, 0, 5, undefined],
    [{ retryDelay: 200 }, 3, 0, undefined, 200],
    [{ retryDelay: [1, 2] }, 1, 0, undefined, 1],
    [{ retryDelay: [1, 2] }, 3, 0, undefined, 2],
    [{ retryDelay: [] }, 1, 0, undefined, 0],
    [{ retryDelay: "exponential" }, 3, 0, undefined, 4_000],
    [{ retryDelay: "exponential", retries: 5_000 }, 2_000, 0, undefined, 86_400_000],
    [{ retryDelay: 100, retryJitter: 0.5 }, 1, 0, undefined, 50],
    [{ retryDelay: 100, retryJitter: 0.5 }, 1, 0.5, undefined, 100],
    [{ retryDelay: 100, retryJitter: 1 }, 1, 0.75, undefined, 150],
    [{ retryDelay: 100 }, 1, 0, 7, 7],
    [{}, 1, 0, -7, 0],
  ])("%j after %i failures", (options, failed, random, asked, expected) => {
    expect(retryDelay({ ...base, ...options }, failed, random, asked)).toBe(expected)
  })
})

describe("states", () => {
  const terminal: State[] = ["completed", "cached", "failed", "timedOut", "crashed", "cancelled", "skipped"]
  const open: State[] = ["pending", "queued", "running", "retrying"]

  test("terminal ones win over whatever is reported later", () => {
    for (const state of terminal) {
      expect(isTerminal(state)).toBe(true)
      for (const next of [...terminal, ...open]) expect(nextState(state, next)).toBe(state)
    }
    for (const state of open) expect(isTerminal(state)).toBe(false)
  })

  test.each<[State, State, State]>([
    ["pending", "running", "running"],
    ["pending", "cached", "cached"],
    ["queued", "running", "running"],
    ["running", "retrying", "retrying"],
    ["retrying", "running", "running"],
    ["running", "queued", "running"],
    ["running", "pending", "running"],
    ["running", "cached", "running"],
    ["queued", "completed", "queued"],
  ])("%s, then %s, is %s", (current, next, expected) => {
    expect(nextState(current, next)).toBe(expected)
  })

  test("every state is at most one of success and failure", () => {
    expect([...terminal, ...open].filter(isSuccess)).toEqual(["completed", "cached"])
    expect([...terminal, ...open].filter(isFailure)).toEqual(["failed", "timedOut", "crashed"])
  })

  test.each<[State[], State]>([
    [[], "completed"],
    [["completed", "cached", "skipped"], "completed"],
    [["completed", "cancelled"], "cancelled"],
    [["cancelled", "crashed"], "failed"],
    [["timedOut"], "failed"],
  ])("of tasks %j make a flow", (states, expected) => {
    expect(flowOutcome(states)).toBe(expected)
  })
})

test("however many wait, an abort is listened to once, and ends all of them", async () => {
  const slots = new Slots(1)
  const { signal, abort } = withAbort()
  const release = await slots.take([], signal)
  const waiting = Promise.allSettled(Array.from({ length: 1_000 }, () => slots.take([], signal)))
  expect(getEventListeners(signal, "abort")).toHaveLength(1)
  release()
  abort("enough")
  const ends = await waiting
  expect(ends[0]?.status).toBe("fulfilled")
  expect(ends.slice(1)).toEqual(Array.from({ length: 999 }, () => ({ status: "rejected", reason: "enough" })))
  await expect(slots.take([], signal)).rejects.toBe("enough")
})

function withAbort(): { signal: AbortSignal; abort: (reason: string) => void } {
  const controller = new AbortController()
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) }
}
