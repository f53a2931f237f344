import { once } from "node:events"
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { foldEvents } from "../../kernel/flow/runView.ts"
import { openStore } from "../../kernel/store/store.ts"
import { firstLine, rawDatabase, runFixture, startFixture, temporaryFolder } from "./support.ts"

const writers = 8
const tasks = 200

test("eight processes make one store and write to it at once", async () => {
  using folder = temporaryFolder()
  const ids = await Promise.all(
    Array.from({ length: writers }, () => runFixture("writer.ts", folder.path, String(tasks))),
  )
  using store = openStore(folder.path)
  expect(new Set(ids).size).toBe(writers)
  expect(
    store
      .runs()
      .map(({ id, state }) => `${id} ${state}`)
      .toSorted(),
  ).toEqual(ids.map((id) => `${id} completed`).toSorted())
  for (const id of ids) {
    const sequences = Array.from(store.events(id), ({ sequence }) => sequence)
    expect(sequences).toEqual(Array.from({ length: 2 * tasks + 2 }, (_, index) => index + 1))
  }
  using database = rawDatabase(store.file)
  expect(database.count("results")).toBe(tasks)
})

test("eight processes that find the same damaged store set it aside once", async () => {
  using folder = temporaryFolder()
  mkdirSync(join(folder.path, ".tsnb"))
  writeFileSync(join(folder.path, ".tsnb", "store.db"), "this is no database\n".repeat(1_000))
  await Promise.all(Array.from({ length: writers }, () => runFixture("writer.ts", folder.path, "5")))
  const aside = readdirSync(join(folder.path, ".tsnb")).filter((name) => name.includes("corrupt"))
  expect(aside).toHaveLength(1)
  using store = openStore(folder.path)
  expect(store.runs()).toHaveLength(writers)
})

test("a run whose owner was killed is crashed for the next one who looks, its finished tasks stay", async () => {
  using folder = temporaryFolder()
  const child = startFixture("owner.ts", folder.path, "busy")
  const run = await firstLine(child)
  child.kill("SIGKILL")
  await once(child, "exit")
  using store = openStore(folder.path)
  expect(store.reconcile()).toEqual([run])
  const view = foldEvents(Array.from(store.events(run), ({ event }) => event))
  expect(Array.from(view.taskRuns.values(), ({ task, state }) => `${task} ${state}`)).toEqual([
    "first completed",
    "second crashed",
    "third skipped",
  ])
  expect(view.state).toBe("crashed")
  const row = store.findRun(run)
  expect(row?.state).toBe("crashed")
  expect(row?.error?.message).toContain(`tsnb rerun ${run}`)
  expect(row?.endedAt).toBeLessThanOrEqual(Date.now())
  expect(store.reconcile()).toEqual([])
})

test("a process that is killed while it writes leaves a sound store, and whole transactions", async () => {
  using folder = temporaryFolder()
  const child = startFixture("writer.ts", folder.path, "1000000")
  using store = openStore(folder.path)
  const written = (): number => [...store.events(store.findRun("latest")?.id ?? "", { after: 300 })].length
  await expect.poll(written).toBeGreaterThan(0)
  child.kill("SIGKILL")
  await once(child, "exit")
  const [run = ""] = store.reconcile()
  using raw = rawDatabase(store.file)
  expect(raw.database.pragma("integrity_check", { simple: true })).toBe("ok")
  const completed = Array.from(store.events(run), ({ event }) => event).filter(
    (event) => event.type === "taskStateChanged" && event.state === "completed",
  )
  expect(completed).toHaveLength(Number(raw.count("entries")))
})

test("a run whose owner is alive stays, even when its loop is busy and its lease long over", async () => {
  using folder = temporaryFolder()
  const child = startFixture("owner.ts", folder.path, "busy")
  try {
    const run = await firstLine(child)
    using store = openStore(folder.path)
    using database = rawDatabase(store.file)
    if (process.platform !== "win32") database.run("UPDATE runs SET lease_until = 0")
    expect(store.reconcile()).toEqual([])
    expect(store.findRun(run)?.state).toBe("running")
  } finally {
    child.kill("SIGKILL")
    await once(child, "exit")
  }
})

test("a live owner goes on recording after others have looked", async () => {
  using folder = temporaryFolder()
  const child = startFixture("owner.ts", folder.path, "wait")
  const run = await firstLine(child)
  using store = openStore(folder.path)
  store.reconcile()
  const exit = once(child, "exit")
  child.stdin?.end("go on\n")
  expect(await exit).toEqual([0, null])
  expect(store.findRun(run)?.state).toBe("completed")
})

test.skipIf(process.platform === "win32")("a folder that can't be written is said so", async () => {
  using folder = temporaryFolder()
  const user = process.getuid?.() === 0 ? ["65534"] : []
  chmodSync(folder.path, 0o555)
  const output = await runFixture("opener.ts", folder.path, ...user)
  expect(output).toMatch(/StoreUnwritableError: Can't write .*\.tsnb: EACCES.*permissions/)
})

test.skipIf(process.platform === "win32")("a store that can't be written is said so", async () => {
  using folder = temporaryFolder()
  openStore(folder.path).close()
  chmodSync(folder.path, 0o755)
  chmodSync(join(folder.path, ".tsnb"), 0o555)
  for (const name of ["store.db", "key"]) chmodSync(join(folder.path, ".tsnb", name), 0o444)
  const user = process.getuid?.() === 0 ? ["65534"] : []
  const output = await runFixture("opener.ts", folder.path, ...user)
  expect(output).toMatch(/StoreUnwritableError: Can't write .*store\.db/)
  chmodSync(join(folder.path, ".tsnb"), 0o755)
})
