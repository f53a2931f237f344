import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { expect, test } from "vitest"
import { convert } from "../../../kernel/convert/convert.ts"
import { provideBrowser } from "../../clients/browser.ts"
import { ifAvailable } from "../../support/available.ts"

const browser = await ifAvailable("Chromium", provideBrowser)

const attack = `<b id="shown">shown</b><script>document.title = "attacked"</script><img src="x" onerror="document.title = 'attacked'">`

/** Would lay the output over the whole page. */
const cover = ":host { position: fixed !important; inset: 0; z-index: 9999; contain: none !important; background: red }"

test("a page shows outputs apart from itself, and nothing in it runs", async ({ skip }) => {
  if (!browser.value) return skip(browser.reason)
  const folder = await mkdtemp(join(tmpdir(), "tsnb-page-"))
  try {
    const outputs = [
      {
        output_type: "display_data",
        metadata: {},
        data: { "text/html": `<style>* { color: rgb(1, 2, 3) } ${cover}</style>${attack}` },
      },
      { output_type: "stream", name: "stdout", text: "printed" },
    ]
    const cells = [
      { cell_type: "markdown", metadata: {}, source: `# Safe\n\n${attack}` },
      { cell_type: "code", execution_count: 1, metadata: {}, outputs, source: "1" },
    ]
    const text = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4 })
    const [from, to] = [join(folder, "a.ipynb"), join(folder, "a.html")]
    const page = await convert({ from, fromKind: "ipynb", text, to, toKind: "html", withOutputs: true })
    await writeFile(to, page.text)
    await using chromium = await browser.value()
    const window = await chromium.newPage({ viewport: { width: 800, height: 600 } })
    await window.goto(pathToFileURL(to).href)
    // Chromium looks into shadow trees, too: the output is there, with its own style.
    await window.locator(".apart b", { hasText: "shown" }).first().waitFor()
    const [frame] = window.frames()
    const facts = `[document.title, getComputedStyle(document.querySelector(".stream")).color === "rgb(1, 2, 3)", document.querySelectorAll("script").length, document.elementFromPoint(20, 10).closest(".outputs") === null]`
    expect(await frame?.evaluate(facts)).toEqual(["Safe", false, 0, true])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test("a report hides what only shows code until its reader asks for it", async ({ skip }) => {
  if (!browser.value) return skip(browser.reason)
  const folder = await mkdtemp(join(tmpdir(), "tsnb-page-"))
  try {
    const printed = { output_type: "stream", name: "stdout", text: "printed" }
    const displayed = { output_type: "display_data", metadata: {}, data: { "text/html": "<b>displayed</b>" } }
    const cell = { cell_type: "code", execution_count: 1, metadata: {} }
    const cells = [
      { cell_type: "markdown", metadata: {}, source: "# A report" },
      { ...cell, outputs: [printed], source: "console.log('printed')" },
      { ...cell, outputs: [printed, displayed], source: "display(both)" },
    ]
    const text = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4 })
    const [from, to] = [join(folder, "a.ipynb"), join(folder, "a.html")]
    const page = await convert({ from, fromKind: "ipynb", text, to, toKind: "html", withOutputs: true, report: true })
    await writeFile(to, page.text)
    await using chromium = await browser.value()
    const window = await chromium.newPage({ viewport: { width: 800, height: 600 } })
    await window.goto(pathToFileURL(to).href)
    await window.locator("b", { hasText: "displayed" }).first().waitFor()
    const seen = `[".source", ".stream", ".cell.code"].map((kind) => [...document.querySelectorAll(kind)].filter((one) => one.checkVisibility()).length)`
    const [frame] = window.frames()
    expect(await frame?.evaluate(seen)).toEqual([0, 0, 1])
    await window.locator("label", { hasText: "Show code" }).click()
    expect(await frame?.evaluate(seen)).toEqual([2, 2, 2])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
