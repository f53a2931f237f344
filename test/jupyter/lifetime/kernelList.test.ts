import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { mkdtempDisposable } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import {
  listKernel,
  liveKernels,
  unlistKernel,
  type ListedKernel,
} from "../../../kernel/jupyter/lifetime/kernelList.ts"
import type { ProcessTable } from "../../../kernel/store/owner.ts"

/** A machine on which one process lives, that has begun at noon. */
const machine: ProcessTable = { host: "here", exists: (pid) => pid === 7, start: () => "noon" }
const connection = {
  transport: "ipc",
  key: "secret",
  shell_port: 1,
  control_port: 2,
  iopub_port: 3,
  stdin_port: 4,
  hb_port: 5,
}

function makeKernel(folder: string, process: Partial<ListedKernel["process"]> = {}): ListedKernel {
  const own = join(folder, `tsnb-${readdirSync(folder).length}`)
  mkdirSync(own)
  writeFileSync(join(own, "connection.json"), JSON.stringify({ ...connection, ip: join(own, "socket") }))
  writeFileSync(join(own, "socket-1"), "")
  return {
    notebook: "/w/taxi.tsnb",
    process: { pid: 7, start: "noon", host: "here", ...process },
    version: "1.0.0",
    connectionFile: join(own, "connection.json"),
    isAttended: false,
    isWorking: true,
  }
}

test.each<[what: string, process: Partial<ListedKernel["process"]>, isListed: boolean, isKept: boolean]>([
  ["one that lives", {}, true, true],
  ["one that was killed", { pid: 8 }, false, false],
  ["one whose number another process has now, as after a start of the machine", { start: "morning" }, false, false],
  ["one of another machine", { host: "elsewhere", pid: 8 }, false, true],
])("%s", async (_what, process, isListed, isKept) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tsnb-list-"))
  const list = join(folder.path, "kernels")
  const kernel = makeKernel(folder.path, process)
  listKernel(kernel, list)
  expect(statSync(list).mode & 0o777).toBe(0o700)
  expect(liveKernels(list, machine)).toEqual(isListed ? [kernel] : [])
  expect(existsSync(join(kernel.connectionFile, ".."))).toBe(isKept)
  expect(readdirSync(list)).toHaveLength(isKept ? 1 : 0)
})

test("one that ends leaves nothing behind, and whatever else is in the folder is left out", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "tsnb-list-"))
  const list = join(folder.path, "kernels")
  const kernel = makeKernel(folder.path)
  listKernel(kernel, list)
  for (const [name, text] of [
    ["a.json", "{"],
    ["b.json", "[]"],
    ["c.json", "{}"],
    ["d.txt", ""],
  ] as const)
    writeFileSync(join(list, name), text)
  expect(liveKernels(list, machine)).toEqual([kernel])
  unlistKernel(kernel, list)
  expect(liveKernels(list, machine)).toEqual([])
  expect(existsSync(join(kernel.connectionFile, ".."))).toBe(false)
})

test("there is no list before the first kernel", () => {
  expect(liveKernels(join(tmpdir(), "nowhere", "at-all"), machine)).toEqual([])
})
