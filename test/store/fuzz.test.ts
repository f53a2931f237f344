import { createHash } from "node:crypto"
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { zstdCompressSync } from "node:zlib"
import Database from "better-sqlite3"
import { DataFrame } from "danfojs-node"
import * as fc from "fast-check"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { ClassFinder } from "../../kernel/runtime/classes.ts"
import { showStored } from "../../kernel/runtime/display/show.ts"
import { ReachedModules } from "../../kernel/runtime/modules/reached.ts"
import { lookingContext } from "../../kernel/runtime/value/look.ts"
import { decodeValue } from "../../kernel/runtime/value/value.ts"
import { openStore } from "../../kernel/store/store.ts"
import { bytesOf, contextWith } from "../runtime/value/context.ts"
import { Vectorizer } from "../runtime/value/classes.ts"
import { anyBytes, damaged, handMade } from "./fuzz/bytes.ts"
import { attempt, lookAround } from "./fuzz/lookAround.ts"
import { changes, type Change } from "./fuzz/rows.ts"
import { entryOf, flowState, logLine, reference, runRow, started, taskState } from "./samples.ts"

/*
 * What a store that somebody else made may do: nothing but be read, or be refused with an error that says why. TSNB_FUZZ_CASES
 * has more cases tried, TSNB_FUZZ_SEED others.
 */

const cases = Number(process.env["TSNB_FUZZ_CASES"] ?? 2_000)
const seed = Number(process.env["TSNB_FUZZ_SEED"] ?? 20_261_130)
const maxMemory = 500 * 2 ** 20
// No test of time, but so that many cases may take theirs.
vi.setConfig({ testTimeout: Math.max(120_000, cases * 100) })

const folder = mkdtempSync(join(tmpdir(), "tsnb-fuzz-"))
/** What lies around the store's folder, and may neither change nor become more. */
const outside = join(folder, "outside")
const template = join(folder, "template")
const place = join(folder, "place")
let intact: readonly Uint8Array[] = []

