import { describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

const timeout = 30_000

const notebook = `// %%
// @parameters
const count = 3

// %%
console.log("plain", count)

// %%
// @task numbers cache=off
console.log("numbers drawn", Math.random())
const numbers = Array.from({ length: count }, (_, index) => index)

// %%
// @task failing
if (count > 3) throw new RangeError("too many numbers")
console.log("counted", numbers.length)
const counted = numbers.length
`

/** What the task printed. */
async function drawn(window: Window): Promise<string> {
  return /drawn ([\d.]+)/.exec(await window.output("numbers drawn", timeout))?.[1] ?? ""
}

describe("the outputs of an earlier run", () => {
  const vscode = useVSCode("earlier runs")

  test("are shown on the cells, marked as of then, until one goes back", async () => {
    const window = await vscode.open("runs.tsnb", notebook)
    await window.runCell('console.log("plain"')
    await window.output("plain 3", timeout)
    await window.command("tsnb: Run Flow")
    await window.output("counted 3", timeout)
    const first = await drawn(window)
    await window.goToEnd("count = 3")
    await window.page.keyboard.press("Backspace")
    await window.page.keyboard.type("4")
    await window.command("File: Save")
    await window.command("tsnb: Run Flow")
    await window.output("too many numbers", timeout)
    await expect.poll(() => drawn(window)).not.toBe(first)
    const second = await drawn(window)
    await window.runCell('console.log("plain"')
    await window.output("plain 4", timeout)

    await window.page.locator('.activitybar .action-label[aria-label="TypeScript Notebooks"]').first().click()
    const line = (text: string) => window.page.locator(".pane-body .monaco-list-row", { hasText: text }).first()
    await line("runs.tsnb").locator(".monaco-tl-twistie").first().click()
    await line("completed").hover()
    await window.picture("side bar")
    await line("completed").locator('.action-label[aria-label="Show Outputs on Cells"]').first().click()
    await window.output("counted 3", timeout)
    expect(await drawn(window)).toBe(first)
    await expect.poll(() => window.statusOf("@task failing")).toMatch(/completed.* run of \d\d:\d\d:\d\d, code changed/)
    await window.output("plain 4", timeout)
    await window.page.locator(".statusbar-item", { hasText: "Outputs of the run of" }).first().waitFor()
    await window.picture("first run")
    expect(await window.page.locator(".tab.dirty").count()).toBe(0)

    await window.command("tsnb: Back to Latest Run")
    await window.output("too many numbers", timeout)
    expect(await drawn(window)).toBe(second)
    await expect.poll(() => window.statusOf("@task failing")).toMatch(/^failed(?!.*run of)/)
    await window.output("plain 4", timeout)
    await window.page
      .locator(".statusbar-item", { hasText: "Outputs of the run of" })
      .first()
      .waitFor({ state: "hidden" })
    expect(await window.page.locator(".tab.dirty").count()).toBe(0)

    await window.command("tsnb: Show Outputs of a Run")
    await window.asked("Show Outputs of a Run")
    await window.picture("choosing a run")
    await window.pick("completed")
    await window.output("counted 3", timeout)
    await window.command("tsnb: Run Flow")
    await window.output("too many numbers", timeout)
    await expect.poll(() => window.statusOf("@task numbers")).toMatch(/^completed(?!.*run of)/)
    await expect.poll(() => drawn(window)).not.toBe(second)
    expect(await drawn(window)).not.toBe(first)
    await window.output("plain 4", timeout)
  })

  /** A window whose flow has run twice. @returns also what was drawn in each run */
  async function ranTwice(name: string): Promise<{ window: Window; first: string; second: string }> {
    const window = await vscode.open(name, notebook)
    await window.command("tsnb: Run Flow")
    await window.output("counted 3", timeout)
    const first = await drawn(window)
    await window.command("tsnb: Run Flow")
    await expect.poll(() => drawn(window)).not.toBe(first)
    return { window, first, second: await drawn(window) }
  }

  test("are shown in a notebook that is opened for it", async () => {
    const { window, first } = await ranTwice("opened.tsnb")
    await window.closeAll()
    await window.page.locator('.activitybar .action-label[aria-label="TypeScript Notebooks"]').first().click()
    const line = (text: string) => window.page.locator(".pane-body .monaco-list-row", { hasText: text })
    await line("opened.tsnb").first().locator(".monaco-tl-twistie").first().click()
    await line("completed").last().hover()
    await line("completed").last().locator('.action-label[aria-label="Show Outputs on Cells"]').first().click()
    await expect.poll(() => window.statusOf("@task numbers")).toContain("run of")
    await expect.poll(() => drawn(window)).toBe(first)
  })

  test("aren't shown any more in a window that is loaded anew", async () => {
    const { window, first, second } = await ranTwice("anew.tsnb")
    await window.command("tsnb: Show Outputs of a Run")
    await window.asked("Show Outputs of a Run")
    await window.page.locator(".quick-input-list .monaco-list-row", { hasText: "completed" }).last().click()
    await expect.poll(() => drawn(window)).toBe(first)
    await window.page.reload()
    await window.ready()
    await window.openFile("anew.tsnb")
    await expect.poll(() => drawn(window)).toBe(second)
    expect(await window.statusOf("@task numbers")).not.toContain("run of")
  })
})
