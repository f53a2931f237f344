import { describe, expect, test } from "vitest"
import { seriousFaults } from "../axe.ts"
import { notebookText } from "../notebooks.ts"
import { PanelSuite } from "../panelSuite.ts"
import { themeNames } from "../themes.ts"

/** A loop of a hundred elements, one of which fails, and a task that waits for it. */
const loop = notebookText(
  `const months = Array.from({ length: 100 }, (_, index) => "month " + (index + 1))`,
  `// @task readMonth for="month of months" label="month" failures=keep
if (month === "month 42") throw new Error("no such month")
const rows = 10`,
  `// @task join
const all = rows.length`,
)

describe("the timeline", () => {
  const suite = new PanelSuite()

  test("folds the elements of a loop into one row, which unfolds by pointer and by keys", async () => {
    await using panel = await suite.open(loop)
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Completed" }).waitFor()
    await page.locator("#tab-timeline").click()
    const row = page.locator(".timeline-row", { hasText: "readMonth" })
    await row.waitFor()
    expect(await page.locator(".timeline-row").count()).toBe(2)
    expect(await row.innerText()).toMatch(/readMonth\s+100\s+\d+(?:\.\d)? m?s/u)
    // What failed is seen without unfolding.
    await row.locator(".timeline-bar.state-failed").waitFor()

    await row.locator(".twistie").click()
    await page.locator(".timeline-row", { hasText: "[3: month 4]" }).waitFor()
    await page.screenshot({ path: suite.picture("timeline of a loop") })
    await page.keyboard.press("ArrowDown")
    await page.locator(".timeline-row[tabindex='0']", { hasText: "[0: month 1]" }).waitFor()
    await page.keyboard.press("ArrowLeft")
    await page.locator(".timeline-row[tabindex='0']", { hasText: "readMonth" }).waitFor()
    await page.keyboard.press("ArrowLeft")
    await page.locator(".timeline-row", { hasText: "[3: month 4]" }).waitFor({ state: "detached" })
    await page.keyboard.press("ArrowRight")
    await page.locator(".timeline-row", { hasText: "[3: month 4]" }).waitFor()

    // It is as it was left.
    await page.locator("#tab-log").click()
    await page.locator("#tab-timeline").click()
    await page.locator(".timeline-row", { hasText: "[3: month 4]" }).waitFor()
    for (const theme of themeNames) {
      await panel.setTheme(theme)
      expect(await seriousFaults(page)).toEqual([])
    }
    expect(panel.complaints).toEqual([])
  })

  test("draws the critical path as a line, and Enter leads to the task", async () => {
    await using panel = await suite.open(loop)
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Completed" }).waitFor()
    await page.locator("#tab-timeline").click()
    await page.locator(".timeline-row.is-critical", { hasText: "join" }).waitFor()
    // Along both bars, and from the one to the other.
    expect(await page.locator(".timeline-critical span").count()).toBe(4)
    await page.locator(".timeline-row").first().focus()
    await page.keyboard.press("End")
    await page.keyboard.press("Enter")
    await page.locator(".card.is-chosen", { hasText: "join" }).waitFor()
    expect(panel.complaints).toEqual([])
  })
})
