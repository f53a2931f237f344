import { describe, expect, test } from "vitest"
import { dependenciesOf, withDownstream, withUpstream } from "../../kernel/flow/dependencies.ts"
import { namesRead, type FlowGraph } from "../../kernel/flow/graph.ts"
import { outlineTasks } from "../../kernel/flow/outline.ts"
import { sessionPassage, workerPassage } from "../../kernel/flow/passage.ts"
import { sliceFor } from "../../kernel/flow/slice.ts"
import { graphOf } from "./graphs.ts"

function dependencies(graph: FlowGraph): Record<string, string[]> {
  return Object.fromEntries([...dependenciesOf(graph)].map(([name, needed]) => [name, [...needed].toSorted()]))
}

describe("problems between cells have their place and cause", () => {
  test.each<[title: string, sources: string[], expected: string[]]>([
    [
      "a second definition",
      ["const a = 1", "const b = 2,\n  a = 3"],
      ["21:3 'a' is defined already by the cell in line 10; one cell defines a name. Rename one of the two"],
    ],
    [
      "a second definition of a task's name",
      ["// @task t\nconst a = 1", "import { a } from 'x'"],
      ["20:10 'a' is defined already by the task 't' in line 10; one cell defines a name. Rename one of the two"],
    ],
    [
      "imports of different things under one name",
      ['import { read } from "./a.ts"', 'import { read } from "./b.ts"', 'import read from "./a.ts"', "const read = 1"],
      [
        `20:10 'read' stands for 'read' of "./b.ts" here, and for 'read' of "./a.ts" in the cell in line 10; a name stands for one thing. Import one of the two under another name`,
        `30:8 'read' stands for 'default' of "./a.ts" here, and for 'read' of "./a.ts" in the cell in line 10; a name stands for one thing. Import one of the two under another name`,
        "40:7 'read' is defined already by the cell in line 10; one cell defines a name. Rename one of the two",
      ],
    ],
    [
      "the same import in several cells, however it is written",
      [
        'import first, { readFile, writeFile as write } from "node:fs/promises"\nimport * as path from "path"\nimport fs = require("fs")',
        'import { default as first, writeFile as write } from "fs/promises"\nimport * as path from "node:path"\nimport fs = require("node:fs")',
        '// @task t\nimport { readFile } from "node:fs/promises"\nconst text = readFile("a")',
        'import { type Stats } from "node:fs"\nimport type { Dirent } from "node:fs"',
        'import { type Stats, type Dirent } from "node:fs"',
      ],
      [],
    ],
    [
      "a namespace in two cells",
      ["namespace N { export const a = 1 }", "namespace N { export const b = 2 }"],
      [
        "20:11 The namespace 'N' is declared already by the cell in line 10; one cell declares all of it. Move this part there",
      ],
    ],
    [
      "a name that is another cell's alone",
      [
        "const _a = 1\nfunction f() { return _a }",
        "// @task t\nconst b = _a + f()\n_a.c = _d",
        "_a = 2",
        "const _d = typeof _e\nconst _a = 3",
      ],
      [
        "21:11 '_a' is private to the cell in line 10, since its name begins with '_': no other cell sees it. Rename it there, or define it here",
        "22:1 '_a' is private to the cell in line 10",
        "22:8 '_d' is private to the cell in line 40",
        "30:1 '_a' is private to the cell in line 10",
      ],
    ],
    [
      "imports whose names begin with _ are shared, and names that begin with two of it",
      [
        'import _, { map as _map } from "lodash"',
        'import _ from "lodash"\n_.chunk([1])',
        "const a = _.chunk([1]), b = _map([1]), c = __dirname",
        "const _ = 1, _f = () => _, __filename = c",
        "const d = __filename, [_, _f] = [1, 2]",
      ],
      [],
    ],
    [
      "a cycle",
      ["// @task a\nconst x = y", "// @task b\nconst y = z", "const z = x"],
      [
        "10:1 Cycle: a → b → cell in line 30 → a (each reads from the next, or comes after it). Move what they share to a cell of its own",
      ],
    ],
    [
      "two cycles, and what needs them",
      ["const a = b", "const b = a", "const c = d", "const d = c", "const e = a"],
      ["10:1 Cycle: cell in line 10", "30:1 Cycle: cell in line 30"],
    ],
    ["a cycle by after=", ["// @task a after=b", "// @task b after=a"], ["10:1 Cycle: a → b → a"]],
    ["a task after itself", ["// @task a after=a"], ["10:18 after: the task 'a' can't come after itself"]],
    [
      "an unknown task",
      ["// @task prepare", "// @task b after=prepar"],
      ["20:18 after: there is no task named 'prepar'; did you mean 'prepare'?"],
    ],
    [
      "two tasks of a name",
      ["// @task a", "\n\n// @task a"],
      ["22:4 There are two tasks named 'a' (the other is in line 10)"],
    ],
    [
      "a derived name that is taken",
      ["// @task\nconst x = 1", "// @task x"],
      ["20:4 There are two tasks named 'x' (the other is in line 10)"],
    ],
    [
      "a name that nobody declared",
      ["oops = 1"],
      ["10:1 'oops' is assigned to but never declared. Declare it with const or let"],
    ],
    [
      "several of what there is one of",
      ["// @flow a", "// @flow b", "// @parameters", "// @parameters"],
      [
        "20:1 A notebook has one @flow cell; the first is in line 10",
        "40:1 A notebook has one @parameters cell; the first is in line 30",
      ],
    ],
    [
      "the problems of a cell itself, with the file's lines",
      ["const a =\n  ;", "// @task b retires=1"],
      ["11:3 Syntax error: Unexpected token", "20:12 @task has no option 'retires'. Did you mean 'retries'?"],
    ],
    [
      "none",
      [
        "const a = 1",
        "// @task a\nconst b = a",
        "// @on success\nconst a = b",
        "// @task\nfetch('')",
        "// @task\nfetch('')",
        "fetch = 1 as never",
      ],
      [],
    ],
  ])("%s", (_, sources, expected) => {
    const problems = graphOf(...sources).problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
    expect(problems).toHaveLength(expected.length)
    for (const [index, start] of expected.entries()) expect(problems[index]?.slice(0, start.length)).toBe(start)
  })

  test.each([
    "n = 2",
    "n += 1",
    "n++",
    "n ??= 1",
    "[n] = [3]",
    "({ a: n } = { a: 1 })",
    "({ n } = o)",
    "[...n] = []",
    "for (n of [1]) {}",
    "for (n in {}) {}",
    "function f() { n = 1 }",
    "const f = () => { n-- }",
    "class A { m() { n = 1 } }",
    "{ n = 1 }",
  ])("a write to another cell's name: %s", (source) => {
    const { problems } = graphOf("let n: any = 1, o: any", source)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ line: 20, column: source.indexOf("n", source.search(/\bn\b/)) + 1 })
    expect(problems[0]?.message).toContain("'n' belongs to the cell in line 10")
  })

  test.each([
    "function f(n: number) { n = 1 }",
    "{ let n = 1; n++ }",
    "for (let n of [1]) n = 2",
    "n.part = 1",
    "const g = ({ n }: any) => { n = 1 }",
  ])("but not one to a name that looks the same: %s", (source) => {
    expect(graphOf("let n: any = 1", source).problems).toEqual([])
  })
})

