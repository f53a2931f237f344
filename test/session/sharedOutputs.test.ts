import { existsSync, rmSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { TestNotebook } from "../support/flow.ts"

const child = `import { execFileSync } from "node:child_process"\nconst run = (code: string) => execFileSync(process.execPath, ["-e", code])`

/** A loop of which each element has a child process write one file, all under one pattern. */
function exports(content: string): readonly string[] {
  return [
    child,
    `// @task export for="city of ['a', 'b', 'c']" reads=[] writes="out/*.csv"\nrun(\`fs.writeFileSync("out/\${city}.csv", "\${city} ${content}")\`)`,
  ]
}

let notebook: TestNotebook

beforeEach(async () => {
  notebook = new TestNotebook(...exports("first"))
  notebook.write("out/a.csv", "an older one")
  await notebook.run({ concurrency: 1 })
})

afterEach(() => notebook[Symbol.dispose]())

test("elements that share a pattern of writes= come from the cache after one run, also when each found the others' files", async () => {
  notebook.rewrite(...exports("second"))
  expect((await notebook.run({ concurrency: 1 })).ran).toEqual(["export[0]", "export[1]", "export[2]"])
  expect((await notebook.run()).ran).toEqual([])
})

const losses: readonly [what: string, change: () => void][] = [
  ["altered", () => notebook.write("out/b.csv", "other")],
  ["missing", () => rmSync(join(notebook.folder, "out/b.csv"))],
]

test.each(losses)("of elements that share a pattern of writes=, the one runs whose file is %s", async (_, change) => {
  change()
  expect((await notebook.run()).ran).toEqual(["export[1]"])
  expect((await notebook.run()).ran).toEqual([])
  expect(existsSync(join(notebook.folder, "out/b.csv"))).toBe(true)
})

/** The second element's file is begun before the first one has ended, and completed after that. */
const overlapping = [
  child,
  `const awaitFile = (name: string) => \`while (!fs.existsSync("\${name}")) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);\``,
  `// @task export for="city of ['a', 'b']" reads=[] writes="out/*.csv"
if (city === "a") run(\`\${awaitFile("out/b.csv")} fs.writeFileSync("out/a.csv", "a")\`)
else run(\`fs.writeFileSync("out/b.csv", "half"); \${awaitFile("goOn")} fs.appendFileSync("out/b.csv", "whole")\`)`,
]

async function runOverlapping(of: TestNotebook, path = of.path): Promise<void> {
  rmSync(join(of.folder, "goOn"), { force: true })
  rmSync(join(of.folder, "out/b.csv"), { force: true })
  const { ran } = await of.run({ notebook: path, concurrency: 2 }, (event) => {
    if (event.type === "taskStateChanged" && event.element === 0 && event.state === "completed") of.write("goOn", "")
  })
  expect(ran.length).toBeGreaterThan(0)
}

test("a file that another element was about to write isn't an output of the first to end", async () => {
  notebook.rewrite(...overlapping)
  await runOverlapping(notebook)
  expect((await notebook.run()).ran).toEqual([])
})

test("a subflow's loop leaves its caller in the cache, too", async () => {
  notebook.rewrite(...overlapping)
  const caller = notebook.write(
    "caller.tsnb",
    `// %%\n// @task call\nconst done = await subflow("flow.tsnb", {})\nconsole.log(typeof done)\n`,
  )
  await runOverlapping(notebook, caller)
  expect((await notebook.run({ notebook: caller })).ran).toEqual([])
})
