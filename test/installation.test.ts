import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { expect, test, vi } from "vitest"
import { apiModule, liveProgram, processProgram, threadProgram, version } from "../kernel/installation.ts"
import { TestNotebook } from "./support/flow.ts"

vi.unmock("../kernel/installation.ts")

test("the sources find their own programs", () => {
  const programs = [processProgram, threadProgram, liveProgram, apiModule]
  expect(programs.filter((file) => !existsSync(file))).toEqual([])
  expect(programs.every((file) => file.endsWith(".ts"))).toBe(true)
  expect(version).toMatch(/^\d+\.\d+\.\d+/)
})

// The other tests start what is built of them.
test("the command line runs a notebook from its sources, with plain cells, tasks, threads and the module tsnb", () => {
  using notebook = new TestNotebook(
    `import { run } from "tsnb"\nimport { Worker } from "node:worker_threads"\nconst list = [1, 2]`,
    `// @task one\nconst twice = list.map((n) => n * 2)\nconsole.log(typeof run.signal, twice.join())`,
    `// @task other\nconst thread = new Worker("console.log('of a thread')", { eval: true })
await new Promise((resolve) => thread.on("exit", resolve))\nconst end = twice`,
  )
  const main = join(import.meta.dirname, "..", "kernel", "main.ts")
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "run", notebook.path], { encoding: "utf8" })
  expect([status, stderr]).toEqual([0, ""])
  expect(stdout).toContain("[one] object 2,4")
  expect(stdout).toContain("[other] of a thread")
})