test("tasks have a name, or get one from what they define, or from their line", () => {
  const { tasks } = graphOf(
    "// @task ünï.x-1\nconst a = 1",
    "// @task\nfunction f() {}\nconst b = 1",
    "// @task\nf()",
    "// @task __proto__\nconst c = 1",
    "// @task constructor",
  )
  expect([...tasks.keys()]).toEqual(["ünï.x-1", "b", "cell in line 30", "__proto__", "constructor"])
  expect([...tasks.values()].map(({ results }) => results)).toEqual([["a"], ["b"], [], ["c"], []])
})

test("cells come after what they need, and otherwise as in the notebook", () => {
  const { order } = graphOf("const a = c", "const b = 1", "const c = d", "const d = 1", "const e = b")
  expect([...order.keys()].map(({ line }) => line)).toEqual([40, 30, 10, 20, 50])
})

test("cells in cycles, and what needs them, have no place in the order", () => {
  const graph = graphOf(
    "// @task a\nconst a = b",
    "// @task b\nconst b = a",
    "// @task c\nconst c = a",
    "// @task d\nconst d = 1",
  )
  expect(outlineTasks(graph, dependenciesOf(graph), new Set(graph.tasks.keys())).map(({ name }) => name)).toEqual(["d"])
})

describe("tasks wait for each other", () => {
  test.each<[title: string, sources: string[], expected: Record<string, string[]>]>([
    ["through results", ["// @task a\nconst x = 1", "// @task b\nconst y = x"], { a: [], b: ["a"] }],
    [
      "through plain cells",
      ["// @task a\nconst x = 1", "const y = f(x)", "const z = g(y)", "// @task b\nz"],
      { a: [], b: ["a"] },
    ],
    [
      "through functions of plain cells",
      ["// @task a\nconst x = 1", "function f() { return x }", "// @task b\nf()"],
      { a: [], b: ["a"] },
    ],
    [
      "through functions of task cells",
      ["// @task a\nconst x = 1\nfunction f() { return x }", "// @task b\nf()"],
      { a: [], b: ["a"] },
    ],
    [
      "but not for a function that needs no result",
      ["// @task a\nconst x = 1\nfunction f() { return 2 }", "// @task b\nf()"],
      { a: [], b: [] },
    ],
    [
      "by when= and for=",
      ["// @task a\nconst x = 1", '// @task b when="x > 1"', '// @task c for="n of [x]"'],
      { a: [], b: ["a"], c: ["a"] },
    ],
    ["by after=", ["// @task a", "// @task b after=a"], { a: [], b: ["a"] }],
    ["not through hooks", ["// @on success\nconst h = x", "// @task a\nconst x = h"], { a: [] }],
    [
      "not through shadowed names",
      ["// @task a\nconst x = 1", "// @task b\nconst f = (x: number) => x"],
      { a: [], b: [] },
    ],
    ["not by types", ["// @task a\nconst x = 1", "// @task b\nlet y: typeof x"], { a: [], b: [] }],
  ])("%s", (_, sources, expected) => {
    expect(dependencies(graphOf(...sources))).toEqual(expected)
  })

  test("upstream and downstream", () => {
    const needed = dependenciesOf(
      graphOf("// @task a\nconst x = 1", "// @task b\nconst y = x", "// @task c\ny", "// @task d\nx"),
    )
    expect([...withUpstream(["c"], needed)].toSorted()).toEqual(["a", "b", "c"])
    expect([...withDownstream(["b"], needed)].toSorted()).toEqual(["b", "c"])
  })
})

