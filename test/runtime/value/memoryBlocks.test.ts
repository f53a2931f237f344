import { expect, test } from "vitest"
import { findBlocks } from "../../../kernel/runtime/value/memoryBlocks.ts"
import { bytesOf } from "./context.ts"

function placesIn(bytes: Uint8Array): ReturnType<typeof findBlocks> {
  return findBlocks(bytes.length, (position, length) => bytes.subarray(position, position + length))
}

test("places of large blocks are found among small ones", async () => {
  const large = [new Uint8Array(300_000).fill(1), new Uint8Array(400_000).fill(2)]
  const bytes = await bytesOf({
    text: "a",
    list: [large[0], ...Array.from({ length: 900 }, () => new Uint8Array(9)), large[1]],
  })
  const places = placesIn(bytes)
  expect(places.map(({ length }) => length)).toEqual([300_000, 400_000])
  for (const [index, { start, length }] of places.entries()) {
    expect(start % 8).toBe(0)
    expect(Buffer.compare(bytes.subarray(start, start + length), large[index] ?? new Uint8Array())).toBe(0)
  }
})

test("none are found in what has none, and in what is no value", async () => {
  expect(placesIn(await bytesOf("x".repeat(500_000)))).toEqual([])
  expect(placesIn(new Uint8Array(500_000).fill(0xff))).toEqual([])
  expect(placesIn(await bytesOf(new Uint8Array(10)))).toEqual([])
})

test("damaged bytes give places that are within them and don't overlap", async () => {
  const whole = await bytesOf([new Uint8Array(300_000), new Uint8Array(300_000)])
  for (let at = 0; at < 24; at++) {
    for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
      const bytes = whole.slice()
      bytes[at] = value
      let end = 0
      for (const { start, length } of placesIn(bytes)) {
        expect(start).toBeGreaterThanOrEqual(end)
        end = start + length
      }
      expect(end).toBeLessThanOrEqual(bytes.length)
    }
  }
  expect(placesIn(whole.subarray(0, 290_000))).toEqual([])
})
