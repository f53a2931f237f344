import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { provideBrowser, type Browser } from "../clients/browser.ts"
import { ifAvailable, needs } from "../support/available.ts"
import { TestNotebook } from "../support/flow.ts"
import { notebookText, weather } from "./notebooks.ts"
import { PanelPage, PanelServer } from "./panelPage.ts"

/** For people to look at; ignored by git. */
const pictures = join(import.meta.dirname, "..", "..", "test-results", "panel")
const start = await ifAvailable("Chromium for the flow panel", provideBrowser)

describe("the flow panel", () => {
  needs(start)
  let browser: Browser
  let server: PanelServer
  const notebooks: TestNotebook[] = []

  beforeAll(async () => {
    if (start.value === undefined) return
    await mkdir(pictures, { recursive: true })
    browser = await start.value()
    server = await PanelServer.start()
  })

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
    for (const notebook of notebooks) notebook[Symbol.dispose]()
  })

  /** Opens the panel on a notebook with some text. */
  async function open(text: string): Promise<PanelPage> {
    const notebook = new TestNotebook()
    notebooks.push(notebook)
    notebook.write("flow.tsnb", text)
    return PanelPage.open(browser, server, notebook.path)
  }

  test("says what to do when the notebook has no tasks", async () => {
    await using panel = await open(notebookText("const a = 1"))
    await panel.page.getByText("No tasks yet").waitFor()
    expect(panel.complaints).toEqual([])
  })

  test("draws the tasks with what travels between them, and follows a run live", async () => {
    await using panel = await open(weather)
    const { page } = panel
    await page.locator(".arrow-label", { hasText: "readings" }).first().waitFor()
    expect(await page.locator(".card").count()).toBe(7)
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Failed" }).waitFor()
    const states = await page.locator(".card").allInnerTexts()
    expect(states.map((text) => text.replaceAll(/\s+/gu, " ").replace(/ · \d+ ms/u, "")).toSorted()).toEqual([
      "checkTheLongNamedConditionThatNeverHoldsInPractice Failed · attempt 2 of 2",
      "merge Completed",
      "plot Completed",
      "readCalendar Completed",
      "readStation 3 3 ran",
      "report Skipped",
      "summarise Completed",
    ])
    await page.screenshot({ path: join(pictures, "failed.png") })

    await page.locator(".card", { hasText: "checkTheLong" }).locator("button").first().click()
    expect(await page.locator(".details .stack").innerText()).toContain("the readings of 60 hours can't be right")
    await page.locator(".details .stack .link").first().click()
    expect(panel.asked.slice(1)).toEqual([
      { type: "reveal", cell: expect.stringMatching(/^cell-/u) },
      { type: "reveal", line: expect.any(Number) },
    ])
    expect(panel.complaints).toEqual([])
  })

  test("shows the log, coloured, and finds lines in it", async () => {
    await using panel = await open(weather)
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Failed" }).waitFor()
    await page.getByText("Log", { exact: true }).click()
    await page.locator(".log-row", { hasText: "harbour: 20 readings" }).first().waitFor()
    expect(await page.locator(".ansi-green-fg", { hasText: "north" }).count()).toBe(1)
    await page.locator("input[type=search]").fill("only 60")
    await page.locator(".toolbar", { hasText: "1 line" }).waitFor()
    expect(await page.locator(".log-row").allInnerTexts()).toEqual([expect.stringContaining("summarise")])
    await page.screenshot({ path: join(pictures, "log.png") })
    expect(panel.complaints).toEqual([])
  })
})
