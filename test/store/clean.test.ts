import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import type { CacheEntry } from "../../kernel/flow/ports.ts"
import { openStore, type Store } from "../../kernel/store/store.ts"
import { entryOf, flowState, runRow, taskState } from "./samples.ts"
import { rawDatabase, temporaryFolder } from "./support.ts"

/** A store after a run that kept some entries. */
function storeWith(folder: string, ...entries: readonly CacheEntry[]): Store {
  const store = openStore(folder)
  store.startRun(runRow(folder, { state: "running" }), [])
  store.record("run1", [], entries)
  return store
}

function end(store: Store): void {
  store.record("run1", [flowState("run1", "completed")])
}

function hashOf(name: string): string {
  return name.replace("h", "").padEnd(64, "0")
}

function writeResult(store: Store, name: string): string {
  const hash = hashOf(name)
  const file = join(store.results, hash.slice(0, 2), hash)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, "abc")
  return file
}

test.each<[string, object, kept: string, removed: string]>([
  ["all", {}, "", "h1 h2 h3 h4"],
  ["those of tasks", { tasks: ["readTrain", "none"] }, "h2 h3 h4", "h1"],
  ["those of before", { before: 2_000 }, "h2 h3", "h1 h4"],
  ["those of a notebook", { notebook: "other.tsnb" }, "h1 h2 h3", "h4"],
  ["nothing", { tasks: [] }, "h1 h2 h3 h4", ""],
])("results are removed with their entries, unless others refer to them: %s", (_what, asked, kept, removed) => {
  using folder = temporaryFolder()
  using store = storeWith(
    folder.path,
    entryOf(folder.path, { id: "a", key: "a", hashes: ["h1", "h2"].map(hashOf), time: 1_000 }),
    entryOf(folder.path, { id: "b", key: "b", task: "train", hashes: ["h3"].map(hashOf), time: 3_000 }),
    entryOf(folder.path, { id: "c", key: "c", task: "train", hashes: ["h2"].map(hashOf), time: 2_000 }),
    {
      ...entryOf(folder.path, { id: "d", key: "d", task: "plot", hashes: ["h4"].map(hashOf), time: 1_000 }),
      notebook: join(folder.path, "other.tsnb"),
    },
  )
  end(store)
  const hashes = ["h1", "h2", "h3", "h4"]
  const files = new Map(hashes.map((hash) => [hash, writeResult(store, hash)]))
  const filter = "notebook" in asked ? { notebook: join(folder.path, String(asked.notebook)) } : asked
  const preview = store.previewClean(filter)
  expect(hashes.every((hash) => existsSync(files.get(hash) ?? ""))).toBe(true)
  const cleaned = store.clean(filter)
  expect(cleaned).toEqual(preview)
  const there = hashes.filter((hash) => existsSync(files.get(hash) ?? "")).join(" ")
  expect([there, hashes.filter((hash) => !there.includes(hash)).join(" ")]).toEqual([kept, removed])
  expect(store.clean(filter)).toEqual({ entries: 0, pinned: 0, results: 0, bytes: 0, going: 0 })
})

test("what a pinned run computed, took from the cache, or had a subflow compute stays until it is no longer pinned", () => {
  using folder = temporaryFolder()
  using store = storeWith(folder.path, entryOf(folder.path, { id: "a", key: "a" }))
  end(store)
  const record = (id: string, parent: string | undefined, ...events: readonly FlowEvent[]): void => {
    store.startRun(runRow(folder.path, { id, state: "running", ...(parent !== undefined && { parent }) }), [])
    store.record(id, events, [entryOf(folder.path, { id, run: id, key: id })])
    store.record(id, [flowState(id, "completed")])
  }
  record("run2", undefined, taskState("run2", "readTrain", "cached", { cachedFrom: "run1" }))
  record("child", "run2")
  record("other", undefined)
  expect(store.annotate("run2", { isPinned: true })).toBe(true)
  expect(store.previewClean({})).toMatchObject({ entries: 1, pinned: 3 })
  expect(store.clean({})).toMatchObject({ entries: 1, pinned: 3 })
  for (const key of ["a", "run2", "child"]) expect(store.candidates(key)).toHaveLength(1)
  expect(store.candidates("other")).toEqual([])
  store.annotate("run2", { isPinned: false })
  expect(store.clean({})).toMatchObject({ entries: 3, pinned: 0 })
})

test("while a run goes on, tasks are forgotten, and results stay for it", () => {
  using folder = temporaryFolder()
  using store = storeWith(folder.path, entryOf(folder.path, { hashes: ["h1"].map(hashOf) }))
  const file = writeResult(store, "h1")
  using other = openStore(folder.path)
  expect(other.clean({})).toEqual({ entries: 1, pinned: 0, results: 0, bytes: 0, going: 1 })
  expect(store.candidates("key1")).toEqual([])
  expect(existsSync(file)).toBe(true)
  end(store)
  expect(other.clean({})).toEqual({ entries: 0, pinned: 0, results: 1, bytes: 3, going: 0 })
  expect(existsSync(file)).toBe(false)
})

test("files that nobody tells of go when they are old, and an entry that can't be read keeps nothing", () => {
  using folder = temporaryFolder()
  using store = storeWith(folder.path, entryOf(folder.path, { hashes: ["h1"].map(hashOf) }))
  end(store)
  const [kept, old, fresh] = ["h1", "h8", "h9"].map((hash) => writeResult(store, hash))
  for (const file of [kept, old]) utimesSync(file ?? "", 1, 1)
  store.clean({ tasks: [] })
  expect([kept, old, fresh].map((file) => existsSync(file ?? ""))).toEqual([true, false, true])
  using database = rawDatabase(store.file)
  database.run("UPDATE entries SET outputs = '[[\"a'")
  expect(store.clean({ tasks: [] })).toMatchObject({ results: 1 })
})

test("a store that somebody else has made names no other files of this machine", () => {
  using folder = temporaryFolder()
  using store = storeWith(folder.path, entryOf(folder.path, { hashes: ["h1"].map(hashOf) }))
  end(store)
  const own = join(folder.path, "own.txt")
  writeFileSync(own, "abc")
  using database = rawDatabase(store.file)
  database.run("UPDATE results SET hash = '../own.txt'")
  expect(store.clean({})).toMatchObject({ entries: 1, results: 1 })
  expect(existsSync(own)).toBe(true)
})

test("what isn't a result's file stays in the folder of results, and links aren't followed", () => {
  using folder = temporaryFolder()
  using store = storeWith(folder.path)
  end(store)
  const elsewhere = join(folder.path, "elsewhere")
  const files = [join(elsewhere, "own.txt"), join(elsewhere, hashOf("h1")), join(store.results, "ab", "notes.txt")]
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, "abc")
    utimesSync(file, 1, 1)
  }
  const inner = join(store.results, "ab", hashOf("h2"))
  mkdirSync(inner)
  utimesSync(inner, 1, 1)
  symlinkSync(elsewhere, join(store.results, "cd"), "junction")
  store.clean({})
  expect([...files, inner].filter((file) => !existsSync(file))).toEqual([])
})
