import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ifAvailable, needs } from "../support/available.ts"
import { commandLine } from "../support/builtKernel.ts"
import { provideBrowser } from "./browser.ts"
import { startLab } from "./lab.ts"
import { makeJupyter, python, runProgram, type Jupyter } from "./jupyter.ts"

const timeout = 240_000
const browser = await ifAvailable("Chromium", provideBrowser)

/** For people to look at; ignored by git. */
const pictures = join(import.meta.dirname, "..", "..", "test-results", "jupyterlab")

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

describe("a notebook converted to .ipynb", { timeout }, () => {
  needs(python)
  let jupyter: Jupyter

  beforeAll(async () => {
    if (python.value) jupyter = await makeJupyter(python.value)
  }, timeout)

  afterAll(() => jupyter?.[Symbol.asyncDispose]())

  test("is valid by nbformat's own validator, and comes back byte for byte after nbformat wrote it", async () => {
    const { folder } = jupyter
    const run = (...args: string[]) =>
      runProgram(process.execPath, [commandLine, ...args], { cwd: folder, env: process.env })
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

  test("opens in JupyterLab with its outputs", async ({ skip }) => {
    if (!browser.value) return skip(browser.reason)
    await using lab = await startLab(jupyter)
    await using chromium = await browser.value()
    const page = await chromium.newPage({ viewport: { width: 1200, height: 1100 } })
    page.setDefaultTimeout(60_000)
    await page.goto(lab.address("own.ipynb"))
    const cells = page.locator(".jp-Notebook .jp-CodeCell")
    await cells.nth(0).locator(".jp-OutputArea-output b", { hasText: "bold" }).first().waitFor()
    expect(await cells.nth(0).innerText()).toMatch(/one[^]*bold/)
    await cells.nth(1).locator(".jp-OutputArea-output", { hasText: "wrong on purpose" }).first().waitFor()
    await mkdir(pictures, { recursive: true })
    await page.screenshot({ path: join(pictures, "converted.png") })
  })
})
