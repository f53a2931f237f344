import { describe, expect, test } from "vitest"
import { rerunParameters } from "../../kernel/session/rerunParameters.ts"
import { openStore } from "../../kernel/store/store.ts"
import { StoreHistory } from "../../kernel/store/storeHistory.ts"
import { TestNotebook, type TestRun } from "../support/flow.ts"

/** Runs again what a run ran, with the parameters that it had. */
async function rerun(notebook: TestNotebook, run: string): Promise<TestRun> {
  using store = openStore(notebook.folder)
  const row = store.findRun(run)
  if (!row) throw new Error("the run isn't in the store")
  return await notebook.run({ ...(await rerunParameters(new StoreHistory(store), row)), rerunOf: run })
}

/** Says all of a value, and what it is. */
const say = `import { inspect } from "node:util"\nconst say = (value) => inspect(value, { depth: 5, breakLength: Infinity })`

describe("a rerun has exactly the parameters of then", () => {
  test.each<[declaration: string, given?: unknown]>([
    ["const value: string | undefined = undefined"],
    ["const value: string | undefined = 'a'", undefined],
    ["const value: unknown = '5'"],
    ["const value: unknown = 5", '"5"'],
    ["const value = new Date('2023-01-01')"],
    ["const value = [new Date('2023-01-01'), new Date(0)]"],
    ["const value: Date[] = []", "2023-01-01,2024-02-29T10:30Z"],
    ["const value = `a ${1 + 1} b`"],
    ["const value = `plain`"],
    ["const value = 12345678901234567890n"],
    ["const value = -5n", "7"],
    ["const value = [1n, 2n]", "3,4"],
    ["const value = 60 * 60"],
    ["const value = {}"],
    ["const value = { a: [1, { b: undefined }], 'c d': -0 }"],
    ["const value: unknown = {}", '{"a":"5","b":[["5"]]}'],
    ["const value: unknown[] = []", '["5", 5]'],
    ["const value: number | string = 'x'", "5"],
    ["const value = Number('7')"],
    ["const value: number = Infinity"],
  ])("%s", async (declaration, given) => {
    const cells = [
      `// @parameters\n${declaration}`,
      say,
      `// @task show cache=on\nconst shown = say(value)\nconsole.log(shown)`,
    ]
    using notebook = new TestNotebook(...cells)
    const first = await notebook.run({
      parameters: given === undefined && !declaration.includes("'a'") ? {} : { value: given },
    })
    expect(first.state).toBe("completed")
    // A parameter that nobody changed never makes a task run.
    const same = await rerun(notebook, first.run)
    expect([same.state, same.ran]).toEqual(["completed", []])
    // Nor does one that has another default by now, since that isn't what the run had.
    const edited = declaration.replace(/= .*/, "= changed()")
    if (declaration.includes("Number(")) return
    notebook.rewrite(
      `// @parameters\n${edited}`,
      `function changed() { return null }`,
      say,
      `// @task show\nconst again = say(value)\nconsole.log(again)`,
    )
    expect((await rerun(notebook, same.run)).log).toEqual(first.log)
  })
})

test.for(["", "/** @secret */\nconst key = 'hidden key'\n"])(
  "a run's record has all values as people read them (%s)",
  async (secret) => {
    using notebook = new TestNotebook(
      `// @parameters
${secret}const since = new Date("2023-01-01"), big = 5n, none = undefined, nan = NaN
const within = { at: new Date(0), list: [1n] }
const set: unknown = 1, map: unknown = 1, pattern: unknown = 1`,
      `// @task a\nconst b = 1`,
      `// @on success\nconsole.log(JSON.stringify(run.parameters))`,
    )
    const given = {
      set: new Set([new Date(0)]),
      map: new Map([["a", { at: NaN }]]),
      pattern: /a/g,
      big: 5n,
      nan: NaN,
      within: { at: new Date(0), list: [1n] },
      ...(secret !== "" && { key: "another key" }),
    }
    const { run, events, log } = await notebook.run({ parameters: given })
    const started = events.find((event) => event.type === "flowStarted")
    const { key, ...parameters }: Readonly<Record<string, unknown>> = started?.parameters ?? {}
    expect(key).toBe(secret === "" ? undefined : "(secret)")
    expect(parameters).toEqual({
      since: "2023-01-01T00:00:00.000Z",
      big: "5",
      nan: "NaN",
      within: { at: "1970-01-01T00:00:00.000Z", list: ["1"] },
      set: 'new Set(["1970-01-01T00:00:00.000Z"])',
      map: 'new Map([["a", {"at":"NaN"}]])',
      pattern: 'new RegExp("a", "g")',
    })
    expect(log[0]).toContain('"since":"2023-01-01T00:00:00.000Z"')
    using store = openStore(notebook.folder)
    expect(store.findRun(run)?.parameters).toMatchObject(parameters)
  },
)

