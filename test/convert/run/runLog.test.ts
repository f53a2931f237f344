import { expect, test } from "vitest"
import { RunLog } from "../../../kernel/convert/run/runLog.ts"

test("a log of a million lines keeps its beginning and its end, and says how many are between", () => {
  const log = new RunLog()
  for (let number = 1; number <= 1_000_000; number++) {
    log.add({ type: "logged", run: "r", time: number, task: "t", attempt: 1, level: "info", text: String(number) })
  }
  expect(log.first.map(({ text }) => text).slice(-1)).toEqual(["5000"])
  expect([log.last.at(0)?.text, log.last.at(-1)?.text]).toEqual(["995001", "1000000"])
  expect(log.leftOut).toBe(990_000)
})

test.each([0, 1, 5_000, 5_001, 12_000])("of %i lines none is lost or told twice", (count) => {
  const log = new RunLog()
  for (let number = 0; number < count; number++) {
    log.add({ type: "logged", run: "r", time: number, task: "t", attempt: 1, level: "info", text: String(number) })
  }
  expect(log.first.length + log.leftOut + log.last.length).toBe(count)
})
