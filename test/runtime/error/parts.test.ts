import { is } from "valibot"
import { expect, test } from "vitest"
import { reportError } from "../../../kernel/runtime/error/report.ts"
import { errorOf } from "../../../kernel/runtime/error/revive.ts"
import { errorReport } from "../../../kernel/model/errorReport.ts"
import { isErrorReport as isKept } from "../../../kernel/store/eventSchema.ts"

class HttpError extends Error {
  readonly status: number
  readonly body: unknown
  constructor(status: number, body: unknown, options?: ErrorOptions) {
    super(`status ${status}`, options)
    this.status = status
    this.body = body
  }
}

test("a class that gives its errors no name is named all the same, and its fields are kept", () => {
  const report = reportError(new HttpError(404, { error: "no such city", at: [1, 2] }))
  expect(report).toMatchObject({
    name: "HttpError",
    message: "status 404",
    fields: { status: 404, body: { error: "no such city", at: [1, 2] } },
  })
  expect(report.stack).toMatch(/^HttpError: status 404\n/)
  expect(report.stack).toMatch(/\n {4}status: 404\n {4}body: \{ error: 'no such city', at: \[ 1, 2 \] \}$/)
})

test.for([
  ["a text", "socket closed", "Caused by: 'socket closed'"],
  ["an object", { code: 7 }, "Caused by: { code: 7 }"],
  ["null", null, "Caused by: null"],
  ["a number", 0, "Caused by: 0"],
] as const)("a cause may be %s", ([, cause, shown]) => {
  const report = reportError(new Error("outer", { cause }))
  expect(report.cause?.name).toBe("Thrown")
  expect(report.stack).toContain(shown)
})

test.for<[name: string, value: unknown, shown: RegExp]>([
  ["a Map", new Map([["a", 1]]), /^ {4}field: Map\(1\) \{ 'a' => 1 \}$/],
  ["a response", new Response("no", { status: 404 }), /^ {4}field: Response \{ status: 404, .*…$/],
  ["a function", function retry() {}, /^ {4}field: \[Function: retry\]$/],
  ["a Map in an object", { of: [new Map()] }, /^ {4}field: \{ of: \[ Map\(0\) \{\} \] \}$/],
  ["a text", "Map of it", /^ {4}field: 'Map of it'$/],
  ["JSON", '{"a":1}', /^ {4}field: '\{"a":1\}'$/],
])("a field that is %s is told in a line", ([, value, shown]) => {
  const { stack = "" } = reportError(Object.assign(new Error("x"), { field: value }))
  expect(stack.split("\n").at(-1)).toMatch(shown)
})

test("each error behind one keeps its own fields", () => {
  const bundle = new AggregateError([new HttpError(500, "a"), new HttpError(503, "b")], "both failed")
  const report = reportError(new Error("outer", { cause: bundle }))
  expect(report.cause).toMatchObject({
    name: "AggregateError",
    errors: [{ name: "HttpError", fields: { status: 500, body: "a" } }, { fields: { status: 503 } }],
  })
  expect(report.stack).toMatch(
    /Caused by: AggregateError: both failed[\s\S]*Error 1 of 2: HttpError: status 500[\s\S]*status: 500[\s\S]*Error 2 of 2: HttpError[\s\S]*status: 503/,
  )
})

test("a list under the name of errors that holds none is a field", () => {
  const error = Object.assign(new Error("invalid"), { errors: [{ path: "a" }] })
  expect(reportError(error)).toMatchObject({ fields: { errors: [{ path: "a" }] } })
})

test("both errors of a SuppressedError are told", () => {
  const report = reportError(new SuppressedError(new Error("closing"), new Error("working"), "two"))
  expect(report.errors).toMatchObject([{ message: "closing" }, { message: "working" }])
})

test("circles, depths and endless lists are bounded", () => {
  const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, "x".repeat(10_000)]))
  const ring: Record<string, unknown> = {}
  ring["self"] = ring
  let deep = new Error("deepest")
  for (let depth = 0; depth < 1000; depth++) deep = new Error(`at ${depth}`, { cause: deep })
  const many = new AggregateError(
    Array.from({ length: 10_000 }, (_, index) => Object.assign(new Error(`n${index}`), { wide, ring })),
  )
  const error = Object.assign(new Error("all", { cause: deep }), wide, { ring, many })
  for (const report of [reportError(error), reportError(many)]) {
    expect(JSON.stringify(report).length).toBeLessThan(600_000)
    expect(is(errorReport, report) && isKept(report)).toBe(true)
  }
  expect(reportError(many).stack).toContain("… 9990 more errors")
})

const refuse = (): never => {
  throw new Error("not to be looked at")
}

test("fields that can't be looked at don't hide the others", () => {
  const error = new HttpError(500, null)
  Object.defineProperty(error, "late", {
    enumerable: true,
    get() {
      throw new Error("too late")
    },
  })
  const closed = new Proxy({}, { ownKeys: refuse, getPrototypeOf: refuse, get: refuse })

  expect(reportError(Object.assign(error, { closed })).fields).toMatchObject({ status: 500 })
})

test("what was kept becomes an error again", () => {
  const cause = new HttpError(404, { a: 1 }, { cause: "timeout" })
  const again = errorOf(JSON.parse(JSON.stringify(reportError(new RangeError("outer", { cause })))))
  expect(again).toMatchObject({ name: "RangeError", message: "outer" })
  expect(again.cause).toMatchObject({ name: "HttpError", status: 404, body: { a: 1 }, cause: "timeout" })
  expect(reportError(again).stack?.match(/HttpError/g)?.length).toBe(1)
})

test("what a store may hold of errors is bounded in depth", () => {
  let report: object = { name: "Error", message: "m" }
  for (let depth = 0; depth < 50_000; depth++) report = { name: "Error", message: "m", cause: report }
  expect(isKept(report)).toBe(false)
})
