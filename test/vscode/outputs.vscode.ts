import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"

const charts = `// %%
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
const trips = months.flatMap((month, m) => ["green", "yellow"].map((taxi, t) => ({ month, taxi, count: 40 + 13 * ((3 * m + 5 * t) % 7) })))

// %%
vegaLite({
  title: "Trips by month",
  data: { values: trips },
  mark: "bar",
  width: 360,
  height: 150,
  encoding: {
    x: { field: "month", sort: months, title: "Month" },
    y: { field: "count", type: "quantitative", title: "Trips (thousands)" },
    color: { field: "taxi", title: "Taxi" },
    xOffset: { field: "taxi" },
  },
})

// %%
plotly({
  data: ["green", "yellow"].map((taxi) => ({
    type: "scatter", name: taxi, x: months, y: trips.filter((trip) => trip.taxi === taxi).map(({ count }) => count),
  })),
  layout: { title: { text: "Trips by month" }, height: 300, yaxis: { title: { text: "Trips (thousands)" } } },
})
`

const values = `// %%
json({
  name: "taxi", trained: true, rmse: 5.151731337, parent: null, tags: ["green", "2023-01"],
  parameters: { max_depth: 30, learning_rate: 0.09585355369315604, objective: "reg:linear", seed: 42 },
  predictions: Array.from({ length: 1_000 }, (_, index) => ({ row: index, minutes: index % 50 })),
})

// %%
Array.from({ length: 60 }, (_, row) => ({ row, zone: ["Astoria", "Harlem", "Midtown"][row % 3], distance: row * 1.37, tip: row % 4 ? row / 4 : null }))
`

const texts = `// %%
markdown\`### A heading

| model | rmse |
| --- | ---: |
| **XGBoost** | 5.15 |
| linear | 8.42 |

The error is \\\`sqrt(mean(d²))\\\`, of which [more](https://example.com).\`

// %%
latex\`$$\\sqrt{\\frac{1}{n}\\sum_{i=1}^n (y_i - \\hat y_i)^2}$$\`
`

const wrong = `// %%
vegaLite({ data: { values: [{ a: 1 }] }, mark: "blob", encoding: { x: { field: "a" } } })

// %%
display({ "application/vnd.plotly.v1+json": { data: [{ type: "nothing" }], layout: {} } }, { raw: true })
`

const failing = `// %%
function half(value: { size: number } | undefined) {
  return value.size / 2
}

// %%
// @task broken
const result = [1].map(() =>
  half(undefined))

// %%
half(undefined)
`

const flow = `// %%
// @task load
console.log("loading")
const rows = [1, 2, 3]

// %%
// @task chart
vegaLite({ data: { values: rows.map((row) => ({ row })) }, mark: "point", encoding: { x: { field: "row", type: "quantitative" } } })

// %%
// @task bad
const nothing = rows.missing.length
`

const loop = `// %%
const numbers = [1, 2]

// %%
// @task squares for="number of numbers"
console.log("squared", number * number)
const square = number * number
`

const talkative = `// %%
// @task talkative
for (let line = 1; line <= 5_000; line++) console.log(\`line \${line} of a log that is too long for its cell\`)
const lines = 5_000
`

const waiting = `// %%
// @task quick
console.log("was quick")
const quick = 1

// %%
// @task waiting cache=off
import { existsSync } from "node:fs"
import { writeFile } from "node:fs/promises"
console.log("waits", quick)
await writeFile("started", "")
while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 50))
console.log("goes on")
`

const commandLine = join(import.meta.dirname, "..", "..", "bin", "tsnb.js")

