import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { provideBrowser, type Browser, type Page } from "../../clients/browser.ts"
import { ifAvailable, needs } from "../../support/available.ts"
import { TestNotebook } from "../../support/flow.ts"
import { seriousFaults } from "../axe.ts"
import { largeNotebook, largeRun } from "../largeFlow.ts"
import { layered, notebookText, weather } from "../notebooks.ts"
import { PanelPage, PanelServer } from "../panelPage.ts"
import { themeNames } from "../themes.ts"

/** For people to look at; ignored by git. */
const pictures = join(import.meta.dirname, "..", "..", "..", "test-results", "panel", "graph")
const start = await ifAvailable("Chromium for the graph", provideBrowser)
const height = 760
/** Of panels: in a side bar, beside a notebook, and alone. */
const widths = [400, 700, 1_100] as const

/** Five tasks as in the taxi notebook, with parameters, a plain cell and a hook. */
const taxi = notebookText(
  `// @parameters\nconst trainPath = "a", valPath = "b"`,
  `const scale = (text: string) => text.length`,
  `// @task readTrain\nconst train = Array.from({ length: 2_000 }, (_, index) => trainPath + index), isTrain = true`,
  `// @task readVal\nconst val = Array.from({ length: 1_000 }, (_, index) => valPath + index)`,
  `// @task addFeatures\nconst xTrain = train.map(scale), xVal = val.map(scale)`,
  `// @task trainBestModel\nconst rmse = xTrain.length / xVal.length`,
  `// @task plotDurations\nconst plot = [rmse, xVal.length, isTrain].join()`,
  `// @on success failure\nconsole.log(rmse)`,
)

/** Sixty tasks, one of which fails in the fourth layer. */
const sixty = layered(6, 10).replace("// @task step3x7\n", `// @task step3x7\nif (true) throw new Error("no")\n`)

