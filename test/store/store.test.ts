import { join } from "node:path"
import { expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { AmbiguousRunError, RunGoesOnError, RunLostError } from "../../kernel/store/errors.ts"
import { openStore } from "../../kernel/store/store.ts"
import { entryOf, flowState, logLine, runRow, started, taskState } from "./samples.ts"
import { temporaryFolder } from "./support.ts"

test("a run comes back as it was recorded", () => {
  using folder = temporaryFolder()
  const row = runRow(folder.path, { parameters: { month: 3, days: ["a", "b"] }, parent: "run0", rerunOf: "runX" })
  const error = { name: "Error", message: "no trips" }
  {
    using store = openStore(folder.path)
    store.startRun(row, [started("run1"), flowState("run1", "running")])
    store.record("run1", [{ ...flowState("run1", "failed", 3_000), type: "flowStateChanged", state: "failed", error }])
  }
  using store = openStore(folder.path)
  expect(store.findRun("run1")).toEqual({ ...row, state: "failed", endedAt: 3_000, error })
})

const events: readonly FlowEvent[] = [
  started("run1", ["readTrain"]),
  flowState("run1", "running"),
  { type: "elementsKnown", run: "run1", time: 1_100, task: "month", count: 2 },
  taskState("run1", "month", "running", { element: 0, reason: "code changed" }),
  taskState("run1", "month", "retrying", {
    retryAt: 9_000,
    duration: 0.25,
    error: { name: "E", message: "m", stack: "s" },
  }),
  taskState("run1", "readTrain", "cached", { attempt: 0, cachedFrom: "run0" }),
  logLine("run1", "text with \u0000, \ud800 and 'quotes'\n"),
  { type: "progressed", run: "run1", time: 1_700, task: "readTrain", attempt: 1, done: 1, total: 3, label: "rounds" },
  { type: "displayed", run: "run1", time: 1_700, task: "readTrain", attempt: 1, data: { "text/plain": "é" } },
  {
    type: "artifactMade",
    run: "run1",
    time: 1_700,
    task: "m",
    attempt: 1,
    artifact: { kind: "markdown", text: "# T" },
  },
]

test("every kind of event comes back in order, numbered from 1", () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  store.startRun(runRow(folder.path), events.slice(0, 2))
  store.record("run1", events.slice(2))
  expect([...store.events("run1")]).toEqual(events.map((event, index) => ({ sequence: index + 1, event })))
})

test.each([
  [{ after: 7 }, [8, 9, 10]],
  [{ task: "month" }, [3, 4, 5]],
  [{ types: ["logged", "progressed"] as const }, [7, 8]],
  [{ task: "readTrain", types: ["taskStateChanged"] as const }, [6]],
  [{ types: [] }, []],
  [{ task: "nothing like it" }, []],
  [{ after: 99 }, []],
])("events filtered by %j", (filter, sequences) => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  store.startRun(runRow(folder.path), events)
  expect(Array.from(store.events("run1", filter), ({ sequence }) => sequence)).toEqual(sequences)
})

test("a long run is read page by page, while it goes on", () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  store.startRun(runRow(folder.path), [started("run1")])
  store.record(
    "run1",
    Array.from({ length: 1_200 }, (_, index) => logLine("run1", `line ${index}`)),
  )
  const texts: string[] = []
  for (const { event } of store.events("run1", { types: ["logged"] })) {
    if (texts.length === 0) store.record("run1", [logLine("run1", "meanwhile")])
    if (event.type === "logged") texts.push(event.text)
  }
  expect(texts).toHaveLength(1_201)
  expect(texts.at(-1)).toBe("meanwhile")
})

test("a run keeps its pin and its note, each until it is changed", () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  store.startRun(runRow(folder.path), [started("run1")])
  expect(store.annotate("run1", { isPinned: true, note: "best so far" })).toBe(true)
  expect(store.findRun("run1")).toMatchObject({ isPinned: true, note: "best so far" })
  store.annotate("run1", { note: "beaten" })
  expect(store.findRun("run1")).toMatchObject({ isPinned: true, note: "beaten" })
  store.annotate("run1", { isPinned: false })
  store.annotate("run1", { note: "" })
  const run = store.findRun("run1")
  expect([run?.isPinned, run?.note]).toEqual([undefined, undefined])
  expect(store.annotate("run9", { isPinned: true })).toBe(false)
})

test("what JSON can't say doesn't keep an event from being recorded", () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  const shared = { n: 1n }
  const data: Record<string, unknown> = { big: 12n, twice: [shared, shared], nothing: undefined }
  data["self"] = data
  store.startRun(runRow(folder.path), [{ ...events[8]!, type: "displayed", data } as FlowEvent])
  const [stored] = store.events("run1")
  expect(stored?.event).toMatchObject({ data: { big: "12", twice: [{ n: "1" }, { n: "1" }], self: "[Circular]" } })
})

test("a store writes only to runs of its own that are going on", () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  using other = openStore(folder.path)
  store.startRun(runRow(folder.path), [flowState("run1", "running")])
  expect(() => other.record("run1", [logLine("run1", "intruder")])).toThrow(RunLostError)
  expect(() => store.record("run2", [logLine("run2", "unknown")])).toThrow(/run2 .* isn't in the store/)
  store.record("run1", [flowState("run1", "completed"), logLine("run1", "last words")])
  expect(() => store.record("run1", [logLine("run1", "late")])).toThrow(/completed already/)
  expect(Array.from(store.events("run1"), ({ event }) => event.type)).toEqual([
    "flowStateChanged",
    "flowStateChanged",
    "logged",
  ])
})

