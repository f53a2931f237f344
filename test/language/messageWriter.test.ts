import { PassThrough, Writable } from "node:stream"
import { expect, test } from "vitest"
import { StreamMessageReader, type Message } from "vscode-languageserver-protocol/node"
import { WholeMessageWriter } from "../../kernel/language/messageWriter.ts"

const messages: readonly (Message & { method: string; params: object })[] = [
  { jsonrpc: "2.0", method: "didChange", params: { text: "ü🙂\r\n\r\nContent-Length: 3" } },
  { jsonrpc: "2.0", method: "completion", params: {} },
  { jsonrpc: "2.0", method: "didOpen", params: { text: "x".repeat(200_000) } },
]

test("sends messages that the library reads again, in their order", async () => {
  const stream = new PassThrough()
  const writer = new WholeMessageWriter(stream)
  const read: Message[] = []
  const { promise: isRead, resolve } = Promise.withResolvers<void>()
  const reader = new StreamMessageReader(stream)
  reader.listen((message) => {
    read.push(message)
    if (read.length === messages.length) resolve()
  })
  await Promise.all([...messages.map((message) => writer.write(message)), isRead])
  expect(read).toEqual(messages)
})

test("hands over what is sent at one moment in one piece", async () => {
  const pieces: number[] = []
  const stream = new Writable({
    write(_chunk, _encoding, done) {
      pieces.push(1)
      done()
    },
    writev(chunks, done) {
      pieces.push(chunks.length)
      done()
    },
  })
  const writer = new WholeMessageWriter(stream)
  await Promise.all(messages.map((message) => writer.write(message)))
  await writer.write(messages[0]!)
  expect(pieces).toEqual([messages.length, 1])
})

test("says when the stream takes nothing any more", async () => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error("broken pipe")) })
  const writer = new WholeMessageWriter(stream)
  const errors: string[] = []
  writer.onError(([error]) => errors.push(error.message))
  const { promise: isClosed, resolve } = Promise.withResolvers<void>()
  stream.once("close", resolve)
  await expect(writer.write(messages[0]!)).rejects.toThrow("broken pipe")
  await isClosed
  expect(errors).toEqual(["broken pipe"])
})
