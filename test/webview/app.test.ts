import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Locator } from "../clients/browser.ts"
import { largeNotebook, largeRun } from "./largeFlow.ts"
import { layered, notebookText, weather } from "./notebooks.ts"
import { viewNames } from "../../webview/model/uiState.ts"
import { seriousFaults } from "./axe.ts"
import { notebookMessage, type PanelPage } from "./panelPage.ts"
import { PanelSuite } from "./panelSuite.ts"
import { themeNames } from "./themes.ts"

describe("the flow panel", () => {
  const suite = new PanelSuite()

  test("says what to do when the notebook has no tasks", async () => {
    await using panel = await suite.open(notebookText("const a = 1"))
    await panel.page.getByText("No tasks yet").waitFor()
    expect(panel.complaints).toEqual([])
  })

  test("draws the tasks, and follows a run live", async () => {
    await using panel = await suite.open(weather)
    const { page } = panel
    await page.locator(".card").nth(6).waitFor()
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Failed" }).waitFor()
    const states = await page.locator(".card").allInnerTexts()
    expect(states.map((text) => text.replaceAll(/\s+/gu, " ").replace(/\d+ ms$/u, "…")).toSorted()).toEqual([
      "checkTheLongNamedConditionThatNeverHoldsInPractice Failed Attempt 2 of 2 · …",
      "merge Completed …",
      "plot Completed …",
      "readCalendar Completed …",
      "readStation 3 ran",
      "report Skipped",
      "summarise Completed …",
    ])
    await page.screenshot({ path: suite.picture("failed") })

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
    await using panel = await suite.open(weather)
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Failed" }).waitFor()
    await page.getByText("Log", { exact: true }).click()
    await page.locator(".log-row", { hasText: "harbour: 20 readings" }).first().waitFor()
    expect(await page.locator(".ansi-green-fg", { hasText: "north" }).count()).toBe(1)
    await page.locator("input[type=search]:visible").fill("only 60")
    await page.locator(".toolbar", { hasText: "1 line" }).waitFor()
    expect(await page.locator(".log-row").allInnerTexts()).toEqual([expect.stringContaining("summarise")])
    await page.screenshot({ path: suite.picture("log") })
    expect(panel.complaints).toEqual([])
  })

  test("asks for parameters of every kind that can be given", async () => {
    await using panel = await suite.open(
      notebookText(
        `// @parameters
/** First of the ids */
const id: bigint = 5n
const range: [string, number] = ["a", 2]
const options = { depth: 3 }
const boxes: { x: number }[] = []
const known = new Map<string, number>()`,
        "// @task t\nconst all = [id, range, options, boxes, known]",
      ),
    )
    const { page } = panel
    await page.getByText("Parameters", { exact: true }).first().click()
    const field = (name: string): Locator => page.locator(".field", { hasText: name })
    await field("range").locator("input").fill('["a"]')
    await field("range").locator(".field-problem").waitFor()
    await field("options").locator("textarea").fill('{ "depth": 5 }')
    expect((await page.locator(".field-name").allInnerTexts()).map((text) => text.trim())).toEqual([
      "id",
      "range · changed",
      "options · changed",
      "boxes",
    ])
    await page.screenshot({ path: suite.picture("form of all kinds") })
    expect(panel.complaints).toEqual([])
  })

  test("runs with the form's parameters, and compares with the run before", async () => {
    await using panel = await suite.open(weather)
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Failed" }).waitFor()
    await page.getByText("Parameters", { exact: true }).first().click()
    const count = page.locator(".field", { hasText: "How many readings" })
    await count.locator("input").fill("many")
    await page.locator(".field-problem", { hasText: "It takes a number, not 'many'" }).waitFor()
    await count.locator("input").fill("30")
    await page.screenshot({ path: suite.picture("form") })
    await page.locator(".form-end").locator("vscode-button").click()
    await page.locator(".card", { hasText: "readCalendar" }).locator(".state-cached").waitFor()
    await page.locator(".run-summary", { hasText: "Failed" }).waitFor()

    await page.locator("#tab-timeline").click()
    await page.locator(".timeline-row", { hasText: "readStation" }).locator(".twistie").click()
    await page.locator(".timeline-row", { hasText: "[2]" }).waitFor()
    await page.screenshot({ path: suite.picture("timeline") })

    await page.locator("#tab-results").click()
    await page.locator(".markdown", { hasText: "Average" }).waitFor()
    await page.locator(".value", { hasText: "all" }).first().click()
    await page.locator(".value-tree", { hasText: "[90]" }).waitFor()
    await page.screenshot({ path: suite.picture("results") })

    await page.locator("#tab-runs").click()
    await page.locator(".runs tbody tr").nth(1).waitFor()
    for (const row of [0, 1]) await page.locator(".runs input").nth(row).click()
    await page.screenshot({ path: suite.picture("runs") })
    await page.getByText("Compare", { exact: true }).click()
    const different = page.locator(".is-different", { hasText: "count" }).first()
    await different.waitFor()
    expect((await different.innerText()).replaceAll(/\s+/gu, " ").trim()).toBe("count 20 30")
    await page.locator(".compare", { hasText: "Metrics" }).waitFor()
    await page.screenshot({ path: suite.picture("compare") })
    expect(panel.complaints).toEqual([])
  })

  test("keeps views as they were left while another is shown, and lets them catch up", async () => {
    await using panel = await suite.open(weather)
    const { page } = panel
    await page.locator(".card").nth(6).waitFor()
    await page.locator("[title='Zoom in']").click()
    const zoom = () => page.evaluate(`document.querySelector(".react-flow__viewport").style.transform`)
    const first = await zoom()
    await page.locator("[title='Zoom in']").click()
    await expect.poll(zoom).not.toBe(first)
    const moved = await zoom()
    await page.locator("#tab-parameters").click()
    await page.locator(".card").first().waitFor({ state: "hidden" })
    const count = page.locator(".field", { hasText: "How many readings" }).locator("input")
    await count.fill("many")
    await page.locator("#tab-log").click()
    await page.locator("#page .center", { hasText: "Nothing has run yet" }).waitFor()
    await count.waitFor({ state: "hidden" })
    await page.getByText("Run Flow").first().click()
    await page.locator(".run-summary", { hasText: "Failed" }).waitFor()
    await page.locator("#tab-graph").click()
    await page.locator(".card.is-completed", { hasText: "merge" }).waitFor()
    expect(await zoom()).toBe(moved)
    await page.locator("#tab-parameters").click()
    expect(await count.inputValue()).toBe("many")
    expect(panel.complaints).toEqual([])
  })

  test("opens an earlier run as it was", async () => {
    await using panel = await suite.open(weather)
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Failed" }).waitFor()
    await page.getByText("Re-run Failed").click()
    await page.locator(".card", { hasText: "merge" }).locator(".state-cached").waitFor()
    await page.locator(".run-summary", { hasText: "Failed" }).waitFor()
    await page.locator("#tab-runs").click()
    await page.locator(".runs tbody .link").nth(1).click()
    await page.locator(".card", { hasText: "merge" }).locator(".state-completed").waitFor()
    await page.locator("#tab-log").click()
    await page.locator(".log-row", { hasText: "harbour: 20 readings" }).first().waitFor()
    expect(panel.complaints).toEqual([])
  })

  test("opens a subflow in place, finds tasks, draws those of a tag as one, and leads from task to task by keys", async () => {
    await using panel = await suite.open(
      notebookText(
        `// @task prepare tags=["input"]\nconst { rows } = await subflow("./child.tsnb")`,
        `// @task other tags=["input"]\nconst more = 1`,
        `// @task sum\nconst total = rows.length + more`,
      ),
      { "child.tsnb": notebookText("// @task first\nconst one = 1", "// @task second\nconst rows = [one]") },
    )
    const { page } = panel
    await page.getByText("Run Flow").click()
    await page.locator(".run-summary", { hasText: "Completed" }).waitFor()
    const card = (name: string) => page.locator(".card", { hasText: name })
    await card("prepare").locator(".card-open").click()
    await card("second").locator(".state-completed").waitFor()
    await page.screenshot({ path: suite.picture("subflow") })
    await card("prepare").locator(".card-open").click()
    await card("second").waitFor({ state: "detached" })

    await page.locator("input[type=search]:visible").fill("total")
    await page.locator(".card.is-back", { hasText: "other" }).waitFor()
    expect(await page.locator(".card.is-back").count()).toBe(2)
    await page.locator("input[type=search]:visible").fill("")

    await card("sum").locator(".box-button").click()
    await page.locator(".details", { hasText: "total" }).waitFor()
    await page.keyboard.press("ArrowUp")
    await page.locator(".card.is-chosen", { hasText: /prepare|other/u }).waitFor()

    const group = async (by: string): Promise<void> => {
      await page.locator("[title='Draw several tasks as one']").click()
      await page.locator(".menu button", { hasText: by }).click()
    }
    await group("Tag: input")
    await page.locator(".card", { hasText: "2 ran" }).waitFor()
    expect(await page.locator(".card").count()).toBe(2)
    await group("Tag: input")
    await page.locator(".card").nth(2).waitFor()

    await group("By Layer")
    await page.locator(".card", { hasText: "Layer 1" }).waitFor()
    expect(await page.locator(".card").count()).toBe(2)
    await page.screenshot({ path: suite.picture("grouped by layer") })
    await page.locator(".card", { hasText: "Layer 1" }).locator(".card-open").click()
    await card("other").waitFor()
    expect(await page.locator(".card").count()).toBe(3)
    expect(panel.complaints).toEqual([])
  })

  test("says what stands in the way: a kernel that is gone, a notebook with problems, no trust", async () => {
    await using panel = await suite.open(notebookText("// @task one\nconst a = 1", "// @task two\nconst a = 2"))
    const { page } = panel
    await page.locator(".notice", { hasText: "'a'" }).waitFor()
    await page.locator(".box-problem.is-error").first().waitFor()
    await panel.say({ type: "kernel", state: "gone", reason: "The kernel ended (SIGKILL)" })
    await page.getByText("The kernel ended (SIGKILL). The next run starts another.").waitFor()
    await page.screenshot({ path: suite.picture("problems") })
    await page.locator(".notice", { hasText: "SIGKILL" }).locator("vscode-button").click()
    await expect.poll(() => panel.asked.at(-1)).toEqual({ type: "connect" })
    await panel.say({ ...notebookMessage("flow.tsnb", []), isTrusted: false })
    await page.getByText("The workspace isn't trusted").waitFor()
    expect(panel.complaints).toEqual([])
  })

  test("draws sixty tasks with a small map", async () => {
    await using panel = await suite.open(layered(6, 10))
    await panel.page.locator(".react-flow__minimap rect").nth(59).waitFor()
    await panel.page.screenshot({ path: suite.picture("60 tasks") })
    for (const theme of ["light", "dark"] as const) {
      await panel.setTheme(theme)
      expect(await seriousFaults(panel.page)).toEqual([])
    }
    expect(panel.complaints).toEqual([])
  })

  test("stays usable with a flow and a run of 10,000 tasks", async () => {
    await using panel = await suite.open(notebookText("// @task one\nconst a = 1"))
    const { page } = panel
    await panel.say(largeNotebook(10_000))
    await page.locator(".card").nth(10).waitFor()
    await panel.say(...largeRun("large", 10_000))
    await page.locator(".chip.is-failed", { hasText: /^100$/u }).waitFor()
    await page.locator(".chip.is-completed", { hasText: /^9900$/u }).waitFor()
    await page.locator(".card.is-failed").first().waitFor()

    await page.locator("input[type=search]:visible").fill("step99x98")
    await page.locator(".card:not(.is-back)", { hasText: "step99x98" }).locator(".state-completed").waitFor()
    expect(await page.locator(".card:not(.is-back)").count()).toBe(1)
    await page.screenshot({ path: suite.picture("10,000 tasks") })

    await page.locator("#tab-log").click()
    await page.locator(".toolbar", { hasText: "30,000 lines" }).waitFor()
    const tasks = page.locator("select[aria-label=Task]")
    expect(await tasks.locator("option").allInnerTexts()).toEqual(["All tasks"])
    await tasks.focus()
    await tasks.selectOption("step99x98")
    await page.locator(".toolbar", { hasText: /\b3 lines/u }).waitFor()
    await tasks.selectOption("")
    await page.locator("#tab-timeline").click()
    await page.locator(".timeline-row", { hasText: "step0x0" }).first().waitFor()
    // Only what is seen is there.
    expect(await page.locator(".timeline-row").count()).toBeLessThan(200)
    expect(panel.complaints).toEqual([])
  })

  describe("for those who can't see or point", () => {
    let panel: PanelPage

    beforeAll(async () => {
      if (!suite.isAvailable) return
      panel = await suite.open(weather)
      await panel.page.getByText("Run Flow").click()
      await panel.page.locator(".run-summary", { hasText: "Failed" }).waitFor()
    })

    afterAll(() => panel?.[Symbol.asyncDispose]())

    test.each(themeNames)("has no serious fault in the theme %s", async (theme) => {
      const { page } = panel
      await panel.setTheme(theme)
      await page.locator("#tab-graph").click()
      await page.locator(".card", { hasText: "checkTheLong" }).locator("button").first().click()
      await page.locator(".details .stack").waitFor()
      const faults: Record<string, readonly string[]> = {}
      for (const view of viewNames) {
        await page.locator(`#tab-${view}`).click()
        await page.locator(`#page[aria-labelledby=tab-${view}]`).waitFor()
        await page.screenshot({ path: suite.picture(`${theme} ${view}`) })
        const found = await seriousFaults(page)
        if (found.length > 0) faults[view] = found
      }
      expect(faults).toEqual({})
    })
  })
})
