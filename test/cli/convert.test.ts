import { spawnSync } from "node:child_process"
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { commandLine } from "../support/builtKernel.ts"
import { cells, makeFolder, tsnb } from "./fixtures/commandLine.ts"

const notebook = cells(
  "// @parameters\n/** How many */\nconst many = 2",
  "const double = (value: number) => value * 2",
  "// @task first\nconsole.log('from first')\ndisplay(html`<b>rich</b>`)\nconst a = double(many)",
  '// @task second for="one of [1, 2]"\nconst b = a + one\nconsole.log(b)',
  "// @on success\nconsole.log('all is well', run.state)",
)

interface Output {
  output_type: string
  name?: string
  text?: string[]
  data?: Record<string, unknown>
  traceback?: string[]
}

function outputsIn(folder: string, name: string): Output[][] {
  const json = JSON.parse(readFileSync(join(folder, name), "utf8")) as { cells: { outputs?: Output[] }[] }
  return json.cells.map(({ outputs = [] }) => outputs)
}

describe("to .ipynb", () => {
  test("with the outputs of the latest run, and back to the same bytes", async () => {
    const folder = makeFolder({ "a.tsnb": notebook })
    await tsnb(folder, "run", "a.tsnb")
    expect(await tsnb(folder, "convert", "a.tsnb", "out/a.ipynb")).toMatchObject({ code: 0, errors: "" })
    const outputs = outputsIn(folder, "out/a.ipynb")
    expect(outputs.map(({ length }) => length)).toEqual([0, 0, 2, 1, 1])
    expect(outputs[2]).toMatchObject([
      { output_type: "stream", name: "stdout", text: ["from first\n"] },
      { output_type: "display_data", data: { "text/html": ["<b>rich</b>"] } },
    ])
    expect(outputs[3]?.[0]?.text?.toSorted()).toEqual(["[second[0]] 5\n", "[second[1]] 6\n"])
    expect(outputs[4]?.[0]?.text).toEqual(["all is well completed\n"])
    const back = await tsnb(folder, "convert", "out/a.ipynb", "b.tsnb")
    expect(back.code).toBe(0)
    expect(back.errors).toContain("outputs of cells 3, 4 and 5 aren't included")
    expect(readFileSync(join(folder, "b.tsnb"), "utf8")).toBe(notebook)
  })

  test("a cached task has the outputs of the run that computed it; another run can be named", async () => {
    const folder = makeFolder({ "a.tsnb": notebook })
    await tsnb(folder, "run", "a.tsnb")
    await tsnb(folder, "run", "a.tsnb", "-p", "many=5")
    await tsnb(folder, "run", "a.tsnb")
    await tsnb(folder, "convert", "a.tsnb", "cached.ipynb")
    expect(outputsIn(folder, "cached.ipynb")[2]).toHaveLength(2)
    expect(outputsIn(folder, "cached.ipynb")[3]?.[0]?.text?.toSorted()).toEqual(["[second[0]] 5\n", "[second[1]] 6\n"])
    const runs = JSON.parse((await tsnb(folder, "runs", "--json")).output) as { id: string }[]
    await tsnb(folder, "convert", "a.tsnb", "other.ipynb", "--run", runs[1]?.id ?? "")
    expect(outputsIn(folder, "other.ipynb")[3]?.[0]?.text?.toSorted()).toEqual(["[second[0]] 11\n", "[second[1]] 12\n"])
  })

  test("without outputs when asked, or when there was no run", async () => {
    const folder = makeFolder({ "a.tsnb": notebook })
    expect((await tsnb(folder, "convert", "a.tsnb", "a.ipynb")).errors).toContain("hasn't been run yet")
    await tsnb(folder, "run", "a.tsnb")
    expect(await tsnb(folder, "convert", "a.tsnb", "a.ipynb", "--force", "--no-outputs")).toMatchObject({
      code: 0,
      errors: "",
    })
    expect(outputsIn(folder, "a.ipynb").flat()).toEqual([])
  })

  test("a failed run's error, with places in the notebook and without this machine's folders", async () => {
    const folder = makeFolder({ "a.tsnb": cells("// @task bad retries=1\nconst a = missing.name") })
    await tsnb(folder, "run", "a.tsnb")
    await tsnb(folder, "convert", "a.tsnb", "a.ipynb")
    const [shown = []] = outputsIn(folder, "a.ipynb")
    expect(shown.map(({ output_type: type }) => type)).toEqual(["stream", "error"])
    expect(shown[1]?.traceback?.join("\n")).toMatch(/ReferenceError.*missing is not defined[^]*at a\.tsnb:3:11/)
    expect(readFileSync(join(folder, "a.ipynb"), "utf8")).not.toContain(folder)
  })

  test("says which outputs are of older code", async () => {
    const folder = makeFolder({ "a.tsnb": notebook })
    await tsnb(folder, "run", "a.tsnb")
    writeFileSync(join(folder, "a.tsnb"), notebook.replace("value * 2", "value * 3"))
    expect((await tsnb(folder, "convert", "a.tsnb", "a.ipynb")).errors).toMatch(
      /before the code of 2 tasks \(first, second\) changed/,
    )
    writeFileSync(join(folder, "a.tsnb"), notebook.replace("value * 2", "value * 2 // twice"))
    expect((await tsnb(folder, "convert", "a.tsnb", "a.ipynb", "--force")).errors).toBe("")
  })

  test("takes the text as it stands in an editor", async () => {
    const folder = makeFolder({ "a.tsnb": notebook })
    await tsnb(folder, "run", "a.tsnb")
    const input = notebook.replace("const double", "const twice")
    const { status } = spawnSync(process.execPath, [commandLine, "convert", "a.tsnb", "a.ipynb", "--stdin"], {
      cwd: folder,
      input,
    })
    expect(status).toBe(0)
    const text = readFileSync(join(folder, "a.ipynb"), "utf8")
    expect(text).toContain("const twice")
    expect(text).toContain("from first")
  })
})

