import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { fixesOf, sourceActionsOf } from "../../kernel/language/features/actions.ts"
import { completionDetails, completionsAt } from "../../kernel/language/features/completion.ts"
import { formatCell, formatTyped } from "../../kernel/language/features/format.ts"
import { hoverAt, signaturesAt } from "../../kernel/language/features/hover.ts"
import { definitionsOf, highlightsOf, referencesOf } from "../../kernel/language/features/navigation.ts"
import { renamableAt, renameAt, RenameError, type TargetEdit } from "../../kernel/language/features/rename.ts"
import { foldsOf, symbolsOf, type CellSymbol } from "../../kernel/language/features/symbols.ts"
import { hintsOf, tokensOf } from "../../kernel/language/features/tokens.ts"
import { tokenTypes } from "../../kernel/language/clientProfile.ts"
import type { FlowCell } from "../../kernel/language/flowCell.ts"
import { FlowLanguage } from "../../kernel/language/flowLanguage.ts"
import type { FlowView } from "../../kernel/language/openNotebook.ts"
import { lineStarts, offsetIn } from "../../kernel/language/positions.ts"
import { FlowFolder, shortTarget, textIn } from "./flowFolder.ts"

let folder: FlowFolder

beforeAll(async () => {
  folder = await FlowFolder.with({
    "helper.ts":
      "/** Twice as much. */\nexport function twice(value: number): number { return value * 2 }\nexport const thrice = () => 3\n",
  })
})

afterAll(() => folder[Symbol.asyncDispose]())

const loop = ["const days = ['a']", '// @task read for="day of days"\nconst size = day.length\nconst more = size + 1']

/** What cells are after some edits. */
function edited(cells: readonly string[], edits: readonly TargetEdit[]): readonly string[] {
  return cells.map((cell, index) => {
    const starts = lineStarts(cell)
    const own = edits.filter(({ target }) => target.kind === "cell" && target.cell === index)
    const places = own.map(({ target: { range }, newText }) => {
      return { start: offsetIn(starts, range.start) ?? 0, end: offsetIn(starts, range.end) ?? 0, newText }
    })
    return places
      .toSorted((first, second) => second.start - first.start)
      .reduce((text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end), cell)
  })
}

function cell({ cells }: FlowView, index: number): FlowCell {
  const found = cells[index]
  if (!found) throw new Error(`There is no cell ${index}`)
  return found
}

function plain(cells: readonly string[]): readonly string[] {
  return cells.map((cell) => cell.replace("|", ""))
}

/** The labels of what is proposed for sizes, and what is put in. */
async function sizesAt(...marked: readonly string[]): Promise<readonly string[]> {
  const { view, place } = folder.at(...marked)
  const { items } = await completionsAt(folder.notebook, view, place, { triggerKind: 1 })
  return items.filter(({ label }) => label.includes("siz")).map(({ label, text }) => `${label} ${text}`)
}

describe("names that begin with _", () => {
  const cells = ["const _size = 1\nconst a = _size", "const _size = 'text'\nconst b = { _size }"]

  test("are each cell's own", async () => {
    const { view, place } = folder.at(cells[0] ?? "", "const _size = 'text'\nconst b = { |_size }")
    expect((await hoverAt(folder.notebook, view, place))?.markdown).toContain('const _size: "text"')
    const definitions = await definitionsOf(folder.language, folder.notebook, view, "definition", place)
    expect(definitions.map(shortTarget)).toEqual(["1:0:6"])
    const references = await referencesOf(folder.language, folder.notebook, view, place, true)
    expect(references.map(shortTarget)).toEqual(["1:0:6", "1:1:12"])
  })

  test("are renamed in their cell alone", async () => {
    const { view, place } = folder.at("const |_size = 1\nconst a = _size", cells[1] ?? "")
    expect(await renamableAt(folder.notebook, view, place)).toMatchObject({ placeholder: "_size" })
    const edits = await renameAt(folder.language, folder.notebook, view, place, "total")
    expect(edited(cells, edits)).toEqual(["const total = 1\nconst a = total", cells[1]])
    const other = folder.at(cells[0] ?? "", "const |_size = 'text'\nconst b = { _size }")
    const others = await renameAt(folder.language, folder.notebook, other.view, other.place, "total")
    expect(edited(cells, others)).toEqual([cells[0], "const total = 'text'\nconst b = { _size: total }"])
  })

  test("are proposed in their cell alone, as it writes them", async () => {
    expect(await sizesAt(...cells, "const own = 2\n_s|")).toEqual([])
    expect(await sizesAt("const _size = 1\nconst c = _si|", cells[1] ?? "")).toEqual(["_size _size"])
  })

  test("of another cell aren't there, which is told with the name as it is written", async () => {
    expect(await folder.problems("const _size = 1", "const a = _size")).toEqual([
      expect.stringMatching(/^1: _size: Cannot find name '_size'\./),
    ])
    const [hint] = await folder.diagnostics("const _unused = 1")
    expect(hint?.message).toBe("'_unused' is declared but its value is never read.")
  })
})

