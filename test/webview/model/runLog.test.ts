import { expect, test } from "vitest"
import type { FlowEvent } from "../../../kernel/flow/events.ts"
import { plainText, splitLines, styledTexts } from "../../../webview/model/ansi.ts"
import { logText } from "../../../webview/logs/logText.ts"
import { placeIn } from "../../../webview/model/places.ts"
import { matchesIn } from "../../../webview/logs/matches.ts"
import { partsOfTitle } from "../../../webview/logs/taskTitle.ts"
import { everything, RunLog, type LogFilter } from "../../../webview/model/runLog.ts"

const base = { run: "r", time: Date.UTC(2024, 4, 1) }
const events: readonly FlowEvent[] = [
  { ...base, type: "logged", task: "load", element: 0, attempt: 1, level: "info", text: "first\nsecond\n" },
  { ...base, type: "logged", task: "load", element: 1, attempt: 1, level: "debug", text: "small" },
  {
    ...base,
    type: "taskStateChanged",
    task: "sum",
    attempt: 1,
    state: "retrying",
    error: { name: "Error", message: "no", stack: "Error: no\n    at flow.tsnb:3:1" },
  },
  { ...base, type: "logged", task: "sum", attempt: 2, level: "warn", text: "\u001B[31mSecond\u001B[0m try" },
  { ...base, type: "taskStateChanged", task: "sum", attempt: 2, state: "completed" },
  { ...base, type: "flowStateChanged", state: "failed", error: { name: "Error", message: "a hook" } },
]

const log = new RunLog()
for (const event of events) log.take(event)

test.each<[filter: Partial<LogFilter>, lines: readonly string[]]>([
  [{}, ["first", "second", "small", "Error: no", "    at flow.tsnb:3:1", "Second try", "Error: a hook"]],
  [{ task: "load" }, ["first", "second", "small"]],
  [{ task: "load[1]" }, ["small"]],
  [{ task: "loa" }, []],
  [{ attempt: 2 }, ["Second try"]],
  [{ level: "warn" }, ["Error: no", "    at flow.tsnb:3:1", "Second try", "Error: a hook"]],
  [{ text: "SECOND" }, ["second", "Second try"]],
  [{ text: "second try" }, ["Second try"]],
  [{ task: "sum", text: "error" }, ["Error: no"]],
  [{ hasMarks: true, task: "sum" }, ["Error: no", "    at flow.tsnb:3:1", "Second try", "Completed"]],
])("the filter %j", (filter, lines) => {
  const found: number[] = []
  log.collect({ ...everything, hasMarks: false, ...filter }, 0, found)
  expect(found.map((index) => plainText(log.line(index).text))).toEqual(lines)
})

test("lines that come later are found from there on", () => {
  const growing = new RunLog()
  const found: number[] = []
  for (let count = 1; count <= 10_000; count++) {
    growing.take({
      ...base,
      type: "logged",
      task: `t${count % 7}`,
      attempt: count,
      level: "info",
      text: `line ${count}`,
    })
    if (count % 1_000 === 0) growing.collect({ ...everything, task: "t3" }, count - 1_000, found)
  }
  expect(found.length).toBe(1_429)
  expect(growing.line(found.at(-1) ?? 0)).toMatchObject({
    text: "line 9999",
    task: "t3",
    attempt: 9_999,
    level: "info",
  })
})

const of = { ...base, type: "taskStateChanged", task: "t" } as const

test.each<[event: FlowEvent, text: string | undefined, level: string]>([
  [{ ...of, attempt: 1, state: "running", reason: "its code changed" }, "Started: its code changed", "info"],
  [{ ...of, attempt: 1, state: "running" }, "Started", "info"],
  [{ ...of, attempt: 2, state: "running" }, "Attempt 2 started", "info"],
  [{ ...of, attempt: 1, state: "completed", duration: 1_200 }, "Completed in 1.2 s", "info"],
  [{ ...of, attempt: 1, state: "timedOut", duration: 1_200 }, "Timed out after 1.2 s", "error"],
  [{ ...of, attempt: 0, state: "cached", duration: 1_200 }, "Cached", "info"],
  [{ ...of, attempt: 0, state: "skipped", reason: "a failed" }, "Skipped: a failed", "info"],
  [{ ...of, attempt: 0, state: "queued" }, undefined, "info"],
])("the line of %j", (event, text, level) => {
  const marks = new RunLog()
  marks.take(event)
  const line = marks.length === 0 ? undefined : marks.line(0)
  expect(line?.text).toBe(text)
  expect(line?.level ?? "info").toBe(level)
  expect(line?.isMark ?? true).toBe(true)
})

test("an attempt that is said to run again has begun once", () => {
  const marks = new RunLog()
  for (const attempt of [1, 1, 2]) marks.take({ ...of, attempt, state: "running" })
  expect(marks.length).toBe(2)
})

test("what is saved has times, levels and tasks, and no colours", () => {
  const places = [0, 1, 5]
  expect(logText({ count: 3, lineAt: (index) => log.line(places[index] ?? 0) })).toBe(
    "2024-05-01T00:00:00.000Z info  load[0]: first\nsecond\n2024-05-01T00:00:00.000Z warn  sum: Second try\n",
  )
})

test.each<[text: string, lines: readonly string[]]>([
  ["one", ["one"]],
  ["one\ntwo\n", ["one", "two"]],
  ["10 %\r50 %\r100 %", ["100 %"]],
  ["a\u001B[1mb\nc\u001B[0m\nd", ["a\u001B[1mb", "\u001B[1mc\u001B[0m", "d"]],
])("the lines of %j", (text, lines) => {
  expect(splitLines(text)).toEqual(lines)
})

test("colours become classes", () => {
  expect(styledTexts("plain \u001B[1;91mred\u001B[0m \u001B[44mblue")).toEqual([
    { text: "plain ", classes: [] },
    { text: "red", classes: ["ansi-bright-red-fg", "ansi-bold"] },
    { text: " ", classes: [] },
    { text: "blue", classes: ["ansi-blue-bg"] },
  ])
})

test.each<[text: string, line: number | undefined, part: string]>([
  ["    at load (/home/me/flow.tsnb:12:5)", 12, "flow.tsnb:12:5"],
  ["flow.tsnb:7", 7, "flow.tsnb:7"],
  ["flow.tsnb: a word", undefined, ""],
  ["other.tsnb:3:1", undefined, ""],
])("the place in %j", (text, line, part) => {
  const place = placeIn(text, "flow.tsnb")
  expect(place?.line).toBe(line)
  expect(text.slice(place?.start ?? 0, place?.end ?? 0)).toBe(part)
})

test.each([
  ["load", "load", ""],
  ["load[3]", "load", "[3]"],
  ["load[3: April [draft]]", "load", "[3: April [draft]]"],
  ["", "", ""],
])("the title %j is the task %j and the element %j", (title, task, element) => {
  expect(partsOfTitle(title)).toEqual({ task, element })
})

test.each([
  ["nothing", "x", "nothing"],
  ["An error, no errors", "Error", "An <error>, no <error>s"],
  ["aaa", "aa", "<aa>a"],
  ["all", "", "all"],
  ["İstanbul i", "i", "İstanbul i"],
])("what is found in %j by %j", (text, wanted, expected) => {
  const marked = matchesIn(text, wanted).map((piece) => (piece.isMatch ? `<${piece.text}>` : piece.text))
  expect(marked.join("")).toBe(expected)
})
