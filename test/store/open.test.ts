import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { StoreDamagedError, StoreUnwritableError, StoreVersionError } from "../../kernel/store/errors.ts"
import { migrate, migrations } from "../../kernel/store/schema.ts"
import { openStore } from "../../kernel/store/store.ts"
import { runRow, started } from "./samples.ts"
import { rawDatabase, temporaryFolder } from "./support.ts"

test("the store's folder keeps itself out of git, and what people changed there stays", () => {
  using folder = temporaryFolder()
  openStore(folder.path).close()
  const ignore = join(folder.path, ".tsnb", ".gitignore")
  expect(readFileSync(ignore, "utf8")).toBe("*\n")
  writeFileSync(ignore, "store.db*\n")
  openStore(folder.path).close()
  expect(readFileSync(ignore, "utf8")).toBe("store.db*\n")
})

test("a folder that isn't there isn't made", () => {
  using folder = temporaryFolder()
  const missing = join(folder.path, "typo")
  expect(() => openStore(missing)).toThrow(StoreUnwritableError)
  expect(existsSync(missing)).toBe(false)
})

test("a file in the way of the store's folder is said so", () => {
  using folder = temporaryFolder()
  writeFileSync(join(folder.path, ".tsnb"), "")
  expect(() => openStore(folder.path)).toThrow(/\.tsnb is not a folder itself .* Remove it/)
})

test("a store of a newer tsnb is left as it is", () => {
  using folder = temporaryFolder()
  openStore(folder.path).close()
  const file = join(folder.path, ".tsnb", "store.db")
  {
    using newer = rawDatabase(file)
    newer.run(`PRAGMA user_version = ${migrations.length + 1}`)
  }
  const bytes = readFileSync(file)
  expect(() => openStore(folder.path)).toThrow(StoreVersionError)
  expect(() => openStore(folder.path)).toThrow(/newer tsnb .* Update tsnb/)
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test("migration takes the steps that are missing, all or none", () => {
  using folder = temporaryFolder()
  using raw = rawDatabase(join(folder.path, "a.db"))
  const { database } = raw
  const version = (): unknown => database.pragma("user_version", { simple: true })
  migrate(database, ["CREATE TABLE a (x)"])
  expect(() => migrate(database, ["CREATE TABLE a (x)", "CREATE TABLE b (x)", "no SQL"])).toThrow(/syntax error/)
  expect(version()).toBe(1)
  migrate(database, ["CREATE TABLE a (x)", "CREATE TABLE b (x)", "ALTER TABLE b ADD y"])
  expect(version()).toBe(3)
  database.exec("INSERT INTO b (x, y) VALUES (1, 2)")
})

const truncated = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2)
const overwritten = (bytes: Buffer): Buffer => Buffer.concat([Buffer.alloc(200, 1), bytes.subarray(200)])

test.each([
  ["no database", () => Buffer.from("plain text\n".repeat(100))],
  ["cut off", truncated],
  ["overwritten at the start", overwritten],
])("a store that is %s is set aside, with a warning, and a new one begun", (_, damage) => {
  using folder = temporaryFolder()
  {
    using store = openStore(folder.path)
    store.startRun(runRow(folder.path), [started("run1")])
  }
  const file = join(folder.path, ".tsnb", "store.db")
  const damaged = damage(readFileSync(file))
  writeFileSync(file, damaged)
  using store = openStore(folder.path)
  expect(store.warnings).toEqual([expect.stringMatching(/was damaged\. It is kept as .*store\.db\.corrupt-/)])
  expect(store.runs()).toEqual([])
  const aside = readdirSync(join(folder.path, ".tsnb")).find((name) =>
    /corrupt-[^-]*-[^-]*-[^-]*-[^-]*-[^-]*Z$/.test(name),
  )
  expect(readFileSync(join(folder.path, ".tsnb", aside ?? "")).equals(damaged)).toBe(true)
  using again = openStore(folder.path)
  expect(again.warnings).toEqual([])
})

test("an empty file is a new store", () => {
  using folder = temporaryFolder()
  mkdirSync(join(folder.path, ".tsnb"))
  writeFileSync(join(folder.path, ".tsnb", "store.db"), "")
  using store = openStore(folder.path)
  expect([store.warnings, store.runs()]).toEqual([[], []])
})

test.each([
  ["runs SET parameters = '{'", /run run1/],
  ["events SET body = '{'", /event 1 of run run1/],
])("a damaged row (%s) is said so, and what to do", (update, place) => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  store.startRun(runRow(folder.path), [started("run1")])
  using database = rawDatabase(store.file)
  database.run(`UPDATE ${update}`)
  const look = (): unknown => [store.findRun("run1"), ...store.events("run1")]
  expect(look).toThrow(StoreDamagedError)
  expect(look).toThrow(place)
  expect(look).toThrow(/Move .*\.tsnb aside/)
})