test("a failed transaction leaves nothing behind, and the run goes on", () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  store.startRun(runRow(folder.path), [started("run1")])
  // A time that isn't a number is refused by the table.
  expect(() => store.record("run1", [logLine("run1", "a"), { ...logLine("run1", "b"), time: NaN }])).toThrow(/NOT NULL/)
  store.record("run1", [logLine("run1", "c")])
  expect(Array.from(store.events("run1"), ({ sequence }) => sequence)).toEqual([1, 2])
})

test("the first terminal state stands", () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  store.startRun(runRow(folder.path), [flowState("run1", "running", 1)])
  store.record("run1", [flowState("run1", "cancelled", 2), flowState("run1", "completed", 3)])
  expect(store.findRun("run1")).toMatchObject({ state: "cancelled", endedAt: 2 })
})

test("runs are listed newest first, by notebook, without those of subflows, up to a limit", () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  const other = join(folder.path, "other.tsnb")
  store.startRun(runRow(folder.path, { id: "a", startedAt: 1 }), [])
  store.startRun(runRow(folder.path, { id: "b", startedAt: 3, notebook: other }), [])
  store.startRun(runRow(folder.path, { id: "c", startedAt: 2, parent: "a" }), [])
  store.startRun(runRow(folder.path, { id: "d", startedAt: 2 }), [])
  const ids = (filter?: Parameters<typeof store.runs>[0]): string =>
    store
      .runs(filter)
      .map(({ id }) => id)
      .join("")
  expect(ids()).toBe("bdca")
  expect(ids({ notebook: other })).toBe("b")
  expect(ids({ topLevel: true })).toBe("bda")
  expect(ids({ topLevel: true, limit: 2 })).toBe("bd")
  expect(ids({ limit: 0 })).toBe("")
  expect(ids({ each: 1 })).toBe("bd")
  expect(ids({ each: 2 })).toBe("bdc")
  expect(ids({ each: 2, topLevel: true, limit: 2 })).toBe("bd")
  expect(ids({ each: 2, notebook: other })).toBe("b")
  expect(store.runs({ notebook: other })[0]?.notebook).toBe(other)
})

test("a run is found by its id, the beginning of it, or as the latest", () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  const notebook = join(folder.path, "other.tsnb")
  expect(store.findRun("latest")).toBeUndefined()
  store.startRun(runRow(folder.path, { id: "abc1", startedAt: 1 }), [])
  store.startRun(runRow(folder.path, { id: "abc12", startedAt: 2, notebook }), [])
  store.startRun(runRow(folder.path, { id: "b_d", startedAt: 3, parent: "abc12" }), [])
  expect(store.findRun("abc1")?.id).toBe("abc1")
  expect(store.findRun("abc12")?.id).toBe("abc12")
  expect(store.findRun("b")?.id).toBe("b_d")
  expect(store.findRun("abc", notebook)?.id).toBe("abc12")
  expect(store.findRun("latest")?.id).toBe("abc12")
  expect(store.findRun("latest", join(folder.path, "taxi.tsnb"))?.id).toBe("abc1")
  expect(() => store.findRun("abc")).toThrow(AmbiguousRunError)
  expect(() => store.findRun("abc")).toThrow(/abc12, abc1/)
  for (const none of ["", "%", "_", "x", "abc123", "B"]) expect(store.findRun(none)).toBeUndefined()
})

test("a run that has ended is deleted with its subflows' runs; what it computed stays for others", () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  using other = openStore(folder.path)
  store.startRun(runRow(folder.path, { id: "a" }), [started("a")])
  store.startRun(runRow(folder.path, { id: "b", parent: "a" }), [started("b")])
  store.startRun(runRow(folder.path, { id: "c", parent: "b" }), [started("c")])
  store.startRun(runRow(folder.path, { id: "d", rerunOf: "a" }), [started("d")])
  store.record("a", [flowState("a", "completed")], [entryOf(folder.path, { run: "a" })])
  expect(() => other.deleteRun("a")).toThrow(RunGoesOnError)
  expect(() => other.deleteRun("a")).toThrow(/Run b, a subflow of run a, is still in progress/)
  for (const id of ["b", "c", "d"]) store.record(id, [flowState(id, "failed")])
  expect(other.deleteRun("a")).toEqual(["a", "b", "c"])
  expect(store.runs().map(({ id }) => id)).toEqual(["d"])
  expect([...store.events("a"), ...store.events("c")]).toEqual([])
  expect(store.candidates("key1")).toHaveLength(1)
  expect(other.deleteRun("a")).toEqual([])
})

test("a run that goes on in another process isn't deleted", () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  using other = openStore(folder.path)
  store.startRun(runRow(folder.path), [flowState("run1", "running")])
  expect(() => other.deleteRun("run1")).toThrow(/Run run1 is still in progress. Cancel it/)
  store.record("run1", [flowState("run1", "completed")])
  expect(other.deleteRun("run1")).toEqual(["run1"])
})
