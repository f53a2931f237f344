import { describe, expect, test } from "vitest"
import { DataFrame } from "danfojs-node"
import { vectorFromArray } from "apache-arrow"
import { DecodeError } from "../../../kernel/runtime/value/errors.ts"
import { formatVersion, smallInteger, tags } from "../../../kernel/runtime/value/format.ts"
import { decodeValue } from "../../../kernel/runtime/value/value.ts"
import { Vectorizer } from "./classes.ts"
import { bytesOf, contextWith } from "./context.ts"

const context = contextWith([Vectorizer])
const shared = { shared: [1.5, 2] }

const sample = {
  numbers: [1, 2, 3],
  floats: [0.5, NaN],
  texts: ["a", "é", "\ud800"],
  mixed: [1, null, "x", 12n, 2n ** 80n, [shared, shared]],
  holes: Object.assign(Array(5), { 3: 1, name: "x" }),
  map: new Map<unknown, unknown>([
    [1, new Set(["a"])],
    [{}, new Date(5)],
  ]),
  error: new TypeError("no", { cause: /a/g }),
  memory: [Float64Array.of(1), new DataView(new ArrayBuffer(3)), Buffer.from("abc")],
  boxed: Object("x"),
  url: new URL("http://a.b/"),
  instance: new Vectorizer(new Map([["a", 1]])),
  frame: new DataFrame({ a: [1, 2], b: ["x", "y"] }),
  vector: vectorFromArray([1, 2, 3]),
}

/** How decoding ends; anything but a DecodeError fails the test. */
async function outcome(bytes: Uint8Array): Promise<"decoded" | "refused"> {
  try {
    await decodeValue(bytes, context)
    return "decoded"
  } catch (error) {
    if (error instanceof DecodeError) return "refused"
    throw error
  }
}

describe("damaged bytes", () => {
  test("cut off anywhere, they are refused", async () => {
    const bytes = await bytesOf(sample, context)
    for (let end = 0; end < bytes.length; end++)
      expect([end, await outcome(bytes.slice(0, end))]).toEqual([end, "refused"])
  })

  test("with something behind them, they are refused", async () => {
    const bytes = await bytesOf(sample, context)
    expect(await outcome(Buffer.concat([bytes, Buffer.of(0)]))).toBe("refused")
  })

  test("with any bit flipped, they decode to something or are refused", async () => {
    const bytes = await bytesOf(sample, context)
    let refused = 0
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = bytes.slice()
      const at = Math.floor(bit / 8)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit % 8))
      if ((await outcome(flipped)) === "refused") refused++
    }
    expect(refused).toBeGreaterThan(bytes.length)
  })

  const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]
  const start = [formatVersion, 0]

  test.each<readonly [string, readonly number[]]>([
    ["nothing", []],
    ["another version", [99, 0, tags.null]],
    ["a huge array", [...start, tags.array, ...huge]],
    ["huge packed integers", [...start, tags.integers, ...huge]],
    ["huge packed floats", [...start, tags.floats, ...huge]],
    ["huge packed texts", [...start, tags.texts, ...huge]],
    ["an empty block of texts", [...start, tags.texts, 1, 0, 0]],
    ["texts longer than their block", [...start, tags.texts, 1, 1, 9, 0]],
    ["a huge map", [...start, tags.map, ...huge]],
    ["a huge text", [...start, tags.text, ...huge]],
    ["a huge bigint", [...start, tags.bigint, 0, ...huge]],
    ["a huge length of holes", [...start, tags.sparseArray, ...huge, 0, 0, 0]],
    ["an endless number", [...start, tags.integer, ...Array.from({ length: 20 }, () => 0xff)]],
    ["keys never written", [...start, tags.object, 5]],
    ["a reference to nothing", [...start, tags.reference, 0]],
    [
      "an instance in itself",
      [
        formatVersion,
        1,
        1,
        0,
        1 * 2,
        97,
        10 * 2,
        ...Buffer.from("Vectorizer"),
        0,
        0,
        0,
        0,
        tags.instance,
        0,
        tags.reference,
        0,
      ],
    ],
    ["a class never named", [...start, tags.instance, 0, tags.null]],
    ["an unknown adapter", [...start, tags.adapted, 2, 97, tags.null]],
    ["a module that isn't the format's", [formatVersion, 1, 0, 1, 2 * 2, 102, 115, 0, 0, 0, tags.null]],
    ["memory never given", [...start, tags.memory]],
    ["a block that is too long", [formatVersion, 1, 0, 0, 0, 1, ...huge, 0, tags.null]],
    ["an unknown tag", [...start, smallInteger - 1]],
    ["a broken pattern", [...start, tags.regexp, 2, 40, 0]],
    ["a broken address", [...start, tags.url, 2, 40]],
    ["a boxed object", [...start, tags.boxed, tags.array, 0]],
  ])("%s", async (_, bytes) => {
    expect(await outcome(Uint8Array.from(bytes))).toBe("refused")
  })

  test("a long array of holes takes no memory", async () => {
    const before = process.memoryUsage().rss
    const value = await decodeValue(
      Uint8Array.from([...start, tags.sparseArray, 0x80, 0xc2, 0xd7, 0x2f, 0, 0, 0]),
      context,
    )
    expect(value).toHaveLength(100_000_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  })
})
