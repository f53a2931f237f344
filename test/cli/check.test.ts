import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join, sep } from "node:path"
import { describe, expect, test } from "vitest"
import { cells, makeFolder, tsnb } from "./fixtures/commandLine.ts"

/** Notebooks that are broken, each in its own way, and the beginning of what has to be said. */
const broken: readonly (readonly [name: string, text: string, expected: RegExp])[] = [
  ["syntax", cells("const a = 1", "const b = = 2"), /^syntax\.tsnb:5:11: /m],
  ["duplicate", cells("const a = 1", "const a = 2"), /^duplicate\.tsnb:5:7: .*a/m],
  [
    "cycle",
    cells("// @task one\nconst a = b", "// @task two\nconst b = a"),
    /^cycle\.tsnb:\d+:\d+: .*(one.*two|two.*one)/m,
  ],
  ["option", cells("// @task x retires=3\nconst a = 1"), /^option\.tsnb:2:\d+: .*retries/m],
  ["type", cells("// @task x retries=many\nconst a = 1"), /^type\.tsnb:2:\d+: /m],
  ["directive", cells("// @taks x\nconst a = 1"), /^directive\.tsnb:2:\d+: .*task/m],
  ["write", cells("let a = 1", "a = 2"), /^write\.tsnb:5:1: .*a/m],
  [
    "conflict",
    cells("const a = 1\n<<<<<<< HEAD\nconst b = 2\n=======\nconst b = 3\n>>>>>>> other"),
    /^conflict\.tsnb:3:1: A merge/m,
  ],
  ["text", cells("const a = `\n<<<<<<< HEAD\n=======\n>>>>>>> other\n`"), /^text\.tsnb:3:1: A merge/m],
  [
    "markdown",
    "// %% [markdown]\n// # A\n<<<<<<< HEAD\n// b\n=======\n// c\n>>>>>>> other\n",
    /^markdown\.tsnb:3:1: A merge/m,
  ],
  [
    "saved",
    "// %% [markdown]\n// <<<<<<< HEAD\n// b\n// =======\n// c\n// >>>>>>> other\n",
    /^saved\.tsnb:2:1: A merge/m,
  ],
  ["raw", "// %% [raw]\n/*\n<<<<<<< HEAD\n=======\n>>>>>>> other\n*/\n", /^raw\.tsnb:3:1: A merge/m],
  ["names", cells("// @task x\nconst a = 1", "// @task x\nconst b = 2"), /^names\.tsnb:6:\d+: .*x/m],
]

test("names that a subflow doesn't give are warned of", async () => {
  const folder = makeFolder({
    "asking.tsnb": cells(
      '// @task one\nconst a = await subflow("./inner.tsnb", {}, { names: ["rows", "rws", "month", "_own"] as const })',
      '// @task two\nconst b = await subflow("inner.tsnb", undefined, { "names": ["cols"] })',
      '// @task three\nconst c = await subflow("inner.tsnb", {}, { names: [a.rows] }), d = await subflow("broken.tsnb", {}, { names: ["x"] })',
    ),
    "inner.tsnb": cells(
      "// @parameters\nconst month = 1",
      "// @task t\nconst rows = [month], _own = 1",
      "const plain = 2",
    ),
    "broken.tsnb": "const = 1",
  })
  for (const types of [[], ["--types"]]) {
    const { output } = await tsnb(folder, "check", "asking.tsnb", ...types)
    expect(output.split("\n").filter((line) => line.includes("no result"))).toEqual([
      "asking.tsnb:3:63: warning: ./inner.tsnb has no result 'rws'. Did you mean 'rows'?",
      "asking.tsnb:3:70: warning: ./inner.tsnb has no result 'month'",
      "asking.tsnb:3:79: warning: ./inner.tsnb has no result '_own'. Did you mean 'rows'?",
      "asking.tsnb:7:62: warning: inner.tsnb has no result 'cols'. Did you mean 'rows'?",
    ])
  }
})

