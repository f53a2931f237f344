import { describe, expect, test } from "vitest"
import { MemoryFlow, type MemoryRun } from "../support/memory/memoryFlow.ts"

/** What is kept of one attempt by a counter in the process, which all attempts of the executor in memory share. */
function countedCell(name: string, failures: number): string {
  return `// @task ${name} retries=3 retryDelay=2s retryJitter=0
globalThis.counts ??= {}
const count = (globalThis.counts.${name} = (globalThis.counts.${name} ?? 0) + 1)
if (count <= ${failures}) throw new Error("attempt " + count)
const ${name}Value = "done"`
}

const diamond = [
  "// @task a\nconst x = 1",
  "// @task b\nconst y = x + 1",
  "// @task c\nconst z = x + 2",
  "// @task d\nconst sum = y + z",
]

describe("tasks run once what they wait for is done", () => {
  test("in the order of the notebook, and from the cache afterwards", async () => {
    const flow = new MemoryFlow(...diamond)
    const first = await flow.run()
    expect([first.state, first.ran]).toEqual(["completed", ["a", "b", "c", "d"]])
    const second = await flow.run()
    expect([second.state, second.ran]).toEqual(["completed", []])
    expect(Object.values(second.ends)).toEqual(["cached", "cached", "cached", "cached"])
  })

  test("a change runs what rests on it, until the values are the same again", async () => {
    const flow = new MemoryFlow(...diamond)
    await flow.run()
    flow.rewrite(...diamond.with(1, "// @task b\nconst y = x + 3"))
    expect((await flow.run()).ran).toEqual(["b", "d"])
    flow.rewrite(...diamond.with(1, "// @task b\n// with a comment\nconst y = x + 3"))
    expect((await flow.run()).ran).toEqual([])
    flow.rewrite(...diamond.with(1, "// @task b\nconst y = 1 + 3"))
    expect((await flow.run()).ran).toEqual(["b"])
  })

  test("only the targets run, and those that are forced whatever the cache holds", async () => {
    const flow = new MemoryFlow(...diamond)
    expect((await flow.run({ targets: new Set(["a", "b"]) })).ran).toEqual(["a", "b"])
    expect((await flow.run({ forced: new Set(["b"]) })).ran).toEqual(["b", "c", "d"])
  })

  test("no more attempts go on at a time than the flow allows", async () => {
    const tasks = Array.from(
      { length: 6 },
      (_, index) => `// @task t${index} cache=off
globalThis.going = (globalThis.going ?? 0) + 1
globalThis.most = Math.max(globalThis.most ?? 0, globalThis.going)
await new Promise((resolve) => setImmediate(resolve))
globalThis.going--
const most${index} = globalThis.most`,
    )
    const flow = new MemoryFlow(...tasks)
    for (const concurrency of [1, 3]) {
      Object.assign(globalThis, { most: 0 })
      expect((await flow.run({ concurrency })).state).toBe("completed")
      expect(Reflect.get(globalThis, "most")).toBe(concurrency)
    }
  })
})

describe("a failure", () => {
  const failing = [
    "// @task a\nthrow new Error('no')\nconst x = 1",
    "// @task b\nconst y = x",
    "// @task c\nconst z = 1",
  ]

  test("skips what needs the task, and runs the rest", async () => {
    const { state, ends } = await new MemoryFlow(...failing).run()
    expect([state, ends]).toEqual(["failed", { a: "failed", b: "skipped: a failed", c: "completed" }])
  })

  test("stops the flow that says so", async () => {
    const { state, ends } = await new MemoryFlow("// @flow onFailure=stop", ...failing).run()
    expect([state, ends["a"], ends["c"]]).toEqual(["failed", "failed", expect.stringMatching("^cancelled")])
  })

  test("is tried again as often as the task says, with its delays", async () => {
    const flow = new MemoryFlow(countedCell("flaky", 2))
    const { state, ran, ends } = await flow.run()
    expect([state, ran, ends, flow.waits]).toEqual([
      "completed",
      ["flaky", "flaky", "flaky"],
      { flaky: "completed" },
      [2_000, 2_000],
    ])
  })

  test("stays one when no attempt is left", async () => {
    const flow = new MemoryFlow(countedCell("hopeless", 9))
    const { state, ran } = await flow.run()
    expect([state, ran.length, flow.waits.length]).toEqual(["failed", 4, 3])
  })

  test.each([
    ["allSucceeded", "skipped: a failed"],
    ["allDone", "completed"],
    ["noneFailed", "skipped: a failed"],
    ["oneSucceeded", "completed"],
  ])("a task with upstream=%s that waits for one that failed and one that didn't", async (rule, end) => {
    const { ends } = await new MemoryFlow(
      "// @task a\nthrow new Error('no')",
      "// @task b\nconst y = 1",
      `// @task c after=a,b upstream=${rule}\nconst z = 1`,
    ).run()
    expect(ends["c"]).toBe(end)
  })

  test("runs no task again that completed when the run goes on", async () => {
    const flow = new MemoryFlow(
      "// @task charge cache=off\nconst paid = 1",
      "// @task b\nif (paid) throw new Error('no')",
    )
    const first = await flow.run()
    expect(first.ran).toEqual(["charge", "b"])
    flow.rewrite("// @task charge cache=off\nconst paid = 1", "// @task b\nconst done = paid")
    const second = await flow.run({ rerunOf: "run1" })
    expect([second.state, second.ran]).toEqual(["completed", ["b"]])
    expect(second.ends["charge"]).toBe("cached")
  })
})

