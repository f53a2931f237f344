import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, afterEach, beforeAll, inject } from "vitest"
import { startBrowser, type Browser, type Context } from "../clients/browser.ts"
import { needs, type Available } from "../support/available.ts"
import { Window } from "./window.ts"

/** What a file of tests works with: the VS Code that all share, in a browser of its own. */
export interface Suite {
  /** Why there is no VS Code, where that is so: then the tests are left out. */
  readonly reason: string | undefined
  /**
   * Opens a window with a workspace folder of its own.
   * @param files the folder's content: text by path
   * @param address of another VS Code than the shared one
   */
  openWindow(files: Readonly<Record<string, string>>, address?: string): Promise<Window>
  /** Opens a window of its own with a notebook in it. */
  open(name: string, text: string): Promise<Window>
  /** Opens a notebook in the window that tests of the file share, in the place of the one before: sooner than another window. */
  show(name: string, text: string): Promise<Window>
}

/**
 * Prepares a file of tests, called in it or in its `describe`: browser and folders are there before the first test and gone after
 * the last, and a test that fails leaves a picture of the window that was opened last.
 * @param name begins the names of the pictures
 */
export function useVSCode(name: string): Suite {
  const { value, reason } = inject("vscode")
  const vscode: Available<string> = value === undefined ? { reason: reason ?? "VS Code isn't there" } : { value }
  needs(vscode)
  let browser: Browser | undefined
  let context: Context | undefined
  const windows: Window[] = []
  let shared: Window | undefined
  /** The one that was worked with last. */
  let last: Window | undefined

  beforeAll(async () => {
    if (vscode.value === undefined) return
    browser = await startBrowser()
    // One for all windows, so that each takes VS Code's own files from the browser's cache.
    context = await browser.newContext({ viewport: { width: 1300, height: 900 }, colorScheme: "light" })
  })

  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return
    // Whatever it left must not hold up the next test.
    shared = undefined
    await last?.picture(`failed: ${task.name}`, ["light"])
  })

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    for (const { folder } of windows) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  const suite: Suite = {
    reason: vscode.reason,
    async openWindow(files, address = vscode.value) {
      if (!context || address === undefined) throw new Error("A window is opened in a test, or in beforeAll")
      const folder = await makeFolder(files)
      const window = new Window(await context.newPage(), folder, name)
      // Before it is ready, so that what keeps it from that is seen in a picture.
      windows.push(window)
      last = window
      await window.load(address)
      return window
    },
    async open(name, text) {
      const window = await suite.openWindow({ [name]: text })
      await window.openFile(name)
      return window
    },
    async show(name, text) {
      if (!shared) return (shared = await suite.open(name, text))
      last = shared
      await shared.closeAll()
      await shared.write(name, text)
      await shared.openFile(name)
      return shared
    },
  }
  return suite
}

async function makeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tsnb-workspace-"))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}
