import { expect, test } from "vitest"
import { FlowStores } from "../../kernel/flowService/flowStores.ts"
import { openStore } from "../../kernel/store/store.ts"
import { entryOf, flowState, runRow, started } from "../store/samples.ts"
import { rawDatabase, temporaryFolder } from "../store/support.ts"

test("a kernel's histories can be looked into while the store is locked, and cleaned once it is free", async () => {
  using folder = temporaryFolder()
  const row = runRow(folder.path)
  const left = openStore(folder.path)
  left.startRun(row, [started("run1", ["a"]), flowState("run1", "running")])
  left.record("run1", [], [entryOf(folder.path)])
  using other = rawDatabase(left.file)
  left.close()
  other.run("BEGIN IMMEDIATE")
  const stores = new FlowStores()
  try {
    expect(await stores.history(row.notebook)?.runs({ limit: 10 })).toMatchObject([{ id: "run1", state: "running" }])
    const cleaned = stores.clean(row.notebook, {})
    await new Promise((resolve) => setTimeout(resolve, 10))
    other.run("COMMIT")
    expect(await cleaned).toMatchObject({ entries: 1 })
    expect(await stores.history(row.notebook)?.runs({ limit: 10 })).toMatchObject([{ id: "run1", state: "crashed" }])
  } finally {
    stores.close()
  }
})
