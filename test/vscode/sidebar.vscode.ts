import { execFile } from "node:child_process"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import Database from "better-sqlite3"
import { beforeAll, describe, expect, test } from "vitest"
import type { Locator } from "../clients/browser.ts"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

const execute = promisify(execFile)
const program = join(import.meta.dirname, "..", "..", "bin", "tsnb.js")

const sum = `// %%
// @parameters
/** How many numbers */
const count = 3

// %%
// @task sum
const total = Array.from({ length: count }, (_, index) => index).reduce((a, b) => a + b, 0)
console.log("total is", total)
`
const failing = "// %%\n// @task fails\nthrow new RangeError('not today')\n"

describe("the side bar", () => {
  const vscode = useVSCode("side bar")
  let window: Window

  /** A line of the view that has a text in it. */
  const line = (text: string): Locator => window.page.locator(".pane-body .monaco-list-row", { hasText: text }).first()

  /** What stands in a line, once it is there. */
  const read = async (text: string): Promise<string> => {
    await line(text).waitFor()
    return line(text).innerText()
  }

  /** Waits until there is no such line any more. @returns how many there are */
  const gone = async (text: string): Promise<number> => {
    await line(text).waitFor({ state: "hidden" })
    return line(text).count()
  }

  /** Uses one of the icons on a line. */
  const use = async (text: string, action: string): Promise<void> => {
    await line(text).hover()
    await line(text).locator(`.action-label[aria-label="${action}"]`).first().click()
  }

  const unfold = async (text: string): Promise<void> => {
    await line(text).waitFor()
    await line(text).locator(".monaco-tl-twistie").first().click()
  }

  beforeAll(async () => {
    window = await vscode.openWindow({ "README.md": "# No notebooks" })
    await window.page.locator('.activitybar .action-label[aria-label="TypeScript Notebooks"]').first().click()
  })

  test("offers to begin where there are no notebooks", async () => {
    const welcome = window.page.locator(".welcome-view-content").first()
    await welcome.waitFor()
    await expect.poll(async () => welcome.innerText()).toContain("No TypeScript notebooks are in this workspace yet.")
    await window.picture("empty")
  })

  test("shows notebooks as they come", async () => {
    await writeFile(join(window.folder, "sum.tsnb"), sum)
    expect(await read("sum.tsnb")).toContain("never run")
  })

  test("runs a notebook, and shows the run below it", async () => {
    await use("sum.tsnb", "Run Flow")
    expect(await window.output("total is 3")).toContain("total is 3")
    expect(await read("just now")).toContain("sum.tsnb")
    await unfold("sum.tsnb")
    expect(await read("completed")).toMatch(/completed \d\d:\d\d:\d\d\s*\d/)
    await window.picture("run")
  })

  test("shows what other processes run, and how it ended", async () => {
    await writeFile(join(window.folder, "failing.tsnb"), failing)
    const other = execute(process.execPath, [program, "run", "failing.tsnb"], { cwd: window.folder })
    await expect(other).rejects.toMatchObject({ code: 1 })
    await line("failing.tsnb").locator(".codicon-error").waitFor()
    await unfold("failing.tsnb")
    expect(await read("failed")).toMatch(/failed \d\d:\d\d:\d\d\s*\d/)
    await window.picture("failed")
  })

  test("opens a run in the flow panel, with its notebook beside", async () => {
    await line("failed").click()
    await window.flowPanel().locator(".card", { hasText: "fails" }).locator(".state-failed").first().waitFor()
    await window.page.locator(".notebookOverlay .view-line", { hasText: "not today" }).first().waitFor()
    expect(await window.flowPanel().locator(".run-summary").innerText()).toContain("Failed")
    await window.picture("run in the panel")
  })

  test("opens a run's page and log as text", async () => {
    await line("failed").click({ button: "right" })
    // By the keyboard: a menu takes no click in its first moment.
    await window.page.locator(".monaco-menu .action-label", { hasText: "Show Run as Text" }).first().hover()
    await window.page.keyboard.press("Enter")
    await window.page.locator(".tab.active", { hasText: "failing.tsnb" }).first().waitFor()
    const page = window.page.locator(".editor-instance .view-lines", { hasText: "fails: RangeError" }).first()
    await page.waitFor()
    expect((await page.innerText()).replaceAll("\u00a0", " ")).toContain("state     failed: 1 failed")
    await window.picture("run page")
  })

  test("runs a run again", async () => {
    await use("completed", "Re-run")
    expect(await read("re-run")).toContain("completed")
    await window.picture("re-run")
  })

  test("deletes a run when it is confirmed", async () => {
    await use("re-run", "Delete Run")
    const dialog = window.page.locator(".monaco-dialog-box")
    await dialog.waitFor()
    await window.picture("delete")
    await dialog.locator(".monaco-button", { hasText: "Delete" }).click()
    expect(await gone("re-run")).toBe(0)
    expect(await read("completed")).not.toContain("re-run")
  })

  test("takes away a notebook that is gone", async () => {
    await rm(join(window.folder, "failing.tsnb"))
    expect(await gone("failing.tsnb")).toBe(0)
  })

  test("says which store can't be read, and shows the others", async () => {
    await mkdir(join(window.folder, "newer", ".tsnb"), { recursive: true })
    const store = new Database(join(window.folder, "newer", ".tsnb", "store.db"))
    store.pragma("user_version = 999")
    store.close()
    const message = window.page.locator(".pane-body .message", { hasText: "newer" }).first()
    await message.waitFor()
    await expect.poll(async () => message.innerText()).toContain("was written by a newer tsnb")
    expect(await read("completed")).toContain("completed")
    await window.picture("unreadable")
  })
})
