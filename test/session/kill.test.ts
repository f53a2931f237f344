import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readdirSync, realpathSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { expect, test } from "vitest"
import { decodeEvent } from "../support/events.ts"
import { TestNotebook } from "../support/flow.ts"
import { processesIn } from "../support/processes.ts"

const program = resolve(import.meta.dirname, "../../kernel/main.ts")
const taskCount = 40

/** Each attempt leaves a file of its own. */
function task(name: string, reads: string): string {
  return `// @task ${name}
writeFileSync(\`attempts/${name}-\${randomUUID()}\`, "")
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
  const child = spawn(process.execPath, [program, "run", notebook, "--json"], {
    // What it has forked is at home there from the first moment.
    cwd: dirname(notebook),
    stdio: ["ignore", "pipe", "inherit"],
  })
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

/** How many attempts each task has begun so far. */
function attempts(folder: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of readdirSync(join(folder, "attempts"))) {
    const task = name.slice(0, name.indexOf("-"))
    counts.set(task, (counts.get(task) ?? 0) + 1)
  }
  return counts
}

test("kill -9 at any moment loses no finished task, and no process outlives the command", async () => {
  using notebook = new TestNotebook(...tasks())
  mkdirSync(join(notebook.folder, "attempts"))
  const finished = new Set<string>()
  for (let kill = 0; kill < 20 && finished.size < taskCount; kill++) {
    const wanted = 1 + Math.floor(Math.random() * 3)
    const before = attempts(notebook.folder)
    const { completed } = await runUntil(notebook.path, (done) => done >= wanted)
    // Until then, what the killed command had begun may leave its file, which would be taken for the next one's.
    await expect.poll(() => processesIn(realpathSync(notebook.folder))).toEqual([])
    const after = attempts(notebook.folder)
    for (const task of finished) expect([task, after.get(task)]).toEqual([task, before.get(task)])
    for (const task of completed) finished.add(task)
  }
  const last = await runUntil(notebook.path, () => false)
  expect(last.code).toBe(0)
  const again = await notebook.run()
  expect(again).toMatchObject({ state: "completed", ran: [] })
  const twice = [...attempts(notebook.folder).values()].filter((times) => times > 1)
  expect(twice.length).toBeLessThan(taskCount)
  // Twenty runs, one after the other.
}, 900_000)