test("subflows whose notebook or parameter isn't there are warned of", async () => {
  const folder = makeFolder({
    "asking.tsnb": cells(
      'import { subflow } from "tsnb"',
      '// @task one\nawait subflow("./missing.tsnb")',
      '// @task two\nconst path = "./other.tsnb"\nawait subflow(path, { nothing: 1 })',
      '// @task three\nconst [a, b] = [1, { month: 1 }]\nawait subflow("./prepare.tsnb", { mnth: a, "year": 2, ...b, [path]: 1 })',
    ),
    "prepare.tsnb": cells("// @parameters\nconst month = 1\nconst year = 2", "// @task t\nconst a = month + year"),
  })
  const ended = await tsnb(folder, "check", "asking.tsnb")
  expect(ended).toMatchObject({ code: 0, errors: "1 notebook checked: 0 errors, 2 warnings\n" })
  expect(ended.output).toBe(
    "asking.tsnb:6:15: warning: There is no notebook './missing.tsnb'. The path of a subflow starts at this notebook's folder\n" +
      "asking.tsnb:16:35: warning: ./prepare.tsnb has no parameter 'mnth'. Did you mean 'month'?\n",
  )
})

describe("a folder of broken notebooks", () => {
  test("each is told with its place and cause, and none crashes", async () => {
    const folder = makeFolder(Object.fromEntries(broken.map(([name, text]) => [`${name}.tsnb`, text])))
    const shown = "// %% [markdown]\n// ```\n// <<<<<<< HEAD\n// ```\n// Title\n// =======\n"
    writeFileSync(join(folder, "good.tsnb"), `${cells("// @task good\nconst a = 1")}${shown}`)
    writeFileSync(join(folder, "empty.tsnb"), "")
    writeFileSync(join(folder, "bytes.tsnb"), Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]))
    const ended = await tsnb(folder, "check", ".")
    expect(ended.code).toBe(2)
    for (const [, , expected] of broken) expect(ended.output).toMatch(expected)
    expect(ended.output).not.toMatch(/^(?:good|empty)\.tsnb/m)
    expect(ended.output).not.toContain("    at ")
    expect(ended.errors).toMatch(/^16 notebooks checked: \d+ errors, \d+ warnings\n$/)
  })

  test("with what TypeScript objects to in notebooks of several folders", async () => {
    const wrong = cells("const a: string = 1")
    const folders = [makeFolder({ "one.tsnb": wrong, "two.tsnb": wrong }), makeFolder({ "three.tsnb": wrong })]
    const ended = await tsnb(makeFolder({}), "check", "--types", ...folders)
    expect(ended.code).toBe(2)
    expect(ended.output.match(/Type 'number' is not assignable to type 'string'/g)).toHaveLength(3)
    expect(ended.errors).toBe("3 notebooks checked: 3 errors, 0 warnings\n")
  })

  test("with what TypeScript objects to, where it is asked for", async () => {
    const folder = makeFolder({
      "wrong.tsnb": cells(
        "const a: string = later",
        "// @task later\nconst later = 1",
        "// @task p\nconst p = fetch(a)",
        "p",
      ),
      "names.tsnb": cells('// @task t when="nowhere > 1"\nconsole.log(missing)'),
    })
    writeFileSync(join(folder, "bytes.tsnb"), Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]))
    const plain = await tsnb(folder, "check", "wrong.tsnb")
    expect(plain.code).toBe(0)
    const ended = await tsnb(folder, "check", ".", "--types")
    expect(ended.code).toBe(2)
    expect(ended.output).toContain("wrong.tsnb:2:7: Type 'number' is not assignable to type 'string'.")
    expect(ended.output).toContain("wrong.tsnb:10:7: warning: p is a promise, which can't be handed on")
    const count = (name: string): number => ended.output.split("\n").filter((line) => line.startsWith(name)).length
    expect(count("bytes.tsnb")).toBe(1)
    // Each of the two names once.
    expect(count("names.tsnb")).toBe(2)
  })

  test("as JSON", async () => {
    const folder = makeFolder({ "bad.tsnb": broken[0]?.[1] ?? "" })
    const ended = await tsnb(folder, "check", "bad.tsnb", "--json")
    expect(JSON.parse(ended.output)).toMatchObject([{ file: "bad.tsnb", line: 5, column: 11, severity: "error" }])
    expect(ended.output).not.toContain("fix")
    expect(ended).toMatchObject({ code: 2, errors: "" })
  })
})

