import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { StoreDamagedError, StoreElsewhereError } from "../../kernel/store/errors.ts"
import { openStore } from "../../kernel/store/store.ts"
import { ResultFolder } from "../../kernel/runtime/value/resultFolder.ts"
import { entryOf, runRow, started } from "./samples.ts"
import { rawDatabase, temporaryFolder } from "./support.ts"

const rights = (path: string): string => (statSync(path).mode & 0o777).toString(8)

/** A folder with the store of one run. */
function folderWithStore(): ReturnType<typeof temporaryFolder> & { file: string } {
  const folder = temporaryFolder()
  using store = openStore(folder.path)
  store.startRun(runRow(folder.path), [started("run1")])
  return { ...folder, file: store.file }
}

test.skipIf(process.platform === "win32")(
  "what was run is its user's alone, also in a store of an older tsnb",
  async () => {
    using folder = temporaryFolder()
    const before = process.umask(0o022)
    try {
      const inner = join(folder.path, ".tsnb")
      const check = async (): Promise<void> => {
        using store = openStore(folder.path)
        const results = new ResultFolder(store.results)
        const { hash } = await results.write(crypto.getRandomValues(new Uint8Array(10_000)), [])
        const file = results.pathOf(hash)
        expect([inner, store.results, join(file, "..")].map(rights)).toEqual(["700", "700", "700"])
        expect([store.file, `${store.file}-wal`, `${store.file}-shm`, file].map(rights)).toEqual([
          "600",
          "600",
          "600",
          "600",
        ])
      }
      await check()
      for (const name of ["", "results", "store.db"]) chmodSync(join(inner, name), name === "store.db" ? 0o644 : 0o755)
      await check()
    } finally {
      process.umask(before)
    }
  },
)

const strange = [
  ["a trigger", "CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM events; END", "has the trigger 't'"],
  ["a view", "CREATE VIEW v AS SELECT 1", "has the view 'v'"],
  ["a table of its own", "CREATE TABLE other (x)", "has the table 'other'"],
  ["a column less", "ALTER TABLE runs DROP COLUMN owner_token", "has a table 'runs' of another form"],
  ["a column more", "ALTER TABLE runs ADD more DEFAULT 1", "has a table 'runs' of another form"],
  [
    "a view in place of a table",
    "DROP TABLE entries; CREATE VIEW entries AS SELECT 1",
    "has a view 'entries' of another form",
  ],
  ["a table less", "DROP TABLE results", "lacks the table 'results'"],
  ["an index less", "DROP INDEX runs_by_time", "lacks the index 'runs_by_time'"],
  ["a version below nothing", "PRAGMA user_version = -3", "says that its version is -3"],
  [
    "other tables in a store that is said to be new",
    "DROP TABLE runs; CREATE TABLE runs (x); PRAGMA user_version = 0",
    "already exists",
  ],
] as const

test.for(strange)("a store with %s is set aside whole, with a warning that says so", ([, statements, what]) => {
  using folder = folderWithStore()
  {
    using database = rawDatabase(folder.file)
    database.database.unsafeMode(true)
    database.run(`PRAGMA foreign_keys = OFF; ${statements}`)
  }
  using store = openStore(folder.path)
  expect(store.warnings).toEqual([expect.stringContaining(what)])
  expect(store.warnings[0]).toMatch(/store\.db .*It is kept as .*store\.db\.corrupt-.*, and a new one was begun/)
  expect(store.runs()).toEqual([])
  store.startRun(runRow(folder.path, { id: "run2" }), [started("run2")])
  const kept = readdirSync(join(folder.path, ".tsnb")).find((name) => /corrupt-.*Z$/.test(name)) ?? ""
  using aside = rawDatabase(join(folder.path, ".tsnb", kept))
  expect(aside.count("events")).toBe(1)
})

test.each([
  ["an unknown schema format", 47, 9],
  ["a page size that is none", 16, 3],
  ["a newer version for reading", 19, 9],
])("a file with %s is set aside", (_, at, value) => {
  using folder = folderWithStore()
  const bytes = readFileSync(folder.file)
  bytes[at] = value
  writeFileSync(folder.file, bytes)
  using store = openStore(folder.path)
  expect(store.warnings).toEqual([expect.stringMatching(/store\.db was damaged\. It is kept as .*\(SQLite says: .+\)/)])
})

test("statistics that SQLite itself made are no strange table", () => {
  using folder = folderWithStore()
  {
    using database = rawDatabase(folder.file)
    database.run("ANALYZE")
  }
  using store = openStore(folder.path)
  expect([store.warnings, store.runs().length]).toEqual([[], 1])
})

test.skipIf(process.platform === "win32").for(["", "store.db", "store.db-wal", "results"])(
  "a link at .tsnb/%s leads nowhere",
  (name) => {
    using folder = folderWithStore()
    using elsewhere = temporaryFolder()
    const path = join(folder.path, ".tsnb", name)
    const isFile = name.startsWith("store")
    const target = join(elsewhere.path, "target")
    if (isFile) writeFileSync(target, "")
    else mkdirSync(target, { mode: 0o755 })
    if (name === "") renameSync(path, `${path}-moved`)
    else rmSync(path, { recursive: true, force: true })
    symlinkSync(target, path.replace(/\/$/, ""))
    const before = statSync(target).mode
    const open = (): unknown => openStore(folder.path)
    expect(open).toThrow(StoreElsewhereError)
    expect(open).toThrow(/is not a (file|folder) itself but a link.*Remove it/)
    expect([isFile ? readFileSync(target, "utf8") : readdirSync(target).length, statSync(target).mode]).toEqual([
      isFile ? "" : 0,
      before,
    ])
  },
)

