import { expect, test } from "vitest"
import { LineSplitter } from "../../kernel/runtime/lines.ts"

const cases: readonly [pieces: readonly string[], lines: readonly string[]][] = [
  [["one\ntwo\n"], ["one", "two"]],
  [
    ["o", "ne", "\nt", "wo"],
    ["one", "two"],
  ],
  [["\n\n"], ["", ""]],
  [
    ["windows\r", "\nend\r\n"],
    ["windows", "end"],
  ],
  [["10 %\r20 %\r", "30 %\n"], ["10 %\r20 %\r30 %"]],
  [[""], []],
]

test.for(cases)("%j", ([pieces, lines]) => {
  const taken: string[] = []
  const splitter = new LineSplitter((line) => taken.push(line))
  for (const piece of pieces) splitter.push(piece)
  splitter.flush()
  splitter.flush()
  expect(taken).toEqual(lines)
})

test("output without line ends doesn't gather for ever, and costs no more per piece", () => {
  const taken: string[] = []
  const splitter = new LineSplitter((line) => taken.push(line))
  const piece = ".".repeat(1_000)
  for (let index = 0; index < 50_000; index++) splitter.push(piece)
  splitter.flush()
  expect(taken.length).toBeGreaterThan(1)
  expect(taken.reduce((sum, line) => sum + line.length, 0)).toBe(50_000_000)
})
