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

const busy = [".codicon-notebook-stop", ".codicon-notebook-state-executing", ".codicon-notebook-state-pending"].join()

/** From the command to the end of all cells, as the window shows it. */
async function runAll(window: Window): Promise<number> {
  const { page } = window
  const toolbar = page.locator(".notebook-toolbar-container")
  const stop = toolbar.locator(":text-matches('Stop|Interrupt|Cancel')").first()
  await toolbar.locator(":text-is('Run All')").first().click()
  const start = performance.now()
  await stop.waitFor()
  await stop.waitFor({ state: "hidden" })
  await page.locator(`.notebookOverlay :is(${busy})`).first().waitFor({ state: "hidden" })
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
    await window.openFile(name)
    const times = [await runAll(window), await runAll(window)].map((time) => `${Math.round(time)} ms`)
    console.log(`Run All of ${count} ${title}: ${times.join(", again ")}`)
    await window.page.close()
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
