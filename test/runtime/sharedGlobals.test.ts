import { describe, expect, test } from "vitest"
import { mayTouchShared, SharedGlobals } from "../../kernel/runtime/sharedGlobals.ts"

/** Lets the property be what the descriptor says (gone when there is none) while it runs. */
function having<Result>(
  owner: object,
  key: PropertyKey,
  descriptor: PropertyDescriptor | undefined,
  run: () => Result,
): Result {
  const before = Object.getOwnPropertyDescriptor(owner, key)
  if (descriptor) Object.defineProperty(owner, key, { configurable: true, ...descriptor })
  else Reflect.deleteProperty(owner, key)
  try {
    return run()
  } finally {
    if (before) Object.defineProperty(owner, key, before)
    else Reflect.deleteProperty(owner, key)
  }
}

const value = (): number => 4
const cases: readonly [owner: object, key: PropertyKey, descriptor: PropertyDescriptor | undefined, name: string][] = [
  [Math, "random", { value, writable: true }, "Math.random"],
  [console, "log", { value, writable: true }, "console.log"],
  [globalThis, "setTimeout", { value, writable: true }, "globalThis.setTimeout"],
  [globalThis, "crypto", { value, writable: true }, "globalThis.crypto"],
  [globalThis, "performance", { get: value }, "globalThis.performance"],
  [globalThis, "structuredClone", undefined, "globalThis.structuredClone"],
  [Array.prototype, "map", { value, writable: true }, "Array.prototype.map"],
  [Array.prototype, Symbol.iterator, { value, writable: true }, "Array.prototype.Symbol(Symbol.iterator)"],
  [process, "exit", { value, writable: true }, "process.exit"],
  [Error, "stackTraceLimit", { value: 7, writable: true }, "Error.stackTraceLimit"],
  [globalThis, "somethingNew", { value: 1, writable: true }, "globalThis.somethingNew"],
  [Array.prototype, "last", { value }, "Array.prototype.last"],
  [Object.prototype, "own", { get: value }, "Object.prototype.own"],
  [Date, "zone", { value: "UTC" }, "Date.zone"],
]

test.for(cases)("a change of %o is noticed by its name (%s)", ([owner, key, descriptor, name]) => {
  const globals = new SharedGlobals()
  expect(globals.changes()).toEqual([])
  const found = having(owner, key, descriptor, () => globals.changes())
  expect(found.map((change) => [change.name, change.key])).toEqual([[name, key]])
  expect(globals.changes()).toEqual([])
})

test("what is accepted is no change", () => {
  const globals = new SharedGlobals()
  having(globalThis, "somethingNew", { value: 1 }, () => {
    expect(globals.changes()).toHaveLength(1)
    globals.accept()
    expect(globals.changes()).toEqual([])
  })
  expect(globals.changes()).toHaveLength(1)
})

test("what Node loads when it is first used is no change", () => {
  const globals = new SharedGlobals()
  for (const key of Reflect.ownKeys(globalThis)) Reflect.get(globalThis, key)
  expect(globals.changes()).toEqual([])
})

describe("code that may change what is shared", () => {
  test.each([
    "globalThis.x = 1",
    "Math.random = () => 4",
    "[].constructor.prototype.last = 1",
    "({}).__proto__.x = 1",
    "await import('./h.ts')",
    "console.group()",
    "process.umask(0)",
    "setInterval(f, 1)",
    "new Worker('./w.js')",
    "\\u0067lobalThis.x = 1",
  ])("%s", (code) => expect(mayTouchShared(code)).toBe(true))

  test.each(["const b = a + 1", "const rows = list.map((row) => row.name)", "async function f() { await null }\nf()"])(
    "not %s",
    (code) => expect(mayTouchShared(code)).toBe(false),
  )
})
