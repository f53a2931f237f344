import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { needs } from "../support/available.ts"
import { main } from "../cli/fixtures/commandLine.ts"
import { makeJupyter, python, runProgram, type Jupyter } from "./jupyter.ts"

const patience = 120_000

const notebook = `// ---
// title: "π"
// ---

// %% [markdown] id="intro" tags=["a", "b"]
// # Title

// %% [raw] format="text/html"
// <b>raw</b>

// %%%% Deep id="not allowed in Jupyter"
// @task shows retries=1
console.log("one")
console.error("two")
display(html\`<b>bold</b>\`)
display(json({ a: [1, null] }))
display(vegaLite({ mark: "bar" }))
artifact.table([{ a: 1 }], "Table")
display({ "image/png": "iVBORw==", "text/plain": "" }, { raw: true })
const value = 1
value

//%%
// @task fails
throw new RangeError("wrong on purpose")
`

describe("a notebook converted to .ipynb", { timeout: patience }, () => {
  needs(python)
  let jupyter: Jupyter

  beforeAll(async () => {
    if (python.value) jupyter = await makeJupyter(python.value)
  }, patience)

  afterAll(() => jupyter?.[Symbol.asyncDispose]())

  test("is valid by nbformat's own validator, and comes back byte for byte after nbformat wrote it", async () => {
    const { folder } = jupyter
    const run = (...args: string[]) => runProgram(process.execPath, [main, ...args], { cwd: folder, env: process.env })
    await writeFile(join(folder, "own.tsnb"), notebook)
    expect((await run("run", "own.tsnb")).code).toBe(1)
    expect(await run("convert", "own.tsnb", "own.ipynb")).toMatchObject({ code: 0 })
    const check = [
      "import nbformat, sys",
      "notebook = nbformat.read('own.ipynb', as_version=nbformat.NO_CONVERT)",
      "nbformat.validate(notebook, relax_add_props=False)",
      "print(sorted({output.output_type for cell in notebook.cells for output in cell.get('outputs', [])}))",
      "nbformat.write(notebook, 'again.ipynb')",
    ]
    const checked = await jupyter.run("python", "-W", "error", "-c", check.join("\n"))
    expect(checked).toMatchObject({ code: 0, errors: "" })
    expect(checked.output).toBe("['display_data', 'error', 'stream']\n")
    expect((await run("convert", "again.ipynb", "back.tsnb")).code).toBe(0)
    expect(await readFile(join(folder, "back.tsnb"), "utf8")).toBe(notebook)
  })
})
