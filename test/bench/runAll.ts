/**
 * How long VS Code takes for **Run All** of 200 cells that each do next to nothing: plain ones one after the other, and tasks.
 * Run: `npm run package && node test/bench/runAll.ts`
 */
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startBrowser } from "../clients/browser.ts"
import { startCodeServer } from "../vscode/codeServer.ts"
import { builtExtension } from "../vscode/places.ts"
import { quietSettings } from "../vscode/settings.ts"
import { Window } from "../vscode/window.ts"

const count = 200

const notebooks = [
  [
    "plain cells",
    "plain.tsnb",
    cells((index) => `const v${index} = ${before(index)} + 1\nconsole.log("v${index} =", v${index})`),
  ],
  [
    "tasks",
    "tasks.tsnb",
    cells(
      (index) =>
        `// @task t${index}\nconst v${index} = ${index % 20 === 0 ? 0 : before(index)} + 1\nconsole.log("v${index} =", v${index})`,
    ),
  ],
] as const

function before(index: number): string {
  return index === 0 ? "0" : `v${index - 1}`
}

function cells(codeOf: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `// %%\n${codeOf(index)}\n`).join("\n")
}

const busy = [".codicon-notebook-state-executing", ".codicon-notebook-state-pending"].join()

/** From the click to the end of the last cell, as the window shows it. */
async function runAll(window: Window): Promise<number> {
  const last = window.cell(`v${count - 1} =`)
  // The list keeps its place between two runs.
  if (!(await last.isVisible())) {
    await window.until(last, async () => {
      await window.page.locator(".notebookOverlay .cell.code .view-line:visible").first().click()
      await window.page.keyboard.press("Escape")
      await window.page.keyboard.press("Control+End")
    })
  }
  const start = performance.now()
  await window.page.locator(".notebook-toolbar-container :text-is('Run All')").first().click()
  await last.locator(busy).first().waitFor()
  await last.locator(busy).first().waitFor({ state: "hidden" })
  return performance.now() - start
}

const folder = await realpath(await mkdtemp(join(tmpdir(), "tsnb-bench-")))
try {
  for (const [, name, text] of notebooks) await writeFile(join(folder, name), text)
  await using server = await startCodeServer({ extension: await builtExtension(), settings: quietSettings })
  await using browser = await startBrowser()
  const context = await browser.newContext({ viewport: { width: 1300, height: 900 } })
  for (const [title, name] of notebooks) {
    const window = new Window(await context.newPage(), folder, "run all")
    await window.load(server.address)
    window.page.setDefaultTimeout(240_000)
    await window.openFile(name)
    const times = [await runAll(window), await runAll(window)].map((time) => `${Math.round(time)} ms`)
    console.log(`Run All of ${count} ${title}: ${times.join(", again ")}`)
    await window.page.close()
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
