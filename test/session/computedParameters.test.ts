import { expect, test } from "vitest"
import { openStore } from "../../kernel/store/store.ts"
import { StoreHistory } from "../../kernel/store/storeHistory.ts"
import { rerunParameters } from "../../kernel/session/rerunParameters.ts"
import { TestNotebook, type TestRun } from "../support/flow.ts"

const cells = [
  'import { randomUUID } from "node:crypto"',
  "const base = [randomUUID()]",
  `// @parameters
const stamp = randomUUID()
const later = \`\${stamp}/\${base[0]}\`
const when = new Date(Date.now())
const big: bigint = BigInt(Date.now())
/** @secret */
const token = process.env.TOKEN_OF_TEST ?? "hidden-text"
const address = \`https://example.org/?\${token}\`
const lookup = new Map([[stamp, 1]])
console.log("computing")`,
  "// @task show\nconst shown = [stamp, later, when.getTime(), String(big)]\nconsole.log(shown.join())",
  '// @task see\nconsole.log(base[0] === later.split("/")[1])',
  '// @task fail\nthrow new Error("no")',
  "// @on failure\nconsole.log(JSON.stringify(run.parameters))",
]

async function rerun(notebook: TestNotebook, rerunOf: string): Promise<TestRun> {
  using store = openStore(notebook.folder)
  const run = store.findRun(rerunOf)
  if (!run) throw new Error("the run is in the store")
  return await notebook.run({ ...(await rerunParameters(new StoreHistory(store), run)), rerunOf })
}

test("defaults that are computed are computed once in a run, recorded with it, and the same when it is run again", async () => {
  using notebook = new TestNotebook(...cells)
  const first = await notebook.run()
  const line = first.log.find((text) => text.startsWith("show: "))
  const [stamp, later, when, big] = line?.slice("show: ".length).split(",") ?? []
  expect(first.log.filter((text) => text.endsWith("computing"))).toHaveLength(1)
  // The cells behind the parameters aren't evaluated once more.
  expect(first.log).toContain("see: true")

  using store = openStore(notebook.folder)
  const parameters = store.findRun(first.run)?.parameters
  expect(parameters).toEqual({ stamp, later, when: new Date(Number(when)).toISOString(), big })
  const told = first.log.find((text) => text.includes('{"stamp"'))
  expect(told).toContain(stamp)

  const again = await rerun(notebook, first.run)
  expect(again.states).toMatchObject({ show: "cached" })
  expect(store.findRun(again.run)?.parameters).toEqual(parameters)
  const anew = await notebook.run()
  expect(anew.states).toMatchObject({ show: "completed" })
  expect(store.findRun(anew.run)?.parameters["stamp"]).not.toBe(stamp)
})
