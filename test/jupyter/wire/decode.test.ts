import { createHmac } from "node:crypto"
import { describe, expect, test } from "vitest"
import { BadMessageError, decodeMessage } from "../../../kernel/jupyter/wire/decode.ts"
import { Encoder } from "../../../kernel/jupyter/wire/encode.ts"
import { SeenMessages } from "../../../kernel/jupyter/wire/seenMessages.ts"
import { Signer } from "../../../kernel/jupyter/wire/signer.ts"

const key = "secret"
const signer = new Signer({ key, hash: "sha256" })
const header = { msg_id: "1", msg_type: "t", session: "s", username: "u", date: "d", version: "5.5" }

interface Parts {
  identities?: readonly string[]
  header?: unknown
  parent?: unknown
  metadata?: unknown
  content?: unknown
  buffers?: readonly string[]
}

function frames(parts: Parts = {}): Buffer[] {
  const { identities = ["peer"], parent = {}, metadata = {}, content = {}, buffers = [] } = parts
  const texts = [parts.header ?? header, parent, metadata, content].map((part) =>
    typeof part === "string" ? part : JSON.stringify(part),
  )
  const hmac = createHmac("sha256", key)
  for (const text of texts) hmac.update(text)
  return [...identities, "<IDS|MSG>", hmac.digest("hex"), ...texts, ...buffers].map((text) => Buffer.from(text))
}

function decode(given: readonly Buffer[], seen = new SeenMessages()): ReturnType<typeof decodeMessage> {
  return decodeMessage(given, signer, seen)
}

test("A message is read with its identities, parent and buffers", () => {
  const message = decode(
    frames({ identities: ["a", "b"], parent: { msg_id: "0" }, content: { x: "é" }, buffers: ["raw"] }),
  )
  expect(message.identities.map(String)).toEqual(["a", "b"])
  expect(message.header).toEqual(header)
  expect(message.parentId).toBe("0")
  expect(message.content).toEqual({ x: "é" })
  expect(message.buffers.map(String)).toEqual(["raw"])
})

test("What the kernel writes, it reads", () => {
  const encoder = new Encoder(signer)
  const parent = decode(frames())
  const written = encoder.encode({ type: "stream", content: { text: "a\u2028😀" }, parent, metadata: { m: 1 } }, [
    Buffer.from("topic"),
  ])
  const read = decode(written.frames.map((frame) => Buffer.from(frame)))
  expect(read).toMatchObject({
    header: written.header,
    parentId: "1",
    content: { text: "a\u2028😀" },
    metadata: { m: 1 },
  })
})

describe("A message is dropped", () => {
  const cut = (count: number): Buffer[] => frames().slice(0, count)
  const changed = (index: number, text: string): Buffer[] => frames().with(index, Buffer.from(text))
  test.each<[string, Buffer[], RegExp]>([
    ["without any part", [], /no <IDS\|MSG>/],
    ["without the delimiter", [Buffer.from("x")], /no <IDS\|MSG>/],
    ["with nothing after the delimiter", cut(2), /0 parts/],
    ["without its content", cut(6), /4 parts/],
    ["with too many identities", frames({ identities: Array.from({ length: 17 }, () => "x") }), /17 identities/],
    ["with too many buffers", frames({ buffers: Array.from({ length: 1_001 }, () => "x") }), /1001 buffers/],
    ["with a huge header", frames({ header: { ...header, date: "x".repeat(70_000) } }), /header has \d+ bytes/],
    ["with a huge parent", frames({ parent: { x: "x".repeat(70_000) } }), /parent header has \d+ bytes/],
    ["without a signature", changed(2, ""), /isn't signed/],
    ["with a cut signature", changed(2, "abc"), /signature is wrong/],
    ["with another's signature", changed(2, "0".repeat(64)), /signature is wrong/],
    ["whose content was changed", changed(6, '{"code":"evil"}'), /signature is wrong/],
    ["whose header was changed", changed(3, JSON.stringify({ ...header, msg_type: "x" })), /signature is wrong/],
    ["whose content isn't JSON", frames({ content: "{" }), /content isn't JSON/],
    ["whose content is a list", frames({ content: [] }), /content isn't a JSON object/],
    ["whose content is null", frames({ content: "null" }), /content isn't a JSON object/],
    ["whose header is text", frames({ header: '"x"' }), /header isn't a JSON object/],
    ["whose header has no id", frames({ header: { msg_type: "t" } }), /no msg_id/],
    ["whose header has a number for a type", frames({ header: { ...header, msg_type: 5 } }), /no msg_type/],
    ["whose subshell is a number", frames({ header: { ...header, subshell_id: 5 } }), /subshell_id/],
  ])("%s", (_, given, why) => {
    expect(() => decode(given)).toThrow(BadMessageError)
    expect(() => decode(given)).toThrow(why)
  })

  test("that came before, and none that wasn't good is remembered", () => {
    const seen = new SeenMessages()
    expect(() => decode(frames().with(2, Buffer.from("0".repeat(64))), seen)).toThrow(/signature/)
    decode(frames(), seen)
    expect(() => decode(frames(), seen)).toThrow(/came before/)
    // Another message under the same number, as Python's manager and client send.
    expect(decode(frames({ header: { ...header, date: "later" } }), seen).header.date).toBe("later")
  })
})

test("Without a key, signatures aren't looked at, and replayed messages are still known", () => {
  const open = new Signer({ key: "", hash: "sha256" })
  const seen = new SeenMessages()
  const unsigned = frames().with(2, Buffer.from("whatever"))
  expect(decodeMessage(unsigned, open, seen).header.msg_id).toBe("1")
  expect(() => decodeMessage(unsigned, open, seen)).toThrow(/came before/)
  expect(open.sign([Buffer.from("x")])).toBe("")
})

test("Only so many messages are remembered: the oldest are forgotten", () => {
  const seen = new SeenMessages(2)
  expect(["a", "b", "a", "c", "b", "a"].map((mark) => seen.isNew(mark))).toEqual([true, true, false, true, false, true])
})
