import { describe, expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import type { CacheEntry, FlowStore } from "../../kernel/flow/ports.ts"
import { undefinedValue } from "../../kernel/runtime/value/undefinedValue.ts"
import type { TraceEntry } from "../../kernel/model/traceEntry.ts"
import { entryOf, flowState, runRow, started, taskState } from "../store/samples.ts"

/** A store that is open for one test. */
export interface OpenStore extends AsyncDisposable {
  store: FlowStore
  /** Absolute path of the notebooks' folder. */
  folder: string
}

/**
 * What each implementation of `FlowStore` has to do.
 * @param open opens an empty one
 */
export function flowStoreContract(name: string, open: () => OpenStore): void {
  describe(`${name} keeps the contract of FlowStore`, () => {
    test("a run is recorded until it has ended", async () => {
      await using opened = open()
      const { store } = opened
      await start(opened, "run1")
      await store.record("run1", [taskState("run1", "readTrain", "completed")])
      await store.record("run1", [flowState("run1", "completed")])
      await expect(store.record("run1", [flowState("run1", "failed")])).rejects.toThrow("it is completed already")
      await expect(store.record("run2", [])).rejects.toThrow("it isn't in the store")
    })

    test("events come back as they are recorded, numbered from 1 without gaps", async () => {
      await using opened = open()
      const { store, folder } = opened
      const first = [started("run1", ["readTrain"]), flowState("run1", "running")]
      expect(await store.startRun(runRow(folder, { id: "run1" }), first)).toEqual([
        { sequence: 1, event: first[0] },
        { sequence: 2, event: first[1] },
      ])
      const running = taskState("run1", "readTrain", "running")
      expect(await store.record("run1", [])).toEqual([])
      expect(await store.record("run1", [running, running])).toEqual([
        { sequence: 3, event: running },
        { sequence: 4, event: running },
      ])
      const told = await store.abandon("run1", { name: "Error", message: "the disk is full" })
      expect(told.map(({ sequence }) => sequence)).toEqual([5, 6])
    })

    test("the entries of a key come newest first, those of one run only for themselves", async () => {
      await using opened = open()
      const { store, folder } = opened
      await start(opened, "run1")
      await start(opened, "run2")
      const missing = { kind: "exists", path: "data.csv", found: null } as const
      const there = { ...missing, found: "file" } as const
      await keep(opened, "run1", { id: "run1/readTrain", time: 1, trace: [missing] })
      await keep(opened, "run2", { id: "run2/readTrain", time: 2, trace: [there] })
      await keep(opened, "run2", { id: "run2/other", key: "key2", time: 3 })
      const own = {
        ...entryOf(folder, { id: "run2/charge", run: "run2", key: "key3" }),
        isForItsRunOnly: true as const,
      }
      await store.record("run2", [], [own])
      expect((await store.candidates("key1")).map(({ id }) => id)).toEqual(["run2/readTrain", "run1/readTrain"])
      expect((await store.candidates("key3")).map(({ id }) => id)).toEqual([])
      expect(await store.candidates("key4")).toEqual([])
    })

    test("a newer entry takes the place of another run's unless they found something different", async () => {
      await using opened = open()
      await start(opened, "run1")
      await start(opened, "run2")
      await keep(opened, "run1", { id: "run1/a", time: 1, trace: [fileEntry("one")] })
      await keep(opened, "run1", { id: "run1/b", time: 2, trace: [fileEntry("two")] })
      await keep(opened, "run2", {
        id: "run2/a",
        time: 3,
        trace: [fileEntry("one"), { kind: "variable", name: "X", hash: "h" }],
      })
      expect((await opened.store.candidates("key1")).map(({ id }) => id)).toEqual(["run2/a", "run1/b"])
      await keep(opened, "run2", { id: "run2/a", time: 4, trace: [fileEntry("three")] })
      expect((await opened.store.candidates("key1")).map(({ time }) => time)).toEqual([4, 2])
    })

    test("the latest entry of a task is the newest of its notebook, whatever its key", async () => {
      await using opened = open()
      const { store, folder } = opened
      await start(opened, "run1")
      await keep(opened, "run1", { id: "run1/readTrain", key: "old", time: 1 })
      await keep(opened, "run1", { id: "run1/readTrain/2", key: "new", time: 2 })
      const { notebook } = runRow(folder)
      expect(store.latestEntry(notebook, "readTrain")?.key).toBe("new")
      expect(store.latestEntry(notebook, "readVal")).toBeUndefined()
      expect(store.latestEntry(`${notebook}2`, "readTrain")).toBeUndefined()
      expect([...store.elementEntries(notebook, "readTrain")].map(({ index }) => index)).toEqual([2])
    })

    test("nothing rests on a result that was dropped", async () => {
      await using opened = open()
      const { store, folder } = opened
      await start(opened, "run1")
      const entry = { ...entryOf(folder), outputs: [{ name: "nothing", value: undefinedValue }] }
      await store.record("run1", [], [entry])
      expect(await store.isIntact(undefinedValue)).toBe(true)
      await store.dropResult(undefinedValue.hash)
      expect(await store.candidates("key1")).toEqual([])
      expect(store.latestEntry(entry.notebook, entry.task)).toBeUndefined()
    })

    test("a run that goes on from others has what these had of a task, the nearest first", async () => {
      await using opened = open()
      const { store } = opened
      await start(opened, "run1")
      await keep(opened, "run1", { id: "run1/readTrain" }, [taskState("run1", "readTrain", "completed")])
      await start(opened, "run2", "run1")
      await store.record("run2", [taskState("run2", "readTrain", "running"), taskState("run2", "readTrain", "failed")])
      const found = store.earlierTasks("run2", "readTrain")
      expect(found.map(({ run }) => run)).toEqual(["run2", "run1"])
      expect(found.map(({ taskRuns }) => taskRuns.map(({ succeeded, entry }) => [succeeded, entry?.id]))).toEqual([
        [[false, undefined]],
        [[true, "run1/readTrain"]],
      ])
      expect(store.earlierTasks("run3", "readTrain")).toEqual([])
    })

    test("how a task ended is told of the latest run that has ended", async () => {
      await using opened = open()
      const { store, folder } = opened
      const { notebook } = runRow(folder)
      const endOf = (except: string) => store.lastEnd(notebook, { task: "readTrain" }, except)
      expect(endOf("run1")).toBeUndefined()
      await start(opened, "run1")
      await store.record("run1", [taskState("run1", "readTrain", "failed"), flowState("run1", "failed")])
      await start(opened, "run2")
      expect(endOf("run2")).toEqual({ run: "run1", state: "failed" })
    })

    test("what goes on in a run that is abandoned has crashed, and nothing is recorded of it any more", async () => {
      await using opened = open()
      const { store } = opened
      await start(opened, "run1")
      await store.record("run1", [taskState("run1", "readTrain", "running")])
      const told = await store.abandon("run1", { name: "Error", message: "the disk is full" })
      expect(told.map(({ event }) => stateOf(event))).toEqual(["readTrain crashed", "readVal skipped", "flow crashed"])
      expect(JSON.stringify(told)).toContain("the disk is full")
      await expect(store.record("run1", [flowState("run1", "completed")])).rejects.toThrow("can't be recorded")
      expect(await store.abandon("run1", { name: "Error", message: "again" })).toEqual([])
    })
  })
}

function stateOf(event: FlowEvent): string {
  if (event.type === "taskStateChanged") return `${event.task} ${event.state}`
  return event.type === "flowStateChanged" ? `flow ${event.state}` : event.type
}

function fileEntry(hash: string): TraceEntry {
  return { kind: "file", path: "data.csv", hash }
}

let startedAt = 1_000

async function start({ store, folder }: OpenStore, id: string, rerunOf?: string): Promise<void> {
  const origin = rerunOf === undefined ? {} : { rerunOf }
  const row = runRow(folder, { id, startedAt: ++startedAt, ...origin })
  await store.startRun(row, [{ ...started(id, ["readTrain", "readVal"]), ...origin }, flowState(id, "running")])
}

async function keep(
  { store, folder }: OpenStore,
  run: string,
  sample: Parameters<typeof entryOf>[1],
  events: readonly FlowEvent[] = [],
): Promise<void> {
  const entry: CacheEntry = entryOf(folder, { run, ...sample })
  await store.record(run, events, [entry])
}