describe("to .html", () => {
  test("has the notebook, the run and the log in one file that fetches nothing", async () => {
    const folder = makeFolder({ "a.tsnb": `// %% Begin <here> [markdown]\n// # A *title*\n\n${notebook}` })
    await tsnb(folder, "run", "a.tsnb", "-p", "many=3")
    expect(await tsnb(folder, "convert", "a.tsnb", "a.html")).toMatchObject({ code: 0, errors: "" })
    const page = readFileSync(join(folder, "a.html"), "utf8")
    expect(page).toContain("<title>A title</title>")
    for (const text of [
      "from first",
      "<b>rich</b>",
      "How many",
      "instead of 2",
      "all is well",
      '<p class="title">Begin &lt;here&gt;</p>',
    ])
      expect(page).toContain(text)
    expect(page).toContain(`default-src 'none'`)
    expect(page).not.toMatch(/<script|<link|<iframe|src="(?!data:)|url\(/)
    expect(page).not.toContain(folder)
    expect(page).not.toContain("Older outputs")
  })

  test("a report has what was displayed, and hides the code until it is asked for", async () => {
    const folder = makeFolder({ "a.tsnb": `// %% [markdown]\n// # A title\n\n${notebook}` })
    await tsnb(folder, "run", "a.tsnb", "-p", "many=3")
    expect(await tsnb(folder, "convert", "a.tsnb", "a.html", "--report")).toMatchObject({ code: 0, errors: "" })
    const page = readFileSync(join(folder, "a.html"), "utf8")
    for (const text of ["A title", "<b>rich</b>", 'class="report"', "Show code"]) expect(page).toContain(text)
    expect(page).not.toMatch(/id="tsnb-(?:flow|run|log)"|<script/)
  })

  test("of a Jupyter notebook has that one's outputs", async () => {
    const outputs = [{ output_type: "stream", name: "stdout", text: ["printed in Jupyter\n"] }]
    const cell = { cell_type: "code", execution_count: 1, id: "a", metadata: {}, outputs, source: "console.log(1)" }
    const json = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }
    const folder = makeFolder({ "a.ipynb": JSON.stringify(json) })
    expect(await tsnb(folder, "convert", "a.ipynb", "a.html")).toMatchObject({ code: 0, errors: "" })
    expect(readFileSync(join(folder, "a.html"), "utf8")).toContain("printed in Jupyter")
  })
})

async function warningsOfImport(sources: readonly string[]): Promise<string> {
  const json = { cells: sources.map(code), metadata: {}, nbformat: 4, nbformat_minor: 4 }
  const folder = makeFolder({ "a.ipynb": JSON.stringify(json) })
  return (await tsnb(folder, "convert", "a.ipynb", "a.tsnb")).errors
}

function code(source: string): object {
  return { cell_type: "code", execution_count: null, metadata: {}, outputs: [], source }
}

