import { expect, test } from "vitest"
import { SharedGlobals } from "../../kernel/runtime/sharedGlobals.ts"

const cases: readonly [owner: object, key: PropertyKey, name: string][] = [
  [Math, "random", "Math.random"],
  [console, "log", "console.log"],
  [globalThis, "fetch", "globalThis.fetch"],
  [Array.prototype, "map", "Array.prototype.map"],
  [Array.prototype, Symbol.iterator, "Array.prototype.Symbol(Symbol.iterator)"],
  [process, "exit", "process.exit"],
]

test.for(cases)("a replaced %o is noticed by its name (%s)", ([owner, key, name]) => {
  const globals = new SharedGlobals()
  expect(globals.firstReplaced()).toBeUndefined()
  const before = Object.getOwnPropertyDescriptor(owner, key)
  Object.defineProperty(owner, key, { value: () => 4, configurable: true, writable: true })
  const found = globals.firstReplaced()
  if (before) Object.defineProperty(owner, key, before)
  expect(found).toBe(name)
  expect(globals.firstReplaced()).toBeUndefined()
})

test("a new global is none that anybody stands on", () => {
  const globals = new SharedGlobals()
  Reflect.set(globalThis, "somethingNew", () => 1)
  expect(globals.firstReplaced()).toBeUndefined()
  Reflect.deleteProperty(globalThis, "somethingNew")
})
