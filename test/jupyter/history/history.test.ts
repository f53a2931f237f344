import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { History } from "../../../kernel/jupyter/history/history.ts"
import { KernelLog } from "../../../kernel/jupyter/kernelLog.ts"
import { startKernel } from "../kernels.ts"

let folder: string
let log: string[]
let open: History[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tsnb-history-"))
  log = []
  open = []
})

afterEach(async () => {
  await Promise.all(open.map((history) => history.close()))
  rmSync(folder, { recursive: true, force: true })
})

function begin(where = folder): History {
  const history = new History(
    where,
    new KernelLog((line) => {
      log.push(line)
    }),
  )
  open.push(history)
  return history
}

function add(history: History, ...sources: string[]): void {
  for (const [index, source] of sources.entries()) history.add({ line: index + 1, source, output: `out ${source}` })
}

async function sources(history: History, request: Parameters<History["find"]>[0]): Promise<string[]> {
  return (await history.find(request)).map(({ source }) => source)
}

test("The last cells come in order, over sessions", async () => {
  const first = begin()
  add(first, "a", "b")
  await first.close()
  const second = begin()
  add(second, "c")
  expect(await second.find({ kind: "tail", output: true, count: 2 })).toEqual([
    { session: 1, line: 2, source: "b", output: "out b" },
    { session: 2, line: 1, source: "c", output: "out c" },
  ])
  for (const [count, found] of [
    [0, []],
    [-1, []],
    [1, ["c"]],
    [99, ["a", "b", "c"]],
  ] as const) {
    expect(await sources(second, { kind: "tail", output: false, count })).toEqual(found)
  }
})

test("Ranges are of this session, an earlier one, or one by its number", async () => {
  const first = begin()
  add(first, "a", "b", "c", "d")
  await first.close()
  const second = begin()
  add(second, "x", "y")
  const range = (session: number, start: number, stop?: number): Promise<string[]> =>
    sources(second, { kind: "range", output: false, session, start, stop })
  expect(await range(0, 1)).toEqual(["x", "y"])
  expect(await range(2, 1)).toEqual(["x", "y"])
  expect(await range(-1, 1)).toEqual(["a", "b", "c", "d"])
  expect(await range(1, 2, 4)).toEqual(["b", "c"])
  expect(await range(-1, -2)).toEqual(["c", "d"])
  expect(await range(-1, 1, -1)).toEqual(["a", "b", "c"])
  expect(await range(-1, 3, 2)).toEqual([])
  expect(await range(-2, 1)).toEqual([])
  expect(await range(99, 1)).toEqual([])
  expect(await range(-Number.MAX_SAFE_INTEGER, 1)).toEqual([])
})

test("A search takes a pattern; the latest are found, each once where that is asked", async () => {
  const history = begin()
  add(history, "let a = 1", "b()", "let a = 1", "let c = [2]", "let a = 1")
  const search = (pattern: string, count?: number, unique = false): Promise<string[]> =>
    sources(history, { kind: "search", output: false, pattern, count, unique })
  expect(await search("let*")).toEqual(["let a = 1", "let a = 1", "let c = [2]", "let a = 1"])
  expect(await search("let*", undefined, true)).toEqual(["let c = [2]", "let a = 1"])
  expect(await search("let*", 2)).toEqual(["let c = [2]", "let a = 1"])
  expect(await search("let ? = *")).toHaveLength(4)
  expect(await search("*[[]2]*")).toEqual(["let c = [2]"])
  expect(await search("B*")).toEqual([])
  expect(await search("*".repeat(100_000))).toHaveLength(5)
})

test("Several kernels at once keep their histories apart", async () => {
  const one = begin()
  const other = begin()
  add(one, "one 1")
  await one.find({ kind: "tail", output: false, count: 1 })
  add(other, "other 1", "other 2")
  await other.find({ kind: "tail", output: false, count: 1 })
  one.add({ line: 2, source: "one 2", output: null })
  expect(await sources(one, { kind: "range", output: false, session: 0, start: 1, stop: undefined })).toEqual([
    "one 1",
    "one 2",
  ])
  expect(await sources(other, { kind: "range", output: false, session: 0, start: 1, stop: undefined })).toEqual([
    "other 1",
    "other 2",
  ])
})

test("Huge cells aren't kept, and long results are cut", async () => {
  const history = begin()
  history.add({ line: 1, source: "x".repeat(2_000_000), output: null })
  history.add({ line: 2, source: "small", output: "y".repeat(1_000_000) })
  const rows = await history.find({ kind: "tail", output: true, count: 9 })
  expect(rows.map(({ source }) => source)).toEqual(["small"])
  expect(rows[0]?.output?.length).toBe(10_000)
})

test.skipIf(process.platform === "win32")("Nobody else may read the file", async () => {
  const history = begin()
  add(history, "password")
  await history.close()
  expect(statSync(join(folder, "history.db")).mode & 0o077).toBe(0)
})

test("Where the folder can't be written, the history lives in memory, and the log says why", async () => {
  writeFileSync(join(folder, "file"), "")
  const history = begin(join(folder, "file", "below"))
  add(history, "a")
  expect(await sources(history, { kind: "tail", output: false, count: 1 })).toEqual(["a"])
  expect(log.join("")).toContain("the history isn't kept in")
})

test("A damaged file is left alone, and the kernel's own history works", async () => {
  writeFileSync(join(folder, "history.db"), "no database at all, but long enough to be looked at".repeat(50))
  const history = begin()
  add(history, "a")
  expect(await sources(history, { kind: "tail", output: false, count: 1 })).toEqual(["a"])
})

test("Over the wire: what ran is told with its result; silent and unkept cells aren't", async () => {
  await using running = await startKernel()
  const { client } = running
  await client.execute("return 1")
  await client.execute("return 2", { silent: true })
  await client.execute("return 3", { store_history: false })
  await client.execute("values.x = 1; return undefined")
  const ask = async (output: boolean): Promise<unknown> =>
    (await client.request("shell", "history_request", { hist_access_type: "tail", n: 10, output, raw: true })).reply
      .content["history"]
  expect(await ask(false)).toEqual([
    [1, 1, "return 1"],
    [1, 2, "values.x = 1; return undefined"],
  ])
  expect(await ask(true)).toEqual([
    [1, 1, ["return 1", "1"]],
    [1, 2, ["values.x = 1; return undefined", null]],
  ])
})
