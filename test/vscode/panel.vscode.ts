import { describe, expect, test } from "vitest"
import type { FrameLocator, Locator } from "../clients/browser.ts"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

const notebook = `// %% [markdown]
// # Readings

// %%
// @parameters
/** How many readings */
const count = 20

// %%
// @task read tags=["input"]
const readings = Array.from({ length: count }, (_, index) => index)
console.log("read", readings.length, "readings")

// %%
// @task check
import { existsSync } from "node:fs"
const isGood = existsSync("good")
if (!isGood) throw new Error("the readings can't be right")

// %%
// @task average
const mean = readings.reduce((sum, reading) => sum + reading, 0) / readings.length

// %%
// @task report
const text = isGood ? "mean " + mean : ""
console.log(text)
`

describe("the flow panel in VS Code", () => {
  const vscode = useVSCode("panel")
  let window: Window
  let panel: FrameLocator

  /** The box of a task. */
  const card = (name: string): Locator => panel.locator(".card", { hasText: name }).first()
  const summary = (text: string): Locator => panel.locator(".run-summary", { hasText: text }).first()
  const tab = (name: string): Locator => panel.locator(`#tab-${name}`)

  test("draws the notebook's flow beside it", async () => {
    window = await vscode.open("readings.tsnb", notebook)
    await window.command("tsnb: Show Flow")
    panel = window.flowPanel()
    await card("report").waitFor()
    await expect.poll(async () => panel.locator(".card").count()).toBe(4)
    await panel.locator(".arrow-label", { hasText: "readings" }).first().waitFor()
    await window.picture("open")
  })

  test("follows a run live that is started in the panel, and shows the same on the cells", async () => {
    await panel.locator("vscode-button", { hasText: "Run Flow" }).click()
    await summary("Failed").waitFor()
    await card("average").locator(".state-completed").waitFor()
    await card("report").locator(".state-skipped").waitFor()
    expect(await window.status("failed")).toContain("failed")
    await window.picture("failed")
  })

  test("opens a failed task's log, and from its stack the line that failed", async () => {
    await card("check").locator(".box-button").click({ button: "right" })
    await panel.locator(".menu button", { hasText: "Show Log" }).click()
    const line = panel.locator(".log-row .link", { hasText: "readings.tsnb" }).first()
    await expect.poll(async () => line.innerText()).toMatch(/^readings\.tsnb:18:/u)
    await window.picture("log")
    await line.click()
    await window.page.getByText("Cell 4 of 6").first().waitFor()
    await window.page
      .locator(".notebookOverlay .monaco-editor.focused .view-line", { hasText: "throw" })
      .first()
      .waitFor()
    await tab("graph").click()
    await panel.locator(".card.is-current", { hasText: "check" }).waitFor()
  })

  test("shows the cell of a task that is clicked", async () => {
    await card("average").locator(".box-button").click()
    await expect.poll(async () => panel.locator(".details").innerText()).toContain("mean")
    await panel.locator(".card.is-current", { hasText: "average" }).waitFor()
  })

  test("runs again from a task", async () => {
    await window.write("good", "")
    await card("check").locator(".box-button").click({ button: "right" })
    await panel.locator(".menu button", { hasText: "Run from Here" }).click()
    await summary("Completed").waitFor()
    await card("read").locator(".state-cached").waitFor()
    await expect.poll(async () => card("report").innerText()).toContain("Completed")
    await window.picture("completed")
  })

  test("runs with the values of its form", async () => {
    await tab("parameters").click()
    await panel.locator(".field input").fill("many")
    await expect.poll(async () => panel.locator(".field-problem").innerText()).toBe("It takes a number, not 'many'")
    await panel.locator(".field input").fill("40")
    await window.picture("form")
    await panel.locator(".form-end vscode-button").click()
    await summary("Completed").waitFor()
    await card("check").locator(".state-cached").waitFor()
    await card("read").locator(".state-completed").waitFor()
  })

  test("compares two runs", async () => {
    await tab("runs").click()
    await panel.locator(".runs tbody tr").nth(2).waitFor()
    for (const row of [0, 1]) await panel.locator(".runs input").nth(row).click()
    await panel.locator(".toolbar button", { hasText: "Compare" }).click()
    const row = panel.locator(".is-different", { hasText: "count" }).first()
    await row.waitFor()
    expect((await row.innerText()).replaceAll(/\s+/gu, " ").trim()).toBe("count 20 40 differs")
    await panel.locator(".compare tr", { hasText: "mean" }).first().waitFor()
    await window.picture("compare")
  })

  test("draws a task that is written, and says when the notebook has problems", async () => {
    await tab("graph").click()
    await window.goToEnd("console.log(text)")
    await window.page.keyboard.type("\nconst mean = 3")
    await panel.locator(".box-problem").first().waitFor()
    await expect.poll(async () => panel.locator(".notice").first().innerText()).toContain("'mean'")
    await window.picture("problem")
    for (let undone = 0; undone < 3; undone++) await window.page.keyboard.press("Control+Z")
  })
})
