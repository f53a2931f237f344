import { inspect } from "node:util"
import { runInNewContext } from "node:vm"
import { expect, test } from "vitest"
import { reportError } from "../../../kernel/runtime/error/report.ts"

function throwing(...names: readonly string[]): Error {
  const error = new Error("hidden")
  for (const name of names) {
    Object.defineProperty(error, name, {
      get() {
        throw new Error("not to be read")
      },
    })
  }
  return error
}

const refuse = (): never => {
  throw new Error("not to be looked at")
}
const closed = new Proxy(
  {},
  { get: refuse, getPrototypeOf: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse },
)
const own = Object.assign(new Error("mine"), { name: "OwnError" })
const circular = new Error("round")
circular.cause = circular

const cases: readonly [what: string, thrown: unknown, report: object][] = [
  ["an error", own, { name: "OwnError", message: "mine" }],
  ["a text", "stop", { name: "Thrown", message: "stop" }],
  ["null", null, { name: "Thrown", message: "null" }],
  ["nothing", undefined, { name: "Thrown", message: "undefined" }],
  ["a symbol", Symbol("s"), { name: "Thrown", message: "Symbol(s)" }],
  ["an object", { code: 5 }, { name: "Thrown", message: "{ code: 5 }" }],
  ["an object without prototype", Object.create(null), { name: "Thrown" }],
  [
    "an object that can't be printed",
    { [inspect.custom]: refuse },
    { name: "Thrown", message: expect.stringContaining("can't be shown") },
  ],
  ["a proxy that lets nobody look", closed, { name: "Thrown" }],
  ["an error with getters that throw", throwing("message", "name", "stack", "cause"), { name: "Error", message: "" }],
  ["an error with a symbol for a name", Object.assign(new Error("x"), { name: Symbol("n") }), { name: "Symbol(n)" }],
  ["an error that is its own cause", circular, { message: "round" }],
  ["an error of another realm", runInNewContext(`new TypeError("far")`), { name: "TypeError", message: "far" }],
]

test.for(cases)("%s can be thrown", ([, thrown, report]) => {
  expect(reportError(thrown)).toMatchObject(report)
})

test("causes and the errors of an AggregateError are shown", () => {
  const thrown = new AggregateError([new Error("one"), "two"], "many", {
    cause: new Error("deep", { cause: new Error("deeper") }),
  })
  const { stack } = reportError(thrown)
  expect(stack).toMatch(
    /many[\s\S]*Caused by: Error: deep[\s\S]*Caused by: Error: deeper[\s\S]*Error 1 of 2: Error: one[\s\S]*Error 2 of 2: 'two'/,
  )
})

test("endless texts are cut", () => {
  const { message, stack } = reportError(new Error("x".repeat(5_000_000)))
  expect(message.length).toBeLessThan(30_000)
  expect(stack?.length).toBeLessThan(200_000)
})
