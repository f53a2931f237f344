import { expect, test } from "vitest"
import { errorDetails, errorHeadline } from "../../../kernel/cli/format/errors.ts"

test.for([
  [
    "a stack with the error's name and message at its head",
    { name: "TypeError", message: "no", stack: "TypeError: no\n    at a.tsnb:3:4" },
    "TypeError: no",
    ["    at a.tsnb:3:4"],
  ],
  [
    "a message of several lines",
    { name: "Error", message: "one\ntwo", stack: "Error: one\ntwo\n    at a.tsnb:1:1\n" },
    "Error: one",
    ["two", "    at a.tsnb:1:1"],
  ],
  [
    "a stack with another head",
    { name: "Fail", message: "m", stack: "Error [ERR_X]: m\n    at a.tsnb:1:1" },
    "Fail: m",
    ["    at a.tsnb:1:1"],
  ],
  ["no stack", { name: "Error", message: "m" }, "Error: m", []],
  ["an empty stack", { name: "Error", message: "m", stack: "" }, "Error: m", []],
  ["no message", { name: "AbortError", message: "" }, "AbortError", []],
  ["a message that begins with the name", { name: "Error", message: "Error: m" }, "Error: m", []],
  ["colours in the message", { name: "Error", message: "\u001b[31mm\u001b[0m" }, "Error: m", []],
] as const)("%s", ([, error, headline, details]) => {
  expect(errorHeadline(error)).toBe(headline)
  expect(errorDetails(error)).toEqual(details)
})

test.each<[what: string, name: string, message: string, stack: string | undefined, details: string[]]>([
  ["frames", "Error", "a", "Error: a\n    at f (x.tsnb:1:1)", ["    at f (x.tsnb:1:1)"]],
  ["a message of two lines", "Error", "a\nb", "Error: a\nb\n    at x.tsnb:1:1", ["b", "    at x.tsnb:1:1"]],
  ["no stack", "Error", "a\nb", undefined, ["b"]],
  ["an empty stack", "Error", "a", "", []],
  ["a name given later, and no frames", "Odd", "a\nb", "TypeError: a\nb", ["b"]],
  [
    "no frames but those of the cause",
    "Odd",
    "a",
    "TypeError: a\nCaused by: Error: c\n    at x.tsnb:1:1",
    ["Caused by: Error: c", "    at x.tsnb:1:1"],
  ],
  ["a stack of somebody's own", "Error", "a", "somewhere else", ["somewhere else"]],
])("an error's details: %s", (_, name, message, stack, details) => {
  expect(errorDetails({ name, message, ...(stack !== undefined && { stack }) })).toEqual(details)
})
