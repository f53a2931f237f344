import { describe, expect, test } from "vitest"
import {
  ParameterError,
  parametersOf,
  parameterValues,
  recordedValues,
  withParameterValues,
} from "../../kernel/cell/parameters.ts"
import { runCell } from "./support.ts"

function valueOf(declaration: string, given: unknown): unknown {
  return parameterValues(parametersOf(declaration), { p: given }).get("p")
}

describe("what is given is read as the type asks", () => {
  test.each<[declaration: string, given: unknown, expected: unknown]>([
    ["const p = 'x'", "5", "5"],
    ["const p = ''", "", ""],
    ["const p: string | undefined = undefined", "x", "x"],
    ["const p: string | undefined = undefined", "undefined", undefined],
    ["const p = 1", "-1.5e3", -1500],
    ["const p = -1", "0x10", 16],
    ["const p = 1", 2, 2],
    ["const p = true", "false", false],
    ["const p = new Date('2023-01-01')", "2024-05-06", new Date("2024-05-06")],
    ["const p: Date = other()", "2024-05-06T10:00Z", new Date("2024-05-06T10:00Z")],
    ["const p: Date = other()", "2024-02-29 23:30", new Date("2024-02-29T23:30")],
    ["const p: Date = other()", "2024-02-29T23:30-09:00", new Date("2024-02-29T23:30-09:00")],
    ["const p: Date = other()", "2024-02", new Date("2024-02")],
    ["const p: 'a' | 'b' = 'a'", "b", "b"],
    ["type Mode = 'a' | 'b'\nconst p: Mode = 'a'", "b", "b"],
    ["export type Mode = 1 | -2\nexport const p: Mode = 1", "-2", -2],
    ["const p = 'a' as 'a' | 'b'", "b", "b"],
    ["const p = 'a' as const", "other", "other"],
    ["const p: number | string = 1", "5", 5],
    ["const p: number | string = 1", "five", "five"],
    ["const p = [1]", "1, 2", [1, 2]],
    ["const p = [1]", "[3,4]", [3, 4]],
    ["const p: readonly string[] = []", "a,b", ["a", "b"]],
    ["const p: Array<number> = []", "", []],
    ["const p: ('a' | 'b')[] = []", "a,b", ["a", "b"]],
    ["const p: number[][] = []", "[[1],[2]]", [[1], [2]]],
    ["const p: number | null = null", "null", null],
    ["const p = { a: 1 }", '{"b":2}', { b: 2 }],
    ["const p: Unknown = other()", "text", "text"],
    ["const p: string[] = []", "[a-z]+, [draft],[x", ["[a-z]+", "[draft]", "[x"]],
    ["const p: string[] = []", "[draft]", ["[draft]"]],
    ["const p: string[] = []", "a],b", ["a]", "b"]],
    ["const p: string | string[] = 'a'", '["a",', '["a",'],
    ["const p: Unknown = other()", '["a",', '["a",'],
    ["interface O { a: number }\nconst p: O = other()", '{"a":2}', { a: 2 }],
    ["interface L extends P { a: number }\nconst p: L = other()", "[1]", [1]],
    ["interface F { (): void }\nconst p: F = other()", "text", "text"],
    ["const p = 5n", "6", 6n],
    ["const p = -5n", "-7n", -7n],
    ["const p = BigInt(5)", " 0x10 ", 16n],
    ["const p: bigint = other()", "12345678901234567890", 12345678901234567890n],
    ["const p: bigint = other()", "12345678901234567890n", 12345678901234567890n],
    ["const p: bigint = other()", 7, 7n],
    ["const p: bigint = other()", 7n, 7n],
    ["const p: bigint[] = []", "1n, 2", [1n, 2n]],
    ["const p: bigint[] = []", '[1, "12345678901234567890"]', [1n, 12345678901234567890n]],
    ["const p: bigint | undefined = undefined", "", undefined],
    ["const p: bigint | number = 1", "7", 7],
    ["const p: bigint | number = 1", "7n", 7n],
    ["const p: { a: number } = { a: 1 }", '{"a":2}', { a: 2 }],
    ["const p: { a: number } = { a: 1 }", { a: 2 }, { a: 2 }],
    ["const p: Record<string, number> = {}", '{"a":2}', { a: 2 }],
    ["const p: { a: number } | undefined = undefined", "undefined", undefined],
    ["const p: { a: number } | string = 'x'", "5", "5"],
    ["const p: { a: number }[] = []", '[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    ["const p: [string, number] = ['a', 1]", '["b",2]', ["b", 2]],
    ["const p: readonly [from: Date, to?: Date] = other()", '["2024-05-06"]', [new Date("2024-05-06"), undefined]],
    ["const p: [string, ...number[]] = ['a']", "b,2", "b,2"],
    ["const p: Map<string, number> | null = null", "null", null],
    ["const p: {} = other()", "text", "text"],
    ["type Record<A, B> = string\nconst p: Record<string, number> = other()", "text", "text"],
    ["const p = new Unknown()", "text", "text"],
  ])("%s takes %s", (declaration, given, expected) => {
    expect(valueOf(declaration, given)).toEqual(expected)
  })

  test.each<[declaration: string, given: unknown, message: string]>([
    ["const p = 1", "many", "The parameter 'p' takes a number, not 'many'"],
    ["const p = 1", "", "takes a number, not ''"],
    ["const p = 1", "Infinity", "takes a number"],
    ["const p = 1", 5n, "takes a number, not 5n"],
    ["const p = 1", undefined, "takes a number, not undefined"],
    ["const p = true", "yes", "takes true or false"],
    ["const p: 'a' | 'b' = 'a'", "c", "takes one of 'a', 'b', not 'c'"],
    ["const p = new Date('2023-01-01')", "soon 5", "takes a date such as 2023-01-31"],
    ["const p = new Date('2023-01-01')", "2023-13-41", "takes a date"],
    ["const p = new Date('2023-01-01')", "2023-02-30", "takes a date"],
    ["const p = new Date('2023-01-01')", "2023-02-29T10:00", "takes a date"],
    ["const p: number[] = []", "1,x", "takes a list of numbers"],
    ["const p: number | undefined = 1", "x", "takes a number or undefined"],
    ...['["a",', '["a","b"', '["a" "b"]', "['a', 'b']", "[a, b]", '[["a"], 1', '  ["a"]]'].map(
      (given): [string, unknown, string] => [
        "const p = ['x']",
        given,
        `The parameter 'p' takes a list of texts (separated by commas, or as JSON), not '${given}'`,
      ],
    ),
    ["const p: string[] | undefined = undefined", '["a",', "takes a list of texts"],
    ["interface O { a: number }\nconst p: O = { a: 1 }", '{"a":', "takes an object (as JSON, such as"],
    ["export interface O { a: number }\nconst p: O[] = []", '[{"a":1}', "takes a list of objects"],
    ["const p = 'x'", 5, "takes a text, not 5"],
    ["const p: bigint = 5n", "abc", "takes a bigint such as 7n, not 'abc'"],
    ["const p = 5n", "1.5", "takes a bigint"],
    ["const p = 5n", "", "takes a bigint"],
    ["const p = 5n", "-0x10", "takes a bigint"],
    ["const p = 5n", 2 ** 53, "takes a bigint"],
    ["const p: { a: number } = { a: 1 }", "{a:2}", "takes an object (as JSON, such as {\"a\":1}), not '{a:2}'"],
    ["const p = { a: 1 }", "5", "takes an object (as JSON, such as"],
    ["const p: Record<string, number> = {}", "[1]", "takes an object"],
    ["const p: Record<string, number> = {}", "null", "takes an object"],
    ["const p = { a: 1 }", new Map(), "takes an object"],
    ["type O = { a: number }\nconst p: O = { a: 1 }", "text", "takes an object"],
    [
      "const p: { a: number }[] = []",
      "[{a:1}]",
      "takes a list of objects (as JSON, such as [{\"a\":1}]), not '[{a:1}]'",
    ],
    ["const p: { a: number }[] = []", '{"a":1}', "takes a list of objects"],
    ["const p = [{ a: 1 }]", "[1]", "takes a list of objects"],
    ["const p: { a: number }[] = []", "", "takes a list of objects"],
    [
      "const p = new Map<string, number>()",
      '{"a":1}',
      "takes a Map (which only the notebook's code can make), not '{\"a\":1}'",
    ],
    ["const p: ReadonlySet<string> = other()", new Map(), "takes a ReadonlySet (which only"],
    [
      "const p: Map<string, number> | null = null",
      "{}",
      "takes a Map (which only the notebook's code can make) or null",
    ],
    ["const p = /x/", "/y/", "takes a RegExp"],
    ["const p: () => void = other()", "x", "takes a function"],
    ["const p: [string, number] = ['a', 1]", "b,2", "takes a list (as JSON, such as [\"a\",1]), not 'b,2'"],
    ["const p: [string, number] = ['a', 1]", '["b"]', "takes a list"],
    ["const p: [string, number] = ['a', 1]", '["b",2,3]', "takes a list"],
    ["const p: [string, number][] = []", "b,2", 'takes a list of lists (as JSON, such as [["a",1]])'],
    ["const p: T[] = []\ntype T = T[]", { a: 1 }, "takes a list of"],
  ])("%s rejects %s", (declaration, given, message) => {
    expect(() => valueOf(declaration, given)).toThrow(ParameterError)
    expect(() => valueOf(declaration, given)).toThrow(message)
  })

  test.each([
    ["const count = 1", "cuont", "There is no parameter 'cuont'; did you mean 'count'?"],
    ["const count = 1", "__proto__", "There is no parameter '__proto__'. The notebook has: count"],
    ["", "x", "the notebook has no @parameters cell"],
  ])("%s has no other", (declaration, name, message) => {
    expect(() => parameterValues(parametersOf(declaration), Object.fromEntries([[name, 1]]))).toThrow(message)
  })
})

test.each([
  ["gr\u00f6\u00dfe", "gro\u0308\u00dfe"],
  ["gro\u0308\u00dfe", "gr\u00f6\u00dfe"],
])("the name %s may also be given as %s, which looks the same", (name, other) => {
  expect([...parameterValues(parametersOf(`const ${name} = 1`), { [other]: "2" })]).toEqual([[name, 2]])
})

test("of two names that look the same, each is given its own value", () => {
  const names = ["\u00f6", "o\u0308"]
  const parameters = parametersOf(names.map((name) => `const ${name} = 1`).join("\n"))
  const given = names.map((name, index) => [name, index] as const)
  expect([...parameterValues(parameters, Object.fromEntries(given))]).toEqual(given)
})

test("a record of values has what JSON can say, and the text of what it can't", () => {
  const since = new Date(0)
  const values = new Map<string, unknown>([
    ["big", 12345678901234567890n],
    ["list", [1n, { a: 2n, since }]],
    ["since", since],
    ["none", undefined],
  ])
  expect(recordedValues(values, new Set(["list"]))).toMatchObject({ list: "(secret)" })
  expect(recordedValues(values, new Set())).toEqual({
    big: "12345678901234567890",
    list: ["1", { a: "2", since: since.toISOString() }],
    since: since.toISOString(),
    none: "undefined",
  })
})

test("parameters are the constants, with their help and defaults", () => {
  const source = `// @parameters
/**
 * How many
 * to take
 */
const count = 2
/* not a doc comment */
export const paths = ["a", \`b\`], big = 5n
/** not this */
let counter = 0
const { a } = b
const helper = () => 1
const made: number = make()`
  expect(parametersOf(source).map(({ name, help, default: value }) => [name, help, value])).toEqual([
    ["count", "How many\nto take", 2],
    ["paths", undefined, ["a", "b"]],
    ["big", undefined, undefined],
    ["made", undefined, undefined],
  ])
})

test("values take the place of the defaults, and lines stay", async () => {
  const source =
    "const a = 1, big = 5n\nconst list: number[] = [\n  1,\n]\nconst when = new Date('2023-01-01'), o = { x: 1 } as any\nconst text = 'x' satisfies string\nconst end = 1"
  const values = new Map<string, unknown>([
    ["a", -1],
    ["big", -7n],
    ["list", [2, Infinity]],
    ["when", new Date(0)],
    ["o", JSON.parse('{"__proto__":[1],"y":null}')],
    ["text", "quote ' \u2028 \" ` ${a}"],
  ])
  const changed = withParameterValues(source, values)
  expect(changed.split("\n")).toHaveLength(source.split("\n").length)
  expect((await runCell(changed)).defined).toEqual({ ...Object.fromEntries(values), end: 1 })
})

test.each([
  ["/** @secret */", undefined, true],
  ["/** To ask with @secret */", "To ask with", true],
  ["/**\n * @secret To ask with\n * and more\n */", "To ask with\nand more", true],
  ["/** Kept @secretly */", "Kept @secretly", undefined],
  ["// @secret", undefined, undefined],
])("a doc comment %s says whether a parameter is secret", (comment, help, secret) => {
  const [parameter] = parametersOf(`${comment}\nconst p = "x"`)
  expect([parameter?.help, parameter?.secret]).toEqual([help, secret])
})
