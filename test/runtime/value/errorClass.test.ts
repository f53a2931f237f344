import assert from "node:assert"
import { setTimeout as delay } from "node:timers/promises"
import { inspect, types } from "node:util"
import { describe, expect, test } from "vitest"
import { showStored } from "../../../kernel/runtime/display/show.ts"
import type { ValueContext } from "../../../kernel/runtime/value/context.ts"
import { DecodeError } from "../../../kernel/runtime/value/errors.ts"
import { lossOf } from "../../../kernel/runtime/value/exact.ts"
import { lookingContext } from "../../../kernel/runtime/value/look.ts"
import { decodeValue, encodeValue } from "../../../kernel/runtime/value/value.ts"
import { bytesOf, contextWith, noClasses, roundTrip } from "./context.ts"

let made = 0

class ValidationError extends Error {
  readonly status: number
  readonly found = new Map([["a", 1]])

  constructor(message: string, status = 422, options?: ErrorOptions) {
    super(message, options)
    made++
    this.status = status
    Object.defineProperty(this, "issues", { value: [{ path: ["a"] }], configurable: true })
  }

  get isOurs(): boolean {
    return this.status < 500
  }

  explain(): string {
    return `${this.message} (${this.status})`
  }
}
ValidationError.prototype.name = "Validation"

class DateError extends ValidationError {
  override readonly name = "DateError"
}
class Bundle extends AggregateError {}
class BadRange extends RangeError {}

const context = contextWith([ValidationError, DateError, Bundle, BadRange])

/** The keys of its own that an object has, and whether they show. */
function own(value: object): unknown {
  return Object.entries(Object.getOwnPropertyDescriptors(value)).map(([key, { enumerable }]) => [key, enumerable])
}

