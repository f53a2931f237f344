import { describe, expect, test } from "vitest"
import { count, cutText, linesOf, oneLine, padText, textWidth } from "../../../kernel/session/format/text.ts"

describe("textWidth", () => {
  test.for([
    ["", 0],
    ["plain", 5],
    ["größe", 5],
    ["e\u0301", 1],
    ["漢字", 4],
    ["ｆｕｌｌ", 8],
    ["👩‍👩‍👧", 2],
    ["✔", 1],
  ] as const)("%s takes %d columns", ([text, width]) => {
    expect(textWidth(text)).toBe(width)
  })
})

describe("cutText", () => {
  test.for([
    ["short", 10, "short"],
    ["exactly", 7, "exactly"],
    ["too long", 5, "too …"],
    ["漢字漢字", 5, "漢字…"],
    ["漢字漢字", 4, "漢…"],
    ["x", 0, ""],
    ["xy", 1, "…"],
  ] as const)("%s in %d columns is %s", ([text, columns, cut]) => {
    expect(cutText(text, columns)).toBe(cut)
    expect(textWidth(cut)).toBeLessThanOrEqual(columns)
  })
})

test("padText counts columns, not characters", () => {
  expect(padText("漢", 4)).toBe("漢  ")
  expect(padText("long", 2)).toBe("long")
})

test.for([
  ["a\nb\tc", "a b c"],
  ["\u001b[31mred\u001b[0m", "red"],
  ["\u001b[2J\u001b[1;1Hcleared", "cleared"],
  ["  blank  ", "blank"],
] as const)("oneLine(%j) is %j", ([text, line]) => {
  expect(oneLine(text)).toBe(line)
})

test.for([
  ["", [""]],
  ["one\n", ["one"]],
  ["one\r\ntwo", ["one", "two"]],
  ["10 %\r50 %\r100 %\n", ["100 %"]],
  ["gap\n\nend\n\n", ["gap", "", "end"]],
  ["\r10 %\u001b[K\r\u001b[2K50 %\r\u001b[0m\n", ["50 %"]],
  ["10 %\u001b[1G\u001b[?25l20 %\u001b[?25h", ["20 %"]],
  ["working |\b/\b-\b\\", ["working \\"]],
  ["\b\ba\n", ["a"]],
  ["N\bNA\bA", ["NA"]],
] as const)("linesOf(%j)", ([text, lines]) => {
  expect(linesOf(text)).toEqual(lines)
})

test("count takes the plural but for one", () => {
  expect([count(0, "task"), count(1, "task"), count(2, "task")]).toEqual(["0 tasks", "1 task", "2 tasks"])
})
