import { expect, test } from "vitest"
import { encodeFrame, FrameReader } from "../../kernel/runtime/frames.ts"
import { encodeLine, type LogLine } from "../../kernel/runtime/lineFrame.ts"

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

const line = (text: string, more: Partial<LogLine> = {}): LogLine => ({
  type: "logged",
  attempt: 3,
  time: 1_700_000_000_123,
  level: "info",
  text,
  ...more,
})

test.for([1, 3, 64, 1_000_000])("lines of a log come whole among other messages out of pieces of %i bytes", (size) => {
  const lines = [line(""), line("ä🙂\0\r"), line("x".repeat(8_192), { level: "error" }), line("€".repeat(8_000))]
  const sent: unknown[] = lines.flatMap((one) => [one, { type: "other" }])
  // The bytes of a line are in memory that the next one overwrites.
  const bytes = Buffer.concat(
    lines.flatMap((one) => [Buffer.from(encodeLine(one) ?? []), encodeFrame({ type: "other" })]),
  )
  const reader = new FrameReader()
  const received: unknown[] = []
  for (let start = 0; start < bytes.length; start += size)
    received.push(...reader.push(bytes.subarray(start, start + size)))
  expect(received).toEqual(sent)
})

test("lines that UTF-8 can't say, and very long ones, go another way", () => {
  expect(encodeLine(line("\ud800"))).toBeUndefined()
  expect(encodeLine(line("x".repeat(8_193)))).toBeUndefined()
})

test("what says that it is a line and isn't is refused", () => {
  const bytes = Buffer.from(encodeLine(line("hello")) ?? [])
  const cut = Buffer.from(bytes.subarray(0, 10))
  cut.writeUInt32LE(2 ** 31 + 6)
  const strange = Buffer.from(bytes)
  strange[20] = 9
  const endless = Buffer.from([255, 255, 255, 255])
  for (const wrong of [cut, strange, endless]) expect(() => [...new FrameReader().push(wrong)]).toThrow(/else wrote/)
})
