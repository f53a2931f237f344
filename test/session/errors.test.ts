import { expect, test } from "vitest"
import { errorDetails, errorHeadline } from "../../kernel/cli/format/errors.ts"
import { openStore } from "../../kernel/store/store.ts"
import type { ErrorReport } from "../../kernel/model/errorReport.ts"
import { TestNotebook, type TestRun } from "../support/flow.ts"

const httpError = `class HttpError extends Error {
  readonly status: number
  constructor(status: number, public body: unknown, options?: ErrorOptions) {
    super("refused", options)
    this.status = status
  }
}`

function errorIn({ events }: Pick<TestRun, "events">, task: string): ErrorReport {
  const found = events.findLast((event) => event.type === "taskStateChanged" && event.task === task && event.error)
  if (found?.type !== "taskStateChanged" || !found.error) throw new Error(`${task} has no error`)
  return found.error
}

test("a task's error keeps its class, fields and causes, in the terminal and when looked at again", async () => {
  using notebook = new TestNotebook(
    httpError,
    `// @task ask\nthrow new HttpError(429, { retry: "later" }, { cause: "too many" })`,
  )
  const run = await notebook.run()
  const seen = errorIn(run, "ask")
  expect(seen).toMatchObject({
    name: "HttpError",
    fields: { status: 429, body: { retry: "later" } },
    cause: { name: "Thrown", message: "too many" },
  })
  expect(errorHeadline(seen)).toBe("HttpError: refused")
  expect(errorDetails(seen).map((line) => line.trim())).toEqual(
    expect.arrayContaining(["status: 429", "body: { retry: 'later' }", "Caused by: 'too many'"]),
  )
  using store = openStore(notebook.folder)
  const events = Array.from(store.events(run.run), ({ event }) => event)
  expect(errorIn({ events }, "ask")).toEqual(seen)
})

test("the error of a subflow's task reaches the task that asked, with all it has", async () => {
  using notebook = new TestNotebook(
    `// @task ask\ntry { await subflow("inner.tsnb") } catch (error) {\n  console.log(error.cause.name, error.cause.status, error.cause.cause)\n  throw error\n}`,
  )
  notebook.write(
    "inner.tsnb",
    `// %%\n${httpError}\n\n// %%\n// @task inner\nthrow new HttpError(404, null, { cause: "nobody" })\n`,
  )
  const run = await notebook.run()
  expect(run.log).toContain("ask: HttpError 404 nobody")
  expect(errorIn(run, "ask")).toMatchObject({
    name: "SubflowError",
    cause: { name: "HttpError", fields: { status: 404 } },
  })
})

test("a subflow's error is of its built-in class, and its cause is told once", async () => {
  using notebook = new TestNotebook(
    `// @task ask
try { await subflow("sub/inner.tsnb") } catch (error) {
  console.log(error.cause instanceof RangeError, error.cause.name, Object.keys(error.cause), error.cause.cause)
  throw error
}`,
    `// @task parameters\nawait subflow("sub/inner.tsnb", { f() {} })`,
  )
  notebook.write("sub/inner.tsnb", `// %%\n// @task boom\nthrow new RangeError("bad month", { cause: { size: 2 } })\n`)
  const run = await notebook.run()
  expect(run.log).toContain("ask: true RangeError [] { size: 2 }")
  const seen = errorIn(run, "ask")
  expect(seen.message).toMatch(/^The subflow sub\/inner\.tsnb failed: task boom: bad month \(flow run \w+\)$/)
  expect(seen.cause).toMatchObject({ name: "RangeError", cause: { name: "Thrown", message: "{ size: 2 }" } })
  expect(seen.stack).toContain("Caused by: RangeError: bad month")
  expect(errorDetails(seen).map((line) => line.trim())).toContain("Caused by: { size: 2 }")
  expect(errorIn(run, "parameters").message).toMatch(/^The parameters of the subflow sub\/inner\.tsnb must be/)
})

