import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { papermillPackage } from "../../kernel/installation.ts"
import { needs } from "../support/available.ts"
import { makeJupyter, python, runProgram, type Ended, type Jupyter } from "./jupyter.ts"
import { joined, readOutputs, writeNotebook } from "./notebooks.ts"

const timeout = 120_000

describe("programs that run notebooks", { timeout }, () => {
  needs(python)
  let jupyter: Jupyter

  beforeAll(async () => {
    if (!python.value) return
    jupyter = await makeJupyter(python.value)
    const target = join(jupyter.folder, "packages")
    const quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--target", target]
    expectSuccess(await jupyter.run("python", "-m", "pip", "install", ...quiet, papermillPackage))
    jupyter.environment["PYTHONPATH"] = target
  }, timeout)

  afterAll(() => jupyter?.[Symbol.asyncDispose]())

  test("jupyter kernelspec finds the kernel and its logos", async () => {
    const { code, output } = await jupyter.run("jupyter-kernelspec", "list", "--json")
    expect(code).toBe(0)
    expect(JSON.parse(output)).toMatchObject({ kernelspecs: { tsnb: { spec: { interrupt_mode: "message" } } } })
  })

  test("nbclient executes a notebook", async () => {
    const file = await writeNotebook(jupyter.folder, "plain.ipynb", [
      'let count = 1\nconsole.log("one"); console.error("two")',
      "count += 1",
      "const numbers = await Promise.all([1, 2].map(async (n) => n * 10))\nnumbers",
    ])
    expectSuccess(await jupyter.run("jupyter-execute", file, "--inplace"))
    await expectValid(file)
    const outputs = await readOutputs(file)
    expect(outputs[0]?.map(({ name, text }) => [name, joined(text)]).toSorted()).toEqual([
      ["stderr", "two\n"],
      ["stdout", "one\n"],
    ])
    expect(outputs.slice(1).map((cell) => cell.map(({ data }) => joined(data?.["text/plain"])))).toEqual([
      ["2"],
      ["[ 10, 20 ]"],
    ])
  })

  test("nbclient stops at an error, and shows where it was", async () => {
    const file = await writeNotebook(jupyter.folder, "failing.ipynb", ["const a = 1", "a()", "console.log('never')"])
    const { code, errors } = await jupyter.run("jupyter-execute", file)
    expect(code).not.toBe(0)
    expect(stripVTControlCharacters(errors)).toMatch(/TypeError: a is not a function\n\s+at In \[2\]:1:1\n/)
  })

  test("papermill sets parameters, which its small package writes in TypeScript", async () => {
    const parameters = {
      source:
        '/** Where from */\nconst city: string = "Berlin"\nconst factor = 2 // how often\nconst days = [1]\nconst deep = {}',
      tags: ["parameters"],
    }
    await writeNotebook(jupyter.folder, "in.ipynb", [
      parameters,
      "`${city} ${factor * days.length} ${JSON.stringify(deep)}`",
    ])
    const values = [
      "-p",
      "city",
      'São "Paulo"',
      "-p",
      "factor",
      "1.5",
      "-y",
      "days: [1, 2]\ndeep: {a: null, b: [true]}",
    ]
    const ended = await jupyter.run("papermill", "in.ipynb", "out.ipynb", "-k", "tsnb", ...values, "--no-progress-bar")
    expectSuccess(ended)
    const file = join(jupyter.folder, "out.ipynb")
    await expectValid(file)
    const [, , results] = await readOutputs(file)
    expect(results).toMatchObject([{ output_type: "execute_result" }])
    expect(joined(results?.[0]?.data?.["text/plain"])).toContain('São "Paulo" 3 {"a":null,"b":[true]}')
    expect(await readFile(file, "utf8")).toContain("const factor = 1.5")
    expect(ended.errors).not.toContain("unknown parameter")
    expect((await jupyter.run("papermill", "--help-notebook", "in.ipynb")).output).toMatch(
      /city: string \(default "Berlin"\)\s+Where from[^]*factor: Unknown type \(default 2\)\s*how often/,
    )
  })

  test("papermill sets simple parameters without that package too, as another language's", async () => {
    const parameters = { source: "let year = 2022", tags: ["parameters"] }
    await writeNotebook(jupyter.folder, "simple.ipynb", [parameters, "year + 1"])
    const { PYTHONPATH: _package, ...environment } = jupyter.environment
    const args = ["simple.ipynb", "simple-out.ipynb", "-k", "tsnb", "-l", ".net-csharp", "-p", "year", "2023"]
    expectSuccess(await runProgram(jupyter.program("papermill"), args, { cwd: jupyter.folder, env: environment }))
    const outputs = await readOutputs(join(jupyter.folder, "simple-out.ipynb"))
    expect(joined(outputs[2]?.[0]?.data?.["text/plain"])).toBe("2024")
  })

  test("nbconvert renders text, HTML, SVG, an error and a question that nobody answers", async () => {
    const file = await writeNotebook(jupyter.folder, "page.ipynb", [
      'console.log("plain text from a cell")',
      'import { display, html, svg } from "tsnb"\ndisplay(html`<b class="from-cell">bold</b>`)',
      'svg`<svg viewBox="0 0 9 9" width="90"><circle id="from-cell" cx="4" cy="4" r="3"/></svg>`',
      { source: 'throw new RangeError("wrong on purpose")', tags: ["raises-exception"] },
      { source: 'const name = prompt("Your name?")', tags: ["raises-exception"] },
      "1 + 1",
    ])
    expectSuccess(await jupyter.run("jupyter-nbconvert", "--to", "html", "--execute", file))
    const page = await readFile(join(jupyter.folder, "page.html"), "utf8")
    expect(page).toContain("plain text from a cell")
    expect(page).toContain('<b class="from-cell">bold</b>')
    expect(page).toMatch(/<svg[^>]*>\s*<circle[^>]* id="from-cell"|data:image\/svg\+xml/)
    expect(page).toMatch(/RangeError<\/span>.*wrong on purpose|RangeError: wrong on purpose/)
    expect(page).toMatch(/allows no input|no input/i)
    expect(page).toMatch(/<pre>2<\/pre>/)
  })

  test("jupyter console runs lines, and asks what a cell asks", async () => {
    const lines = ["const sum = 1 + 2", "sum * 14", 'const name = prompt("Name? ")', "Ada", "name.length * 100", ""]
    const options = { cwd: jupyter.folder, env: jupyter.environment, input: lines.join("\n") }
    const args = ["--simple-prompt", "--kernel", "tsnb"]
    const ended = await runProgram(jupyter.program("jupyter-console"), args, options)
    expectSuccess(ended)
    const text = stripVTControlCharacters(ended.output)
    expect(text).toContain("TypeScript on Node")
    expect(text).toContain("Name? ")
    for (const result of ["42", "300"]) expect(text).toContain(`]: ${result}\n`)
  })

  /** nbformat itself finds nothing wrong with the file. */
  async function expectValid(file: string): Promise<void> {
    const check = "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT))"
    expectSuccess(await jupyter.run("python", "-c", check, file))
  }
})

function expectSuccess({ code, output, errors }: Ended): void {
  if (code !== 0) throw new Error(`exit code ${code}\n${output}\n${errors}`)
}