describe("hover", () => {
  test.each([
    ["a name of an earlier cell", ["const a = [1]", "|a"], "const a: number[]"],
    ["a name of a later cell", ["|a", "const a = { b: 1 }"], "const a: {\n    b: number;\n}"],
    [
      "a parameter, as wide as what may be given",
      ['// @parameters\nconst |path = "data"', "path"],
      "const path: string",
    ],
    [
      "an element within its task",
      [...loop.slice(0, 1), '// @task read for="day of days"\nconst size = d|ay.length'],
      "const day: string",
    ],
    [
      "an element in its directive",
      ["const days = ['a']", '// @task read for="d|ay of days"\nconst size = day.length'],
      "const day: string",
    ],
    [
      "the list in the directive",
      ["const days = ['a']", '// @task read for="day of da|ys"\nconst size = day.length'],
      "const days: string[]",
    ],
    ["what a for= task gave", [...loop, "|size"], "const size: number[]"],
    [
      "a result within its for= task",
      [loop[0] ?? "", '// @task read for="day of days"\nconst |size = day.length'],
      "const size: number",
    ],
    ["a when=", ["const rows = [1]", '// @task t when="ro|ws.length > 0"\nconsole.log(1)'], "const rows: number[]"],
    ["the run of a hook", ["// @on success\n|run.state"], "(parameter) run: HookRun"],
    ["documentation of a file", ["import { twice } from './helper.ts'", "tw|ice(1)"], "Twice as much."],
    ["what needs no import", ["disp|lay(1)"], "function display"],
    ["behind emoji and Windows' line ends", ["const a = '🙂'\r\nconst b = 1", "'🙂🙂'; \r\n|b"], "const b: 1"],
    ["a cell that can't be parsed", ["const a = 1", "const b = [a, |a"], "const a: 1"],
  ])("%s", async (_, cells, expected) => {
    const { view, place } = folder.at(...cells)
    const hover = await hoverAt(folder.notebook, view, place)
    expect(hover?.markdown).toContain(expected)
    expect(hover?.range && textIn(plain(cells)[place.cell] ?? "", hover.range)).toMatch(/^\w+$/)
  })
})

describe("completion", () => {
  test.each([
    ["members of another cell's value", ["const a = { first: 1, second: 2 }", "a.|"], ["first", "second"]],
    ["members in the middle of the notebook", ["const a = { first: 1 }", "a.|\nconst c = 1", "c"], ["first"]],
    ["members of a later cell's value", ["a.|", "const a = { first: 1 }"], ["first"]],
    [
      "a for= task's element",
      ["const days = [{ name: 'a' }]", '// @task t for="day of days"\nconst n = day.|'],
      ["name"],
    ],
    ["the array of a for= task's result", [...loop, "size.|"], ["reduce", "at"]],
    ["strings", ["const mode = 'fast' as 'fast' | 'slow'", "if (mode === '|') {}"].toReversed().toReversed(), ["fast"]],
    ["the run of a hook", ["// @on success\nrun.|"], ["state", "duration"]],
    ["files of the folder", ["import { twice } from './|'"], ["helper.ts"]],
  ])("%s", async (_, cells, expected) => {
    const marked = cells.map((cell) => cell.replace("'fast' | 'slow'", "'fast'"))
    const { view, place } = folder.at(...marked)
    const { items } = await completionsAt(folder.notebook, view, place, { triggerKind: 1 })
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(expected))
    expect(items.filter(({ label }) => label.startsWith("$tsnb_"))).toEqual([])
  })

  test.each([
    [
      "into the imports of a cell before",
      ["import { thrice } from './helper.ts'\nthrice()", "const a = 1", "twic|"],
      ["import { thrice, twice } from './helper.ts'\nthrice()", "const a = 1", "twic"],
    ],
    [
      "behind the imports of a cell before",
      ["import { join } from 'node:path'", "twic|"],
      ["import { join } from 'node:path'\nimport { twice } from './helper.ts'", "twic"],
    ],
    [
      "at the top where there are none",
      ["const a = 1", "twic|"],
      ["const a = 1", 'import { twice } from "./helper.ts"\ntwic'],
    ],
    [
      "below the cell's directive",
      ["const a = 1", "// @task t retries=1\ntwic|"],
      ["const a = 1", '// @task t retries=1\nimport { twice } from "./helper.ts"\ntwic'],
    ],
    [
      "never into another task",
      ["// @task t\nimport { join } from 'node:path'", "twic|"],
      ["// @task t\nimport { join } from 'node:path'", "import { twice } from './helper.ts'\ntwic"],
    ],
  ])("imports %s", async (_, cells, expected) => {
    const { view, place } = folder.at(...cells)
    const { items } = await completionsAt(folder.notebook, view, place, { triggerKind: 1 })
    const item = items.find(
      ({ label, labelDescription }) => /^(?:twice)$/.test(label) && !labelDescription.includes("posix"),
    )
    expect(item).toBeDefined()
    if (!item) return
    const details = await completionDetails(folder.language, folder.notebook, view, place.cell, item)
    expect(edited(plain(cells), details.edits)).toEqual(expected)
  })
})

