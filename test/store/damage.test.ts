import { closeSync, openSync, readdirSync, writeSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { runFlow } from "../../kernel/session/flowRun.ts"
import { openStore } from "../../kernel/store/store.ts"
import { TestNotebook } from "../support/flow.ts"
import { firstLine, rawDatabase, startFixture } from "./support.ts"

/** Overwrites the first page of a table or an index. */
function damage(file: string, name: string): void {
  using raw = rawDatabase(file)
  const { database } = raw
  database.pragma("wal_checkpoint(TRUNCATE)")
  const page = Number(database.prepare("SELECT rootpage FROM sqlite_master WHERE name = ?").pluck().get(name))
  const size = Number(database.pragma("page_size", { simple: true }))
  const opened = openSync(file, "r+")
  writeSync(opened, Buffer.alloc(size, 0xff), 0, size, (page - 1) * size)
  closeSync(opened)
}

function asideIn(folder: string): readonly string[] {
  return readdirSync(join(folder, ".tsnb")).filter((name) => name.includes(".corrupt-"))
}

async function run(notebook: string, observe: (event: FlowEvent) => void = () => undefined) {
  const warnings: string[] = []
  const { state, run: id } = await runFlow(
    { notebook, parameters: {} },
    { onEvent: observe, onWarning: (message) => warnings.push(message) },
  )
  return { state, id, warnings }
}

test.each(["entries_by_key", "events", "results", "runs", "runs_unfinished", "sqlite_autoindex_runs_1"])(
  "a run goes on in a new store when the pages of %s are damaged, and says so once",
  async (name) => {
    using notebook = new TestNotebook("// @task a\nconst x = 1", "// @task b\nconst y = x + 1")
    await run(notebook.path)
    await run(notebook.path)
    const file = join(notebook.folder, ".tsnb", "store.db")
    damage(file, name)
    const { state, id, warnings } = await run(notebook.path)
    expect(state).toBe("completed")
    expect(asideIn(notebook.folder)).toHaveLength(1)
    expect(warnings).toEqual([expect.stringMatching(/was damaged\. It is kept as .*corrupt-/)])
    using store = openStore(notebook.folder)
    const [found] = store.runs()
    expect(found).toMatchObject({ id, state: "completed" })
    const types = [...store.events(id)].map(({ event }) => event.type)
    expect(types.slice(0, 2)).toEqual(["flowStarted", "flowStateChanged"])
    expect((await run(notebook.path)).warnings).toEqual([])
  },
)

test("damage that is met while tasks run costs neither their run nor that of the flow that asked for it", async () => {
  using notebook = new TestNotebook(
    "// @task a cache=off\nconst x = 1",
    '// @task b\nimport { subflow } from "tsnb"\nconst { y } = await subflow("./inner.tsnb")\nconst z = x + y',
  )
  notebook.write("inner.tsnb", "// %%\n// @task inner\nconst y = 2\n")
  const file = join(notebook.folder, ".tsnb", "store.db")
  let isDamaged = false
  const { state, id, warnings } = await run(notebook.path, (event) => {
    if (event.type !== "taskStateChanged" || event.task !== "a" || event.state !== "completed" || isDamaged) return
    isDamaged = true
    damage(file, "runs_by_time")
    damage(file, "entries_by_key")
  })
  expect([state, warnings.length]).toEqual(["completed", 1])
  using store = openStore(notebook.folder)
  const states = [...store.events(id, { types: ["taskStateChanged"] })].flatMap(({ event }) =>
    event.type === "taskStateChanged" ? [`${event.task} ${event.state}`] : [],
  )
  expect(states).toEqual(["a running", "a completed", "b running", "b completed"])
  expect(store.runs({ parent: id })).toHaveLength(1)
})

test("a damaged store that another process runs something by stays where it is", async () => {
  using notebook = new TestNotebook("// @task a\nconst x = 1")
  await run(notebook.path)
  const file = join(notebook.folder, ".tsnb", "store.db")
  const other = startFixture("owner.ts", notebook.folder, "wait")
  await firstLine(other)
  damage(file, "entries_by_key")
  await expect(run(notebook.path)).rejects.toThrow(/store\.db is damaged: .*malformed/)
  expect(asideIn(notebook.folder)).toEqual([])
  other.kill("SIGKILL")
})
