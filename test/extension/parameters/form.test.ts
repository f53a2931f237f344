import { describe, expect, test } from "vitest"
import { choicesOf, editText, parameterRows, problemOf, stillFitting } from "../../../extension/parameters/form.ts"
import { parametersOf } from "../../../kernel/cell/parameters.ts"

const source = `// @parameters
/**
 * File to read,
 * from the folder
 */
const path = "data/a.csv"
const rounds = 100
const mode: "fast" | "exact" = "fast"
const strict = false
const label: string | undefined = undefined
const days = ["2024-05-01", "2024-05-02"]
const mixed = ["a b", "c"]
const since = new Date("2024-05-01")
const options = { depth: 3 }
const home = process.env.HOME
const big = 5n
`
const parameters = parametersOf(source)

function named(name: string) {
  const found = parameters.find((parameter) => parameter.name === name)
  if (!found) throw new Error(name)
  return found
}

describe("a form for parameters", () => {
  test("shows each with its value, whether it was given, its help and what it takes", () => {
    const rows = parameterRows(parameters, { rounds: "5" }, source)
    expect(rows.map(({ name, value, isGiven }) => `${name} ${value}${isGiven ? " given" : ""}`)).toEqual([
      "path data/a.csv",
      "rounds 5 given",
      "mode fast",
      "strict false",
      "label undefined",
      "days 2024-05-01, 2024-05-02",
      'mixed ["a b","c"]',
      "since 2024-05-01",
      "options { depth: 3 }",
      "home process.env.HOME",
      "big 5n",
    ])
    expect(rows[0]?.about).toBe("File to read, from the folder · Takes a text")
    expect(rows[2]?.about).toBe("Takes one of 'fast', 'exact'")
  })

  test.each(parameters.filter((parameter) => parameter.default !== undefined))(
    "takes back the text that it begins with: $name",
    (parameter) => {
      const text = editText(parameter, {})
      expect(problemOf(text, parameter.type)).toBeUndefined()
      expect(stillFitting(parameters, { [parameter.name]: text })).toEqual({})
    },
  )

  test.each<[name: string, text: string, problem: string | undefined]>([
    ["rounds", "ten", "Takes a number, not 'ten'"],
    ["rounds", "10", undefined],
    ["since", "2024-02-30", "Takes a date such as 2023-01-31, not '2024-02-30'"],
    ["mode", "slow", "Takes one of 'fast', 'exact', not 'slow'"],
    ["days", "a,b", undefined],
    ["path", "", undefined],
    ["options", '{"depth":4}', undefined],
    ["options", "{ depth: 4 }", "Takes an object (as JSON, such as {\"a\":1}), not '{ depth: 4 }'"],
    ["big", "7n", undefined],
    ["big", "many", "Takes a bigint such as 7n, not 'many'"],
  ])("%s = %j: %s", (name, text, problem) => {
    expect(problemOf(text, named(name).type)).toBe(problem)
  })

  test.each<[name: string, choices: ReturnType<typeof choicesOf>]>([
    ["mode", { texts: ["fast", "exact"], isOpen: false }],
    ["strict", { texts: ["true", "false"], isOpen: false }],
    ["label", { texts: ["undefined"], isOpen: true }],
    ["rounds", undefined],
    ["days", undefined],
  ])("lets one choose %s where there is a choice", (name, choices) => {
    expect(choicesOf(named(name).type)).toEqual(choices)
  })

  test("forgets what doesn't fit the notebook any more", () => {
    const given = { rounds: "5", mode: "slow", gone: "1", path: "data/a.csv", toString: "x" }
    expect(stillFitting(parameters, given)).toEqual({ rounds: "5" })
  })
})