describe("conditions and loops", () => {
  test("a task whose when= is false is skipped, and with it what needs its values", async () => {
    const { state, ends } = await new MemoryFlow(
      "// @task a\nconst x = 1",
      '// @task b when="x > 1"\nconst y = 2',
      "// @task c\nconst z = y",
      "// @task d after=b\nconst w = 1",
    ).run()
    expect([state, ends]).toEqual([
      "completed",
      {
        a: "completed",
        b: "skipped: when: x > 1 is false",
        c: "skipped: b was skipped",
        d: "completed",
      },
    ])
  })

  test("a loop runs its elements, and only the new ones the next time", async () => {
    const flow = new MemoryFlow(
      "// @task list\nconst list = [1, 2]",
      '// @task each for="one of list"\nconst ten = one * 10',
    )
    expect((await flow.run()).ran).toEqual(["list", "each[0]", "each[1]"])
    flow.rewrite("// @task list\nconst list = [1, 3, 2]", '// @task each for="one of list"\nconst ten = one * 10')
    const { ran, ends } = await flow.run()
    expect([ran, ends["each[2]"]]).toEqual([["list", "each[1]"], "cached"])
  })

  test("the elements of a loop that fail fail it, unless it keeps going without them", async () => {
    expect((await new MemoryFlow(...loopWithFailure("")).run()).ends).toMatchObject({
      each: "failed",
      sum: "skipped: each failed",
    })
    expect((await new MemoryFlow(...loopWithFailure("failures=keep")).run()).ends).toMatchObject({
      each: "completed: 1 of 3 elements failed, which failures=keep allows",
      "each[1]": "failed",
      sum: "completed",
    })
  })
})

describe("the time", () => {
  const hour = 3_600_000

  test("results are kept as long as cacheFor= says, and a clock that was set back keeps none", async () => {
    const flow = new MemoryFlow("// @task a cacheFor=1h\nconst x = 1")
    await flow.run()
    const ran: (readonly string[])[] = []
    for (const passed of [hour, 1, -2 * hour, 1]) {
      flow.time += passed
      ran.push((await flow.run()).ran)
    }
    expect(ran).toEqual([[], ["a"], ["a"], []])
  })

  test("a retry says when it begins, and later events have a later time", async () => {
    const flow = new MemoryFlow(countedCell("timed", 1))
    const begin = flow.time
    const { events } = await flow.run()
    const changes = events.filter((event) => event.type === "taskStateChanged")
    expect(changes.map(({ state, time, retryAt }) => [state, time - begin, retryAt && retryAt - begin])).toEqual([
      ["running", 0, undefined],
      ["retrying", 0, 2_000],
      ["running", 2_000, undefined],
      ["completed", 2_000, undefined],
    ])
  })
})

describe("a run that can't come to its end", () => {
  const endless = "// @task a\nawait new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1).unref())"

  test("is cancelled with what goes on and what waits", async () => {
    const stop = new AbortController()
    const flow = new MemoryFlow(endless, "// @task b after=a\nconst y = 1")
    const running = flow.run({}, { signal: stop.signal })
    setImmediate(() => stop.abort())
    const { state, ends } = await running
    expect([state, ends]).toEqual([
      "cancelled",
      { a: "cancelled: The flow run was cancelled", b: "cancelled: The flow run was cancelled" },
    ])
  })

  test("has timed out when the flow's time is over", async () => {
    const { state, ends } = await new MemoryFlow("// @flow timeout=50ms", endless).run()
    expect([state, ends["a"]]).toEqual(["timedOut", expect.stringContaining("longer than its timeout of 50 ms")])
  })

  test("tells what the store refuses, and what was going on has crashed", async () => {
    const flow = new MemoryFlow(...diamond)
    const { store } = flow
    let records = 0
    const refusing = new Proxy(store, {
      get: (target, name) =>
        name === "record" && ++records > 3
          ? () => Promise.reject(new Error("the disk is full"))
          : bound(Reflect.get(target, name), target),
    })
    await expect(flow.run({}, { ports: { store: refusing } })).rejects.toThrow("the disk is full")
    expect(store.runs()).toMatchObject([{ id: "run1", state: "crashed" }])
  })
})

test("hundreds of tasks side by side, with chains and joins, run in the order that they need", async () => {
  const layers = Array.from({ length: 20 }, (_, layer) =>
    Array.from({ length: 10 }, (_, index) => {
      const needs = layer === 0 ? "1" : `v${layer - 1}_${index} + v${layer - 1}_${(index + 3) % 10}`
      return `// @task t${layer}_${index}\nconst v${layer}_${index} = ${needs}`
    }),
  )
  const last = "// @task last\nconst sum = [" + Array.from({ length: 10 }, (_, index) => `v19_${index}`).join() + "]"
  const flow = new MemoryFlow(...layers.flat(), last)
  const run: MemoryRun = await flow.run({ concurrency: 8 })
  expect([run.state, run.ran.length, run.ran.at(-1)]).toEqual(["completed", 201, "last"])
  const position = new Map(run.ran.map((label, index) => [label, index]))
  for (let layer = 1; layer < 20; layer++)
    for (let index = 0; index < 10; index++)
      for (const before of [index, (index + 3) % 10])
        expect(position.get(`t${layer}_${index}`)).toBeGreaterThan(position.get(`t${layer - 1}_${before}`) ?? Infinity)
  expect((await flow.run({ concurrency: 8 })).ran).toEqual([])
})

/** A loop whose second element fails, and a task that reads its results. */
function loopWithFailure(options: string): readonly string[] {
  return [
    `// @task each for="one of [1, 2, 3]" ${options}\nif (one === 2) throw new Error("two")\nconst ten = one * 10`,
    "// @task sum\nconst sum = ten.join()",
  ]
}

function bound(member: unknown, owner: object): unknown {
  return typeof member === "function" ? member.bind(owner) : member
}
