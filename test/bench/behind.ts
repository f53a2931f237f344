/**
 * How far VS Code is behind the engine while a flow of many tasks runs in it: the cells in view, the button that stops them,
 * and the flow panel beside them. All of it is on one machine, so there is one clock.
 * Run: `npm run package && node test/bench/behind.ts`
 */
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startBrowser, type Frame } from "../clients/browser.ts"
import { startCodeServer } from "../vscode/codeServer.ts"
import { builtExtension } from "../vscode/places.ts"
import { quietSettings } from "../vscode/settings.ts"
import { Window } from "../vscode/window.ts"
import { lastTask, panelBehind, panelCompleted, printingTasks, storedRun, until, watchPanel, type Said } from "./lag.ts"

const counts = [500, 2_000]

/** For VS Code's window: notes each frame which cells in view have completed, and whether there is something to stop. */
const watchCells = `(() => {
  const watched = window.watched = { cells: {}, stopped: 0 }
  const busy = [".codicon-notebook-stop", ".codicon-notebook-state-executing", ".codicon-notebook-state-pending"].join()
  const look = () => {
    const now = Date.now()
    for (const row of document.querySelectorAll(".notebookOverlay .cell-list-container .monaco-list-row")) {
      const task = /@task (\\S+)/.exec(row.innerText.replaceAll("\\u00a0", " "))?.[1]
      const status = row.querySelector(".cell-status-left")?.innerText ?? ""
      if (task && status.includes("completed") && !row.querySelector(busy)) watched.cells[task] ??= now
    }
    const toolbar = document.querySelector(".notebook-toolbar-container")?.innerText ?? ""
    watched.stopped = /Stop|Interrupt|Cancel/.test(toolbar) ? 0 : watched.stopped || now
    requestAnimationFrame(look)
  }
  look()
})()`

async function panelFrame(window: Window): Promise<Frame> {
  await window.flowPanel().locator(".card").first().waitFor()
  for (const frame of window.page.frames()) {
    if (await frame.evaluate("document.querySelector('.run-summary, .header') !== null")) return frame
  }
  throw new Error("There is no flow panel")
}

/** Shows the notebook's end, where the run ends, and the panel beside it; runs the flow; and says how far they were behind. */
async function measure(window: Window, count: number, name: string): Promise<void> {
  const last = lastTask(count)
  await window.openFile(name)
  await window.until(window.cell(last), async () => {
    await window.page.locator(".notebookOverlay .cell.code .view-line:visible").first().click()
    await window.page.keyboard.press("Escape")
    await window.page.keyboard.press("Control+End")
  })
  await window.command("tsnb: Show Flow")
  const panel = await panelFrame(window)
  await panel.evaluate(watchPanel)
  await window.command("Run Flow")
  await window.page.evaluate(watchCells)
  await panel.evaluate(panelCompleted)
  await window.page.evaluate(until(`window.watched.cells["${last}"] && window.watched.stopped`))
  // Both were written by the functions above.
  const said = (await panel.evaluate("window.said")) as readonly Said[]
  const { cells, stopped } = (await window.page.evaluate("window.watched")) as {
    cells: Readonly<Record<string, number>>
    stopped: number
  }
  const run = await storedRun(join(window.folder, name))
  const ends = new Map(run.tasks.map(({ task, endedAt }) => [task, endedAt]))
  const behind = Object.entries(cells).map(([task, seen]) => seen - (ends.get(task) ?? 0))
  const { atEnd, atMost } = panelBehind(said, run)
  const figures = [
    `the engine took ${run.endedAt - run.startedAt} ms`,
    `the panel was ${atEnd} ms behind at the end, ${atMost} ms at most`,
    `cells in view ${Math.max(...behind)} ms at most`,
    `the button to stop ${stopped - run.endedAt} ms`,
  ]
  console.log(`${count} tasks in VS Code: ${figures.join(", ")}; goal 200 ms`)
}

const folder = await realpath(await mkdtemp(join(tmpdir(), "tsnb-bench-")))
try {
  for (const count of counts) await writeFile(join(folder, `tasks${count}.tsnb`), printingTasks(count))
  await using server = await startCodeServer({ extension: await builtExtension(), settings: quietSettings })
  await using browser = await startBrowser()
  const context = await browser.newContext({ viewport: { width: 1500, height: 950 } })
  for (const count of counts) {
    const window = new Window(await context.newPage(), folder, "behind")
    await window.load(server.address)
    await measure(window, count, `tasks${count}.tsnb`)
    await window.page.close()
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
