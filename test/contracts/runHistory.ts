import { describe, expect, test } from "vitest"
import type { NumberedEvent } from "../../kernel/flow/events.ts"
import type { FlowStore, RunRow } from "../../kernel/flow/ports.ts"
import type { EventPages, RunHistory } from "../../kernel/flow/runHistory.ts"
import { undefinedValue } from "../../kernel/runtime/value/undefinedValue.ts"
import { entryOf, flowState, logLine, runRow, started, taskState } from "../store/samples.ts"

/** A history that is open for one test, and the store whose runs it has. */
export interface OpenHistory extends AsyncDisposable {
  history: RunHistory
  store: FlowStore
  /** Absolute path of the notebooks' folder. */
  folder: string
}

/**
 * What each implementation of `RunHistory` has to do.
 * @param open opens an empty one
 */
export function runHistoryContract(name: string, open: () => OpenHistory): void {
  describe(`${name} keeps the contract of RunHistory`, () => {
    test("runs come newest first, and those that are asked for", async () => {
      await using opened = open()
      const { history, folder } = opened
      expect(await history.runs()).toEqual([])
      const other = runRow(folder).notebook.replace("taxi", "other")
      await start(opened, { id: "a1", startedAt: 1 })
      await start(opened, { id: "a2", startedAt: 2, parent: "a1" })
      await start(opened, { id: "b3", startedAt: 3, notebook: other })
      await start(opened, { id: "b4", startedAt: 4 })
      await opened.store.record("a1", [flowState("a1", "completed", 5)])
      const ids = async (filter?: Parameters<RunHistory["runs"]>[0]): Promise<string> =>
        (await history.runs(filter)).map(({ id }) => id).join(" ")
      expect(await ids()).toBe("b4 b3 a2 a1")
      expect(await ids({ topLevel: true, limit: 2 })).toBe("b4 b3")
      expect(await ids({ parent: "a1" })).toBe("a2")
      expect(await ids({ notebook: other })).toBe("b3")
      expect(await ids({ state: "completed" })).toBe("a1")
      expect(await ids({ each: 1 })).toBe("b4 b3")
    })

    test("a run is found by its id, the beginning of it, or as the latest of its notebook", async () => {
      await using opened = open()
      const { history, folder } = opened
      const other = runRow(folder).notebook.replace("taxi", "other")
      await start(opened, { id: "a1", startedAt: 1 })
      await start(opened, { id: "a12", startedAt: 2, notebook: other })
      await start(opened, { id: "b3", startedAt: 3, parent: "a1" })
      expect(await history.run("a1")).toMatchObject({ id: "a1", state: "running", startedAt: 1 })
      expect(await history.run("b")).toMatchObject({ id: "b3", parent: "a1" })
      expect(await history.run("latest")).toMatchObject({ id: "a12" })
      expect(await history.run("latest", runRow(folder).notebook)).toMatchObject({ id: "a1" })
      expect(await history.run("a12", runRow(folder).notebook)).toBeUndefined()
      expect(await history.run("none")).toBeUndefined()
      expect(await history.run("")).toBeUndefined()
      await expect(history.run("a")).rejects.toMatchObject({ name: "AmbiguousRunError" })
    })

    test("a run's events come in order with their places, whole pages at a time, and those that are asked for", async () => {
      await using opened = open()
      const { history, store } = opened
      await start(opened, { id: "run1" })
      const lines = Array.from({ length: 1_200 }, (_, index) => logLine("run1", `line ${index}`))
      await store.record("run1", lines)
      await store.record("run1", [taskState("run1", "readVal", "running"), flowState("run1", "failed")])
      const all = await read(history.events("run1"))
      expect(all.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 1_204 }, (_, index) => index + 1))
      expect(all.slice(2, 1_202).map(({ event }) => event)).toEqual(lines)
      for await (const page of history.events("run1")) expect(page.length).toBeGreaterThan(0)
      expect(await read(history.events("run1", { after: 1_000 }))).toEqual(all.slice(1_000))
      expect(await read(history.events("run1", { after: 1_100, task: "readTrain" }))).toEqual(all.slice(1_100, 1_202))
      expect(await read(history.events("run1", { types: ["taskStateChanged"] }))).toEqual(all.slice(1_202, 1_203))
      expect(await read(history.events("run1", { task: "readVal", types: ["logged"] }))).toEqual([])
      expect(await read(history.events("run2"))).toEqual([])
    })

    test("a run is followed until it has ended", async () => {
      await using opened = open()
      const { history, store } = opened
      await start(opened, { id: "run1" })
      const seen: number[] = []
      for await (const page of history.follow("run1")) {
        for (const { event, sequence } of page) {
          seen.push(sequence)
          // Each is recorded only when the one before was seen.
          if (sequence === 2) await store.record("run1", [logLine("run1", "more")])
          if (event.type === "logged") await store.record("run1", [flowState("run1", "completed")])
        }
      }
      expect(seen).toEqual([1, 2, 3, 4])
      expect((await read(history.follow("run1", { after: 1, types: ["logged"] }))).map(at)).toEqual([3])
      expect(await read(history.follow("run2"))).toEqual([])
    })

    test("a run that goes on is followed as long as somebody listens", async () => {
      await using opened = open()
      await start(opened, { id: "run1" })
      const stop = new AbortController()
      let count = 0
      for await (const page of opened.history.follow("run1", {}, stop.signal)) {
        count += page.length
        if (count === 2) stop.abort()
      }
      expect(count).toBe(2)
      expect(await read(opened.history.follow("run1", {}, stop.signal))).toEqual([])
    })

    test("what a run gave is told by the tasks that ended well, whichever run computed it", async () => {
      await using opened = open()
      const { history, store, folder } = opened
      await start(opened, { id: "run1" })
      const entry = (id: string, run: string, key: string) => ({
        ...entryOf(folder, { id, run, key }),
        outputs: [{ name: "x", value: undefinedValue }],
      })
      await store.record(
        "run1",
        [taskState("run1", "readTrain", "completed"), taskState("run1", "readVal", "failed")],
        [entry("run1/readTrain", "run1", "key1")],
      )
      await start(opened, { id: "run2" })
      const renamed = { cachedAs: { task: "readTrain" }, cachedFrom: "run1" }
      await store.record("run2", [
        taskState("run2", "readVal", "completed", { element: 0 }),
        taskState("run2", "renamed", "cached", renamed),
      ])
      const kept = async (run: string, task?: string) => {
        const all: string[] = []
        for await (const { task: of, isLoop, entries } of history.results(run, task))
          all.push(`${of}${isLoop ? "[]" : ""}: ${entries.map(({ id }) => id).join(" ")}`)
        return all
      }
      expect(await kept("run1")).toEqual(["readTrain: run1/readTrain"])
      expect(await kept("run2")).toEqual(["readVal[]: ", "renamed: run1/readTrain"])
      expect(await kept("run2", "readVal")).toEqual(["readVal[]: "])
      await store.dropResult(undefinedValue.hash)
      expect(await kept("run1")).toEqual(["readTrain: "])
      expect(await kept("run3")).toEqual([])
    })
  })
}

function at({ sequence }: NumberedEvent): number {
  return sequence
}

async function read(pages: EventPages): Promise<readonly NumberedEvent[]> {
  return (await Array.fromAsync(pages)).flat()
}

async function start({ store, folder }: OpenHistory, row: Partial<RunRow> & { id: string }): Promise<void> {
  const state = "running"
  await store.startRun(runRow(folder, { ...row, state }), [
    started(row.id, ["readTrain", "readVal"]),
    flowState(row.id, state),
  ])
}
