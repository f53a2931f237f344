import { describe, expect, test } from "vitest"
import type { Page } from "../../clients/browser.ts"
import { seriousFaults } from "../axe.ts"
import { notebookText } from "../notebooks.ts"
import { PanelSuite } from "../panelSuite.ts"
import { themeNames } from "../themes.ts"

const flow = notebookText(
  `// @parameters
/** Depth of the trees */
const depth = 6
/** Where from */
const source = "taxi"`,
  `import { display, svg } from "tsnb"`,
  `// @task train
if (depth > 10) throw new Error("too deep")
const rmse = 1 / depth`,
  `// @task draw
display(svg('<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="' + depth * 5 + '" height="40"/></svg>'))`,
)

async function runWithDepth(page: Page, depth: number, state: string): Promise<void> {
  await page.locator("#tab-parameters").click()
  await page.locator(".field", { hasText: "Depth" }).locator("input").fill(String(depth))
  await page.locator(".form-end").locator("vscode-button").click()
  await page.locator("#tab-runs").click()
  const newest = page.locator(".runs tbody tr:first-child")
  await newest.locator("td.code", { hasText: new RegExp(`^${depth}$`, "u") }).waitFor()
  await newest.locator(`.state-${state}`).waitFor()
}

describe("the runs", () => {
  const suite = new PanelSuite()

  test("have columns of what differs, are sorted, filtered and searched, and columns can be chosen", async () => {
    await using panel = await suite.open(flow)
    const { page } = panel
    for (const [depth, state] of [
      [6, "completed"],
      [12, "failed"],
      [4, "completed"],
    ] as const) {
      await runWithDepth(page, depth, state)
    }
    const heads = async () => (await page.locator(".runs thead th").allInnerTexts()).map((text) => text.trim())
    const depths = async () => (await page.locator(".runs tbody td.code").allInnerTexts()).map((text) => text.trim())
    expect(await heads()).toEqual(["State", "depth", "Started", "Duration"])
    expect(await depths()).toEqual(["4", "12", "6"])
    await page.screenshot({ path: suite.picture("runs with columns") })
    for (const theme of themeNames) {
      await panel.setTheme(theme)
      expect(await seriousFaults(page)).toEqual([])
    }

    const head = page.locator(".runs thead button", { hasText: "depth" })
    await head.click()
    await page.locator(".runs th[aria-sort=ascending]", { hasText: "depth" }).waitFor()
    expect(await depths()).toEqual(["4", "6", "12"])
    await head.click()
    await page.locator(".runs th[aria-sort=descending]", { hasText: "depth" }).waitFor()
    expect(await depths()).toEqual(["12", "6", "4"])

    await page.locator("input[type=search]:visible").fill("failed")
    await page.locator(".toolbar", { hasText: "1 of 3 runs" }).waitFor()
    expect(await depths()).toEqual(["12"])
    await page.locator("input[type=search]:visible").fill("depth = 4")
    await page.locator(".runs tbody tr", { hasText: "Completed" }).waitFor()
    expect(await depths()).toEqual(["4"])
    await page.locator("input[type=search]:visible").fill("")

    await page.locator("button[title='Choose the columns']").click()
    await page.locator(".columns vscode-checkbox").nth(1).click()
    await page.locator(".runs thead th", { hasText: "source" }).waitFor()
    await page.locator(".columns vscode-checkbox").nth(0).click()
    await page.locator(".runs thead th", { hasText: "depth" }).waitFor({ state: "detached" })
    // As it was left.
    await page.locator("#tab-log").click()
    await page.locator("#tab-runs").click()
    expect(await heads()).toEqual(["State", "source", "Started", "Duration"])
    expect(panel.complaints).toEqual([])
  })

  test("are pinned and given notes, which are kept", async () => {
    await using panel = await suite.open(flow)
    const { page } = panel
    await runWithDepth(page, 6, "completed")
    await runWithDepth(page, 4, "completed")
    const rows = page.locator(".runs tbody tr")
    await rows.nth(1).locator("[title^='Pin the run']").click()
    await rows.nth(1).locator("[aria-pressed=true]").waitFor()
    await rows.first().locator("[title^='Add a note']").click()
    await page.locator(".note-field").fill("the best  ")
    await page.keyboard.press("Enter")
    await rows
      .first()
      .locator(".note", { hasText: /^the best$/u })
      .waitFor()
    await rows.first().locator("[title^='Change the note']").click()
    await page.locator(".note-field").fill("not kept")
    await page.keyboard.press("Escape")
    await rows
      .first()
      .locator(".note", { hasText: /^the best$/u })
      .waitFor()
    await page.screenshot({ path: suite.picture("runs with a pin and a note") })
    await page.locator("select[aria-label=State]:visible").selectOption("pinned")
    await page.locator(".toolbar", { hasText: "1 of 2 runs" }).waitFor()

    await page.reload()
    await page.locator(".runs [aria-pressed=true]").waitFor()
    await page.locator(".runs .note", { hasText: "the best" }).waitFor()
    for (const theme of themeNames) {
      await panel.setTheme(theme)
      expect(await seriousFaults(page)).toEqual([])
    }
    expect(panel.complaints).toEqual([])
  })

  test("are compared within half a window, with their plots side by side", async () => {
    await using panel = await suite.open(flow)
    const { page } = panel
    await page.setViewportSize({ width: 550, height: 700 })
    await runWithDepth(page, 6, "completed")
    await runWithDepth(page, 4, "completed")
    for (const row of [0, 1]) await page.locator(".runs tbody input").nth(row).click()
    await page.getByText("Compare", { exact: true }).click()
    await page.locator(".compare-plots img").nth(1).waitFor()
    // What differs comes first.
    const parameters = await page.locator(".compare tbody").first().locator("tr").allInnerTexts()
    expect(parameters.map((text) => text.replaceAll(/\s+/gu, " ").trim())).toEqual([
      "Parameters",
      "depth 6 4",
      "source taxi taxi",
    ])
    await page.locator(".compare .is-different", { hasText: "+0.08333 (+50.0 %)" }).waitFor()
    const frame = `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector(".table-frame"))`
    expect(await page.evaluate(frame)).toBe(0)
    const tops = `new Set([...document.querySelectorAll(".compare-plots img")].map((image) => image.getBoundingClientRect().top)).size`
    expect(await page.evaluate(tops)).toBe(1)
    await page.screenshot({ path: suite.picture("comparison in half a window") })
    for (const theme of themeNames) {
      await panel.setTheme(theme)
      expect(await seriousFaults(page)).toEqual([])
    }
    expect(panel.complaints).toEqual([])
  })
})
