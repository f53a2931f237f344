import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { expect, test } from "vitest"
import { processesIn } from "../support/processes.ts"

const program = join(import.meta.dirname, "fixtures", "dyingKernel.ts")

/** A folder that is removed at the end of the test. */
function temporaryFolder(): Disposable & { path: string } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "tsnb-orphans-")))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Has a kernel killed that gave code to a worker. @returns what it said before */
async function dieAfter(folder: string, source: string, waits: boolean): Promise<string> {
  const args = [program, join(folder, "flow.tsnb"), source, String(waits)]
  const kernel = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] })
  const exited = once(kernel, "exit")
  const said = await text(kernel.stdout)
  expect(await exited).toEqual([null, "SIGKILL"])
  return said.trim()
}

/** Waits until nothing works in a folder any more. */
async function allEnded(folder: string): Promise<void> {
  await expect.poll(() => processesIn(folder)).toEqual([])
}

test("a worker that is still starting when its kernel is killed begins no attempt", async () => {
  using folder = temporaryFolder()
  await dieAfter(folder.path, `require("node:fs").writeFileSync("begun", "")`, false)
  writeFileSync(join(folder.path, "go"), "")
  await allEnded(folder.path)
  expect(existsSync(join(folder.path, "begun"))).toBe(false)
}, 240_000)

test("what an attempt has started ends with the kernel, too", async () => {
  using folder = temporaryFolder()
  const source = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" }).unref()`
  for (let time = 0; time < 5; time++) {
    expect(await dieAfter(folder.path, source, true)).toBe("completed")
    await allEnded(folder.path)
  }
}, 360_000)
