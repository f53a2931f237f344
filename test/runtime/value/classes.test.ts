import { describe, expect, test } from "vitest"
import { decodeValue, encodeValue } from "../../../kernel/runtime/value/value.ts"
import { Failing, Loop, OneWay, Tally, Tokenizer, Vectorizer } from "./classes.ts"
import { bytesOf, contextWith, noClasses, roundTrip } from "./context.ts"

const context = contextWith([Vectorizer, Tokenizer, Tally, Loop, Failing])

function make(): unknown {
  return [new Vectorizer(new Map([["a", 1]])), new Tokenizer(new Map(), Float64Array.of(1))]
}

describe("instances of classes that say how", () => {
  test("come back as instances, inside each other and shared", async () => {
    const inner = new Tokenizer(new Map([["b", 2]]))
    const outer = new Vectorizer(new Map([["a", 1]]), inner)
    const back = Object(
      await roundTrip({ list: [outer, inner], by: new Map([[inner, outer]]), tally: new Tally([["x", 1]]) }, context),
    )
    expect(back.list[0]).toBeInstanceOf(Vectorizer)
    expect(back.list[0].indexOf("a")).toBe(1)
    expect(back.list[1]).toBeInstanceOf(Tokenizer)
    expect(back.list[0].parent).toBe(back.list[1])
    expect(back.by.get(back.list[1])).toBe(back.list[0])
    expect(back.tally).toStrictEqual(new Tally([["x", 1]]))
  })

  test("equal ones have equal bytes", async () => {
    expect(await bytesOf(make(), context)).toEqual(await bytesOf(make(), context))
  })

  test("10,000 inside each other", async () => {
    let deep: unknown = "end"
    for (let level = 0; level < 10_000; level++) deep = new Vectorizer(new Map(), deep)
    let back = await roundTrip(deep, context)
    for (let level = 0; level < 10_000; level++) back = Object(back).parent
    expect(back).toBe("end")
  })

  test("memory is as it was when the value was given, whatever happens while the class is located", async () => {
    const data = Float64Array.of(1)
    const pending = bytesOf([data, new Tally()], context)
    data[0] = 2
    expect(await pending).toEqual(await bytesOf([Float64Array.of(1), new Tally()], context))
  })

  test("the classes of cells are named, sorted, each once", async () => {
    const value = [new Vectorizer(new Map()), new Tally(), new Vectorizer(new Map())]
    const inCells = contextWith([Vectorizer, Tally], "cell")
    const { classes } = await encodeValue(value, "value", inCells)
    expect(classes).toEqual(["Tally", "Vectorizer"])
    expect(Object(await roundTrip(value, inCells))[1]).toBeInstanceOf(Tally)
    expect((await encodeValue(value, "value", context)).classes).toEqual([])
  })
})

describe("and when it can't work, the message says why", () => {
  test.each<readonly [string, unknown, string]>([
    ["no way back", { a: new OneWay() }, "value.a is an instance of the class OneWay, which has"],
    [
      "itself in what it stores",
      [new Loop()],
      `value[0][Symbol.for("tsnb.store")]().inner[0] is an instance that is part`,
    ],
    ["store throws", { f: new Failing("store") }, "value.f is not readable: no ink"],
    ["a function inside", new Vectorizer(new Map(), () => 1), `value[Symbol.for("tsnb.store")]().parent is a function`],
  ])("%s", async (_, value, message) => {
    await expect(bytesOf(value, context)).rejects.toThrow(message)
  })

  test("a class that can't be found again", async () => {
    await expect(bytesOf({ model: [new Tally()] }, noClasses)).rejects.toThrow(
      "value.model[0] is an instance of the class Tally, which can't be found again from another process. " +
        "Export the class from a module that a cell imports, or define it at the top level of a cell.",
    )
  })

  test("a class that is gone when decoding", async () => {
    const { bytes } = await encodeValue(new Tally(), "value", context)
    await expect(decodeValue(bytes, noClasses)).rejects.toThrow("the class Tally isn't there")
    const without: Function = { Tally: () => undefined }.Tally
    await expect(decodeValue(bytes, contextWith([without]))).rejects.toThrow("The class Tally has no static")
  })

  test("revive throws", async () => {
    await expect(roundTrip(new Failing("revive"), context)).rejects.toThrow("threw: no pulse")
  })
})
