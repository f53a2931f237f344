import { expect, test } from "vitest"
import { encodeFrame, FrameReader } from "../../kernel/runtime/frames.ts"

const messages = [{ type: "a" }, "ä", null, new Map([[1n, new Uint8Array([1, 2, 3])]]), "x".repeat(70_000)]

test.for([1, 2, 3, 4, 5, 7, 64, 1_000_000])("messages come whole out of pieces of %i bytes", (size) => {
  const bytes = Buffer.concat(messages.map(encodeFrame))
  const reader = new FrameReader()
  const received: unknown[] = []
  for (let start = 0; start < bytes.length; start += size)
    received.push(...reader.push(bytes.subarray(start, start + size)))
  expect(received).toEqual(messages)
})

test("a message keeps no more memory than its own", () => {
  const [first] = new FrameReader().push(
    Buffer.concat([encodeFrame({ inline: new Uint8Array(10) }), encodeFrame("x".repeat(1_000_000))]),
  )
  expect(first).toEqual({ inline: new Uint8Array(10) })
  const { inline } = first as { inline: Uint8Array } // As the line above found it.
  expect(inline.buffer.byteLength).toBeLessThan(200)
})

test("what isn't a message is refused, and those in front of it count", () => {
  const received: unknown[] = []
  const bytes = Buffer.concat([encodeFrame("before"), Buffer.from("\x05\0\0\0hello")])
  expect(() => {
    for (const message of new FrameReader().push(bytes)) received.push(message)
  }).toThrow("Unable to deserialize")
  expect(received).toEqual(["before"])
})