test("subflows get parameters as the values that they are", async () => {
  using notebook = new TestNotebook(
    say,
    `// @task ask
const values = {
  set: new Set([1, "a", new Date(0)]), map: new Map([["k", { n: 1n }]]), pattern: /a\\/b+/giu, address: new URL("https://example.org/x?y=1"),
  failure: Object.assign(new RangeError("no"), { status: 404 }), floats: new Float64Array([1.5, -0, NaN]), bytes: new Uint8Array([1, 2, 255]),
  date: new Date(5), big: 5n, nested: { list: [new Set(["x"]), undefined, "5"] },
}
const got = await subflow("child.tsnb", { ...values })
for (const [name, value] of Object.entries(values)) if (name !== "failure") console.log(name, say(value) === got.shown[name] ? "same" : got.shown[name])
console.log(got.shown.failureIs)`,
    `// @task refused\nclass Point { x = 1 }\nawait subflow("child.tsnb", { date: { at: new Point() } })`,
    `// @task refusedError\nclass Late extends RangeError {}\nawait subflow("child.tsnb", { date: [new Late("x")] })`,
    `// @task refusedMap\nclass Index extends Map {}\nawait subflow("child.tsnb", { map: new Index() })`,
  )
  const names = ["set", "map", "pattern", "address", "failure", "floats", "bytes", "date", "big", "nested"]
  notebook.write(
    "child.tsnb",
    [
      `// @parameters\n${names.map((name) => `const ${name}: any = null`).join("\n")}`,
      say,
      `// @task show\nconst shown = { ${names.map((name) => `${name}: say(${name})`).join(", ")}, failureIs: failure && [failure instanceof Error, failure.name, failure.message].join(" ") }`,
    ]
      .map((cell) => `// %%\n${cell}\n`)
      .join("\n"),
  )
  const { log, errors } = await notebook.run()
  expect(errors["ask"]).toBeUndefined()
  expect(log.filter((line) => line.startsWith("ask:"))).toEqual([
    ...names.filter((name) => name !== "failure").map((name) => `ask: ${name} same`),
    "ask: true RangeError no",
  ])
  expect(errors["refused"]).toMatch(/'date\.at' is or holds an instance of the class Point/)
  expect(errors["refusedError"]).toMatch(/'date\.0' is or holds an instance of the class Late/)
  expect(errors["refusedMap"]).toMatch(/'map' is or holds an instance of the class Index/)
})

test("enum parameters are checked", async () => {
  using notebook = new TestNotebook(
    `// @parameters\nenum Mode { Fast = "fast", Exact = "exact" }\nenum Level { Low, High = 5, Higher }\nconst mode: Mode = Mode.Fast\nconst level = Level.Low`,
    `// @task show\nconsole.log(mode, level)\nconst shown = mode + level`,
  )
  expect((await notebook.run({ parameters: { mode: "exact", level: "6" } })).log).toEqual(["show: exact 6"])
  await expect(notebook.run({ parameters: { mode: "slow" } })).rejects.toThrow(
    /takes one of 'fast', 'exact', not 'slow'/,
  )
  await expect(notebook.run({ parameters: { level: "1" } })).rejects.toThrow(/takes one of 0, 5, 6/)
})
