/**
 * How a notebook of 1,000 cells opens and is typed in, in VS Code itself: the time until its first cells are shown, until
 * its problems are marked, from a key to its character on the screen, the longest stall of the window meanwhile, and the
 * processor time of the extensions' process for each key. Beside it, in the same VS Code, the same cells as an `.ipynb`,
 * which none of tsnb's extension looks at. Run: `npm run package && node test/bench/vscodePeer.ts`
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startBrowser, type Page } from "../clients/browser.ts"
import { startCodeServer } from "../vscode/codeServer.ts"
import { builtExtension } from "../vscode/places.ts"
import { quietSettings } from "../vscode/settings.ts"
import { Window } from "../vscode/window.ts"

const cellCount = 1_000
/** How often each notebook is opened. */
const openings = 3
const typed = "const answer = Math.round(41.5) + rows999.length // and so on"

/** What was measured of one notebook, in milliseconds. */
interface Figures {
  shown: number[]
  marked: number[]
  keys: number[]
  stall: number
  /** Of the extensions' process, for each key; undefined where the system doesn't tell. */
  processor: number | undefined
}

/** What the page counts while one types. */
const watchKeys = `(() => {
  const seen = { keys: [], stall: 0 }
  globalThis.tsnbBench = seen
  let pressed
  addEventListener("keydown", () => { pressed = performance.now() }, true)
  const editor = document.querySelector(".notebookOverlay .monaco-editor.focused .view-lines")
  new MutationObserver(() => {
    if (pressed === undefined) return
    const since = pressed
    pressed = undefined
    requestAnimationFrame(() => { seen.keys.push(performance.now() - since) })
  }).observe(editor, { childList: true, subtree: true, characterData: true, attributes: true })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.stall = Math.max(seen.stall, duration)
  }).observe({ type: "longtask" })
})()`

function sources(): string[] {
  const cells = ["// @task rows0\\nconst rows0 = [missing]"]
  for (let index = 1; index < cellCount; index++) {
    const directive = index % 5 === 0 ? `// @task rows${index} retries=3 retryDelay=2s\\n` : ""
    const body = `const rows${index} = rows${index - 1}\\n  .map((row) => ({ ...row, at: ${index} }))\\n  .filter(({ at }) => at > 0)`
    cells.push(`${directive}${body}\\nconsole.log("rows", rows${index}.length)`)
  }
  return cells.map((cell) => cell.replaceAll("\\n", "\n"))
}

function percentFile(): string {
  return sources()
    .map((cell) => `// %%\n${cell}\n`)
    .join("\n")
}

function jupyterFile(): string {
  const cells = sources().map((source) => ({
    cell_type: "code",
    source,
    metadata: {},
    outputs: [],
    execution_count: null,
  }))
  const metadata = { language_info: { name: "typescript" } }
  return JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata, cells })
}

/** The process of VS Code's extensions that began last. */
async function extensionProcess(): Promise<string | undefined> {
  if (process.platform !== "linux") return undefined
  const numbers = (await readdir("/proc"))
    .filter((name) => /^\d+$/.test(name))
    .toSorted((a, b) => Number(b) - Number(a))
  for (const number of numbers) {
    // One that has ended meanwhile has no command any more.
    const command = await readFile(`/proc/${number}/cmdline`, "utf8").catch(() => "")
    if (command.includes("--type=extensionHost")) return number
  }
  return undefined
}

/** Milliseconds of processor time that a process has taken. */
async function processorTime(number: string): Promise<number> {
  const text = await readFile(`/proc/${number}/stat`, "utf8")
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
  // In hundredths of a second, its own and the system's for it.
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function measure(window: Window, file: string, hasProblems: boolean): Promise<Figures> {
  const { page } = window
  const figures: Figures = { shown: [], marked: [], keys: [], stall: NaN, processor: undefined }
  for (let count = 0; count < openings; count++) {
    await window.command("View: Close All Editors")
    await page.locator(".notebookOverlay:visible").first().waitFor({ state: "hidden" })
    const entry = await window.find(file)
    const start = performance.now()
    await entry.click()
    await page.locator(".notebookOverlay:visible .cell .view-line", { hasText: "rows0" }).first().waitFor()
    figures.shown.push(performance.now() - start)
    if (!hasProblems) continue
    await page.locator(".notebookOverlay:visible .squiggly-warning").first().waitFor()
    figures.marked.push(performance.now() - start)
  }
  await page.locator(".notebookOverlay:visible .cell .view-line", { hasText: "rows0" }).first().click()
  await page.keyboard.press("Control+End")
  await page.keyboard.press("Enter")
  await page.evaluate(watchKeys)
  const host = await extensionProcess()
  const before = host === undefined ? undefined : await processorTime(host)
  for (const key of typed) {
    await page.keyboard.type(key)
    // As fast as a quick typist.
    await page.waitForTimeout(80)
  }
  // What is put off until one pauses belongs to it.
  await page.waitForTimeout(1_000)
  if (host !== undefined && before !== undefined) {
    figures.processor = ((await processorTime(host)) - before) / typed.length
  }
  const seen = decodeSeen(await page.evaluate("globalThis.tsnbBench"))
  return { ...figures, ...seen }
}

function decodeSeen(seen: unknown): { keys: number[]; stall: number } {
  if (typeof seen !== "object" || seen === null || !("keys" in seen) || !("stall" in seen)) {
    throw new TypeError("The page counted nothing")
  }
  const { keys, stall } = seen
  if (!Array.isArray(keys)) throw new TypeError("The page counted no keys")
  return { keys: keys.map(Number), stall: Number(stall) }
}

function middle(numbers: readonly number[], share = 0.5): string {
  const sorted = numbers.toSorted((one, other) => one - other)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return value === undefined ? "-" : String(Math.round(value))
}

function report(name: string, { shown, marked, keys, stall, processor }: Figures): void {
  const [first] = shown
  console.log(
    `${name.padEnd(14)} shown after ${Math.round(first ?? NaN)} ms the first time, ${middle(shown)} ms median; ` +
      `problems marked after ${middle(marked)} ms; a key ${middle(keys)} ms median, ${middle(keys, 0.95)} ms at 95 %, ` +
      `${middle(keys, 1)} ms at most (${keys.length} seen); longest stall ${Math.round(stall)} ms; ` +
      `extensions ${processor === undefined ? "-" : processor.toFixed(1)} ms of processor a key`,
  )
}

const folder = await mkdtemp(join(tmpdir(), "tsnb-bench-"))
try {
  await writeFile(join(folder, "large.tsnb"), percentFile())
  await writeFile(join(folder, "large.ipynb"), jupyterFile())
  await using codeServer = await startCodeServer({ extension: await builtExtension(), settings: quietSettings })
  await using browser = await startBrowser()
  console.log(`A notebook of ${cellCount} cells in VS Code`)
  for (const name of ["large.ipynb", "large.tsnb"]) {
    const page: Page = await browser.newPage({ viewport: { width: 1300, height: 900 } })
    const window = new Window(page, folder, "bench")
    await window.load(codeServer.address)
    page.setDefaultTimeout(120_000)
    report(name, await measure(window, name, name.endsWith(".tsnb")))
    await page.close()
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
