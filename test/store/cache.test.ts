import { randomBytes } from "node:crypto"
import { mkdirSync, renameSync, truncateSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { CacheEntry } from "../../kernel/flow/ports.ts"
import { ResultFolder } from "../../kernel/runtime/value/resultFolder.ts"
import { openStore, type Store } from "../../kernel/store/store.ts"
import { entryOf, reference, runRow } from "./samples.ts"
import { rawDatabase, temporaryFolder } from "./support.ts"

function storeWith(folder: string, ...entries: readonly CacheEntry[]): Store {
  const store = openStore(folder)
  store.startRun(runRow(folder), [])
  store.record("run1", [], entries)
  return store
}

const ids = (entries: readonly CacheEntry[]): string => entries.map(({ id }) => id).join(" ")

test("an entry comes back as it was kept, with its results", () => {
  using folder = temporaryFolder()
  const inline = { inline: Buffer.from([1, 2, 3]).toString("base64"), classes: ["Model"] }
  const entry: CacheEntry = {
    ...entryOf(folder.path, { trace: [{ kind: "file", path: "a.csv", hash: null }] }),
    outputs: [
      { name: "model", value: reference("h1", inline) },
      { name: "same", value: reference("h1", inline) },
      { name: "big", value: reference("h2", { encoding: "zstd", packedSize: 2, digest: "d2" }) },
    ],
  }
  using store = storeWith(folder.path, entry)
  expect(store.candidates(entry.key)).toEqual([entry])
  expect(store.latestEntry(entry.notebook, entry.task)).toEqual(entry)
  expect(store.candidates("another key")).toEqual([])
  expect(store.latestEntry(entry.notebook, "another task")).toBeUndefined()
})

function trace(hash: string): CacheEntry["trace"] {
  return [{ kind: "file", path: "a.csv", hash }]
}

test("candidates come newest first; of the same key and trace only the latest run's are kept", () => {
  using folder = temporaryFolder()
  using store = storeWith(
    folder.path,
    entryOf(folder.path, { id: "a", time: 1, trace: trace("1") }),
    entryOf(folder.path, { id: "b", time: 3, trace: trace("2") }),
    entryOf(folder.path, { id: "c", run: "run2", time: 2, trace: trace("1") }),
    entryOf(folder.path, { id: "d", time: 4, key: "key2" }),
    entryOf(folder.path, { id: "e", time: 2, trace: trace("3") }),
    entryOf(folder.path, { id: "f", run: "run2", time: 1, trace: trace("1") }),
  )
  expect(ids(store.candidates("key1"))).toBe("b e c f")
  expect(store.latestEntry(join(folder.path, "taxi.tsnb"), "readTrain")?.id).toBe("d")
})

test("an entry that was looked at less gives way to a newer one, and never comes back", () => {
  using folder = temporaryFolder()
  const wide = [...trace("1"), { kind: "glob" as const, pattern: "*.bin", hash: "x" }]
  using store = storeWith(
    folder.path,
    entryOf(folder.path, { id: "narrow", trace: [] }),
    entryOf(folder.path, { id: "other", trace: trace("2") }),
    entryOf(folder.path, { id: "wide", run: "run2", trace: wide, hashes: ["h"] }),
  )
  expect(ids(store.candidates("key1"))).toBe("wide other")
  store.dropResult("h")
  expect(ids(store.candidates("key1"))).toBe("other")
})

test("who appends to a file is found in the traces", () => {
  using folder = temporaryFolder()
  const appended: CacheEntry["trace"] = [...trace("1"), { kind: "appended", path: "logs/a.txt", found: "file" }]
  using store = storeWith(folder.path, entryOf(folder.path, { trace: appended }))
  expect(store.isAppendedTo("logs/a.txt")).toBe(true)
  expect(store.isAppendedTo("logs/a.tx")).toBe(false)
  expect(store.isAppendedTo("a.csv")).toBe(false)
})

test("a dropped result takes with it what rests on it, until it is there again", () => {
  using folder = temporaryFolder()
  const both = entryOf(folder.path, { id: "both", key: "k1", hashes: ["h1", "h2"], time: 2 })
  const single = entryOf(folder.path, { id: "single", key: "k2", hashes: ["h2"], time: 1 })
  using store = storeWith(folder.path, both, single)
  store.dropResult("h1")
  expect(store.candidates("k1")).toEqual([])
  expect(ids(store.candidates("k2"))).toBe("single")
  expect(store.latestEntry(both.notebook, both.task)?.id).toBe("single")
  store.record("run1", [], [both])
  expect(ids(store.candidates("k1"))).toBe("both")
})

test("a result that was packed anew counts as it is now", () => {
  using folder = temporaryFolder()
  const entry = (id: string, digest: string): CacheEntry => ({
    ...entryOf(folder.path, { id, key: id }),
    outputs: [{ name: "x", value: reference("h", { encoding: "zstd", digest, packedSize: digest.length }) }],
  })
  using store = storeWith(folder.path, entry("a", "old"), entry("b", "newer"))
  expect(store.candidates("a")[0]?.outputs[0]?.value).toMatchObject({ digest: "newer", packedSize: 5 })
})

test.each(["components", "outputs", "trace"])("an entry with damaged %s is a miss, and goes away", (column) => {
  using folder = temporaryFolder()
  const older = entryOf(folder.path, { id: "older", time: 1, trace: [{ kind: "variableNames", hash: "x" }] })
  using store = storeWith(folder.path, entryOf(folder.path, { id: "damaged", time: 2 }), older)
  using database = rawDatabase(store.file)
  for (const text of ["{", "null", "7", '"text"']) {
    database.run(`UPDATE entries SET ${column} = '${text}' WHERE id = 'damaged'`)
    expect(store.latestEntry(older.notebook, older.task)?.id).toBe("older")
  }
  expect(ids(store.candidates("key1"))).toBe("older")
  expect(database.count("entries WHERE id = 'damaged'")).toBe(0)
})

test("results are sound as long as their files are", async () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  const results = new ResultFolder(store.results)
  const value = await results.write(randomBytes(10_000), [])
  const inline = await results.write(Buffer.from("small"), [])
  expect([await store.isIntact(value), await store.isIntact(inline)]).toEqual([true, true])
  truncateSync(results.pathOf(value.hash), 9_999)
  expect([await store.isIntact(value), await store.isIntact({ ...inline, digest: value.digest })]).toEqual([
    false,
    false,
  ])
})

test("a project that moved keeps its history and its cache", () => {
  using folder = temporaryFolder()
  const [before, after] = [join(folder.path, "before"), join(folder.path, "after")]
  mkdirSync(before)
  storeWith(before, entryOf(before)).close()
  renameSync(before, after)
  using store = openStore(after)
  const notebook = join(after, "taxi.tsnb")
  expect(store.runs({ notebook })[0]?.notebook).toBe(notebook)
  expect(store.latestEntry(notebook, "readTrain")?.notebook).toBe(notebook)
})