describe("to .ts", () => {
  test("gives a script that Node runs, and says what it doesn't do", async () => {
    const folder = makeFolder({ "a.tsnb": notebook.replace("@task first", "@task first retries=2") })
    const ended = await tsnb(folder, "convert", "a.tsnb", "a.ts")
    expect(ended).toMatchObject({ code: 0, output: "Wrote a.ts.\n" })
    expect(ended.errors).toBe("warning: retries= of first: a failure ends the script, and nothing is tried again\n")
    const { stdout } = spawnSync(process.execPath, [join(folder, "a.ts")], { encoding: "utf8" })
    expect(stdout).toBe("from first\n(HTML, 11 characters)\n5\n6\nall is well completed\n")
  })

  test("says when Node would take it for CommonJS; .mts runs", async () => {
    const folder = makeFolder({
      "a.tsnb": cells('import { sep } from "node:path"', "console.log(await sep.length)"),
      "package.json": '{ "type": "commonjs" }',
    })
    const ended = await tsnb(folder, "convert", "a.tsnb", "a.ts")
    expect(ended).toMatchObject({ code: 0 })
    expect(ended.errors).toMatch(/package\.json says "type": "commonjs", .* convert to a\.mts\.\n$/)
    expect(await tsnb(folder, "convert", "a.tsnb", "a.mts")).toMatchObject({ code: 0, errors: "" })
    const { stdout } = spawnSync(process.execPath, [join(folder, "a.mts")], { encoding: "utf8" })
    expect(stdout).toBe("1\n")
  })

  test("not of a notebook with problems, which are told", async () => {
    const folder = makeFolder({ "a.tsnb": cells("const a = 1", "const a = 2") })
    const ended = await tsnb(folder, "convert", "a.tsnb", "a.ts")
    expect(ended).toMatchObject({ code: 2, output: "" })
    expect(ended.errors).toMatch(/^a\.tsnb:5:7: 'a' is defined already/)
    expect(existsSync(join(folder, "a.ts"))).toBe(false)
  })
})

describe("from .ipynb", () => {
  test("keeps a name that is defined twice, and tells of the problem at its cell", async () => {
    const json = { cells: [code("const a = 1"), code("const a = 2")], metadata: {}, nbformat: 4, nbformat_minor: 4 }
    const folder = makeFolder({ "a.ipynb": JSON.stringify(json) })
    const ended = await tsnb(folder, "convert", "a.ipynb", "a.tsnb")
    expect(ended).toMatchObject({ code: 0, output: "Wrote a.tsnb.\n" })
    expect(ended.errors).toMatch(/^a\.tsnb:5:7: 'a' is defined already/m)
    expect(readFileSync(join(folder, "a.tsnb"), "utf8")).toBe("// %%\nconst a = 1\n\n// %%\nconst a = 2\n")
  })

  test("says when no cell is a task, and how to make one", async () => {
    expect(await warningsOfImport(["const a = 1", "a"])).toBe(
      "warning: No cell is a task yet, and `tsnb run` runs tasks: begin a cell with `// @task` to make it one.\n",
    )
    expect(await warningsOfImport(["// @task first\nconst a = 1", "a"])).toBe("")
    expect(await warningsOfImport([])).toBe("")
  })
})

describe("a Jupyter notebook in Python", () => {
  const outputs = [{ output_type: "stream", name: "stdout", text: ["42\\n"] }]
  const json = {
    cells: [{ ...code("print(42)"), id: "a", outputs }],
    metadata: { language_info: { name: "python" } },
    nbformat: 4,
    nbformat_minor: 5,
  }
  const text = `${JSON.stringify(json, undefined, 1)}\n`

  test("is a page with its code and its outputs", async () => {
    const folder = makeFolder({ "a.ipynb": text })
    expect((await tsnb(folder, "convert", "a.ipynb", "a.html")).errors).toContain("cell 1 is in python")
    const page = readFileSync(join(folder, "a.html"), "utf8")
    expect(page).toMatch(/<code class="hljs">[^<]*<span[^<]*print[^]*?<\/code>[^]*<pre class="stream">\s*42/)
  })

  test("stays the same in another .ipynb, but for the outputs when they aren't wanted", async () => {
    const folder = makeFolder({ "a.ipynb": text })
    expect(await tsnb(folder, "convert", "a.ipynb", "b.ipynb")).toMatchObject({ code: 0, errors: "" })
    expect(readFileSync(join(folder, "b.ipynb"), "utf8")).toBe(text)
    await tsnb(folder, "convert", "a.ipynb", "c.ipynb", "--no-outputs")
    expect(outputsIn(folder, "c.ipynb")).toEqual([[]])
  })
})