describe("the graph", () => {
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
  async function open(text: string, width: number): Promise<PanelPage> {
    const notebook = new TestNotebook()
    notebooks.push(notebook)
    notebook.write("flow.tsnb", text)
    return PanelPage.open(browser, server, notebook.path, "light", { width, height })
  }

  test.each(widths)("of five tasks is read at once in a panel of %d pixels", async (width) => {
    await using panel = await open(taxi, width)
    const { page } = panel
    await page.locator(".card").nth(4).waitFor()
    await run(panel, "Completed")
    // Tasks first: neither other cells nor words on the arrows.
    expect(await page.locator(".small").count()).toBe(0)
    expect(await page.locator(".arrow-label").count()).toBe(0)
    await expect
      .poll(() => readable(page))
      .toEqual(["addFeatures", "plotDurations", "readTrain", "readVal", "trainBestModel"])
    await page.screenshot({ path: join(pictures, `taxi ${width}.png`) })
    expect(panel.complaints).toEqual([])
  })

  test("leads to the right in a wide panel and down in a narrow one, unless one has chosen", async () => {
    await using panel = await open(taxi, 1_100)
    const { page } = panel
    const way = async (): Promise<string> => {
      const [from, to] = [await place(page, "addFeatures"), await place(page, "trainBestModel")]
      return to.left >= from.right ? "right" : to.top >= from.bottom ? "down" : "neither"
    }
    await page.locator(".card").nth(4).waitFor()
    await expect.poll(way).toBe("right")
    await page.setViewportSize({ width: 400, height })
    await expect.poll(way).toBe("down")
    await expect.poll(async () => (await readable(page)).length).toBe(5)
    await page.locator("[title='Draw from left to right']").click()
    await expect.poll(way).toBe("right")
    // The choice is kept, by the window and when it is loaded again.
    await page.setViewportSize({ width: 380, height })
    await page.reload()
    await page.locator("[title='Draw from top to bottom']").waitFor()
    await page.locator(".card").first().waitFor()
    await expect.poll(way).toBe("right")
    // What would be drawn anyway is no choice.
    await page.locator("[title='Draw from top to bottom']").click()
    await expect.poll(way).toBe("down")
    await page.setViewportSize({ width: 1_100, height })
    await expect.poll(way).toBe("right")
  })

  test("shows parameters, hooks and plain cells when one asks for them, and remembers it", async () => {
    await using panel = await open(taxi, 700)
    const { page } = panel
    await page.locator(".card").nth(4).waitFor()
    const other = page.locator("[title='Show parameters, hooks and plain cells, too']")
    await other.click()
    await page.locator(".small.is-hook").waitFor()
    await page.reload()
    await page.locator(".small.is-parameters").waitFor()
    // Their arrows say little about the order of the tasks.
    expect(await page.locator(".arrow.is-minor").count()).toBeGreaterThan(0)
    await panel.setTheme("light")
    await page.screenshot({ path: join(pictures, "all cells.png") })
    await other.click()
    await page.locator(".small").first().waitFor({ state: "detached" })
  })

  test("tells what travels along the arrows of the chosen task, and of the one that is pointed at", async () => {
    await using panel = await open(taxi, 1_100)
    const { page } = panel
    await page.locator(".card").nth(4).waitFor()
    await run(panel, "Completed")
    await page.locator(".card", { hasText: "addFeatures" }).locator(".box-button").click()
    await page.locator(".arrow-label", { hasText: /^train · [\d.]+ kB$/u }).waitFor()
    await page.locator(".arrow-label", { hasText: /^xTrain, xVal · [\d.]+ kB$/u }).waitFor()
    expect(await page.locator(".arrow-line.is-near").count()).toBe(4)
    await page.screenshot({ path: join(pictures, "chosen.png") })
    await page.locator(".details [title=Close]").click()
    await page.locator(".arrow-label").first().waitFor({ state: "detached" })

    // All arrows are curves: half-way along, this one is in the middle between its boxes, which move once the details are closed.
    const pointAtArrow = async (): Promise<boolean> => {
      const [from, to] = [await place(page, "readTrain"), await place(page, "addFeatures")]
      await page.mouse.move(0, 0)
      await page.mouse.move((from.right + to.left) / 2, (from.top + from.bottom + to.top + to.bottom) / 4)
      return page.locator(".arrow-label", { hasText: /^train · [\d.]+ kB$/u }).isVisible()
    }
    await expect.poll(pointAtArrow).toBe(true)
    await page.mouse.move(0, 0)
    await page.locator(".arrow-label").first().waitFor({ state: "detached" })
    expect(panel.complaints).toEqual([])
  })

  test.each(widths)("of sixty tasks leads to what failed, with a map beside it, at %d pixels", async (width) => {
    await using panel = await open(sixty, width)
    const { page } = panel
    await page.locator(".card").nth(5).waitFor()
    await run(panel, "Failed")
    await expect.poll(async () => (await readable(page)).includes("step3x7")).toBe(true)
    // Opened again, too.
    await page.reload()
    await page.locator(".card.is-failed").first().waitFor()
    await expect.poll(async () => (await readable(page)).includes("step3x7")).toBe(true)
    expect(await isMapApart(page)).toBe(true)
    await panel.setTheme("dark")
    await page.screenshot({ path: join(pictures, `sixty ${width}.png`) })
    // All of it is a click away.
    await page.locator("[title='Fit the whole graph']").click()
    await expect.poll(() => page.locator(".card").count()).toBe(60)
  })

  test("keeps the chosen task readable when its details open, and when the panel is made smaller", async () => {
    await using panel = await open(weather, 700)
    const { page } = panel
    await page.locator(".card").nth(6).waitFor()
    await run(panel, "Failed")
    const name = "checkTheLongNamedConditionThatNeverHoldsInPractice"
    await page.locator(".card", { hasText: name }).locator(".box-button").click()
    await page.locator(".details .stack").waitFor()
    await expect.poll(async () => (await readable(page)).includes(name)).toBe(true)
    for (const size of [
      { width: 400, height: 500 },
      { width: 900, height: 420 },
    ]) {
      await page.setViewportSize(size)
      await expect.poll(async () => (await readable(page)).includes(name)).toBe(true)
    }
  })

  test.each([400, 700])("of sixty tasks stays where it is when details open and close, at %d pixels", async (width) => {
    await using panel = await open(sixty, width)
    const { page } = panel
    await page.locator(".card").nth(5).waitFor()
    await run(panel, "Failed")
    await expect.poll(async () => (await readable(page)).includes("step3x7")).toBe(true)
    const before = await place(page, "step3x7")
    await page.locator("[data-box='task:step2x7']").click()
    await page.locator(".details").waitFor()
    await page.locator(".details [title=Close]").click()
    await page.locator(".details").waitFor({ state: "detached" })
    expect(await place(page, "step3x7")).toEqual(before)
  })

  test("stays where one has moved it when the panel is of another size", async () => {
    await using panel = await open(sixty, 700)
    const { page } = panel
    await page.locator(".card").nth(5).waitFor()
    await page.locator("[title='Zoom in']").click()
    const zoom = () =>
      page.evaluate(`new DOMMatrix(getComputedStyle(document.querySelector(".react-flow__viewport")).transform).a`)
    const before = 0.6
    await expect.poll(async () => Number(await zoom())).toBeGreaterThan(before)
    const moved = await zoom()
    await page.setViewportSize({ width: 690, height: 700 })
    await page.locator(".react-flow").first().waitFor()
    expect(await zoom()).toBe(moved)
  })

  test("writes long names in two lines", async () => {
    await using panel = await open(weather, 700)
    const { page } = panel
    const name = page.locator(".card", { hasText: "checkTheLong" }).locator(".card-name")
    await name.waitFor()
    expect(await page.evaluate(`${lines}("checkTheLong")`)).toBe(2)
    expect(await page.evaluate(`${lines}("merge")`)).toBe(1)
  })

  test.each(widths)(
    "has a chip for each state that leads to its tasks, none of them cut at %d pixels",
    async (width) => {
      await using panel = await open(weather, width)
      const { page } = panel
      await page.locator(".card").nth(6).waitFor()
      await run(panel, "Failed")
      const chips = await page.locator(".chip").allInnerTexts()
      expect(chips.map((text) => text.trim())).toEqual(["1", "5", "1"])
      expect(await page.evaluate(cutInHeader)).toEqual([])
      await page.locator("#tab-log").click()
      await page.locator(".chip.is-failed").click()
      await page.locator(".card.is-chosen", { hasText: "checkTheLong" }).waitFor()
      await page.locator(".details .stack", { hasText: "can't be right" }).waitFor()
      // From one task to the next.
      for (const name of ["readStation", "readCalendar", "merge"]) {
        await page.locator(".chip.is-completed").click()
        await page.locator(".card.is-chosen", { hasText: name }).waitFor()
      }
      await page.screenshot({ path: join(pictures, `chips ${width}.png`) })
      expect(panel.complaints).toEqual([])
    },
  )

  test("of a thousand tasks that goes on begins with what failed, and stays readable", async () => {
    await using panel = await open(notebookText("// @task one\nconst a = 1"), 700)
    const { page } = panel
    await panel.say(largeNotebook(1_000))
    await panel.say(...largeRun("large", 1_000))
    await page.locator(".card.is-failed").first().waitFor()
    await expect.poll(async () => (await readable(page)).some((name) => name.endsWith("x99"))).toBe(true)
    expect(await isMapApart(page)).toBe(true)
    await page.screenshot({ path: join(pictures, "1,000 tasks.png") })
  })

  test("keeps the buttons beside the small map in view, whatever size the panel was before", async () => {
    await using panel = await open(layered(25, 20), 1_100)
    const { page } = panel
    for (const width of [1_100, 500, 900]) {
      await page.setViewportSize({ width, height })
      await expect.poll(() => page.evaluate(`document.querySelector(".small-map.is-bottom")?.clientWidth`)).toBe(width)
      expect(await page.evaluate(buttonsInside)).toBe(true)
    }
  })

  test.each(themeNames)("has no serious fault in the theme %s at 400 pixels", async (theme) => {
    await using panel = await open(weather, 400)
    const { page } = panel
    await page.locator(".card").nth(6).waitFor()
    await run(panel, "Failed")
    await panel.setTheme(theme)
    await page.locator(".chip.is-failed").click()
    await page.locator(".details .stack").waitFor()
    await page.screenshot({ path: join(pictures, `failed ${theme}.png`) })
    expect(await seriousFaults(page)).toEqual([])
  })
})

