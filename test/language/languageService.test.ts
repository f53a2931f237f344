import { afterAll, beforeAll, expect, test } from "vitest"
import { LanguageFolder } from "./folder.ts"

let folder: LanguageFolder

beforeAll(async () => {
  folder = await LanguageFolder.with({
    "helper.ts": "/** Twice as much. */\nexport function twice(value: number): number { return value * 2 }\n",
  })
})

afterAll(() => folder[Symbol.asyncDispose]())

test.each([
  ["a member of another cell's value", ["const a = { first: 1, second: 2 }", "a.|"], ["a.first", "a.second"]],
  ["what fits the beginning", ["const a = { first: 1, second: 2 }", "a.s|"], ["a.second"]],
  [
    "in the middle of a cell",
    ["const a = { first: 1 }", "const b = '🙂'\nf(a.fi|)\nb"],
    ["const b = '🙂'\nf(a.first)\nb"],
  ],
  ["the newest definition", ["const a = { old: 1 }", "const a = { fresh: 1 }", "a.|"], ["a.fresh"]],
  [
    "a definition in the same cell",
    ["const a = { old: 1 }", "const a = { fresh: 1 }\na.|"],
    ["const a = { fresh: 1 }\na.fresh"],
  ],
  ["what may be missing", ["const a = undefined as { b: 1 } | undefined", "a?.|"], ["a?.b"]],
  [
    "what a function gives that works with a name of its own cell alone",
    ["const _a = { first: 1 }\nconst give = () => _a", "const _a = 'other'\nconst b = _a", "const _a = 1\ngive().|"],
    ["const _a = 1\ngive().first"],
  ],
  ["no name that is another cell's alone", ["const _first = 1", "_fir|"], []],
  ["what was awaited", ["const a = await Promise.resolve({ b: 1 })", "a.|"], ["a.b"]],
  [
    "a string's members alone",
    ["declare const mode: 'fast' | 'slow'", "if (mode === '|') {}"],
    ["if (mode === 'fast') {}", "if (mode === 'slow') {}"],
  ],
  ["an object's keys", ["interface A { depth: number }", "const a: A = { d| }"], ["const a: A = { depth }"]],
  ["Node's modules", ["import 'node:sqli|'"], ["import 'node:sqlite'"]],
  ["a module's names", ["import { appendFileSy| } from 'node:fs'"], ["import { appendFileSync } from 'node:fs'"]],
  ["the module tsnb", ["import { progr| } from 'tsnb'"], ["import { progress } from 'tsnb'"]],
  ["what needs no import", ["displ|"], ["display"]],
  ["files of the folder", ["import { twice } from './hel|'"], ["import { twice } from './helper'"]],
  ["a file's names", ["import { tw| } from './helper.ts'"], ["import { twice } from './helper.ts'"]],
  ["within JSX", ["const a = { first: 1 }", "const b = <p>{a.|}</p>"], ["const b = <p>{a.first}</p>"]],
  ["beside a type parameter", ["const f = <T>(value: T) => ({ value })", "f(1).|"], ["f(1).value"]],
  [
    "the variable of a task's for=",
    ["const months = [{ days: 31 }]", '// @task for="month of months"\nconst report = month.|'],
    ['// @task for="month of months"\nconst report = month.days'],
  ],
  [
    "what a task with for= gave, as an array",
    [
      "const months = [{ days: 31 }]",
      '// @task for="month of months // all"\nconst report = { hours: month.days * 24 }\nconst double = report.hours * 2',
      "const month = 1\nreport[0]!.|",
    ],
    ["const month = 1\nreport[0]!.hours"],
  ],
  [
    "functions of a task with for= as they are",
    ['// @task for="a of [1]"\nfunction area() { return { size: a } }', "area().|"],
    ["area().size"],
  ],
])("completes %s", async (_, cells, expected) => {
  expect(await folder.complete(...cells)).toEqual(expected)
})

test("tells kinds and types", async () => {
  const { items } = await folder.service.complete(
    ["class A { /** Runs. */ run(fast: boolean): void {} }"],
    "new A().",
    8,
  )
  expect(items).toEqual([{ text: "run", kind: "function", type: "(method) A.run(fast: boolean): void" }])
})

test.each([
  ["a type", 0, ["const a = [1]", "|a"], "const a: number[]"],
  ["at the end of a name", 0, ["const a = [1]", "a|"], "const a: number[]"],
  [
    "documentation",
    0,
    ["import { twice } from './helper.ts'", "twice|"],
    "(alias) function twice(value: number): number\nTwice as much.",
  ],
  [
    "a signature",
    0,
    ["/** Adds. */\nfunction add(a: number, b: number) { return a + b }", "add(1, |)"],
    "add(a: number, b: number): number\n\nNow: b: number\n\nAdds.",
  ],
  ["the source", 1, ["// one\nconst a = 1 // a", "|a"], "const a: 1\n\nDefined in a cell:\n\nconst a = 1"],
] as const)("inspects %s", async (_, detail, cells, expected) => {
  expect(await folder.inspect(detail, ...cells)).toBe(expected)
})

test("knows nothing of nothing", async () => {
  expect(await folder.inspect(1, "const a = 1", "  |  ")).toBeUndefined()
})
