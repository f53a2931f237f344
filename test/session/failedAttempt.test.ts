import { expect, test } from "vitest"
import { TestNotebook } from "../support/flow.ts"

const throwing = `throw new Error("no")`

/** Whether the second attempt of a task that fails runs in the process of the first. */
const cases: readonly [what: string, code: string, isSame: boolean][] = [
  ["only threw an error", throwing, true],
  [
    "awaited work that ended",
    `await Promise.allSettled([new Promise((end) => setTimeout(end, 1))]); ${throwing}`,
    true,
  ],
  [
    "left work that goes on",
    `const { readFile } = process.getBuiltinModule("fs/promises"); const on = async () => { for (;;) await readFile("flow.tsnb") }; on(); ${throwing}`,
    false,
  ],
  ["left a timer", `setTimeout(() => {}, 100_000); ${throwing}`, false],
  ["changed what all share", `globalThis.left = 1; ${throwing}`, false],
  ["imported a module that threw", `await import("./broken.ts")`, false],
  ["imported a package", `await import("keeper"); ${throwing}`, false],
  [
    "left a transaction open",
    `const { DatabaseSync } = process.getBuiltinModule("node:sqlite"); const db = new DatabaseSync("data.db"); db.exec("BEGIN IMMEDIATE"); ${throwing}`,
    false,
  ],
]

test.each(cases)("after an attempt that %s, the next has a process as a new one is", async (_, code, isSame) => {
  using notebook = new TestNotebook(`// @task t retries=1\nconsole.log(process.pid)\n${code}`)
  notebook.write("broken.ts", `export const value: number = Math.random() < 2 ? JSON.parse("{") : 1`)
  notebook.package("keeper", `exports.kept = []`)
  const { state, log } = await notebook.run()
  expect(state).toBe("failed")
  const processes = log.filter((line) => /^t: \d+$/.test(line))
  expect(processes).toHaveLength(2)
  expect(new Set(processes).size).toBe(isSame ? 1 : 2)
})
