import { describe, expect, test } from "vitest"
import { seriousFaults } from "../axe.ts"
import { notebookText } from "../notebooks.ts"
import { PanelSuite } from "../panelSuite.ts"
import { themeNames } from "../themes.ts"

const flow = notebookText(
  `// @parameters
const depth = 6`,
  `import { sep } from "node:path"\nconst scale = (value: number) => value * sep.length`,
  `// @task load
const trips = Array.from({ length: 200 }, (_, index) => ({ id: index, distance: index * depth }))
const model = new Uint8Array(5000).fill(7)
console.log("loaded", trips.length, [sep, scale(1)].length)`,
  `// @task check retries=1 retryDelay=1ms
const isGood = trips.length > 1000
if (!isGood) throw new Error("only " + trips.length + " trips")`,
)

describe("the details of a task", () => {
  const suite = new PanelSuite()

  test("say what it read and gave, how its attempts ended, its error, and the end of its log", async () => {
    await using panel = await suite.open(flow)
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Failed" }).waitFor()
    const details = page.locator(".details")
    await page.locator(".card", { hasText: "load" }).locator("button").first().click()
    await details.locator("[aria-label=Inputs] .value", { hasText: "depth" }).locator(".value-text").waitFor()
    const outputs = details.locator("[aria-label=Outputs]")
    await outputs.locator(".value", { hasText: "200 rows × 2 columns" }).waitFor()
    await outputs.locator(".value", { hasText: "Uint8Array, 5,000 bytes" }).waitFor()
    expect(await details.locator(".log-tail").innerText()).toBe("loaded 200 2")
    // What a plain cell imports is no value that comes from it.
    const inputs = await details.locator("[aria-label=Inputs] .value-name").allInnerTexts()
    expect(inputs.toSorted()).toEqual(["depth", "scale"])
    await outputs.locator(".value", { hasText: "trips" }).click()
    await outputs.locator(".value-table td", { hasText: "1194" }).waitFor({ state: "detached" })
    await outputs.locator(".value-table td", { hasText: "594" }).waitFor()
    await page.screenshot({ path: suite.picture("details of a task") })

    await page.locator(".card", { hasText: "check" }).locator("button").first().click()
    await details.locator("[aria-label=Error] .stack", { hasText: "only 200 trips" }).waitFor()
    expect(await details.locator(".attempts li").allInnerTexts()).toEqual([
      expect.stringMatching(/^1: Failed/u),
      expect.stringMatching(/^2: Failed/u),
    ])
    await page.screenshot({ path: suite.picture("details of a failed task") })
    for (const theme of themeNames) {
      await panel.setTheme(theme)
      expect(await seriousFaults(page)).toEqual([])
    }
    await details.locator("button", { hasText: "Go to Cell" }).click()
    expect(panel.asked.at(-1)).toEqual({ type: "reveal", cell: expect.stringMatching(/^cell-/u) })
    expect(panel.complaints).toEqual([])
  })

  test("run it and all after it by a button that says so", async () => {
    await using panel = await suite.open(notebookText("// @task one\nconst a = 1", "// @task two\nconst b = a + 1"))
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Completed" }).waitFor()
    await page.locator(".card", { hasText: "two" }).locator("button").first().click()
    await page.locator(".details button", { hasText: "Run from Here" }).click()
    await page.locator(".card", { hasText: "one" }).locator(".state-cached").waitFor()
    await page.locator(".card", { hasText: "two" }).locator(".state-completed").waitFor()
    expect(panel.complaints).toEqual([])
  })

  test("open the subflow of a task that came from the cache", async () => {
    await using panel = await suite.open(
      notebookText(
        "// @parameters\nconst other = 1",
        `// @task prepare\nconst { rows } = await subflow("./child.tsnb")`,
        "// @task sum\nconst total = rows.length + other",
      ),
      { "child.tsnb": notebookText("// @task first\nconst one = 1", "// @task second\nconst rows = [one]") },
    )
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Completed" }).waitFor()
    await page.getByText("Run Flow").click()
    await page.locator(".card", { hasText: "prepare" }).locator(".state-cached").waitFor()
    await page.locator(".card", { hasText: "prepare" }).locator(".box-button").click()
    await page.locator(".details button", { hasText: "Open Subflow" }).click()
    await page.locator(".card", { hasText: "second" }).locator(".state-completed").waitFor()
    await page.locator(".details button", { hasText: "Close Subflow" }).click()
    await page.locator(".card", { hasText: "second" }).waitFor({ state: "detached" })
    expect(panel.complaints).toEqual([])
  })
})
