import { expect, test } from "vitest"
import { JsonReporter } from "../../../kernel/cli/reporters/json.ts"
import { eventsOf, failingRun } from "../fixtures/events.ts"

test("one event a line, and notes elsewhere", () => {
  const output: string[] = []
  const notes: string[] = []
  const reporter = new JsonReporter(
    (text) => output.push(text),
    (text) => notes.push(text),
  )
  for (const event of failingRun) reporter.onEvent(event)
  reporter.note("cancelling")
  reporter.close()
  expect(output.map((line) => JSON.parse(line))).toEqual(failingRun)
  expect(output.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true)
  expect(notes).toEqual(["cancelling\n"])
})

test("a value that JSON can't say doesn't end the run", () => {
  const output: string[] = []
  const reporter = new JsonReporter((text) => output.push(text), expect.unreachable)
  const events = eventsOf("r", [
    { type: "displayed", task: "t", attempt: 1, data: { "application/json": { big: 1n } } },
  ])
  for (const event of events) reporter.onEvent(event)
  expect(JSON.parse(output.join(""))).toMatchObject({ data: { "application/json": { big: "1" } } })
})
