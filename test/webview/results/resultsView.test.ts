import { describe, expect, test } from "vitest"
import { seriousFaults } from "../axe.ts"
import { notebookText } from "../notebooks.ts"
import { PanelSuite } from "../panelSuite.ts"
import { themeNames } from "../themes.ts"

const values = notebookText(
  `import { display, svg } from "tsnb"`,
  `// @task make
const trips = Array.from({ length: 200 }, (_, index) => ({ id: index, distance: index / 4 }))
const settings = { depth: 6, objective: { name: "squared", alpha: [0.1, 0.2] } }
const model = { kind: "booster", trees: new Uint8Array(120_000) }
const weights = new Uint8Array(9_000)
display(svg('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><title>température</title></svg>'))`,
)

describe("the results", () => {
  const suite = new PanelSuite()

  test("have a type and a shape each, and open as a table, as a tree, and never as bytes", async () => {
    await using panel = await suite.open(values)
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Completed" }).waitFor()
    await page.locator("#tab-results").click()
    const value = (name: string) => page.locator(".values li", { hasText: name })
    await value("weights").waitFor()
    expect((await page.locator(".value-kind").allInnerTexts()).toSorted()).toEqual([
      "Uint8Array, 9,000 bytes",
      "object, 2 properties",
      "object, 2 properties",
      "table, 200 rows × 2 columns",
    ])
    // A plot that was displayed.
    await page.locator(".artifact img").waitFor()
    await value("trips").locator("button").click()
    await page.locator(".value-note", { hasText: "The first 100 of 200 rows" }).waitFor()
    expect(await page.locator(".value-table th").allInnerTexts()).toEqual(["id", "distance"])
    await value("settings").locator("button").click()
    await value("settings").locator("summary", { hasText: "objective" }).click()
    await value("settings").locator(".value-leaf", { hasText: '"squared"' }).waitFor()
    await value("model").locator("button").click()
    await value("model").locator(".value-leaf", { hasText: "Uint8Array, 120,000 bytes" }).waitFor()
    await value("weights").locator("button").click()
    await value("weights").locator(".value-note", { hasText: "Uint8Array of 9,000 bytes" }).waitFor()
    await page.screenshot({ path: suite.picture("results opened") })
    for (const theme of themeNames) {
      await panel.setTheme(theme)
      expect(await seriousFaults(page)).toEqual([])
    }
    expect(panel.complaints).toEqual([])
  })

  test("of very many values are drawn as far as one scrolls", async () => {
    const many = Array.from({ length: 250 }, (_, index) => `v${index} = ${index}`).join(", ")
    await using panel = await suite.open(notebookText(`// @task make\nconst ${many}`))
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Completed" }).waitFor()
    await page.locator("#tab-results").click()
    await page.locator(".values li").nth(99).waitFor()
    expect(await page.locator(".values li").count()).toBe(100)
    const scrolled = async (): Promise<number> => {
      await page.evaluate(`document.querySelector(".results").scrollTop = 1e6`)
      return page.locator(".values li").count()
    }
    await expect.poll(scrolled).toBe(250)
    await page.locator(".values li", { hasText: "v249" }).waitFor()
    expect(panel.complaints).toEqual([])
  })
})