describe("a tsconfig.json", () => {
  test.each<[what: string, files: Record<string, string>, lines: readonly RegExp[]]>([
    ["that is sound", { "tsconfig.json": '{ "compilerOptions": { "strict": true, }, /* so */ }' }, []],
    ["that isn't JSON", { "tsconfig.json": '{\n  "compilerOptions": {' }, [/^tsconfig\.json:2:23: '}' expected\.$/]],
    [
      "that extends a package that isn't there",
      { "tsconfig.json": '{\n  "extends": "@a/b" }' },
      [/^tsconfig\.json:2:14: File '@a\/b' not found\.$/],
    ],
    [
      "that extends a file that isn't there",
      { "tsconfig.json": '{\n  "extends": "./base.json" }' },
      [/^tsconfig\.json:2:\d+: Cannot read file '.*base\.json'\.$/],
    ],
    [
      "with a value that there isn't",
      { "tsconfig.json": '{ "compilerOptions": { "jsx": "reakt" } }' },
      [/^tsconfig\.json:1:31: warning: Argument for '--jsx' option must be: .*$/],
    ],
    [
      "that extends a file with a wrong value",
      { "tsconfig.json": '{ "extends": "./base.json" }', "base.json": '{ "compilerOptions": { "strict": "yes" } }' },
      [/^base\.json:1:34: warning: Compiler option 'strict' requires a value of type boolean\.$/],
    ],
    [
      "whose options don't fit tsnb's version of TypeScript",
      {
        "tsconfig.json": '{ "compilerOptions": { "baseUrl": ".", "target": "es5" } }',
      },
      [],
    ],
    [
      "whose sources are in a folder of their own",
      { "tsconfig.json": '{ "compilerOptions": { "rootDir": "src", "outDir": "dist" }, "include": ["src"] }' },
      [],
    ],
  ])("%s", async (_, files, lines) => {
    const notebook = cells('// @task a\nimport { one } from "./one.ts"\nconst a = one')
    const folder = makeFolder({ "a.tsnb": notebook, "b.tsnb": notebook, "one.ts": "export const one = 1\n", ...files })
    for (const more of [[], ["--types"]]) {
      const { output, code, errors } = await tsnb(folder, "check", "a.tsnb", "b.tsnb", ...more)
      expect(output.split("\n").slice(0, -1)).toEqual(lines.map((line): unknown => expect.stringMatching(line)))
      const isWrong = lines.some((line) => !line.source.includes("warning"))
      expect([code, errors.split(":")[0]]).toEqual([isWrong ? 2 : 0, "2 notebooks checked"])
    }
    expect(await tsnb(folder, "run", "a.tsnb")).toMatchObject({ code: 0 })
  })
})

test("what a message proposes comes as a change of the text", async () => {
  const folder = makeFolder({ "bad.tsnb": cells("// @task a retires=3 after=bb", "// @task b") })
  const { output } = await tsnb(folder, "check", "bad.tsnb", "--json")
  expect(JSON.parse(output)).toMatchObject([
    { line: 2, column: 12, fix: { line: 2, column: 12, length: 7, text: "retries" } },
    { line: 2, column: 28, fix: { line: 2, column: 28, length: 2, text: "b" } },
  ])
})

