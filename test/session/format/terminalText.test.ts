import { array, assert, constantFrom, oneof, property, string } from "fast-check"
import { describe, expect, test } from "vitest"
import { terminalLine, terminalText } from "../../../kernel/session/format/terminalText.ts"
import { carryStyles } from "../../../kernel/session/format/styles.ts"
import { obeyedIn } from "../../support/terminal.ts"

describe("what a terminal would obey is shown", () => {
  test.for([
    ["the clipboard", "\u001b]52;c;ZXZpbA==\u0007", "\\u001b]52;c;ZXZpbA==\\u0007"],
    ["a cleared screen", "\u001b[2J\u001b[H", "\\u001b[2J\\u001b[H"],
    [
      "a link",
      "\u001b]8;;https://x.example\u001b\\here\u001b]8;;\u001b\\",
      "\\u001b]8;;https://x.example\\u001b\\here\\u001b]8;;\\u001b\\",
    ],
    ["a title", "\u001b]0;root\u0007", "\\u001b]0;root\\u0007"],
    ["sequences of one character", "\u009b2J\u009d52;c;eA==\u009c", "\\u009b2J\\u009d52;c;eA==\\u009c"],
    ["device control", "\u001bP$q\u001b\\", "\\u001bP$q\\u001b\\"],
    ["a reset", "\u001bc", "\\u001bc"],
    ["queries that a terminal answers as if typed", "\u001b[6n\u001b[c\u0005", "\\u001b[6n\\u001b[c\\u0005"],
    ["hidden text", "rm -rf /\rls", "rm -rf /\\u000dls"],
    ["text gone over", "evil\b\b\b\bgood", "evil\\u0008\\u0008\\u0008\\u0008good"],
    ["another direction", "a\u202egpj.exe\u2066b\u061c", "a\\u202egpj.exe\\u2066b\\u061c"],
    ["lines that aren't seen as such", "a\u2028b\u0085c\u000bd\u000ce", "a\\u2028b\\u0085c\\u000bd\\u000ce"],
    ["modes", "\u001b[?1049h\u001b[>4;2m\u001b[?25l", "\\u001b[?1049h\\u001b[>4;2m\\u001b[?25l"],
    ["half a sequence", "\u001b[31", "\\u001b[31"],
  ] as const)("%s", ([, text, shown]) => {
    expect(terminalText(text)).toBe(shown)
  })

  test("whatever the text", () => {
    const part = oneof(
      string({ unit: "binary" }),
      constantFrom("\u001b", "\u001b[", "\u001b]", "\u009b", "31", ";", "m", "\r", "\n", "\b", "\u202e", "\u0007"),
    )
    assert(
      property(array(part, { maxLength: 20 }), (parts) => {
        expect(obeyedIn(terminalText(parts.join("")))).toEqual([])
      }),
    )
  })
})

test.for([
  ["text", "größe, 漢字 👩‍👩‍👧\tä\n\n"],
  ["colours that end", "\u001b[31mred\u001b[39m \u001b[1;38;5;208mbold\u001b[0m \u001b[4:3mcurly\u001b[24m"],
  ["marks of direction that languages need", "\u200eabc\u200f"],
] as const)("%s stays as it is", ([, text]) => {
  expect(terminalText(text)).toBe(text)
})

test("JSON means the same afterwards", () => {
  const value = { text: "\u009b2J\u202e\u007f\u2028" }
  expect(terminalText(JSON.stringify(value))).not.toBe(JSON.stringify(value))
  expect(JSON.parse(terminalText(JSON.stringify(value)))).toEqual(value)
})

test("colours end with their line", () => {
  expect(terminalText("\u001b[31mred\nnext\n\u001b[8mhidden")).toBe(
    "\u001b[31mred\u001b[0m\nnext\n\u001b[8mhidden\u001b[0m",
  )
})

test("lines of one text keep a colour that none of them ended", () => {
  const lines = ["\u001b[1m\u001b[31mred", "still", "still\u001b[39m bold", "bold\u001b[m", "plain"]
  expect(carryStyles(lines)).toEqual([
    "\u001b[1m\u001b[31mred",
    "\u001b[1m\u001b[31mstill",
    "\u001b[1m\u001b[31mstill\u001b[39m bold",
    "\u001b[1mbold\u001b[m",
    "plain",
  ])
})

test("a file's name is one line", () => {
  expect(terminalLine("a\nb\r\u001b[2J.tsnb")).toBe("a\\u000ab\\u000d\\u001b[2J.tsnb")
})
