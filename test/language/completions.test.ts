import { expect, test } from "vitest"
import {
  choose,
  kindOf,
  maxCompletions,
  overOneRange,
  rank,
  wordStart,
  type PlacedCompletion,
} from "../../kernel/language/completions.ts"

function found(label: string, start: number, end: number, insertText?: string): PlacedCompletion {
  return { label, kind: 10, sortText: "11", insertText, range: undefined, raw: {}, start, end }
}

test.each([
  ["", 0, 0],
  ["abc", 3, 0],
  ["a.bc", 4, 2],
  ["a.bc", 2, 2],
  ["größe", 5, 0],
  ["'🙂'+x", 6, 5],
  ["$_1", 3, 0],
])("finds where the word begins: %s at %i", (source, offset, start) => {
  expect(wordStart(source, offset)).toBe(start)
})

test.each([
  ["readFile", "read", 0],
  ["ReadFile", "read", 1],
  ["createReader", "read", 2],
  ["createReader", "r", undefined],
  ["other", "read", undefined],
  ["anything", "", 0],
])("ranks %s for '%s'", (name, typed, expected) => {
  expect(rank(name, typed)).toBe(expected)
})

test("puts the same case first, then the server's order, then the alphabet", () => {
  const all = ["Beta", "b2", "b1"].map((label) => found(label, 0, 1))
  const last = { ...found("b0", 0, 1), sortText: "15" }
  expect(choose([last, ...all], "b", 1).map(({ label }) => label)).toEqual(["b1", "b2", "b0", "Beta"])
})

test("offers what merely contains the text only when nothing starts with it", () => {
  const all = [found("createReader", 0, 4), found("reader", 0, 4)]
  expect(choose(all, "read", 4).map(({ label }) => label)).toEqual(["reader"])
  expect(choose(all.slice(0, 1), "read", 4).map(({ label }) => label)).toEqual(["createReader"])
})

test("offers no more than a person can look through", () => {
  const all = Array.from({ length: 2_000 }, (_, index) => found(`a${index}`, 0, 0))
  expect(choose(all, "", 0)).toHaveLength(maxCompletions)
})

test("puts all over one range, each text once", () => {
  const source = "a.b + 1"
  const all = [found("best", 2, 3), found("beta", 1, 3, "?.beta"), found("best", 2, 3), found("b-c", 1, 3, '["b-c"]')]
  const { start, end, items } = overOneRange(all, source, 3)
  expect({ start, end, texts: items.map(({ text }) => text) }).toEqual({
    start: 1,
    end: 3,
    texts: [".best", "?.beta", '["b-c"]'],
  })
})

test("has the word as its range when there is nothing", () => {
  expect(overOneRange([], "a.bc", 4)).toEqual({ start: 2, end: 4, items: [] })
})

test.each([
  [3, "function"],
  [7, "class"],
  [14, "keyword"],
  [9, "module"],
  [undefined, "text"],
  [999, "text"],
  [-1, "text"],
])("names the kind %s", (kind, name) => {
  expect(kindOf(kind)).toBe(name)
})