test("tells how a function of another cell is called", async () => {
  const { view, place } = folder.at(
    "/** Adds. */\nfunction add(first: number, second: number) { return first + second }",
    "add(1, |)",
  )
  expect(await signaturesAt(folder.notebook, view, place, { triggerKind: 1, isRetrigger: false })).toMatchObject({
    signatures: [{ label: "add(first: number, second: number): number", markdown: "Adds.", activeParameter: 1 }],
  })
})

describe("navigation", () => {
  test.each([
    ["a name of another cell", ["const a = 1", "|a"], ["0:0:6"]],
    ["a name of a later cell", ["|a", "let b = 1\nlet a = 1"], ["1:1:4"]],
    ["a file", ["import { twice } from './helper.ts'", "tw|ice(1)"], ["helper.ts:1:16"]],
    ["a result of a for= task", [...loop, "si|ze"], ["1:1:6"]],
    ["the element of a for=", ["const days = ['a']", '// @task t for="day of days"\nd|ay'], ["1:0:16"]],
    ["a name in a directive", ["const days = ['a']", '// @task t for="day of da|ys"\nday'], ["0:0:6"]],
  ])("to the definition of %s", async (_, cells, expected) => {
    const { view, place } = folder.at(...cells)
    const found = await definitionsOf(folder.language, folder.notebook, view, "definition", place)
    expect(found.map(shortTarget)).toEqual(expected)
  })

  test("to the type's definition, and to what implements it", async () => {
    const cells = [
      "interface Shape { area: number }",
      "class Square implements Shape { area = 1 }",
      "const shape: Sha|pe = new Square()",
    ]
    const { view, place } = folder.at(...cells)
    const implementations = await definitionsOf(folder.language, folder.notebook, view, "implementation", place)
    expect(implementations.map(shortTarget)).toContain("1:0:6")
    const types = await definitionsOf(folder.language, folder.notebook, view, "typeDefinition", {
      ...place,
      character: 7,
    })
    expect(types.map(shortTarget)).toEqual(["0:0:10"])
  })

  test("to all uses, through a for= task and directives", async () => {
    const cells = [...loop, "console.log(siz|e.length)", '// @task t when="size.length > 0"\nsize']
    const expected = ["1:1:6", "1:2:13", "2:0:12", "3:0:17", "3:1:0"]
    for (const marked of [cells, cells.map((cell) => cell.replace("|", "").replace("const size", "const s|ize"))]) {
      const { view, place } = folder.at(...marked)
      const found = await referencesOf(folder.language, folder.notebook, view, place, true)
      expect(found.map(shortTarget).toSorted()).toEqual(expected)
    }
  })

  test("in a folder with a name that URIs write in several ways", async () => {
    await using odd = await FlowFolder.with({ "helper.ts": "export const twice = 2\n" }, "a b (ü) #1@2+3=4;5,6'7%8[x]~")
    const cells = ["import { twice } from './helper.ts'", "const four = twice * 2", "|four"]
    const { view, place } = odd.at(...cells)
    const found = await definitionsOf(odd.language, odd.notebook, view, "definition", place)
    expect(found.map(shortTarget)).toEqual(["1:0:6"])
    const edits = await renameAt(odd.language, odd.notebook, view, place, "fresh")
    expect(edited(plain(cells), edits)).toEqual([cells[0], "const fresh = twice * 2", "fresh"])
  })

  test("marks the uses in the cell itself", async () => {
    const { view, place } = folder.at("const a = 1\na", "a + |a")
    const found = await highlightsOf(folder.notebook, view, place)
    expect(found.map(({ range }) => range.start.character)).toEqual([0, 4])
  })
})