test.skipIf(process.platform === "win32")("no result is written through a link, nor read from one", async () => {
  using folder = folderWithStore()
  using elsewhere = temporaryFolder()
  using store = openStore(folder.path)
  const results = new ResultFolder(store.results)
  const bytes = crypto.getRandomValues(new Uint8Array(10_000))
  const reference = await results.write(bytes, [])
  const path = results.pathOf(reference.hash)
  renameSync(path, join(elsewhere.path, "moved"))
  symlinkSync(join(elsewhere.path, "moved"), path)
  await expect(results.read(reference)).rejects.toThrow("is gone")
  await results.write(bytes, [])
  expect(lstatSync(path).isFile()).toBe(true)
  rmSync(join(path, ".."), { recursive: true })
  symlinkSync(elsewhere.path, join(path, ".."))
  await expect(results.write(bytes, [])).rejects.toThrow("not a folder itself")
  expect(readdirSync(elsewhere.path)).toEqual(["moved"])
})

test.each(["../e.tsnb", ".tsnb/e.tsnb", "/etc/passwd", "..", "", "a\\b.tsnb", "sub/e.tsnb"])(
  "a run of '%s' is refused, since a store has the runs of the notebooks beside it",
  (notebook) => {
    using folder = folderWithStore()
    using store = openStore(folder.path)
    using database = rawDatabase(store.file)
    database.database.prepare("UPDATE runs SET notebook = ?").run(notebook)
    const find = (): unknown => store.findRun("run1")
    expect(find).toThrow(StoreDamagedError)
    expect(find).toThrow("which is no notebook beside it")
  },
)

const rows = [
  "runs SET state = 'wild'",
  "runs SET started_at = 'x'",
  "runs SET parameters = '[1]'",
  "runs SET parameters = x'00'",
  "runs SET error = '{}'",
  "runs SET error = 'null'",
  "runs SET owner_pid = 'x', ended_at = NULL",
  "events SET body = '[]'",
  "events SET body = 'null'",
  "events SET body = '{}'",
  "events SET type = 'wild'",
  "events SET time = 'x'",
  `events SET body = '{"__proto__":{"flow":"x"},"notebook":"","parameters":{},"tasks":[]}'`,
]

test.each(rows)("a row that isn't of its form (%s) is said to be damaged, with its run", (update) => {
  using folder = folderWithStore()
  using store = openStore(folder.path)
  using database = rawDatabase(store.file)
  database.run(`UPDATE ${update}`)
  const look = (): unknown => [store.findRun("run1"), store.reconcile(), ...store.events("run1")]
  expect(look).toThrow(StoreDamagedError)
  expect(look).toThrow(/run1.*Move .*\.tsnb aside/)
})

const entries = [
  "entries SET trace = '[null]'",
  `entries SET trace = '[{"kind":"wild"}]'`,
  `entries SET trace = '[{"kind":"file","path":5,"hash":null}]'`,
  "entries SET components = '[]'",
  "entries SET outputs = '{}'",
  "entries SET time = 'x'",
  "entries SET notebook = '../x.tsnb'",
  "results SET size = -1",
  "results SET size = 'x'",
  "results SET classes = '[5]'",
  `results SET classes = '["a b"]'`,
  "results SET inline = 'text'",
]

test.each(entries)("what is kept and isn't of its form (%s) is a miss", (update) => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  store.startRun(runRow(folder.path), [started("run1")])
  store.record("run1", [], [entryOf(folder.path)])
  expect(store.candidates("key1")).toHaveLength(1)
  {
    using database = rawDatabase(store.file)
    database.run(`UPDATE ${update}`)
  }
  expect(store.candidates("key1")).toEqual([])
  expect(existsSync(store.file)).toBe(true)
})

/** A journal that has SQLite delete another file, as the one under which a transaction over several databases went. */
function journalNaming(path: string, pages: number): Buffer {
  const magic = Buffer.from("d9d505f920a163d7", "hex")
  const header = Buffer.alloc(512)
  magic.copy(header)
  header.writeUInt32BE(pages, 16)
  header.writeUInt32BE(512, 20)
  header.writeUInt32BE(2048, 24)
  const name = Buffer.from(path)
  const end = Buffer.alloc(8)
  end.writeUInt32BE(name.length, 0)
  end.writeUInt32BE(
    name.reduce((sum, byte) => sum + byte, 0),
    4,
  )
  const place = Buffer.alloc(4)
  place.writeUInt32BE(2 ** 30 / 2048 + 1)
  return Buffer.concat([header, place, name, end, magic])
}

test("a journal that names another file has nothing deleted", () => {
  using folder = folderWithStore()
  using elsewhere = temporaryFolder()
  const other = join(elsewhere.path, "dear.txt")
  writeFileSync(other, "dear")
  writeFileSync(`${folder.file}-journal`, journalNaming(other, statSync(folder.file).size / 2048))
  using store = openStore(folder.path)
  expect(readFileSync(other, "utf8")).toBe("dear")
  expect(store.warnings).toEqual([expect.stringContaining("has a journal that names another file")])
})
