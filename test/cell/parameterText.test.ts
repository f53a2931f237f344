import { expect, test } from "vitest"
import { parameterText } from "../../kernel/cell/parameterText.ts"
import type { ParameterType } from "../../kernel/cell/parameterType.ts"
import { parameterValue } from "../../kernel/cell/parameterValue.ts"

const list: ParameterType = { kind: "array", element: { kind: "string" } }

test.each<[value: unknown, type: ParameterType, text: string]>([
  ["a b", { kind: "string" }, "a b"],
  [3, { kind: "number" }, "3"],
  [true, { kind: "boolean" }, "true"],
  [null, { kind: "nothing", value: null }, "null"],
  [undefined, { kind: "nothing", value: undefined }, ""],
  [new Date("2024-05-01"), { kind: "date" }, "2024-05-01"],
  [new Date("2024-05-01T12:30Z"), { kind: "date" }, "2024-05-01T12:30:00.000Z"],
  [["a", "b"], list, "a, b"],
  [["a b", "c"], list, '["a b","c"]'],
  [[], list, "[]"],
  [["a, b"], list, '["a, b"]'],
  [["", " a", "[b", "{c", '"', "d\ne"], list, '[""," a","[b","{c","\\"","d\\ne"]'],
  [[1, 2], { kind: "array", element: { kind: "number" } }, "1, 2"],
  [{ a: 1 }, { kind: "json" }, '{"a":1}'],
])("%j of %j is typed as %s, and read as the same", (value, type, text) => {
  expect(parameterText(value, type)).toBe(text)
  expect(parameterValue(text, type)).toEqual(value)
})

test("a date over a wire is typed as a date", () => {
  expect(parameterText("2024-05-01T00:00:00.000Z", { kind: "date" })).toBe("2024-05-01")
})