describe("what can't be done is said, and nothing is written", () => {
  const intact = cells("const a = 1")
  test.each<[what: string, args: readonly string[], message: RegExp]>([
    ["an unknown ending", ["a.tsnb", "a.pdf"], /can't write a notebook to 'a\.pdf'.*\.tsnb, \.ipynb/],
    ["no ending", ["a.tsnb", "out"], /can't write a notebook to 'out'/],
    ["a kind that can't be read", ["a.html", "b.tsnb"], /tsnb can't read a notebook from 'a\.html'/],
    ["no such notebook", ["missing.tsnb", "b.html"], /no notebook missing\.tsnb/],
    ["no such Jupyter notebook", ["missing.ipynb", "b.tsnb"], /no notebook missing\.ipynb/],
    ["a folder", ["folder.ipynb", "b.tsnb"], /folder\.ipynb is a folder/],
    ["a target that is there", ["a.tsnb", "there.html"], /there\.html is there already.*--force/],
    ["a target that is a folder", ["a.tsnb", "folder.ipynb"], /folder\.ipynb is a folder/],
    ["the same file", ["a.tsnb", "./a.tsnb", "--force"], /its own file/],
    ["no notebook", ["broken.ipynb", "b.tsnb"], /broken\.ipynb can't be converted: it isn't JSON: .* line 2, column 1/],
    ["no text", ["binary.tsnb", "b.html"], /isn't UTF-8 text: line 1, column 3/],
    [
      "a place that can't be",
      ["a.tsnb", "there.html/b.html"],
      /there\.html\/b\.html can't be written: .*another place/,
    ],
    ["too deep a notebook", ["deep.ipynb", "b.tsnb"], /deep\.ipynb can't be converted: .*nested deeper/],
    ["a run that isn't there", ["a.tsnb", "b.html", "--run", "zzz"], /no run 'zzz'/],
    ["a run of no use", ["a.tsnb", "b.tsnb", "--run", "zzz"], /has none/],
    ["a report that would be code", ["a.tsnb", "b.ipynb", "--report"], /'--report' hides the code of an \.html file/],
    ["a run of a Jupyter notebook", ["sound.ipynb", "b.html", "--run", "zzz"], /'--run' is for \.tsnb/],
  ])("%s", async (_what, args, message) => {
    const empty = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    const folder = makeFolder({
      "a.tsnb": intact,
      "there.html": "mine",
      "broken.ipynb": '{"cells": [\nx',
      "sound.ipynb": empty,
      "deep.ipynb": empty.replace("{}", `{"a": ${"[".repeat(50_000)}${"]".repeat(50_000)}}`),
    })
    writeFileSync(join(folder, "binary.tsnb"), Buffer.from([0x61, 0x62, 0xff]))
    mkdirSync(join(folder, "folder.ipynb"))
    const ended = await tsnb(folder, "convert", ...args)
    expect(ended).toMatchObject({ code: 2, output: "" })
    expect(ended.errors).toMatch(message)
    expect(existsSync(join(folder, "b.tsnb")) || existsSync(join(folder, "b.html"))).toBe(false)
    expect(readFileSync(join(folder, "there.html"), "utf8")).toBe("mine")
    expect(readFileSync(join(folder, "a.tsnb"), "utf8")).toBe(intact)
  })
})

test("a name that is too long for the disk is told in words, whether it is read or written", async () => {
  const folder = makeFolder({
    "a.tsnb": notebook,
    "a.ipynb": '{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}',
  })
  const name = "n".repeat(300)
  for (const args of [
    ["convert", "a.tsnb", `${name}.html`],
    ["convert", `${name}.tsnb`, "b.html"],
    ["execute", "a.ipynb", "--output", `${name}.ipynb`],
    ["run", `${name}.tsnb`],
    ["new", name],
  ]) {
    const ended = await tsnb(folder, ...args)
    expect(ended).toMatchObject({ code: 2, output: "" })
    expect(ended.errors).toContain("its name is too long for this disk")
    expect(ended.errors).not.toContain("ENAMETOOLONG")
  }
  const longest = `${"n".repeat(250)}.html`
  expect((await tsnb(folder, "convert", "a.tsnb", longest)).code).toBe(0)
  expect(existsSync(join(folder, longest))).toBe(true)
})

test("standard input that isn't text makes no file", () => {
  const folder = makeFolder()
  const args = [commandLine, "convert", "a.tsnb", "b.html", "--stdin"]
  const ended = spawnSync(process.execPath, args, { cwd: folder, input: Buffer.from([0x61, 0xff]), encoding: "utf8" })
  expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining("isn't UTF-8 text: line 1, column 2") })
  expect(existsSync(join(folder, "b.html"))).toBe(false)
})

test.skipIf(process.platform === "win32")("a link to the file to replace stays a link", async () => {
  const folder = makeFolder({ "a.tsnb": cells("const a = 1"), "real.html": "mine" })
  symlinkSync("real.html", join(folder, "link.html"))
  expect(await tsnb(folder, "convert", "a.tsnb", "link.html", "--force")).toMatchObject({ code: 0 })
  expect(readFileSync(join(folder, "real.html"), "utf8")).toMatch(/^<!doctype html>/)
  expect(lstatSync(join(folder, "link.html")).isSymbolicLink()).toBe(true)
})
