import { expect, test } from "vitest"
import { foldEvents } from "../../kernel/flow/runView.ts"
import { StoreBusyError } from "../../kernel/store/errors.ts"
import { localProcesses } from "../../kernel/store/owner.ts"
import { patientStore } from "../../kernel/store/patientStore.ts"
import { openStore, type Store } from "../../kernel/store/store.ts"
import { entryOf, flowState, runRow, started, taskState } from "./samples.ts"
import { rawDatabase, temporaryFolder } from "./support.ts"

const error = { name: "StoreBusyError", message: "it stayed locked." }

function openImpatient(folder: string): Store {
  return openStore(folder, localProcesses, 1)
}

function startRun(store: Store, folder: string): void {
  store.startRun(runRow(folder), [started("run1", ["a", "b"]), flowState("run1", "running")])
  store.record("run1", [taskState("run1", "a", "running")])
}

test("what is recorded while another connection has the store locked waits for it, and the event loop goes on", async () => {
  using folder = temporaryFolder()
  using store = openImpatient(folder.path)
  startRun(store, folder.path)
  using other = rawDatabase(store.file)
  other.run("BEGIN IMMEDIATE")
  const patient = patientStore(store)
  const recorded = patient.record("run1", [taskState("run1", "a", "completed")], [entryOf(folder.path)])
  // Had the wait blocked this thread, the lock could never have been given back from here.
  await new Promise((resolve) => setTimeout(resolve, 10))
  store.renewLease()
  other.run("COMMIT")
  await recorded
  expect(await patient.candidates("key1")).toHaveLength(1)
  expect(Array.from(store.events("run1"), ({ sequence }) => sequence)).toEqual([1, 2, 3, 4])
})

test("who waits in vain is told how long, and nothing of the batch is in the store", async () => {
  using folder = temporaryFolder()
  using store = openImpatient(folder.path)
  startRun(store, folder.path)
  using other = rawDatabase(store.file)
  other.run("BEGIN IMMEDIATE")
  const recorded = patientStore(store, 200).record("run1", [taskState("run1", "a", "completed")])
  const failure: unknown = await recorded.catch((reason: unknown) => reason)
  expect(failure).toBeInstanceOf(StoreBusyError)
  expect(String(failure)).toContain("for 0.2 s.")
  other.run("COMMIT")
  expect([...store.events("run1")]).toHaveLength(3)
  store.record("run1", [taskState("run1", "a", "completed")])
  expect(Array.from(store.events("run1"), ({ sequence }) => sequence)).toEqual([1, 2, 3, 4])
})

test("a run that is given up is crashed, with what was recorded of it", async () => {
  using folder = temporaryFolder()
  using store = openImpatient(folder.path)
  startRun(store, folder.path)
  const events = await patientStore(store).abandon("run1", error)
  expect(events.map(({ event }) => event.type)).toEqual(["taskStateChanged", "taskStateChanged", "flowStateChanged"])
  const view = foldEvents(Array.from(store.events("run1"), ({ event }) => event))
  expect(Array.from(view.taskRuns.values(), ({ task, state }) => `${task} ${state}`)).toEqual([
    "a crashed",
    "b skipped",
  ])
  expect(store.findRun("run1")).toMatchObject({ state: "crashed", error: { name: "CrashError" } })
  expect(store.findRun("run1")?.error?.message).toMatch(
    /^The flow run couldn't be carried on: it stayed locked\. `tsnb rerun/,
  )
  expect(store.abandon("run1", error)).toEqual([])
  expect(store.deleteRun("run1")).toEqual(["run1"])
})

test("a run that couldn't even be given up is declared crashed by this process, which has it no more", () => {
  using folder = temporaryFolder()
  using store = openImpatient(folder.path)
  using looking = openStore(folder.path)
  startRun(store, folder.path)
  expect(looking.reconcile()).toEqual([])
  using other = rawDatabase(store.file)
  other.run("BEGIN IMMEDIATE")
  expect(() => store.abandon("run1", error)).toThrow(StoreBusyError)
  other.run("COMMIT")
  expect(looking.reconcile()).toEqual(["run1"])
  expect(looking.clean({}).going).toBe(0)
})

test("a run that its process left open when it closed the store is crashed", () => {
  using folder = temporaryFolder()
  {
    using store = openStore(folder.path)
    startRun(store, folder.path)
  }
  using looking = openStore(folder.path)
  expect(looking.reconcile()).toEqual(["run1"])
})