describe("outputs in VS Code", () => {
  const vscode = useVSCode("outputs")

  test("shows charts of Vega-Lite and Plotly in the colours of the theme", async () => {
    const window = await vscode.show("charts.tsnb", charts)
    await window.command("Notebook: Run All")
    await window.drawn(".tsnb-vega svg")
    await window.drawn(".js-plotly-plot .main-svg")
    expect(await window.output("Trips (thousands)")).toContain("Month")
    await window.command("Notebook: Collapse All Cell Inputs")
    await window.picture("charts")
  })

  test("shows Markdown and LaTeX", async () => {
    const window = await vscode.show("texts.tsnb", texts)
    await window.command("Notebook: Run All")
    await window.drawn(".katex")
    const table = await window.drawn("table")
    await expect.poll(async () => table.innerText()).toContain("5.15")
    await window.picture("texts")
  })

  test("shows JSON as a tree, and tables", async () => {
    const window = await vscode.show("values.tsnb", values)
    await window.command("Notebook: Run All")
    const tree = await window.drawn(".tsnb-json summary")
    expect(await window.output("parameters")).toContain("[1,000]")
    expect(await window.output("60 rows")).toContain("Astoria")
    await window.command("Notebook: Collapse All Cell Inputs")
    await window.picture("values")
    await tree.focus()
    for (const key of ["ArrowDown", "ArrowDown", "ArrowRight"]) await window.page.keyboard.press(key)
    expect(await window.output("max_depth")).toContain("30")
    await window.picture("tree")
  })

  test("says what is wrong with a chart, and shows its data", async () => {
    const window = await vscode.show("wrong.tsnb", wrong)
    await window.command("Notebook: Run All")
    expect(await window.output("can't be drawn")).toContain("blob")
    expect(await window.output("isn't known: 'nothing'")).toContain("layout")
    await window.picture("wrong")
  })

  test("goes from an error to the line of its cell", async () => {
    const window = await vscode.show("failing.tsnb", failing)
    await window.command("tsnb: Run Flow")
    await window.output("TypeError")
    await window.picture("error")
    const links = await window.drawn(".tsnb-error a")
    await links.click()
    const focused = window.page.locator(".monaco-editor.focused", { hasText: "value.size" }).first()
    await focused.waitFor()
    await expect.poll(async () => focused.locator(".current-line").count()).toBeGreaterThan(0)
    await window.picture("error revealed")
  })

  test("shows what the elements of a loop showed when their results come from the cache", async () => {
    const window = await vscode.show("loop.tsnb", loop)
    await window.command("tsnb: Run Flow")
    await window.status("completed")
    await window.command("Notebook: Clear All Outputs")
    await window.command("tsnb: Run Flow")
    await window.status("cached")
    const output = await window.output("squared 4")
    expect(output).toContain("[squares[0]] squared 1")
    await window.picture("loop from the cache")
  })

  test("brings back what tasks showed when the notebook is opened again, and leaves the file as it is", async () => {
    const window = await vscode.show("flow.tsnb", flow)
    await window.command("tsnb: Run Flow")
    await window.drawn(".tsnb-error")
    await window.picture("flow")
    await window.page.reload()
    await window.ready()
    // In a browser, VS Code may not have taken note yet of which tab was in front.
    await window.openFile("flow.tsnb")
    await window.drawn(".tsnb-error")
    await window.drawn(".tsnb-vega svg")
    expect(await window.status("failed")).toContain("failed")
    expect(await window.status("completed")).toMatch(/completed · \d/)
    expect(await window.output("loading")).toContain("loading")
    await window.picture("restored")
    await expect.poll(async () => window.page.locator(".tab.dirty").count()).toBe(0)
    await window.command("File: Save")
    expect(await readFile(join(window.folder, "flow.tsnb"), "utf8")).toBe(flow)
  })

  test("follows a run of the command line that goes on when the notebook is opened", async () => {
    const window = await vscode.openWindow({ "waiting.tsnb": waiting })
    const run = promisify(execFile)(process.execPath, [commandLine, "run", join(window.folder, "waiting.tsnb")])
    await expect.poll(() => existsSync(join(window.folder, "started"))).toBe(true)
    await window.openFile("waiting.tsnb")
    expect(await window.status("running")).toContain("running")
    await window.output("waits 1")
    await window.picture("followed")
    await writeFile(join(window.folder, "go"), "")
    expect(await window.output("goes on")).toContain("waits 1")
    await expect.poll(() => window.page.locator(".cell-status-item", { hasText: "completed" }).count()).toBe(2)
    await run
  })

  test("shows the end of a long log, and opens all of it", async () => {
    const window = await vscode.show("talkative.tsnb", talkative)
    await window.command("tsnb: Run Flow")
    await window.status("completed")
    await window.output("the beginning is left out")
    await window.picture("long log")
    await window.command("tsnb: Show Whole Log")
    await window.page.locator(".tab.active", { hasText: "talkative.log" }).waitFor()
    const lines = window.page.locator(".editor-instance .view-lines", { hasText: "line 1 of a log" }).first()
    await lines.waitFor()
    expect(await lines.innerText()).not.toContain("left out")
    await window.picture("whole log")
    await window.page.keyboard.press("Control+F4")
    const link = await window.drawn(".tsnb-log a")
    await link.press("Enter")
    await window.page.locator(".tab.active", { hasText: "talkative.log" }).waitFor()
  })
})