test("folders below are searched, but for node_modules and hidden ones", async () => {
  const folder = makeFolder()
  for (const below of ["deep/er", "node_modules/x", ".hidden"]) {
    mkdirSync(join(folder, below), { recursive: true })
    writeFileSync(join(folder, below, "bad.tsnb"), cells("const b = = 2"))
  }
  const ended = await tsnb(folder, "check", ".")
  expect(
    ended.output
      .trimEnd()
      .split("\n")
      .map((line) => line.split(":")[0]),
  ).toEqual([["deep", "er", "bad.tsnb"].join(sep)])
})

test.skipIf(process.platform === "win32")(
  "links are followed to notebooks, and told when they lead nowhere",
  async () => {
    const folder = makeFolder({ "bad.txt": cells("const b = = 2") })
    mkdirSync(join(folder, "store.tsnb"))
    symlinkSync("bad.txt", join(folder, "linked.tsnb"))
    symlinkSync("gone.txt", join(folder, "nowhere.tsnb"))
    symlinkSync("round.tsnb", join(folder, "round.tsnb"))
    symlinkSync("store.tsnb", join(folder, "folder.tsnb"))
    const ended = await tsnb(folder, "check", ".")
    expect(ended.output).toMatch(
      /^linked\.tsnb:2:11: .*\nnowhere\.tsnb:1:1: There is no notebook .*\nround\.tsnb:1:1: .*ELOOP.*\n$/,
    )
    expect(ended).toMatchObject({ code: 2, errors: "3 notebooks checked: 3 errors, 0 warnings\n" })
  },
)

test("notebooks without problems exit with 0", async () => {
  const folder = makeFolder({ "a.tsnb": cells("// @task a\nconst a = 1"), "b.tsnb": cells("const b = 1") })
  expect(await tsnb(folder, "check", "a.tsnb", "b.tsnb", ".")).toMatchObject({
    code: 0,
    output: "",
    errors: "2 notebooks checked: no problems\n",
  })
  expect(await tsnb(folder, "check", "--json", ".")).toMatchObject({ code: 0, output: "[]\n" })
})

test.for([
  [["check"], "missing required argument 'path'"],
  [["check", "gone.tsnb"], "There is no notebook gone.tsnb"],
  [["check", "."], "There are no .tsnb files in ."],
] as const)("%j is wrong use", async ([args, message]) => {
  const ended = await tsnb(makeFolder(), ...args)
  expect([ended.code, ended.output]).toEqual([2, ""])
  expect(ended.errors).toContain(message)
})

describe("what isn't a notebook", () => {
  test.each([
    ["README.md", "README.md isn't a notebook: a notebook's file ends with .tsnb."],
    ["old.ipynb", "tsnb convert old.ipynb old.tsnb"],
    ["odd.ts", "odd.ts isn't a notebook"],
  ])("%s is refused, and says so", async (name, message) => {
    const folder = makeFolder({ [name]: "# Text\n" })
    for (const command of ["check", "run", "graph"]) {
      const ended = await tsnb(folder, command, name)
      expect(ended).toMatchObject({ code: 2, output: "" })
      expect(ended.errors).toContain(message)
    }
  })
})

test("a plain cell that only writes, with no task after it, is told of, since no run does it", async () => {
  const write = 'import { writeFileSync } from "node:fs"\nwriteFileSync("report.txt", String(a))'
  const task = "// @task make\nconst a = 1"
  const folder = makeFolder({
    "after.tsnb": cells(task, write),
    "before.tsnb": cells("const a = 2", write, "// @task make\nconst b = a"),
  })
  const after = await tsnb(folder, "check", "after.tsnb")
  expect(after.output).toMatch(/^after\.tsnb:7:1: warning: A run never does this: .* Make it a task/m)
  const before = await tsnb(folder, "check", "before.tsnb")
  expect(before.output).toMatch(/:6:1: warning: This changes something outside/)
  expect(before.output).not.toContain("never")
})
