/**
 * VS Code with the packaged extension, in Chromium: how long the extension takes to activate, by VS Code's own account, and
 * how long it takes to open a notebook and to type into it, with 1,000 cells beside 10, and until the outputs of a run are
 * shown again.
 * Run: `npm run package && node test/bench/vscode.ts`
 */
import { execFile } from "node:child_process"
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { startBrowser } from "../clients/browser.ts"
import { startCodeServer } from "../vscode/codeServer.ts"
import { builtExtension } from "../vscode/places.ts"
import { quietSettings } from "../vscode/settings.ts"
import { Window } from "../vscode/window.ts"
import { chain } from "./notebooks.ts"

const keys = 40
const command = resolve(import.meta.dirname, "../../bin/tsnb.js")

const notebooks = [
  ["10 cells", "few.tsnb", plainCells(10)],
  ["1,000 cells", "many.tsnb", plainCells(1_000)],
  ["1,000 tasks that ran", "ran.tsnb", chain(1_000).replaceAll(/(const (v\d+) = .*)/g, "$1\nconsole.log($2)")],
] as const

/** Cells that each read the one before, with a few lines. */
function plainCells(count: number): string {
  const cells = Array.from({ length: count }, (_, index) => {
    const before = index === 0 ? "0" : `value${index - 1}`
    return `// %%\n// Step ${index}\nfunction step${index}(value: number) {\n  return value + ${index}\n}\nconst value${index} = step${index}(${before})\n`
  })
  return cells.join("\n")
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await action()
  return performance.now() - start
}

/** Milliseconds that VS Code says the extension took. */
async function activation(window: Window): Promise<string> {
  await window.command("Developer: Show Running Extensions")
  const row = window.page.locator(".runtime-extensions-editor .monaco-list-row", { hasText: "tsnb" }).first()
  await row.waitFor()
  return /Activation: (\d+)ms/.exec(await row.innerText())?.[1] ?? "unknown"
}

/** Until a notebook that is chosen in the list of files shows its first cells. */
async function opening(window: Window, name: string): Promise<number> {
  const file = window.page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).first()
  await file.waitFor()
  return timed(async () => {
    await file.click()
    await window.page.locator(".notebookOverlay .cell.code .view-line:visible").first().waitFor()
  })
}

/** Until cells in view show how their tasks ended, and what they showed. */
async function outputsShown(window: Window): Promise<void> {
  await window.status("completed")
  await window.output("0")
}

/** For each key, until its letter is on the screen. */
async function typing(window: Window): Promise<number> {
  await window.page.locator(".notebookOverlay .cell.code .view-line:visible").first().click()
  await window.page.keyboard.press("End")
  let typed = ""
  const time = await timed(async () => {
    for (let key = 0; key < keys; key++) {
      typed += "x"
      await window.page.keyboard.press("x")
      await window.page.locator(".notebookOverlay .view-line", { hasText: typed }).first().waitFor()
    }
  })
  return time / keys
}

const folder = await realpath(await mkdtemp(join(tmpdir(), "tsnb-bench-")))
try {
  for (const [, name, text] of notebooks) await writeFile(join(folder, name), text)
  await promisify(execFile)(process.execPath, [command, "run", join(folder, "ran.tsnb")], { maxBuffer: 2 ** 26 })
  await using server = await startCodeServer({ extension: await builtExtension(), settings: quietSettings })
  await using browser = await startBrowser()
  const context = await browser.newContext({ viewport: { width: 1300, height: 900 } })
  // What follows isn't about the first time that a browser loads VS Code.
  const first = new Window(await context.newPage(), folder, "bench")
  await first.load(server.address)
  await opening(first, "few.tsnb")
  await first.page.close()
  for (const [title, name] of notebooks) {
    const window = new Window(await context.newPage(), folder, "bench")
    await window.load(server.address)
    const opened = await opening(window, name)
    const restored = name === "ran.tsnb" ? await timed(() => outputsShown(window)) : undefined
    const outputs =
      restored === undefined ? "" : `, with states and outputs ${Math.round(opened + restored)} ms (goal 1500)`
    const perKey = await typing(window)
    console.log(
      `${title}: open ${Math.round(opened)} ms${outputs}, a key ${perKey.toFixed(1)} ms, activation ${await activation(window)} ms`,
    )
    await window.page.close()
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