describe("a slice", () => {
  const cells = [
    "import { read } from 'x'\nconst limit = 5\nconst table = read()\nfunction look(k: string) { return table[k] ?? limit }\nfunction other() {}",
    "// @task a\nconst result = 1\nfunction scale(n: number) { return n * result }",
    "class Base {}\nclass Point extends Base { at() { return look('x') } }",
    "const alias = Point\nconst made = new Point()",
  ]
  const graph = graphOf(...cells)

  test.each<[names: string[], expected: { results: string[]; values: string[]; remade: string[][] }]>([
    [["result"], { results: ["result"], values: [], remade: [] }],
    [["scale"], { results: ["result"], values: [], remade: [["scale"]] }],
    [["limit", "table"], { results: [], values: ["table"], remade: [["limit"]] }],
    [["look"], { results: [], values: ["table"], remade: [["look"]] }],
    [["Point"], { results: [], values: ["table"], remade: [["look"], ["Point"]] }],
    [["made", "alias"], { results: [], values: ["made", "table"], remade: [["look"], ["Point"], ["alias"]] }],
    [["fetch", "nowhere"], { results: [], values: [], remade: [] }],
  ])("of %j in a worker", (names, expected) => {
    const { results, values, remade } = sliceFor(graph, names, workerPassage(graph))
    expect({ results, values, remade: remade.map(({ defines }) => defines) }).toEqual(expected)
  })

  test("makes again what can't be stored, with all that it takes", () => {
    const slice = sliceFor(graph, ["table"], workerPassage(graph, new Set(["table"])))
    expect(slice).toMatchObject({ results: [], values: [] })
    expect(slice.remade[0]?.source.trim()).toMatch(/^import \{ read \} from 'x'\s+const table = read\(\)$/)
  })

  test("in the session takes plain cells by value, where they live", () => {
    const { results, values, remade } = sliceFor(graphOf(...cells), ["look", "scale", "Point"], sessionPassage)
    expect({ results, values, remade: remade.map(({ defines }) => defines) }).toEqual({
      results: ["result"],
      values: ["Point", "look"],
      remade: [["scale"]],
    })
  })
})

test("names are read directly, or through the functions of other cells", () => {
  const graph = graphOf(
    "// @task a\nconst table = 1, unread = 2\nfunction look() { return table + deep() }\nfunction deep() { return nested }\nconst nested = 3",
    "// @task b\nlook()",
  )
  expect([...namesRead(graph)].toSorted()).toEqual(["deep", "look", "nested", "table"])
})

describe("ten thousand cells take no more than ten times a thousand", () => {
  test.each<[title: string, cell: (index: number) => string]>([
    [
      "in a chain of tasks",
      (index) => `// @task t${index}\nconst v${index} = ${index === 0 ? 0 : `v${index - 1}`} + 1`,
    ],
    ["in a chain of functions", (index) => `function f${index}() { return ${index === 0 ? 0 : `f${index - 1}()`} }`],
    ["around one", (index) => `// @task t${index}\nconst v${index} = ${index === 0 ? "0" : "v0"}`],
  ])("%s", (_, cell) => {
    let measured = 0
    const measure = (count: number): number => {
      // No cell is known from the measurement before.
      measured += 1
      const sources = Array.from({ length: count }, (__, index) => `${cell(index)} // ${measured}`)
      const started = process.cpuUsage()
      const graph = graphOf(...sources, `// @task last\nconst last = typeof f${count - 1}`)
      dependenciesOf(graph)
      const { user, system } = process.cpuUsage(started)
      expect(graph.order.size).toBe(count + 1)
      return user + system
    }
    measure(1_000)
    // What is quadratic would take a hundred times as long.
    expect(measure(10_000)).toBeLessThan(30 * measure(1_000))
  })
})
