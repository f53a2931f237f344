import { array, assert, constantFrom, property } from "fast-check"
import { describe, expect, test } from "vitest"
import { flowCellOf } from "../../kernel/language/flowCell.ts"
import { flowModule, type FlowModule } from "../../kernel/language/flowModule.ts"

function moduleOf(...sources: readonly string[]): FlowModule {
  return flowModule(sources.map(flowCellOf))
}

/** The module's text without what stands between cells and behind them. */
function codeOf(...sources: readonly string[]): string {
  const { text } = moduleOf(...sources).module
  return text.replaceAll("\n;\n\n", "§").replace(/(?:const \$tsnb_kept.*\n)*export \{\}\n$/, "")
}

test.each([
  ["plain cells as they stand", ["const a = 1", "a"], "const a = 1§a§"],
  ["what can't be parsed last", ["const a = {", "const b = 1"], "const b = 1§export {}\nconst a = {§"],
  [
    "wide parameters",
    ['// @parameters\nconst a = "x", b: 1 | 2 = 1, c = [1], d = 5n'],
    '// @parameters\nconst a = $tsnb_wide<string>("x"), b: 1 | 2 = $tsnb_wide<1 | 2>(1), c = [1], d = $tsnb_wide<bigint>(5n)§',
  ],
  [
    "a hook as a function",
    ["// @on success\nconst a = run"],
    "void (async (run: $tsnb_HookRun) => {\n// @on success\nconst a = run\n})§",
  ],
  [
    "a hook's imports before it",
    ["// @on success\nimport { a } from 'a'\nexport const b = a"],
    "import { a } from 'a'\nvoid (async (run: $tsnb_HookRun) => {\n// @on success\n                     \n       const b = a\n})§",
  ],
  ["a condition before its task", ['// @task t when="a > 1"\nb'], 'void (a > 1\n);\n// @task t when="a > 1"\nb§'],
  [
    "a task for each element as a function that gives arrays",
    ['// @task t for="a of b"\nconst c = a\nfunction d() {}'],
    'const { c, d, } = await (async () => { for await (const a of (b\n)) {\n// @task t for="a of b"\nconst c = a\nfunction d() {}\n;return { c: [c], d, } } throw 0 })()§',
  ],
])("makes a module of %s", (_, sources, expected) => {
  expect(codeOf(...sources)).toBe(expected)
})

describe("what is asked of results", () => {
  test.each([
    ["a result that another cell reads", ["// @task t\nconst a = f()", "a"], ["a"]],
    ["nothing that none reads", ["// @task t\nconst a = f()\na"], []],
    ["nothing of plain cells", ["const a = f()", "a"], []],
    ["nothing of functions, which are made again", ["// @task t\nfunction a() {}", "a()"], []],
    ["of two cells with one text", ["// @task t\nconst a = a0()", "a", "a"], ["a"]],
  ])("%s", (_, sources, expected) => {
    expect(moduleOf(...sources).checks.map(({ name }) => name)).toEqual(expected)
  })
})

test("tells the places of a name on both sides of a for= task", () => {
  const { links, module } = moduleOf("1", '// @task t for="a of b"\nconst aa = a, a1 = 2')
  expect(
    links.map(({ name, outer, inner, definition }) => [
      name,
      module.text.slice(outer, outer + name.length),
      module.text.slice(inner, inner + name.length),
      definition,
    ]),
  ).toEqual([
    ["aa", "aa", "aa", { cell: 1, start: 30, end: 32 }],
    ["a1", "a1", "a1", { cell: 1, start: 38, end: 40 }],
  ])
})

test("leads from places in directives' code to the module, and back", () => {
  const source = '// @task t for="day of days" when="days.length"\nday'
  const { module } = moduleOf("const days = [1]", source)
  for (const name of ["day of", 'days"', "days.length"]) {
    const offset = source.indexOf(name)
    const position = module.position({ cell: 1, offset })
    expect(module.text.slice(module.offset(position)).startsWith(name.replace(/ of|"/, ""))).toBe(true)
    expect(module.find(position)).toEqual({ cell: 1, offset })
  }
})

const kinds = [
  "const a = 1\nconst b = '🙂'",
  "// @parameters\nconst c = 1\nconst d: string | undefined = undefined\r\nconst e = true",
  '// @task t for="x of [a, b]" when="b > 1"\nimport { join } from "node:path"\nexport const f = join(x)\ninterface G {}\n',
  "// @on failure\nimport type { H } from './h.ts'\nconst i: H = run\n",
  "const j = {",
  "",
  "\r\n\r\n  k\r",
  "// @task u\nconst l = `\n${1}`",
] as const

test("finds every place of every cell again, whatever cells there are", () => {
  assert(
    property(array(constantFrom(...kinds), { maxLength: 8 }), (sources) => {
      const { module } = moduleOf(...sources)
      for (const [cell, source] of sources.entries()) {
        for (let offset = 0; offset <= source.length; offset++) {
          // A line end of two characters has no place in its middle.
          if (source.slice(offset - 1, offset + 1) === "\r\n") continue
          const found = module.find(module.position({ cell, offset }))
          // A word that isn't in the module, such as `export`, counts as the end of what stands before it.
          const isLeftOut =
            found?.cell === cell && found.offset < offset && /^export |^import/.test(source.slice(found.offset))
          expect(
            isLeftOut || (found?.cell === cell && found.offset === offset),
            `cell ${cell}, offset ${offset} of ${JSON.stringify(source)}`,
          ).toBe(true)
        }
      }
    }),
    { numRuns: 60 },
  )
})
