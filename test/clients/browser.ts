import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises"
import { createRequire } from "node:module"
import { delimiter, dirname, join } from "node:path"
import { promisify } from "node:util"
import { cacheFolder, thisPlace } from "../../examples/place.ts"
import { lock } from "../support/lock.ts"

const execute = promisify(execFile)

/** Drives a browser. It isn't among tsnb's own dependencies: only these tests need it. */
const driver = "playwright-core@1.65.1"

/** Milliseconds for fetching the driver. */
const timeout = 180_000

/** What the tests use of playwright's `Locator`. */
export interface Locator {
  click(options?: { button?: "left" | "right" }): Promise<void>
  getAttribute(name: string): Promise<string | null>
  contentFrame(): FrameLocator
  count(): Promise<number>
  filter(options: { hasText: string }): Locator
  fill(text: string): Promise<void>
  first(): Locator
  hover(): Promise<void>
  last(): Locator
  focus(): Promise<void>
  allInnerTexts(): Promise<readonly string[]>
  innerText(): Promise<string>
  inputValue(): Promise<string>
  isVisible(): Promise<boolean>
  locator(selector: string, options?: { hasText?: string | RegExp }): Locator
  nth(index: number): Locator
  press(key: string): Promise<void>
  selectOption(value: string): Promise<unknown>
  waitFor(options?: { state?: "visible" | "hidden" | "attached" | "detached"; timeout?: number }): Promise<void>
}

/** What the tests use of playwright's `Page`. */
export interface Page {
  bringToFront(): Promise<void>
  goto(address: string): Promise<unknown>
  reload(): Promise<unknown>
  close(): Promise<void>
  setViewportSize(size: { width: number; height: number }): Promise<void>
  emulateMedia(options: { colorScheme: "light" | "dark" }): Promise<void>
  evaluate(expression: string): Promise<unknown>
  evaluate<Argument>(run: (argument: Argument) => unknown, argument: Argument): Promise<unknown>
  exposeFunction(name: string, take: (argument: unknown) => unknown): Promise<unknown>
  frameLocator(selector: string): FrameLocator
  frames(): readonly Frame[]
  getByText(text: string, options?: { exact?: boolean }): Locator
  keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> }
  locator(selector: string, options?: { hasText?: string | RegExp; has?: Locator }): Locator
  mouse: { move(x: number, y: number): Promise<void> }
  screenshot(options: { path: string }): Promise<unknown>
  on(event: "console", listener: (message: { type(): string; text(): string }) => void): unknown
  on(event: "pageerror", listener: (error: Error) => void): unknown
  setDefaultTimeout(milliseconds: number): void
  waitForFunction(run: () => unknown): Promise<unknown>
  waitForTimeout(milliseconds: number): Promise<void>
}

/** What the tests use of playwright's `Frame`. */
export interface Frame {
  evaluate(expression: string): Promise<unknown>
  isDetached(): boolean
  waitForFunction(expression: string): Promise<unknown>
}

/** What the tests use of playwright's `FrameLocator`. */
export interface FrameLocator {
  frameLocator(selector: string): FrameLocator
  locator(selector: string, options?: { hasText?: string | RegExp }): Locator
}

interface PageOptions {
  viewport: { width: number; height: number }
  colorScheme?: "light" | "dark"
}

/** What the tests use of playwright's `BrowserContext`: pages that share what the browser has stored. */
export interface Context {
  newPage(): Promise<Page>
}

/** What the tests use of playwright's `Browser`. */
export interface Browser extends AsyncDisposable {
  newContext(options: PageOptions): Promise<Context>
  newPage(options: PageOptions): Promise<Page>
}

interface Playwright {
  chromium: { launch(options: { executablePath: string; args: readonly string[] }): Promise<Browser> }
}

/**
 * Starts the machine's Chromium.
 * @throws when there is none, or its driver can't be had
 */
export async function startBrowser(): Promise<Browser> {
  const { chromium } = await loadDriver()
  return chromium.launch({
    executablePath: findChromium(),
    // Without its sandbox, since CI runs as root; and without what asks the network on its own.
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  })
}

/** Makes sure that a browser can be started, so that what is missing is told before any test. */
export async function provideBrowser(): Promise<typeof startBrowser> {
  findChromium()
  await loadDriver()
  return startBrowser
}

function findChromium(): string {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe", "msedge.exe"]
  const folders = (process.env["PATH"] ?? "").split(delimiter)
  const usual = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
  ]
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...usual]
  const found = candidates.find((file) => existsSync(file))
  if (found === undefined) throw new Error("no Chromium is on this machine; Debian's package is chromium")
  return found
}

async function loadDriver(): Promise<Playwright> {
  const folder = join(cacheFolder(thisPlace), `test-${driver.replace("@", "-")}`)
  if (!existsSync(folder)) await fetchDriver(folder)
  // Its types aren't installed; what is used of it is described above.
  return createRequire(join(folder, "package.json"))("playwright-core") as Playwright
}

async function fetchDriver(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  using _held = await lock(`${folder}.lock`)
  if (existsSync(folder)) return
  const work = await mkdtemp(`${folder}-`)
  try {
    const how = ["--prefix", work, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
    const [command, first] = npm()
    await execute(command, [...first, "install", ...how, driver], { timeout, windowsHide: true })
    await rename(work, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** npm, with the Node that runs the tests where npm started them. */
function npm(): [command: string, first: readonly string[]] {
  const script = process.env["npm_execpath"]
  return script?.endsWith(".js") ? [process.execPath, [script]] : ["npm", []]
}
