import { join } from "node:path"
import { expect, test } from "vitest"
import { runEngine } from "../../kernel/flow/engine.ts"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import type { FlowStore } from "../../kernel/flow/ports.ts"
import { foldEvents } from "../../kernel/flow/runView.ts"
import { openFlow } from "../../kernel/session/openFlow.ts"
import { planOf } from "../../kernel/session/plan.ts"
import { openPorts } from "../../kernel/session/ports.ts"
import { StoreBusyError } from "../../kernel/store/errors.ts"
import { openStore } from "../../kernel/store/store.ts"
import { rawDatabase } from "../store/support.ts"
import { TestNotebook } from "../support/flow.ts"

test("a run waits while another connection has the store locked, and leaves the event loop free", async () => {
  using notebook = new TestNotebook(`// @task a\nconst x = 1`, `// @task b\nconst y = x + 1`)
  openStore(notebook.folder).close()
  using other = rawDatabase(join(notebook.folder, ".tsnb", "store.db"))
  const { promise: isBack, resolve } = Promise.withResolvers<void>()
  const lockOnce = (event: FlowEvent): void => {
    if (event.type !== "flowStarted") return
    other.run("BEGIN IMMEDIATE")
    // Only this thread can give the lock back: blocked, it would wait for itself.
    setTimeout(() => {
      other.run("COMMIT")
      resolve()
    }, 500)
  }
  const { run, state, states, events } = await notebook.run({}, lockOnce)
  await isBack
  expect([state, states]).toEqual(["completed", { a: "completed", b: "completed" }])
  using store = openStore(notebook.folder)
  expect(Array.from(store.events(run), ({ event }) => event)).toEqual(events)
  expect((await notebook.run()).states).toEqual({ a: "cached", b: "cached" })
})

function subflow(): Promise<never> {
  return Promise.reject(new Error("there are no subflows"))
}

/** Runs a notebook of two tasks whose results the store refuses to record, for so many times. */
async function runRefused(notebook: TestNotebook, times: number) {
  const flow = await openFlow({ notebook: notebook.path })
  const plan = planOf(flow, { notebook: notebook.path, parameters: {} }, "run1")
  using ports = openPorts(notebook.path)
  using store = openStore(notebook.folder)
  let refusals = 0
  const record: FlowStore["record"] = (run, events, entries) =>
    entries?.length && refusals++ < times
      ? Promise.reject(new StoreBusyError(store.file, 30_000, new Error("database is locked")))
      : ports.store.record(run, events, entries)
  const seen: FlowEvent[] = []
  const { signal } = new AbortController()
  const end = runEngine(
    plan,
    { ...ports, store: { ...ports.store, record }, subflow },
    (event) => seen.push(event),
    signal,
  )
  await expect(end).rejects.toThrow(StoreBusyError)
  // While the process still has the store open, as a kernel does.
  const recorded = Array.from(store.events("run1"), ({ event }) => event)
  expect(seen).toEqual(recorded)
  expect(store.reconcile()).toEqual([])
  expect(store.findRun("run1")).toMatchObject({ state: "crashed", error: { name: "CrashError" } })
  return foldEvents(recorded)
}

test("a run that can't be recorded any further ends as crashed, and what its tasks computed is kept", async () => {
  using notebook = new TestNotebook(`// @task a\nconst x = 1`, `// @task b\nconst y = x + 1`)
  const view = await runRefused(notebook, 1)
  expect(view.state).toBe("crashed")
  expect(view.taskRuns.get("a")?.state).toBe("completed")
  expect((await notebook.run()).states).toEqual({ a: "cached", b: "completed" })
  using store = openStore(notebook.folder)
  expect(store.deleteRun("run1")).toEqual(["run1"])
})

test("a run whose last events can't be recorded at all ends as crashed all the same", async () => {
  using notebook = new TestNotebook(`// @task a\nconst x = 1`, `// @task b\nconst y = x + 1`)
  const view = await runRefused(notebook, Infinity)
  expect([view.state, view.taskRuns.get("a")?.state]).toEqual(["crashed", "crashed"])
  expect((await notebook.run()).states).toEqual({ a: "completed", b: "completed" })
})