/** Runs the flow until it has ended. */
async function run({ page }: PanelPage, state: "Completed" | "Failed"): Promise<void> {
  await page.getByText("Run Flow").click()
  await page.locator(".run-summary", { hasText: state }).waitFor()
}

interface Place {
  left: number
  top: number
  right: number
  bottom: number
}

/** Where the card of a task is in the window. */
async function place(page: Page, task: string): Promise<Place> {
  const box = `document.querySelector('[data-box="task:${task}"]')`
  const text = await page.evaluate(`JSON.stringify(${box}.getBoundingClientRect())`)
  // As the page has written it.
  return JSON.parse(String(text)) as Place
}

/** The tasks whose cards are wholly in view, and not smaller than can be read; in alphabetical order. */
async function readable(page: Page): Promise<readonly string[]> {
  const names = await page.evaluate(`(() => {
    const canvas = document.querySelector(".react-flow").getBoundingClientRect()
    return [...document.querySelectorAll(".card .box-button")].filter((box) => {
      const { left, right, top, bottom, width } = box.getBoundingClientRect()
      const isInside = left >= canvas.left && right <= canvas.right && top >= canvas.top && bottom <= canvas.bottom
      return isInside && width / box.offsetWidth > 0.59
    }).map((box) => box.dataset.box.replace("task:", "")).toSorted()
  })()`)
  return names as readonly string[]
}

/** Whether the small map is there, if all doesn't fit, and lies beside the canvas. */
async function isMapApart(page: Page): Promise<boolean> {
  const isApart = await page.evaluate(`(() => {
    const map = document.querySelector(".react-flow__minimap")?.getBoundingClientRect()
    const canvas = document.querySelector(".react-flow").getBoundingClientRect()
    return !map || map.left >= canvas.right || map.top >= canvas.bottom
  })()`)
  return isApart === true
}

/** For the page: in how many lines the name on a card is written. */
const lines = `((text) => {
  const name = [...document.querySelectorAll(".card-name")].find((one) => one.textContent.startsWith(text))
  return Math.round(name.offsetHeight / parseFloat(getComputedStyle(name).lineHeight))
})`

/** For the page: whether all buttons for the zoom are in the window. */
const buttonsInside = `[...document.querySelectorAll(".zoom button")].every((button) => {
  const { left, right, bottom } = button.getBoundingClientRect()
  return left >= 0 && right <= innerWidth && bottom <= innerHeight
})`

/** For the page: what in the header isn't wholly seen. */
const cutInHeader = `[...document.querySelectorAll(".header, .header *")].filter((one) => {
  const { left, right } = one.getBoundingClientRect()
  const isCut = getComputedStyle(one).overflow !== "visible" && one.scrollWidth > one.clientWidth + 1
  return isCut || left < 0 || right > innerWidth
}).map((one) => one.outerHTML.slice(0, 80))`