describe("rename", () => {
  test.each([
    [
      "over three cells",
      ["const |old = 1", "const b = old + 1", "console.log(old, b)"],
      ["const fresh = 1", "const b = fresh + 1", "console.log(fresh, b)"],
    ],
    ["from where it is read", ["const old = 1", "console.log(|old)"], ["const fresh = 1", "console.log(fresh)"]],
    [
      "in an object's shorthand",
      ["const old = 1", "f({ |old })\nfunction f(o: object) { return o }"],
      ["const fresh = 1", "f({ old: fresh })\nfunction f(o: object) { return o }"],
    ],
    [
      "in directives",
      ["const |old = [1]", '// @task t for="one of old" when="old.length > 0"\none'],
      ["const fresh = [1]", '// @task t for="one of fresh" when="fresh.length > 0"\none'],
    ],
    [
      "the element of a for=",
      ["const days = ['a']", '// @task t for="old of days"\n|old.length'],
      ["const days = ['a']", '// @task t for="fresh of days"\nfresh.length'],
    ],
    [
      "a result of a for= task, where it is read",
      ["const days = ['a']", '// @task t for="day of days"\nconst old = day\nconst b = old', "|old.length"],
      ["const days = ['a']", '// @task t for="day of days"\nconst fresh = day\nconst b = fresh', "fresh.length"],
    ],
    [
      "a result of a for= task, where it is defined",
      ["const days = ['a']", '// @task t for="day of days"\nconst |old = day\nconst b = old', "old.length"],
      ["const days = ['a']", '// @task t for="day of days"\nconst fresh = day\nconst b = fresh', "fresh.length"],
    ],
    [
      "an imported name, in the notebook alone",
      ["import { twice } from './helper.ts'", "|twice(1)"],
      ["import { twice as fresh } from './helper.ts'", "fresh(1)"],
    ],
    ["a parameter", ["// @parameters\nconst |old = 1", "old"], ["// @parameters\nconst fresh = 1", "fresh"]],
  ])("%s", async (_, cells, expected) => {
    const { view, place } = folder.at(...cells)
    expect(await renamableAt(folder.notebook, view, place)).toBeDefined()
    const edits = await renameAt(folder.language, folder.notebook, view, place, "fresh")
    expect(edited(plain(cells), edits)).toEqual(expected)
    expect(edits.every(({ target }) => target.kind === "cell")).toBe(true)
  })
})

describe("rename is refused", () => {
  test.each([
    ["a keyword", ["const |old = 1", "old"], "class", "'class' can't be the name here: Identifier expected."],
    ["what is no name", ["const |old = 1", "old"], "1st", "'1st' can't be the name here"],
    ["a name of the same cell", ["const |old = 1\nconst a = 2"], "a", "`a` has already been declared"],
    ["a name of another cell", ["const |old = 1", "const a = 2"], "a", "'a' is defined in another cell already"],
    ["a keyword in a directive", ["const |old = [1]", '// @task t for="one of old"\none'], "in", "'in' can't be"],
  ])("to %s", async (_, cells, name, expected) => {
    const { view, place } = folder.at(...cells)
    const renamed = renameAt(folder.language, folder.notebook, view, place, name)
    await expect(renamed).rejects.toThrow(expected)
    await expect(renamed).rejects.toBeInstanceOf(RenameError)
  })

  test.each([
    ["a name that a hook has for itself", ["const |old = 1", "// @on success\nconst a = 2"], "a"],
    ["a name of another cell, within a function", ["function f(|old: number) { return old }", "const a = 2"], "a"],
    ["a keyword, of a property", ["const o = { |old: 1 }", "o.old"], "class"],
  ])("but not to %s", async (_, cells, name) => {
    const { view, place } = folder.at(...cells)
    const edits = await renameAt(folder.language, folder.notebook, view, place, name)
    expect(edited(plain(cells), edits)).toEqual(plain(cells).map((cell) => cell.replaceAll("old", name)))
  })
})

test("colours a cell's names, at their places", async () => {
  const cells = ["import { twice } from './helper.ts'", "'🙂'\nconst a = twice(1)", "class A {}"]
  const view = folder.notebook.view(cells)
  const found = await tokensOf(folder.notebook, view, 1)
  const source = cells[1]?.split("\n") ?? []
  expect(
    found.map(({ line, character, length, type }) => [
      source[line]?.slice(character, character + length),
      tokenTypes[type],
    ]),
  ).toEqual([
    ["a", "variable"],
    ["twice", "function"],
  ])
})

