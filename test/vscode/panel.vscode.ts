import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import type { FrameLocator, Locator } from "../clients/browser.ts"
import { useVSCode } from "./suite.ts"
import { placeTaxi } from "./taxi.ts"
import type { Window } from "./window.ts"

/** Milliseconds that a run may take on a busy machine. */
const timeout = 400_000
const tasks = ["readTrain", "readVal", "addFeatures", "trainBestModel", "plotDurations"]

describe("the flow panel on the taxi notebook in VS Code", () => {
  const vscode = useVSCode("panel")
  let window: Window
  let panel: FrameLocator

  /** The box of a task. */
  const card = (name: string): Locator => panel.locator(".card", { hasText: name }).first()
  const summary = (text: string): Locator => panel.locator(".run-summary", { hasText: text }).first()
  const tab = (name: string): Locator => panel.locator(`#tab-${name}`)
  const field = (name: string): Locator => panel.locator(".field", { hasText: name }).first()

  /** Chooses something in the menu of a task's box, wherever that is. */
  const choose = async (task: string, action: string): Promise<void> => {
    await panel.locator('[title="Fit the whole graph"]').first().click()
    await card(task).locator(".box-button").click({ button: "right" })
    await panel.locator(".menu button", { hasText: action }).first().click()
  }

  test("draws the notebook's flow beside it", async () => {
    window = await vscode.openWindow({ "notes.txt": "" })
    await placeTaxi(window.folder)
    const notebook = await readFile(join(window.folder, "taxi.tsnb"), "utf8")
    // A short training is a training, too.
    const shorter = notebook.replace("rounds: 100", "rounds: 5")
    expect(shorter).not.toBe(notebook)
    await window.write("taxi.tsnb", shorter)
    await window.page.setViewportSize({ width: 1500, height: 950 })
    await window.openFile("taxi.tsnb")
    await window.command("tsnb: Show Flow")
    panel = window.flowPanel()
    await card("plotDurations").waitFor()
    const names = panel.locator(".card .card-name")
    await expect.poll(async () => (await names.allInnerTexts()).toSorted()).toEqual(tasks.toSorted())
    // Tasks first; other cells when one asks for them.
    expect(await panel.locator(".small").count()).toBe(0)
    const others = panel.locator("[title='Show parameters, hooks and plain cells, too']").first()
    await others.click()
    await panel.locator(".small.is-parameters").first().waitFor()
    await others.click()
    await panel.locator(".small").first().waitFor({ state: "detached" })
    await window.picture("open")
  }, 600_000)

  test("follows a run live that is started in the panel, and shows the same on the cells", async () => {
    await panel.locator("vscode-button", { hasText: "Run Flow" }).click()
    await panel.locator(".card .state-running").first().waitFor({ timeout })
    await summary("Completed").waitFor({ timeout })
    for (const task of tasks) await card(task).locator(".state-completed").waitFor()
    expect(await window.status("completed", timeout)).toContain("completed")
    // What travelled from and to a task, and its size.
    await card("addFeatures").locator(".box-button").click()
    await panel
      .locator(".arrow-label", { hasText: /^xTrain, .* · [\d.]+ (?:k|M)B/u })
      .first()
      .waitFor()
    await window.picture("completed")
  }, 600_000)

  test("opens a failed run's log, and from there the line that failed", async () => {
    // Brings the cell into view, too.
    await card("plotDurations").locator(".box-button").click()
    await panel.locator(".card.is-current", { hasText: "plotDurations" }).waitFor()
    await window.goToEnd("display(svg(plot))")
    await window.page.keyboard.type(`; throw new Error("spoilt")`)
    await panel.locator("vscode-button", { hasText: "Run Flow" }).click()
    await summary("Failed").waitFor({ timeout })
    await card("trainBestModel").locator(".state-cached").waitFor()
    await window.picture("failed")
    await choose("plotDurations", "Show Log")
    // The graph, with the end of the log in its details, stays behind the log.
    const line = panel.locator(".log-row .link:visible", { hasText: "taxi.tsnb" }).first()
    await expect.poll(async () => line.innerText()).toMatch(/^taxi\.tsnb:\d+:/u)
    await window.picture("log")
    await line.click()
    const spoilt = window.page.locator(".notebookOverlay .monaco-editor.focused .view-line", { hasText: "spoilt" })
    await spoilt.first().waitFor()
    await tab("graph").click()
    await panel.locator(".card.is-current", { hasText: "plotDurations" }).waitFor()
  }, 600_000)

  test("runs again from a task", async () => {
    await window.goToEnd("display(svg(plot))")
    for (const _ of `; throw new Error("spoilt")`) await window.page.keyboard.press("Backspace")
    await choose("addFeatures", "Run from Here")
    await summary("Completed").waitFor({ timeout })
    for (const task of ["readTrain", "readVal"]) await card(task).locator(".state-cached").waitFor()
    for (const task of tasks.slice(2)) {
      await expect.poll(async () => card(task).locator(".state-completed").count()).toBe(1)
    }
  }, 600_000)

  test("runs with the values of its form", async () => {
    await tab("parameters").click()
    await field("valPath").locator("input").fill("data/green_tripdata_2023-01.parquet")
    await window.picture("form")
    await panel.locator(".form-end vscode-button").click()
    await card("readTrain").locator(".state-cached").waitFor({ timeout })
    await summary("Completed").waitFor({ timeout })
    await expect.poll(async () => card("readVal").locator(".state-completed").count()).toBe(1)
  }, 600_000)

  test("compares two runs", async () => {
    await tab("runs").click()
    await panel.locator(".runs tbody tr").nth(3).waitFor()
    for (const row of [0, 1]) await panel.locator(".runs input").nth(row).click()
    await panel.locator(".toolbar button", { hasText: "Compare" }).click()
    const path = panel.locator(".is-different", { hasText: "valPath" }).first()
    await path.waitFor()
    await expect.poll(async () => path.innerText()).toMatch(/2023-02\.parquet.*2023-01\.parquet/su)
    await panel.locator(".is-different", { hasText: "rmse" }).first().waitFor()
    await window.picture("compare")
  })

  test("draws a task that is written, and says when the notebook has problems", async () => {
    await tab("graph").click()
    await card("plotDurations").locator(".box-button").click()
    await window.goToEnd("display(svg(plot))")
    await window.page.keyboard.type("\nconst rmse = 3")
    // While it is typed, there are other problems.
    await panel.locator(".notice", { hasText: "'rmse'" }).first().waitFor()
    await expect.poll(async () => panel.locator(".card.has-problem").count()).toBeGreaterThan(0)
    await window.picture("problem")
    for (const _ of "\nconst rmse = 3") await window.page.keyboard.press("Backspace")
    await panel.locator(".card.has-problem").first().waitFor({ state: "detached" })
  })

  test("is there again after the window was loaded anew, with its notebook and the latest run", async () => {
    await window.command("File: Save")
    await window.page.locator(".tab.dirty").first().waitFor({ state: "detached" })
    await window.page.reload()
    await window.ready()
    panel = window.flowPanel()
    await summary("Completed").waitFor({ timeout })
    // In a browser, VS Code may not have taken note yet of which view was chosen last.
    await tab("graph").click()
    await card("readTrain").locator(".state-cached").waitFor()
    await expect.poll(async () => card("plotDurations").locator(".state-completed").count()).toBe(1)
    await window.picture("loaded anew")
  }, 600_000)
})
