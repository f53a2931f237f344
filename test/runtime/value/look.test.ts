import { DataFrame, Series } from "danfojs-node"
import { vectorFromArray } from "apache-arrow"
import { expect, test } from "vitest"
import { showStored } from "../../../kernel/runtime/display/show.ts"
import { tags } from "../../../kernel/runtime/value/format.ts"
import { lookingContext } from "../../../kernel/runtime/value/look.ts"
import { decodeValue } from "../../../kernel/runtime/value/value.ts"
import { instanceOf, valueBytes } from "../../support/evilStore.ts"
import { handMade } from "../../store/fuzz/bytes.ts"
import { Vectorizer } from "./classes.ts"
import { bytesOf, contextWith } from "./context.ts"

async function textOf(bytes: Uint8Array): Promise<unknown> {
  return showStored(await decodeValue(bytes, lookingContext)).data["text/plain"]
}

test("instances are shown as plain objects under their class's name", async () => {
  const bytes = await bytesOf({ v: new Vectorizer(new Map([["a", 1]])) }, contextWith([Vectorizer]))
  expect(await textOf(bytes)).toMatch(/^\{\s+v: Vectorizer \{.*Map\(1\) \{ 'a' => 1 \}/s)
})

test.each([
  ["Point", "Point { stored: null }"],
  ["Grüße", "Grüße { stored: null }"],
  ["\u001b[31mred", "Instance { stored: null }"],
  ["a b", "Instance { stored: null }"],
  ["", "Instance { stored: null }"],
  ["__proto__", "__proto__ { stored: null }"],
])("a class that calls itself %j is shown as %s", async (name, text) => {
  expect(await textOf(instanceOf({ module: "data:text/javascript,throw 1", name }))).toBe(text)
  expect(await textOf(instanceOf({ cell: name }))).toBe(text)
})

test("an instance's members are its own, whatever they are called", async () => {
  const members = [tags.object, 0, 1, 9 * 2, ...Buffer.from("__proto__"), tags.object, 0, 1, 1 * 2, 120, tags.true]
  const bytes = valueBytes([{ module: "x", name: "Odd" }], (writer) =>
    writer.bytes(Uint8Array.from([tags.instance, 0, ...members])),
  )
  const value = Object(await decodeValue(bytes, lookingContext))
  expect([Object.keys(value), value.x]).toEqual([["__proto__"], undefined])
})

test("data frames are shown as tables without their library, and values of Arrow as what they are", async () => {
  const frame = new DataFrame({ city: ["Berlin", "Rome"], n: [1, 2] })
  expect(await textOf(await bytesOf(frame))).toMatch(/city +n.*Berlin +1.*Rome +2/s)
  expect(await textOf(await bytesOf(new Series([5, 6])))).toMatch(/5.*6/s)
  expect(await textOf(await bytesOf(vectorFromArray([1, 2, 3])))).toMatch(/^Vector \{ bytes: \d+ \}$/)
})

test.each(handMade.slice(0, 4).map((bytes, index) => [index, bytes] as const))(
  "a data frame of few bytes and very many rows is refused (%i)",
  async (_, bytes) => {
    await expect(textOf(bytes)).rejects.toThrow("damaged")
  },
)