test("secrets are masked in fields and causes, numbers among them", async () => {
  using notebook = new TestNotebook(
    `// @parameters\n/** @secret */\nconst token = "none"\n/** @secret */\nconst pin = 1234`,
    `// @task ask\nthrow Object.assign(new Error("no", { cause: { sent: token } }), { pin, headers: { auth: "Bearer " + token } })`,
  )
  const run = await notebook.run({ parameters: { token: "correct-horse", pin: "471153" } })
  expect(JSON.stringify(run.events)).not.toMatch(/correct-horse|471153/)
  expect(errorIn(run, "ask").fields).toMatchObject({ pin: "(secret)", headers: { auth: "Bearer (secret)" } })
})

test("JSX without its library says what to install", async () => {
  using notebook = new TestNotebook(
    "// @task a\nconst a = <b>1</b>",
    "// @task c\n/** @jsxImportSource preact */\nconst c = <b>1</b>",
  )
  const run = await notebook.run()
  expect(errorIn(run, "a").message).toBe(
    `JSX needs "react/jsx-runtime", which isn't there. Install it with npm install react, or name another library in the cell: /** @jsxImportSource preact */`,
  )
  expect(errorIn(run, "c").message).toBe(
    `JSX needs "preact/jsx-runtime", which isn't there. Install it with npm install preact`,
  )
})

test("an import that only Deno or a browser can carry out says what to write instead", async () => {
  using notebook = new TestNotebook(
    `// @task named\nimport { add } from "npm:some-package@1.2/part"\nconst named = add`,
    `// @task dynamic\nconst dynamic = await import("jsr:@std/assert@1")`,
    `// @task required\nconst required = require("npm:@some/package")`,
    `// @task remote\nimport { VERSION } from "https://example.com/version.ts"\nconst remote = VERSION`,
    `// @task within\nimport { one } from "./within.ts"\nconst within = one`,
  )
  notebook.write("within.ts", `export { one } from "jsr:@luca/cases"`)
  const { errors } = await notebook.run()
  expect(errors).toMatchObject({
    named:
      "'npm:some-package@1.2/part' is how Deno names a package. Install it with npm install some-package@1.2, and import 'some-package/part'",
    dynamic:
      "'jsr:@std/assert@1' is how Deno names a package. Install it with npx jsr add @std/assert@1, and import '@std/assert'",
    required:
      "'npm:@some/package' is how Deno names a package. Install it with npm install @some/package, and import '@some/package'",
    remote: "Node can't import 'https://example.com/version.ts'. Install a package of npm in its place",
    within:
      "'jsr:@luca/cases' is how Deno names a package. Install it with npx jsr add @luca/cases, and import '@luca/cases'",
  })
})

test("a package that isn't there is named first where a tsconfig.json can't be used", async () => {
  using notebook = new TestNotebook(
    `// @task missing\nimport { one } from "not-installed"\nconst missing = one`,
    `// @task jsx\nconst jsx = <b>1</b>`,
    `// @task fine\nimport { sep } from "node:path"\nconst fine = sep`,
    `// @task fields\nimport { Point } from "./point.ts"\nclass Own { y = 2 }\nconst fields = new Point().x + new Own().y`,
  )
  notebook.write("point.ts", "export class Point { x = 1 }")
  notebook.write("tsconfig.json", `{ "extends": "@tsconfig/of-somebody" }`)
  const { errors, states } = await notebook.run()
  const why =
    /tsconfig\.json can't be used: it extends '@tsconfig\/of-somebody', which isn't there\. Install it with npm install @tsconfig\/of-somebody$/
  expect(errors["missing"]).toMatch(/^Cannot find package 'not-installed'/)
  expect(errors["missing"]).toMatch(why)
  expect(errors["jsx"]).toMatch(why)
  expect(states).toMatchObject({ fine: "completed", fields: "completed" })
})

test("the error of a DuckDB file that another process has open says what to do", async () => {
  const lock = `IO Error: Could not set lock on file "x.duckdb": Conflicting lock is held in node (PID 1)`
  using notebook = new TestNotebook(
    `// @task locked\nthrow new Error(${JSON.stringify(lock)})`,
    `// @task frozen\nthrow Object.freeze(new Error(${JSON.stringify(lock)}))`,
    `// @task other\nthrow new Error("IO Error: No such file")`,
  )
  const { errors } = await notebook.run()
  expect(errors).toEqual({
    locked: expect.stringMatching(/^IO Error: .*\(PID 1\)\. A process .*access_mode: "READ_ONLY" \} everywhere$/),
    frozen: lock,
    other: "IO Error: No such file",
  })
})
