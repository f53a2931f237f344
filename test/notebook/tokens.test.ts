import { expect, test } from "vitest"
import { tokenise } from "../../kernel/notebook/tokens.ts"

test.each<[text: string, tokens: string[]]>([
  ["", []],
  ["  a  b ", ["a", "b"]],
  ["a=1 b = 2", ["a|1", "b", "=", "2"]],
  ["a= b=", ["a|", "b|"]],
  ['a="b c" d', ['a|"b c"', "d"]],
  [String.raw`a="b \" c" d`, [String.raw`a|"b \" c"`, "d"]],
  ["a='b c' d", ["a|'b c'", "d"]],
  ['a=[b, {"c]": "}"}] d', ['a|[b, {"c]": "}"}]', "d"]],
  ['a="b"c d', ['a|"b"c', "d"]],
  ['a="b c', ['a|"b', "c"]],
  ["a=[b c", ["a|[b", "c"]],
  ["a=b[c d]", ["a|b[c", "d]"]],
  ["don't a=1", ["don't", "a|1"]],
  ["--a=1 größe=2 =3", ["--a|1", "größe|2", "=3"]],
])("%s", (text, expected) => {
  const tokens = tokenise(text).map(({ start, end, option }) =>
    option ? `${option.name}|${text.slice(option.valueStart, end)}` : text.slice(start, end),
  )
  expect(tokens).toEqual(expected)
})

test("a long line of brackets that aren't closed is no trouble", () => {
  expect(tokenise(" a=[".repeat(100_000))).toHaveLength(100_000)
})
