import { createHash } from "node:crypto"
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test, vi } from "vitest"
import { RequestError } from "../../kernel/session/api.ts"
import { storeFile } from "../../kernel/store/places.ts"
import { runFlow } from "../../kernel/session/flowRun.ts"
import { openStore } from "../../kernel/store/store.ts"
import { TestNotebook } from "../support/flow.ts"
import { rawDatabase } from "../store/support.ts"

/** Everything that lies in a notebook's store. */
function allBytes(folder: string): string {
  const inner = join(folder, ".tsnb")
  const files = readdirSync(inner, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1")).join("\n")
}

function componentsOf(folder: string, task: string): unknown {
  using database = rawDatabase(storeFile(folder))
  return database.database.prepare("SELECT components FROM entries WHERE task = ? ORDER BY time").pluck().get(task)
}

const parameters = `// @parameters
/** Where to ask @secret */
const token = "none"
/** @secret For the door */
const pin = 1234
const year = 2023`

const given = { token: 'correct "horse" staple', pin: "471153", year: "2024" }

test("a secret parameter's value lies nowhere in the store, however a notebook uses it", async () => {
  using notebook = new TestNotebook(
    parameters,
    `const headers = JSON.parse(JSON.stringify({ authorization: "Bearer " + token }))`,
    `// @task ask\nconsole.log("asking with", token, JSON.stringify(headers), pin)\ndisplay(token)\nconst answer = headers.authorization.length + year`,
    `// @task broken\nif (answer) throw new Error("refused: " + headers.authorization)`,
  )
  const { events, states, errors } = await notebook.run({ parameters: given })
  expect(states).toEqual({ ask: "completed", broken: "failed" })
  expect(errors["broken"]).toBe("refused: Bearer (secret)")
  expect(JSON.stringify(events)).toContain("asking with (secret)")
  expect(JSON.stringify(events)).not.toMatch(/horse|471153/)
  const bytes = allBytes(notebook.folder)
  expect(bytes).toContain("asking with (secret)")
  expect(bytes).not.toMatch(/horse|471153/)
  using store = openStore(notebook.folder)
  expect(store.runs()[0]?.parameters).toEqual({ token: "(secret)", pin: "(secret)", year: 2024 })
})

test("a secret's value counts in keys, by hashes under the store's own key alone", async () => {
  using notebook = new TestNotebook(parameters, `// @task a\nconst one = token.length`, `// @task b\nconst two = year`)
  expect((await notebook.run({ parameters: { token: "4711" } })).ran).toEqual(["a", "b"])
  expect((await notebook.run({ parameters: { token: "4711" } })).ran).toEqual([])
  expect((await notebook.run({ parameters: { token: "4712" } })).ran).toEqual(["a"])
  expect((await notebook.run({ parameters: { token: "4711" } })).ran).toEqual([])
  // The same run in another store has other hashes of what is secret, and no others.
  using other = new TestNotebook(parameters, `// @task a\nconst one = token.length`, `// @task b\nconst two = year`)
  await other.run({ parameters: { token: "4711" } })
  expect(componentsOf(other.folder, "b")).toBe(componentsOf(notebook.folder, "b"))
  expect(componentsOf(other.folder, "a")).not.toBe(componentsOf(notebook.folder, "a"))
})

test("a task whose result has a secret's value in it fails, and says what to do", async () => {
  using notebook = new TestNotebook(
    parameters,
    `// @task a\nconst url = "https://host/?key=" + token`,
    `// @task b\nconst c = url`,
  )
  const { states, errors } = await notebook.run({ parameters: given })
  expect(states).toEqual({ a: "failed", b: "skipped" })
  expect(errors["a"]).toMatch(/'url' can't be stored: it is made of the value of a secret parameter.*Leave it out/)
  expect(allBytes(notebook.folder)).not.toContain("horse")
})

test("a rerun asks for what is secret again, and goes on with it", async () => {
  using notebook = new TestNotebook(parameters, `// @task a\nconst one = token.length`)
  const first = await notebook.run({ parameters: given })
  using store = openStore(notebook.folder)
  const recorded = store.findRun(first.run)?.parameters ?? {}
  const again = notebook.run({ parameters: recorded, rerunOf: first.run })
  await expect(again).rejects.toThrow(RequestError)
  await expect(again).rejects.toThrow(
    "The parameter 'token' is secret, so no run's record has its value: give it again",
  )
  const full = { ...recorded, token: given.token, pin: given.pin }
  expect((await notebook.run({ parameters: full, rerunOf: first.run })).ran).toEqual([])
})

test("a secret that the notebook itself has, or takes from the environment, isn't kept either", async () => {
  vi.stubEnv("TSNB_TEST_TOKEN", "horse-of-the-environment")
  try {
    using notebook = new TestNotebook(
      `// @parameters\n/** @secret */\nconst token = process.env.TSNB_TEST_TOKEN ?? ""\n/** @secret */\nconst other = "horse-of-the-text"`,
      `// @task a\nconsole.log(token, other)\nconst one = token.length + other.length`,
    )
    const { log, run } = await notebook.run()
    expect(log).toEqual(["a: (secret) (secret)"])
    expect(allBytes(notebook.folder)).not.toContain("horse")
    using store = openStore(notebook.folder)
    expect(store.findRun(run)?.parameters).toEqual({})
  } finally {
    vi.unstubAllEnvs()
  }
})

test.each([
  `process.env.TSNB_NO_SUCH ?? "fallback-of-the-text"`,
  `(process.env["TSNB_NO_SUCH"] || 'fallback-of-the-text')`,
])("the text that stands in for a variable isn't kept either: %s", async (initial) => {
  using notebook = new TestNotebook(
    `// @parameters\n/** @secret */\nconst token = ${initial}`,
    `// @task a\nconsole.log(token)\nconst one = token.length`,
  )
  expect((await notebook.run()).log).toEqual(["a: (secret)"])
  expect(allBytes(notebook.folder)).not.toContain("fallback")
})

test.each([`readFileSync("secret.txt", "utf8").trim()`, `["a-secret", "in parts"].join("")`])(
  "a secret that only its cell can tell is refused, unless it is given: %s",
  async (initial) => {
    using notebook = new TestNotebook(
      `import { readFileSync } from "node:fs"`,
      `// @parameters\n/** @secret */\nconst token = ${initial}`,
      `// @task a\nconsole.log(token)\nconst one = token.length`,
    )
    await expect(notebook.run()).rejects.toThrow("The value of the secret parameter 'token' is known only when")
    const { log } = await notebook.run({ parameters: { token: "given-on-the-way" } })
    expect(log).toEqual(["a: (secret)"])
  },
)

test("values of the environment can't be guessed from what a store keeps of them", async () => {
  vi.stubEnv("TSNB_TEST_PIN", "4711")
  try {
    using notebook = new TestNotebook(`// @task a\nconst one = process.env.TSNB_TEST_PIN.length`)
    await notebook.run()
    const bare = createHash("sha256").update("4711").digest("hex")
    expect(allBytes(notebook.folder)).not.toContain(bare)
    expect((await notebook.run()).ran).toEqual([])
    vi.stubEnv("TSNB_TEST_PIN", "4712")
    expect((await notebook.run()).ran).toEqual(["a"])
    // As an older version kept it: it is taken over, and no task runs again for that.
    {
      using database = rawDatabase(storeFile(notebook.folder))
      const trace = JSON.stringify([{ kind: "variable", name: "TSNB_TEST_PIN", hash: bare }])
      database.database.prepare("UPDATE entries SET trace = ?").run(trace)
    }
    rmSync(join(notebook.folder, ".tsnb", "key"))
    vi.stubEnv("TSNB_TEST_PIN", "4711")
    expect((await notebook.run()).ran).toEqual([])
    using database = rawDatabase(storeFile(notebook.folder))
    expect(database.database.prepare("SELECT trace FROM entries").pluck().all().join("")).not.toContain(bare)
    // Another key fits none of the hashes: what rests on variables counts as changed once.
    writeFileSync(join(notebook.folder, ".tsnb", "key"), "no key")
    expect((await notebook.run()).ran).toEqual(["a"])
    expect((await notebook.run()).ran).toEqual([])
  } finally {
    vi.unstubAllEnvs()
  }
})

test("a subflow in another folder, with a store of its own, comes from the cache though it reads variables", async () => {
  vi.stubEnv("TSNB_TEST_PIN", "4711")
  try {
    using other = new TestNotebook(`// @task inner\nconst one = process.env.TSNB_TEST_PIN`)
    using notebook = new TestNotebook(
      `import { subflow } from "tsnb"`,
      `// @task outer\nconst { one } = await subflow(${JSON.stringify(other.path)})`,
    )
    expect((await notebook.run()).ran).toEqual(["outer"])
    expect((await notebook.run()).ran).toEqual([])
    vi.stubEnv("TSNB_TEST_PIN", "4712")
    expect((await notebook.run()).ran).toEqual(["outer"])
  } finally {
    vi.unstubAllEnvs()
  }
})

test("no part of a secret is shown of a line that goes on", async () => {
  using notebook = new TestNotebook(
    parameters,
    `// @task write
const [start, ...rest] = ["asking with corr", 'ect "horse', '" staple', ", then"]
process.stdout.write(start)
for (const part of rest) {
  await new Promise((resolve) => setTimeout(resolve, 60))
  process.stdout.write(part)
}
await new Promise((resolve) => setTimeout(resolve, 60))
const done = token`,
  )
  const shown: string[] = []
  const { state } = await runFlow(
    { notebook: notebook.path, parameters: given },
    { onEvent: () => undefined, onUnfinished: ({ text }) => shown.push(text) },
  )
  expect(state).toBe("completed")
  expect(shown[0]).toBe("asking with ")
  expect(shown).toContain("asking with (secret), then")
  expect(shown.at(-1)).toBe("")
  expect(shown.filter((text) => /corr|horse|staple/.test(text))).toEqual([])
})

test.for([
  [{ token: "ab", pin: "12345" }, ["token"]],
  [{ token: "abc", pin: "1" }, ["pin"]],
  [{ token: "", pin: "123" }, []],
  [{ token: "é!", pin: "12" }, ["token", "pin"]],
] as const)("of a secret that is too short to be hidden, people are told: %j", async ([values, names]) => {
  using notebook = new TestNotebook(parameters, "// @task length\nconst length = token.length + pin")
  const warnings: string[] = []
  const observer = { onEvent: () => undefined, onWarning: (text: string) => void warnings.push(text) }
  await runFlow({ notebook: notebook.path, parameters: values }, observer)
  expect(warnings.map((text) => /'(.*?)'/.exec(text)?.[1])).toEqual(names)
})
