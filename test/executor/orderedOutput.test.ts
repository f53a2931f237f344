import { expect, test } from "vitest"
import { OrderedOutput } from "../../kernel/executor/orderedOutput.ts"
import { MarkReader, outputMark } from "../../kernel/runtime/outputMark.ts"

const nonce = "n1"

test("marks are found wherever the output is cut", () => {
  const bytes = Buffer.from(`a${outputMark(nonce, 1)}${outputMark(nonce, 12)}\0b\0tsnb other 3\0`)
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = new MarkReader(nonce)
    const found = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut)), reader.flush()]
    const text = found.map((item) => (typeof item === "number" ? `<${item}>` : item.toString())).join("")
    expect(text).toBe("a<1><12>\0b\0tsnb other 3\0")
  }
})

/** What comes out, in its order, when raw output and messages come in in another. */
function ordered(feed: (output: OrderedOutput, message: (mark: number) => void) => void): readonly string[] {
  const out: string[] = []
  const output = new OrderedOutput(nonce, (stream, bytes) => out.push(`${stream} ${bytes.toString()}`))
  feed(output, (mark) => output.pushMessage(mark, () => out.push(`message ${mark}`)))
  output.flush()
  return out
}

const stdout = Buffer.from(`a${outputMark(nonce, 1)}b${outputMark(nonce, 2)}c`)
const stderr = Buffer.from(`${outputMark(nonce, 1)}${outputMark(nonce, 2)}d`)

test.each<[title: string, feed: Parameters<typeof ordered>[0]]>([
  [
    "messages first",
    (output, message) => [message(1), message(2), output.pushRaw("stdout", stdout), output.pushRaw("stderr", stderr)],
  ],
  [
    "messages last",
    (output, message) => [output.pushRaw("stdout", stdout), output.pushRaw("stderr", stderr), message(1), message(2)],
  ],
  [
    "messages between",
    (output, message) => [output.pushRaw("stdout", stdout), message(1), output.pushRaw("stderr", stderr), message(2)],
  ],
])("the order in which it was written is restored: %s", (_, feed) => {
  const out = ordered(feed)
  expect(out.filter((line) => !line.startsWith("stderr"))).toEqual([
    "stdout a",
    "message 1",
    "stdout b",
    "message 2",
    "stdout c",
  ])
  expect(out.indexOf("stderr d")).toBeGreaterThan(out.indexOf("message 2"))
})

test("at the end of the process nothing is held back", () => {
  expect(ordered((output) => output.pushRaw("stdout", stdout))).toEqual(["stdout a", "stdout b", "stdout c"])
  expect(ordered((_, message) => message(1))).toEqual(["message 1"])
})
