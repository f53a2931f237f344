import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { ifAvailable } from "../support/available.ts"
import { provideBrowser, type Locator, type Page } from "./browser.ts"
import { makeJupyter, python } from "./jupyter.ts"
import { startLab } from "./lab.ts"
import { linkPackages, writeNotebook } from "./notebooks.ts"

const browser = await ifAvailable("Chromium", provideBrowser)

/** For people to look at; ignored by git. */
const pictures = join(import.meta.dirname, "..", "..", "test-results", "jupyterlab")

const sources = [
  'interface Greeting { readonly text: string }\nconst greeting = "hello"\nconst greetingCount = 2\nconsole.log(`${greeting} from a cell`)',
  "greeting",
  'import * as Plot from "@observablehq/plot"\nPlot.barY([3, 1, 2], { fill: "steelblue" }).plot({ height: 160 })',
  "let rounds = 0\nfor (;;) rounds++",
  "greeting.length + greetingCount",
  'throw new TypeError("on purpose")',
  '`${prompt("Who?")} answered`',
]

/** A notebook that is open in JupyterLab. */
class OpenNotebook {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  cell(index: number): Locator {
    return this.#page.locator(".jp-Notebook .jp-CodeCell").nth(index)
  }

  /** Runs a cell as a person does. */
  async run(index: number): Promise<void> {
    await this.enter(index)
    await this.#page.keyboard.press("Shift+Enter")
  }

  /** Puts the cursor behind the cell's text. */
  async enter(index: number): Promise<void> {
    await this.cell(index).locator(".cm-content").click()
    await this.#page.keyboard.press("Control+End")
  }

  /** The cell's output, once it has one. */
  async output(index: number, selector = ".jp-OutputArea-output"): Promise<string> {
    const output = this.cell(index).locator(selector).first()
    await output.waitFor()
    return output.innerText()
  }

  async waitUntil(state: "Idle" | "Busy"): Promise<void> {
    await this.#page.locator("#jp-main-statusbar", { hasText: `| ${state}` }).waitFor()
  }

  /** Does what a menu's entry or a button does. */
  async command(id: string, options: object = {}): Promise<void> {
    await this.#page.evaluate(runCommand, { id, options })
  }
}

/** Runs in the browser. */
async function runCommand({ id, options }: { id: string; options: object }): Promise<void> {
  // JupyterLab was started with its application as a global.
  const { jupyterapp } = globalThis as unknown as {
    jupyterapp: { commands: { execute(id: string, options: object): Promise<void> } }
  }
  await jupyterapp.commands.execute(id, options)
}

/** JupyterLab forgets a question after a second, which a busy machine may need to start the language server: it is asked again. */
async function pressUntil(page: Page, key: string, shown: Locator): Promise<void> {
  for (let tries = 1; tries < 8; tries++) {
    await page.keyboard.press(key)
    try {
      return await shown.waitFor({ timeout: 3_000 })
    } catch (error) {
      if (!(error instanceof Error && error.name === "TimeoutError")) throw error
    }
  }
  throw new Error(`${key} showed nothing`)
}

test("JupyterLab runs a cell, completes and explains a name, shows a plot, asks, interrupts an endless loop and goes on", async ({
  skip,
}) => {
  if (!python.value) return skip(python.reason)
  if (!browser.value) return skip(browser.reason)
  await using jupyter = await makeJupyter(python.value)
  await writeNotebook(jupyter.folder, "first.ipynb", sources)
  await linkPackages(jupyter.folder)
  await mkdir(pictures, { recursive: true })
  await using lab = await startLab(jupyter)
  await using chromium = await browser.value()
  const page = await chromium.newPage({ viewport: { width: 1200, height: 1100 } })
  page.setDefaultTimeout(60_000)
  await page.goto(lab.address("first.ipynb"))
  const notebook = new OpenNotebook(page)
  await notebook.cell(0).waitFor()
  await notebook.waitUntil("Idle")

  // Words of TypeScript's own are coloured: only then they stand in an element of their own.
  await notebook.cell(0).locator(".cm-line span", { hasText: "readonly" }).waitFor()
  await notebook.run(0)
  expect(await notebook.output(0)).toBe("hello from a cell\n")

  await notebook.enter(1)
  const completer = page.locator(".jp-Completer")
  await pressUntil(page, "Tab", completer)
  expect(await completer.innerText()).toContain("greetingCount")
  await page.screenshot({ path: join(pictures, "completion.png") })
  await completer.locator(".jp-Completer-item", { hasText: "greetingCount" }).click()
  await notebook.cell(1).locator(".cm-content", { hasText: "greetingCount" }).waitFor()
  await page.keyboard.press("Shift+Enter")
  expect(await notebook.output(1)).toBe("2")

  await notebook.enter(1)
  const tooltip = page.locator(".jp-Tooltip")
  await pressUntil(page, "Shift+Tab", tooltip)
  await expect.poll(() => tooltip.innerText()).toContain("const greetingCount: 2")
  await page.keyboard.press("Escape")

  await notebook.run(2)
  await notebook.cell(2).locator(".jp-OutputArea-output :is(svg, img)").first().waitFor()

  await notebook.run(3)
  await notebook.waitUntil("Busy")
  await notebook.command("notebook:interrupt-kernel")
  expect(await notebook.output(3)).toContain("Interrupted")
  await notebook.run(4)
  expect(await notebook.output(4)).toBe("7")

  await notebook.run(5)
  expect(await notebook.output(5)).toContain("TypeError: on purpose")

  await notebook.run(6)
  await notebook.cell(6).locator(".jp-Stdin-input").click()
  await page.keyboard.type("Ada")
  await page.keyboard.press("Enter")
  expect(await notebook.output(6, ".jp-OutputArea-executeResult .jp-OutputArea-output")).toBe("'Ada answered'")
  await page.screenshot({ path: join(pictures, "light.png") })
  await notebook.command("apputils:change-theme", { theme: "JupyterLab Dark" })
  await page.locator('body[data-jp-theme-light="false"]').waitFor({ state: "attached" })
  await page.locator("#jupyterlab-splash").waitFor({ state: "detached" })
  await page.screenshot({ path: join(pictures, "dark.png") })
}, 180_000)