const thrownBy = async (task: () => unknown): Promise<Error> => {
  try {
    await task()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error("nothing was thrown")
}

describe("an error of a class", () => {
  const cause = new ValidationError("inner")
  test.each<[name: string, error: Error]>([
    ["with fields, a getter and a method", new ValidationError("no")],
    ["with a name of its own", new DateError("no")],
    ["of a built-in subclass", new BadRange("far")],
    ["that bundles others", new Bundle([new BadRange("a"), "b"], "several")],
    ["with a cause", new ValidationError("outer", 500, { cause })],
  ])("%s", async (_, error) => {
    const before = made
    const back = Object(await roundTrip(error, context))
    expect(made).toBe(before)
    expect(types.isNativeError(back)).toBe(true)
    expect(Object.getPrototypeOf(back)).toBe(Object.getPrototypeOf(error))
    expect(inspect(back)).toBe(inspect(error))
    expect(String(back)).toBe(String(error))
    expect(back.stack).toBe(error.stack)
    expect(own(back)).toEqual(expect.arrayContaining(Object(own(error))))
    expect(await bytesOf(back, context)).toEqual(await bytesOf(error, context))
  })

  test("in lists, maps and settled promises", async () => {
    const error = new ValidationError("no")
    const settled = await Promise.allSettled([Promise.reject(error)])
    const back = Object(await roundTrip({ settled, map: new Map([["e", error]]), list: [error] }, context))
    expect(back.settled[0].reason).toBeInstanceOf(ValidationError)
    expect(back.settled[0].reason.explain()).toBe("no (422)")
    expect(back.map.get("e")).toBe(back.list[0])
  })

  test("that holds itself", async () => {
    const error = Object.assign(new ValidationError("loop"), { self: {} })
    error.self = [error]
    const back = Object(await roundTrip(error, context))
    expect(back.self[0]).toBe(back)
  })

  test("is shown under its class's name, and nothing is loaded for it", async () => {
    const shown = showStored(await decodeValue(await bytesOf([new BadRange("far")], context), lookingContext))
    expect(shown.data["text/plain"]).toMatch(/\[\s*BadRange \[RangeError\]: far\n/)
  })

  test("whose class isn't one of errors any more", async () => {
    const bytes = await bytesOf(new BadRange("far"), context)
    const changed: ValueContext = { ...context, loadClass: () => Promise.resolve(Map) }
    await expect(decodeValue(bytes, changed)).rejects.toThrow(DecodeError)
  })
})

describe("an error with functions in its fields, as those of zod and axios", () => {
  class Invalid extends Error {
    override readonly name = "Invalid"
    readonly issues = [{ path: ["a", 1], code: "wrong", at: new Date(0) }]
    readonly addIssue = (): string => this.message
    override get message(): string {
      return "made of the issues"
    }
  }
  class Refused extends Error {
    readonly status = 503
    readonly request = { retry: (): number => 1, headers: {} }
    readonly agent = new URL("https://x.example")
    readonly seen = new Set(["a"])
  }

  test.each<[Error, object]>([
    [new Invalid(), { name: "Invalid", message: "made of the issues", issues: new Invalid().issues }],
    [
      new Refused("no", { cause: new RangeError("why") }),
      { name: "Error", message: "no", status: 503, seen: new Set(["a"]), cause: new RangeError("why") },
    ],
  ])("%s is kept as a plain error with what is data of it", async (error, members) => {
    // As the first line below checks.
    const value = (await roundTrip(error)) as Error
    expect(value).toBeInstanceOf(Error)
    expect(Object.getPrototypeOf(value)).toBe(Error.prototype)
    expect(value).toMatchObject(members)
    expect(value.stack).toBe(error.stack)
    expect(Object.keys(value)).not.toContain("addIssue")
    expect(Object.keys(value)).not.toContain("request")
    expect(lossOf(error)).toContain("functions")
  })
})

describe("refused, with what to do", () => {
  class Secretive extends Error {
    readonly #code = 1
    get code(): number {
      return this.#code
    }
  }
  class Inherits extends Secretive {}
  class WithMethod extends Error {
    #hidden(): number {
      return 1
    }
    shown(): number {
      return this.#hidden()
    }
  }
  const secret = [Secretive, Inherits, WithMethod, ValidationError]
  test.each<[Error, string]>([
    [new Secretive("x"), "it is an error of the class Secretive, which has private members"],
    [new Inherits("x"), "it is an error of the class Inherits, which has private members"],
    [new WithMethod("x"), "serializer(WithMethod, { store, revive })"],
    [Object.setPrototypeOf(new Error("x"), null), "it is an object with a prototype of its own"],
  ])("%s", async (error, message) => {
    await expect(encodeValue(error, "value", contextWith(secret))).rejects.toThrow(message)
  })

  test("a class that nobody finds", async () => {
    const failure = encodeValue([new ValidationError("no")], "value", noClasses)
    await expect(failure).rejects.toThrow(
      "value[0] is an error of the class ValidationError, which can't be found again from another process. Export the class",
    )
  })

  test("private members of the class itself are no obstacle", async () => {
    class Counted extends Error {
      static #count = 0
      static next(): number {
        return ++Counted.#count
      }
      readonly note = "#1 and `#{2}`"
    }
    expect(Counted.next()).toBe(1)
    expect(await roundTrip(new Counted("x"), contextWith([Counted]))).toBeInstanceOf(Counted)
  })
})

describe("errors of Node's own classes stay as they are", () => {
  test.each<[name: string, task: () => unknown]>([
    ["AbortError", () => delay(1, null, { signal: AbortSignal.abort() })],
    ["RangeError", () => Buffer.alloc(-1)],
    ["AssertionError", () => assert.equal(1, 2)],
  ])("%s", async (name, task) => {
    const error = await thrownBy(task)
    const back = await roundTrip(error)
    expect(back).toBeInstanceOf(name === "AssertionError" ? assert.AssertionError : Error)
    expect(back).toMatchObject({ name, message: error.message, code: Reflect.get(error, "code") as unknown })
    expect(Object(back).stack).toBe(error.stack)
  })
})
