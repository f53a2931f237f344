import { expect, test } from "vitest"
import { parametersOf } from "../../../kernel/cell/parameters.ts"
import { parameterMessage } from "../../../kernel/flowService/parameterMessage.ts"
import { fieldsOf, givenValues, problemOf, type Field } from "../../../webview/parameters/field.ts"

/** The field of a parameter as a cell declares it, by way of the wire. */
function field(code: string): Field {
  const messages = parametersOf(code).map(parameterMessage)
  const [only] = fieldsOf(JSON.parse(JSON.stringify(messages)) as typeof messages)
  if (!only) throw new Error(`${code} declares no parameter`)
  return only
}

test.each<[code: string, control: Field["control"], text: string | undefined, takes: string]>([
  ["const p = 'x'", "text", "x", "a text"],
  ["const p = 3", "text", "3", "a number"],
  ["const p = true", "switch", "true", "true or false"],
  ["const p: 'a' | 'b' = 'a'", "choice", "a", "one of 'a', 'b'"],
  ["const p = new Date('2024-05-01')", "text", "2024-05-01", "a date such as 2023-01-31"],
  ["const p = ['a', 'b']", "text", "a, b", "a list of texts (separated by commas, or as JSON)"],
  ["const p = ['a, b']", "text", '["a, b"]', "a list of texts (separated by commas, or as JSON)"],
  ["const p = [1, 2]", "text", "1, 2", "a list of numbers (separated by commas, or as JSON)"],
  ["const p = { a: 1 }", "longText", undefined, 'an object (as JSON, such as {"a":1})'],
  ["const p: [string, number] = ['b', 2]", "text", '["b",2]', 'a list (as JSON, such as ["a",1])'],
  ["const p = 5n", "text", undefined, "a bigint such as 7n"],
  ["const p = process.env.HOME", "longText", undefined, "JSON"],
  ["const p: number | undefined = 1", "text", "1", "a number or undefined"],
])("%s is asked for by %s, with %j", (code, control, text, takes) => {
  expect(field(code)).toMatchObject({ control, text, takes })
})

test("what only the notebook's code can make isn't asked for", () => {
  const messages = parametersOf("const rows = new Map(), count = 1").map(parameterMessage)
  expect(fieldsOf(messages).map(({ name }) => name)).toEqual(["count"])
})

test.each<[code: string, text: string, problem: string | undefined]>([
  ["const p = 3", "4.5", undefined],
  ["const p = 3", "four", "takes a number, not 'four'"],
  ["const p = 3", "", "takes a number, not ''"],
  ["const p = new Date('2024-05-01')", "2024-02-30", "takes a date such as 2023-01-31, not '2024-02-30'"],
  ["const p = [1]", "1, x", "takes a list of numbers (separated by commas, or as JSON), not '1, x'"],
  ["const p = { a: 1 }", "{ a: 1 }", "isn't JSON"],
  ["const p = { a: 1 }", '{ "a": 1 }', undefined],
  ["const p = { a: 1 }", "5", "takes an object (as JSON, such as {\"a\":1}), not '5'"],
  ["const p = 5n", "7n", undefined],
  ["const p = 5n", "7.5", "takes a bigint such as 7n, not '7.5'"],
  ["const p: [string, number] = ['b', 2]", "b, 2", "takes a list (as JSON, such as [\"a\",1]), not 'b, 2'"],
  ["const p: number | undefined = 1", "", undefined],
])("%s with %j: %s", (code, text, problem) => {
  expect(problemOf(field(code), text)).toBe(problem)
})

test("only what isn't the default is given", () => {
  const fields = ["const a = 1", "const b = 'x'", "const c = { d: 1 }"].map((code) => {
    const one = field(code)
    return Object.assign(one, { name: code.slice(6, 7) })
  })
  expect(
    givenValues(
      fields,
      new Map([
        ["a", "1"],
        ["b", "y"],
        ["c", '{"d":2}'],
      ]),
    ),
  ).toEqual({ b: "y", c: { d: 2 } })
  expect(givenValues(fields, new Map())).toEqual({})
})
