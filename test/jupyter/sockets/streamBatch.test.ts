import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { StreamBatch, type StreamText } from "../../../kernel/jupyter/sockets/streamBatch.ts"
import type { Parent } from "../../../kernel/jupyter/wire/message.ts"

const header = { msg_type: "execute_request", session: "s", username: "u", date: "d", version: "5.5" }
const one: Parent = { header: { ...header, msg_id: "1" }, headerBytes: Buffer.from("{}") }
const other: Parent = { header: { ...header, msg_id: "2" }, headerBytes: Buffer.from("{}") }

let sent: StreamText[]
let batch: StreamBatch

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] })
  sent = []
  batch = new StreamBatch((text) => sent.push(text))
})

afterEach(() => {
  vi.useRealTimers()
})

function print(text: string, parent = one, name: StreamText["name"] = "stdout"): void {
  batch.add({ parent, name, text })
}

function texts(): string[] {
  return sent.map(({ text }) => text)
}

test("The first text goes out at once, what follows quickly goes together", () => {
  print("a")
  expect(texts()).toEqual(["a"])
  print("b")
  print("c")
  expect(texts()).toEqual(["a"])
  vi.advanceTimersByTime(30)
  expect(texts()).toEqual(["a", "bc"])
  vi.advanceTimersByTime(30)
  print("d")
  expect(texts()).toEqual(["a", "bc", "d"])
})

test("Text of another stream or cell isn't mixed in, and stays in order", () => {
  print("a")
  print("b")
  print("c", one, "stderr")
  print("d", other)
  print("e")
  batch.flush()
  expect(sent.map(({ parent, name, text }) => [parent?.header.msg_id, name, text])).toEqual([
    ["1", "stdout", "a"],
    ["1", "stdout", "b"],
    ["1", "stderr", "c"],
    ["2", "stdout", "d"],
    ["1", "stdout", "e"],
  ])
})

test("Much text doesn't wait", () => {
  print("a")
  print("x".repeat(300_000))
  expect(sent).toHaveLength(2)
})

test("Flushing with nothing to send sends nothing", () => {
  print("a")
  batch.flush()
  batch.flush()
  vi.advanceTimersByTime(100)
  expect(texts()).toEqual(["a"])
})
