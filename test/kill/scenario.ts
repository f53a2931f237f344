import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const retried = "retries=4 retryDelay=1ms"

/** Each attempt leaves a file of its own. */
const helper = `import { writeFileSync } from "node:fs"
import { randomUUID } from "node:crypto"
import { setTimeout } from "node:timers/promises"
async function work(label: string, milliseconds: number): Promise<void> {
  writeFileSync(\`attempts/\${label}~\${randomUUID()}\`, "")
  await setTimeout(milliseconds)
}`

/** What lives in the process of the plain cells: values that can be stored, and some that can't. */
const plain = [
  `const base = JSON.parse("3"), tools = { triple: (x: number) => x * base }
console.log("plain cells", process.pid)`,
  `const list = await Promise.all([1, 2, 3, 4, 5].map(async (x) => (await setTimeout(10), tools.triple(x))))`,
]

const roots = ["a", "b", "c"].map(
  (name, index) => `// @task ${name} ${retried}\nawait work("${name}", 25)\nconst ${name}Value = base + ${index}`,
)
const chain = ["d", "e", "f"].map((name, index) => {
  const before = ["aValue + bValue", "dValue", "eValue + list.length"][index]
  return `// @task ${name} ${retried}\nawait work("${name}", 15)\nconst ${name}Value = ${before} + 1`
})

const cells: readonly string[] = [
  "// @flow concurrency=3",
  helper,
  ...plain,
  ...roots,
  ...chain,
  `// @task each for="x of list" ${retried}\nawait work(\`each[\${list.indexOf(x)}]\`, 20)\nconst y = x + fValue`,
  `// @task next for="made of y" ${retried}\nawait work(\`next[\${list.indexOf(made - fValue)}]\`, 20)\nconst after = made + 1`,
  `// @task child ${retried}\nawait work("child", 5)\nconst result = (await subflow("./child.tsnb", { start: cValue })).sum`,
  `const late = tools.triple(list.length) + Number(JSON.parse("1"))`,
  `// @task end ${retried}\nawait work("end", 10)\nconst total = after.reduce((sum, each) => sum + each, 0) + result + late`,
  `// @task tell cache=off ${retried}\nconsole.log("total", total)`,
  `// @on success failure cancelled\nwriteFileSync(\`hooks/\${run.id}~\${randomUUID()}\`, "")\nconsole.log("hook", run.state, tools.triple(1))`,
]

const childCells: readonly string[] = [
  `// @parameters\nconst start: number = 0`,
  helper,
  `// @task one ${retried}\nawait work("child.one", 20)\nconst oneValue = start * 2`,
  `// @task many for="n of [1, 2, 3]" ${retried}\nawait work(\`child.many[\${n - 1}]\`, 15)\nconst m = n * oneValue`,
  `// @task add ${retried}\nawait work("child.add", 10)\nconst sum = m.reduce((all, each) => all + each, 0)`,
]

/** What the last task prints, however often what was killed. */
const expectedTotal = total()

function total(): number {
  const [a, b, c] = [3, 4, 5]
  const list = [3, 6, 9, 12, 15]
  const f = a + b + 1 + 1 + list.length + 1
  const result = (1 + 2 + 3) * c * 2
  return list.reduce((sum, x) => sum + x + f + 1, 0) + result + (list.length * 3 + 1)
}

/** A folder with a notebook that has a bit of everything. It is removed in the end. */
export class Scenario implements Disposable {
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), "tsnb-kill-")))
  readonly notebook: string = join(this.folder, "flow.tsnb")
  readonly expected = `total ${expectedTotal}`

  constructor() {
    for (const name of ["attempts", "hooks"]) mkdirSync(join(this.folder, name))
    writeFileSync(this.notebook, textOf(cells))
    writeFileSync(join(this.folder, "child.tsnb"), textOf(childCells))
  }

  /** The cells as an editor tells a kernel of them. */
  get cells(): readonly { id: string; source: string; line: number }[] {
    let line = 2
    return cells.map((source, index) => {
      const cell = { id: `cell${index}`, source, line }
      line += source.split("\n").length + 2
      return cell
    })
  }

  /** How many attempts of each task have begun so far. */
  attempts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const name of readdirSync(join(this.folder, "attempts"))) {
      const task = name.slice(0, name.indexOf("~"))
      counts.set(task, (counts.get(task) ?? 0) + 1)
    }
    return counts
  }

  /** The runs whose hook ran. */
  hookRuns(): ReadonlySet<string> {
    return new Set(readdirSync(join(this.folder, "hooks")).map((name) => name.slice(0, name.indexOf("~"))))
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

function textOf(sources: readonly string[]): string {
  return sources.map((source) => `// %%\n${source}\n`).join("\n")
}
