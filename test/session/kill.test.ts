import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readdirSync, readFileSync, existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { expect, test } from "vitest"
import { decodeEvent } from "../support/events.ts"
import { TestNotebook } from "../support/flow.ts"

const program = resolve(import.meta.dirname, "../../kernel/main.ts")
const taskCount = 40

/** Each attempt leaves a file of its own, and the id of its process. */
function task(name: string, reads: string): string {
  return `// @task ${name}
writeFileSync(\`attempts/${name}-\${randomUUID()}\`, String(process.pid))
await setTimeout(10)
const ${name}Value = ${reads} + 1`
}

function tasks(): readonly string[] {
  const cells = [
    `import { writeFileSync } from "node:fs"\nimport { randomUUID } from "node:crypto"\nimport { setTimeout } from "node:timers/promises"`,
  ]
  for (let index = 0; index < taskCount; index++) {
    const before = index < 4 ? "0" : `t${index - 1 - (index % 3)}Value`
    cells.push(task(`t${index}`, before))
  }
  return cells
}

/** Runs the notebook from the command line, and kills the command when asked to. */
async function runUntil(
  notebook: string,
  isEnough: (completed: number) => boolean,
): Promise<{ completed: Set<string>; code: number | null }> {
  const child = spawn(process.execPath, [program, "run", notebook, "--json"], { stdio: ["ignore", "pipe", "inherit"] })
  const exited = once(child, "exit")
  const completed = new Set<string>()
  for await (const line of createInterface({ input: child.stdout })) {
    const event = decodeEvent(line)
    if (event.type === "taskStateChanged" && event.state === "completed") completed.add(event.task)
    if (isEnough(completed.size)) child.kill("SIGKILL")
  }
  const [code] = (await exited) as [number | null]
  return { completed, code }
}

function attempts(folder: string): readonly { task: string; pid: number }[] {
  return readdirSync(join(folder, "attempts")).map((name) => ({
    task: name.slice(0, name.indexOf("-")),
    pid: Number(readFileSync(join(folder, "attempts", name), "utf8")),
  }))
}

/** Linux keeps a killed process's entry until its parent has asked for its end: a zombie runs no more. */
function isRunning(pid: number): boolean {
  const status = `/proc/${pid}/status`
  if (process.platform !== "linux") return false
  return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, "utf8"))
}

test("kill -9 at any moment loses no finished task, and no process outlives the command", async () => {
  using notebook = new TestNotebook(...tasks())
  mkdirSync(join(notebook.folder, "attempts"))
  const finished = new Set<string>()
  for (let kill = 0; kill < 20 && finished.size < taskCount; kill++) {
    const wanted = 1 + Math.floor(Math.random() * 3)
    const before = new Map(count(attempts(notebook.folder).map(({ task }) => task)))
    const { completed } = await runUntil(notebook.path, (done) => done >= wanted)
    const after = new Map(count(attempts(notebook.folder).map(({ task }) => task)))
    for (const task of finished) expect([task, after.get(task)]).toEqual([task, before.get(task)])
    for (const task of completed) finished.add(task)
    await expect.poll(() => attempts(notebook.folder).filter(({ pid }) => isRunning(pid))).toEqual([])
  }
  const last = await runUntil(notebook.path, () => false)
  expect(last.code).toBe(0)
  const again = await notebook.run()
  expect(again).toMatchObject({ state: "completed", ran: [] })
  const twice = [...count(attempts(notebook.folder).map(({ task }) => task))].filter(([, times]) => times > 1)
  expect(twice.length).toBeLessThan(taskCount)
  // Twenty runs, one after the other.
}, 240_000)

function count(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
