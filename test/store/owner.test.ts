import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import {
  isAlive,
  leaseDuration,
  leaseGrace,
  localProcesses,
  thisProcess,
  type ProcessTable,
} from "../../kernel/store/owner.ts"
import { newRunId } from "../../kernel/store/runId.ts"
import { openStore } from "../../kernel/store/store.ts"
import { flowState, runRow, started, taskState } from "./samples.ts"
import { firstLine, temporaryFolder } from "./support.ts"

function processes(host: string, starts: Readonly<Record<number, string | null>>): ProcessTable {
  return { host, exists: (pid) => pid in starts, start: (pid) => starts[pid] ?? null }
}

const now = 1_000_000
const fresh = now + leaseDuration
const late = now - leaseGrace
const over = late - 1
const owner = { pid: 7, start: "t1", host: "here" }

test.each([
  ["the same process", owner, fresh, { 7: "t1" }, true],
  ["the same process, its lease over", owner, over, { 7: "t1" }, true],
  ["no such process, though its lease lasts", owner, fresh, {}, false],
  ["another process with its pid, though its lease lasts", owner, fresh, { 7: "t2" }, false],
  ["the system doesn't say when it started", owner, fresh, { 7: null }, true],
  ["the system doesn't say, the lease is late", owner, late, { 7: null }, true],
  ["the system doesn't say, the lease is over", owner, over, { 7: null }, false],
  ["it never knew when it started", { ...owner, start: null }, fresh, { 7: "t1" }, true],
  ["it never knew, the lease is over", { ...owner, start: null }, over, { 7: "t1" }, false],
  ["another computer", { ...owner, host: "there" }, late, { 7: "t1" }, true],
  ["another computer, the lease is over", { ...owner, host: "there" }, over, { 7: "t1" }, false],
])("alive or not: %s", (_, who, leaseUntil, starts, alive) => {
  expect(isAlive(who, leaseUntil, now, processes("here", starts))).toBe(alive)
})

test("this computer knows this process, and one that has ended", async () => {
  expect(localProcesses.exists(process.pid)).toBe(true)
  expect(isAlive(thisProcess(), 0, now, localProcesses)).toBe(process.platform !== "win32")
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" })
  await once(child, "exit")
  expect(localProcesses.exists(child.pid ?? 0)).toBe(false)
})

test.runIf(process.platform === "linux")(
  "a process that waits for its parent to take note of its end is dead",
  async () => {
    // The first shell starts a child; the program that takes the shell's place never asks after it.
    const script = 'cat <&3 & exec sh -c "echo $!; exec sleep 60"'
    const parent = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "inherit", "pipe"] })
    try {
      const pid = Number(await firstLine(parent))
      expect(localProcesses.exists(pid)).toBe(true)
      // A shell might still ask after children.
      const program = (): string => readFileSync(`/proc/${parent.pid}/comm`, "utf8").trim()
      await expect.poll(program).toBe("sleep")
      parent.stdio[3]?.destroy()
      await expect.poll(() => localProcesses.exists(pid)).toBe(false)
      expect(() => process.kill(pid, 0)).not.toThrow()
    } finally {
      parent.kill("SIGKILL")
      await once(parent, "exit")
    }
  },
)

test("of a run on another computer the lease decides; a renewed one keeps it going", () => {
  using folder = temporaryFolder()
  using there = openStore(folder.path, processes("there", { [process.pid]: "t1" }))
  using here = openStore(folder.path, processes("here", {}))
  there.startRun(runRow(folder.path), [started("run1", ["a"]), flowState("run1", "running")])
  expect(here.reconcile()).toEqual([])
  using expired = openStore(folder.path, processes("there", {}))
  there.renewLease()
  expect(here.reconcile()).toEqual([])
  expect(expired.reconcile()).toEqual(["run1"])
  expect(() => there.record("run1", [taskState("run1", "a", "completed")])).toThrow(/marked the run as crashed/)
  there.renewLease()
  expect(here.findRun("run1")).toMatchObject({ state: "crashed", error: { name: "CrashError" } })
  expect(Array.from(here.events("run1"), ({ sequence }) => sequence)).toEqual([1, 2, 3, 4])
})

test.each([
  [0, 0, "0000000000000"],
  [0, 0.999_999_99, "00000000zzzzz"],
  [Date.UTC(2026, 0, 1), 0.5, "mjuohs00i0000"],
])("the id of a run started at %i with random %d", (time, random, id) => {
  expect(newRunId(time, random)).toBe(id)
})

test("ids sort by time", () => {
  const times = [1, 35, 36, 1e9, Date.now(), Date.now() + 1, Date.UTC(2058, 0, 1)]
  const ids = times.map((time, index) => newRunId(time, index % 2 ? 0 : 0.99))
  expect(ids.toSorted()).toEqual(ids)
})
