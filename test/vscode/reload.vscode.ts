import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

const timeout = 30_000

const notebook = `// %%
const drawn = Math.random()
console.log("drawn", drawn)

// %%
// @task held
import { appendFileSync, existsSync } from "node:fs"
appendFileSync("begun", "x")
console.log("held begins")
while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 50))
console.log("held ends")
const held = 1

// %%
// @task after
console.log("after", held)
const done = held

// %%
console.log("again", drawn)
`

function begun({ folder }: Window): Promise<string> {
  return readFile(join(folder, "begun"), "utf8")
}

/** Has the task that waits go on. */
function goOn({ folder }: Window): Promise<void> {
  return writeFile(join(folder, "go"), "")
}

describe("a run in a window that is loaded anew or closed", () => {
  const vscode = useVSCode("reload")

  /** A window in which the flow runs. */
  async function running(name: string): Promise<Window> {
    const window = await vscode.open(name, notebook)
    await window.command("tsnb: Run Flow")
    await window.output("held begins", timeout)
    return window
  }

  test("goes on, is shown on its cells to its end, and values are still there", async () => {
    const window = await vscode.open("run.tsnb", notebook)
    await window.runCell("Math.random")
    const drawn = (await window.output("drawn 0.", timeout)).trim().split(" ")[1] ?? ""
    await window.command("tsnb: Run Flow")
    await window.output("held begins", timeout)
    await window.page.reload()
    await window.ready()
    await window.openFile("run.tsnb")
    await window.output("held begins", timeout)
    await window.page.locator(".codicon-notebook-state-executing").first().waitFor()
    await window.picture("goes on")
    await goOn(window)
    await window.output("held ends", timeout)
    await window.output("after 1", timeout)
    await expect.poll(() => window.statusOf("@task after"), { timeout }).toContain("completed")
    await window.runCell("again")
    expect(await window.output("again 0.", timeout)).toContain(`again ${drawn}`)
    expect(await begun(window)).toBe("x")
    await window.picture("ended")
  })

  test("is cancelled from the new window", async () => {
    const window = await running("cancel.tsnb")
    await window.page.reload()
    await window.ready()
    await window.openFile("cancel.tsnb")
    await window.page.locator(".codicon-notebook-state-executing").first().waitFor()
    await window.command("tsnb: Cancel Run")
    await expect.poll(() => window.statusOf("@task held"), { timeout }).toContain("cancelled")
  })

  test("goes on when the notebook is closed, and is found when it is opened again", async () => {
    const window = await running("closed.tsnb")
    await window.closeAll()
    await window.openFile("closed.tsnb")
    await window.page.locator(".codicon-notebook-state-executing").first().waitFor()
    await goOn(window)
    await expect.poll(() => window.statusOf("@task after"), { timeout }).toContain("completed")
    expect(await begun(window)).toBe("x")
  })

  test("is shown in the side bar while no window has its notebook, and ended by a command", async () => {
    const window = await running("left.tsnb")
    await window.closeAll()
    await window.page.locator('.activitybar .action-label[aria-label="TypeScript Notebooks"]').first().click()
    const line = (text: string) => window.page.locator(".pane-body .monaco-list-row", { hasText: text }).first()
    await line("left.tsnb").locator(".monaco-tl-twistie").first().click()
    await line("without a window").waitFor()
    expect(await line("without a window").innerText()).toContain("running without a window")
    await line("without a window").hover()
    await window.picture("without a window")
    await line("without a window").locator('.action-label[aria-label="Stop Session…"]').first().click()
    await window.page.locator(".monaco-dialog-box .monaco-button", { hasText: "Stop" }).first().click()
    await line("without a window").waitFor({ state: "hidden" })
    await expect.poll(() => line("cancelled").isVisible(), { timeout }).toBe(true)
  })
})