beforeAll(async () => {
  console.info(`${cases} cases of stores, seed ${seed} (TSNB_FUZZ_CASES, TSNB_FUZZ_SEED)`)
  writeFileSync(outside, "as it was")
  const values = [
    { numbers: [1, 2], texts: ["a", "é"], nested: [{ x: new Date(5) }, new Map([[1, new Set(["a"])]])] },
    [Float64Array.of(1, 2), Buffer.from("abc"), new TypeError("no"), /a/g, new URL("http://a.b/"), 2n ** 80n],
    new DataFrame({ a: [1, 2], b: ["x", "y"] }),
    new Vectorizer(new Map([["a", 1]])),
  ]
  const context = contextWith([Vectorizer])
  intact = await Promise.all(values.map((value) => bytesOf(value, context)))
  mkdirSync(template)
  using store = openStore(template)
  const tasks = ["a", "b"]
  store.startRun(runRow(template), [started("run1", tasks), flowState("run1", "running")])
  const events = tasks.flatMap((task) => [
    taskState("run1", task, "running"),
    logLine("run1", "x", task),
    taskState("run1", task, "completed"),
  ])
  const entries = tasks.map((task, index) => {
    const bytes = intact[index] ?? new Uint8Array()
    const hash = createHash("sha256").update(bytes).digest("hex")
    const value = reference(hash, {
      size: bytes.length,
      packedSize: bytes.length,
      inline: Buffer.from(bytes).toString("base64"),
    })
    const entry = entryOf(template, { id: `run1:${task}`, task, key: `key${index + 1}` })
    return Object.assign({}, entry, { outputs: [{ name: task, value }] })
  })
  store.record("run1", [...events, flowState("run1", "completed")], entries)
  const ran = {
    startedAt: 1,
    endedAt: 2,
    count: 1,
    outputs: [{ kind: "display", data: { "text/plain": "x" } } as const],
  }
  store.keepCells(join(template, "taxi.tsnb"), [{ source: "a", place: 0, ran }], ["a"])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Makes the folder of a case, lets it be used, and sees what became of the world around it. */
async function inPlace(make: (inner: string) => void): Promise<void> {
  rmSync(place, { recursive: true, force: true })
  mkdirSync(join(place, ".tsnb"), { recursive: true })
  const inner = join(place, ".tsnb")
  for (const name of readdirSync(join(template, ".tsnb"))) {
    if (name.startsWith("store.db") || name === "key") copyFileSync(join(template, ".tsnb", name), join(inner, name))
  }
  make(inner)
  await lookAround(place)
  expect([readdirSync(folder).toSorted(), readFileSync(outside, "utf8")]).toEqual([
    ["outside", "place", "template"],
    "as it was",
  ])
  expect(readdirSync(place)).toEqual([".tsnb"])
}

function seesNothing(): void {
  expect(Reflect.get(globalThis, "tsnbFuzzCanary")).toBeUndefined()
  expect([Reflect.ownKeys(Object.prototype).length, Object.hasOwn(Object.prototype, "polluted")]).toEqual([
    prototypeKeys,
    false,
  ])
}

const prototypeKeys = Reflect.ownKeys(Object.prototype).length

/** The most memory that this process ever had, in bytes. */
const highest = (): number => process.resourceUsage().maxRSS * 1024

/**
 * Runs cases, and sees that none has code run or takes much memory.
 * @param share of all cases
 * @returns how many there were
 */
async function fuzz<Case>(
  share: number,
  arbitrary: fc.Arbitrary<Case>,
  run: (one: Case) => Promise<void>,
): Promise<number> {
  let count = 0
  const property = fc.asyncProperty(arbitrary, async (one) => {
    count += 1
    const before = highest()
    await run(one)
    seesNothing()
    expect(highest() - before).toBeLessThan(maxMemory)
  })
  await fc.assert(property, { numRuns: Math.ceil(cases * share), seed, endOnFailure: true })
  return count
}

test("values of any bytes are decoded, or refused, and no module is loaded for them", async () => {
  const imported: string[] = []
  const finder = new ClassFinder({
    scope: () => new Map<string, unknown>([["Vectorizer", Vectorizer]]),
    importModule(specifier) {
      imported.push(specifier)
      return import(specifier)
    },
    reachedSpecifiers: () => [],
    imports: () => ["./good.ts"],
    reached: new ReachedModules(folder),
  })
  const count = await fuzz(0.85, fc.oneof(anyBytes(intact), fc.constantFrom(...handMade)), async (bytes) => {
    await attempt(() => decodeValue(bytes, finder))
    await attempt(async () => showStored(await decodeValue(bytes, lookingContext)))
  })
  expect(count).toBeGreaterThan(0)
  // Those that tsnb itself brings along.
  expect(imported.filter((specifier) => specifier !== "danfojs-node")).toEqual([])
})

test("stores of any rows and definitions are read, set aside or refused", async () => {
  const count = await fuzz(0.08, changes, (list) => inPlace((inner) => change(join(inner, "store.db"), list)))
  expect(count).toBeGreaterThan(0)
})

/** What SQLite itself doesn't take can't get into a store. */
function change(file: string, list: readonly Change[]): void {
  const database = new Database(file)
  database.unsafeMode(true)
  database.pragma("synchronous = OFF")
  database.pragma("foreign_keys = OFF")
  for (const { statement, values } of list) {
    try {
      if (values.length > 0) database.prepare(statement).run(...values)
      else database.exec(statement)
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error
    }
  }
  database.close()
}

test("results of any bytes, sizes and names are read or refused", async () => {
  const size = fc.constantFrom(0, 1, 100, 2 ** 27, 2 ** 27 + 1, 2 ** 31, 2 ** 40)
  const one = fc.record({
    bytes: fc.oneof(
      anyBytes(intact),
      // A small file that stands for a large one.
      fc.constantFrom(1 << 10, 1 << 20, 1 << 22).map((length) => zstdCompressSync(Buffer.alloc(length))),
    ),
    encoding: fc.constantFrom("raw", "zstd"),
    size: fc.option(size, { nil: undefined }),
    isFile: fc.boolean(),
    hash: fc.constantFrom(undefined, "../../outside", "..", `${"0".repeat(63)}g`),
    classes: fc.constantFrom(null, "[]", '["Vectorizer"]', '["process"]', "{"),
  })
  const count = await fuzz(0.04, one, ({ bytes, encoding, size, isFile, classes, ...named }) =>
    inPlace((inner) => {
      const digest = createHash("sha256").update(bytes).digest("hex")
      const hash = named.hash ?? digest
      const insert =
        "INSERT OR REPLACE INTO results (hash, encoding, size, packed_size, digest, inline, classes) VALUES (?,?,?,?,?,?,?)"
      change(join(inner, "store.db"), [
        {
          statement: insert,
          values: [hash, encoding, size ?? bytes.length, bytes.length, digest, isFile ? null : bytes, classes],
        },
        { statement: "UPDATE entries SET outputs = ?", values: [JSON.stringify([["a", hash]])] },
      ])
      mkdirSync(join(inner, "results", hash.slice(0, 2)), { recursive: true })
      if (isFile && named.hash === undefined) writeFileSync(join(inner, "results", hash.slice(0, 2), hash), bytes)
    }),
  )
  expect(count).toBeGreaterThan(0)
})

test("files of any bytes in the place of a store's are set aside or refused", async () => {
  const files = fc.oneof(
    damaged(fc.constant(0).map(() => readFileSync(join(template, ".tsnb", "store.db")))),
    fc.uint8Array({ maxLength: 5_000 }),
  )
  const name = fc.constantFrom("store.db", "store.db", "store.db-wal", "store.db-shm", "store.db-journal", "key")
  const count = await fuzz(0.03, fc.tuple(name, files), ([name, bytes]) =>
    inPlace((inner) => writeFileSync(join(inner, name), bytes)),
  )
  expect(count).toBeGreaterThan(0)
})