test("gives hints, and none about what is made", async () => {
  await using own = await FlowFolder.with({})
  const cells = ["// @parameters\nconst rounds = 1", "function f(first: number) { return first }", "f(1)"]
  const view = own.notebook.view(cells)
  const whole = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } }
  expect(await hintsOf(own.notebook, view, 0, whole)).toEqual([])
})

test("takes an editor's settings, also when they change", async () => {
  await using own = await FlowFolder.with({})
  let enabled = false
  const settings = (section: string): unknown =>
    section === "typescript" ? { inlayHints: { variableTypes: { enabled } } } : null
  const language = new FlowLanguage({ folder: own.path, log: (text) => own.said.push(text), settings })
  try {
    const notebook = language.open(own.path, "other.tsnb")
    const view = notebook.view(["const a = Math.max(1, 2)"])
    const whole = { start: { line: 0, character: 0 }, end: { line: 0, character: 24 } }
    const labels = async (): Promise<readonly string[]> =>
      (await hintsOf(notebook, view, 0, whole)).map(({ label }) => label)
    expect(await sizesAt()).toEqual([])
    enabled = true
    language.settingsChanged()
    // The server asks for them, and doesn't say when it has them.
    await expect.poll(labels).toEqual([": number"])
  } finally {
    await language.close()
  }
})

test("tells a cell's symbols, those of a task below it", async () => {
  const view = folder.notebook.view(["function f() { const inner = 1; return inner }", ...loop])
  const short = ({ name, children }: CellSymbol): unknown => (children.length > 0 ? [name, children.map(short)] : name)
  expect((await symbolsOf(folder.notebook, cell(view, 0))).map(short)).toEqual([["f", ["inner"]]])
  expect((await symbolsOf(folder.notebook, cell(view, 2))).map(short)).toEqual([["read", ["size", "more"]]])
})

test("folds what spans lines", async () => {
  const found = await foldsOf(
    folder.notebook,
    "import a from 'a'\nimport b from 'b'\n\nfunction f() {\n  return 1\n}\n",
  )
  expect(found.map(({ start, end, kind }) => [start, end, kind])).toEqual([
    [0, 1, "imports"],
    [3, 4, undefined],
  ])
})

test("formats a cell by itself, its directive as it stands", async () => {
  const cells = ['// @task t for="a of [1]"\nconst b=  {x:1}\nif(b){\nb.x }']
  const edits = await formatCell(folder.notebook, cells[0] ?? "", { tabSize: 2, insertSpaces: true })
  const targets = edits.map(({ range, newText }) => ({
    target: { kind: "cell" as const, notebook: folder.notebook, cell: 0, range },
    newText,
  }))
  expect(edited(cells, targets)).toEqual(['// @task t for="a of [1]"\nconst b = { x: 1 }\nif (b) {\n  b.x\n}'])
  const typed = await formatTyped(
    folder.notebook,
    "if (1) {\n1 }",
    { tabSize: 2, insertSpaces: true },
    { line: 1, character: 3 },
    "}",
  )
  expect(typed.length).toBeGreaterThan(0)
})

describe("actions", () => {
  test("import what isn't defined, into the cell with the imports", async () => {
    const cells = ["import { join } from 'node:path'\njoin('a')", "twice(1)"]
    const view = folder.notebook.view(cells)
    const found = await folder.diagnostics(...cells)
    const wrong = found.filter(({ code }) => code === 2304)
    const [range] = wrong.map((each) => each.range)
    const actions = await fixesOf(
      folder.language,
      folder.notebook,
      view,
      1,
      range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      wrong,
    )
    const action = actions.find(({ title }) => title.includes("helper"))
    expect(edited(cells, action?.edits ?? [])).toEqual([
      "import { join } from 'node:path'\nimport { twice } from './helper.ts'\njoin('a')",
      "twice(1)",
    ])
  })

  test("organise the imports of one cell, and leave the others alone", async () => {
    const cells = [
      "import { sep, join } from 'node:path';\nimport { readFile } from 'node:fs/promises';",
      "import { tmpdir, cpus } from 'node:os';",
      "join(sep); tmpdir(); cpus(); readFile;",
    ]
    const view = folder.notebook.view(cells)
    const [action] = await sourceActionsOf(folder.language, folder.notebook, view, 0, "source.organizeImports")
    expect(edited(cells, action?.edits ?? [])).toEqual([
      "import { readFile } from 'node:fs/promises';\nimport { join, sep } from 'node:path';",
      ...cells.slice(1),
    ])
  })
})
