import { describe, expect, test } from "vitest"
import { seriousFaults } from "../axe.ts"
import { notebookText } from "../notebooks.ts"
import { PanelSuite } from "../panelSuite.ts"
import { themeNames } from "../themes.ts"

const flow = notebookText(
  `// @task aTaskWithQuiteALongName
console.log("one")
console.warn("two")
const a = 1`,
  `// @task b
throw new Error("three " + a)`,
)

describe("the log", () => {
  const suite = new PanelSuite()

  test("says when tasks start and end, in a column that fits their names, and with the levels' colours", async () => {
    await using panel = await suite.open(flow)
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Failed" }).waitFor()
    await page.locator("#tab-log").click()
    await page.locator(".log-row.is-mark.level-error", { hasText: "Failed after" }).waitFor()
    const texts = await page.locator(".log-text").allInnerTexts()
    expect(texts.map((text) => text.replace(/\d+(?:\.\d)? m?s$/u, "time"))).toEqual([
      "Started: first run",
      "one",
      "two",
      "Completed in time",
      "Started: first run",
      "Error: three 1",
      expect.stringContaining("flow.tsnb"),
      "Failed after time",
    ])
    const isCut = `document.querySelector(".log-task-name").scrollWidth > document.querySelector(".log-task-name").clientWidth`
    expect(await page.evaluate(isCut)).toBe(false)
    const colours = `["info", "warn", "error"].map((level) =>
      getComputedStyle(document.querySelector(".level-" + level + ":not(.is-mark) .log-text")).color)`
    expect(new Set((await page.evaluate(colours)) as readonly string[]).size).toBe(3)
    await page.screenshot({ path: suite.picture("log with starts and ends") })
    for (const theme of themeNames) {
      await panel.setTheme(theme)
      expect(await seriousFaults(page)).toEqual([])
    }

    await page.locator("button[title='Show when tasks start and end']").click()
    await page.locator(".is-mark").first().waitFor({ state: "detached" })
    expect(await page.locator(".log-row").count()).toBe(4)
    expect(panel.complaints).toEqual([])
  })
})
