import { describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"
import { placeTaxi } from "./taxi.ts"
import type { Window } from "./window.ts"

/** Milliseconds that the model may take to be trained, on a busy machine too. */
const patience = 400_000

describe("running the taxi notebook in VS Code", () => {
  const vscode = useVSCode("taxi")
  let window: Window

  test("runs the flow from the palette, and every cell finishes with its state", async () => {
    window = await vscode.openWindow({ "notes.txt": "" })
    // High enough for the whole notebook: what is scrolled away isn't there.
    await window.page.setViewportSize({ width: 1300, height: 2700 })
    await placeTaxi(window.folder)
    await window.openFile("taxi.tsnb")
    await window.picture("1 open")
    await window.command("tsnb: Run Flow")
    await window.status("running", patience)
    await window.picture("2 running")
    // The plot comes last.
    expect(await window.output("root mean squared error", patience)).toContain("5.15")
    await window.picture("3 plot")
    expect(await window.output("validation RMSE")).toContain("5.15173")
    for (const task of ["readTrain", "readVal", "addFeatures", "trainBestModel", "plotDurations"])
      expect(await window.statusOf(`@task ${task}`)).toMatch(/completed/)
    await window.picture("4 completed")
  }, 600_000)

  test("says what an edit makes stale, and since what; nothing is when it is undone", async () => {
    await window.goToEnd("max_depth: 30")
    await window.page.keyboard.press("ArrowLeft")
    await window.page.keyboard.type("0")
    await expect.poll(() => window.statusOf("@task trainBestModel")).toContain("stale: cell 10 changed")
    await expect.poll(() => window.statusOf("@task plotDurations")).toContain("stale")
    expect(await window.statusOf("@task addFeatures")).not.toContain("stale")
    await window.picture("5 stale")
    await window.page.keyboard.press("Control+Z")
    await expect.poll(() => window.statusOf("@task trainBestModel")).not.toContain("stale")
  })
})

const small = `// %%
// @parameters
/** How many numbers */
const count = 3
/** How to sort them */
const order: "up" | "down" = "up"
const verbose = false

// %%
const rows = Array.from({ length: count }, (_, i) => (i * 7) % 5)

// %%
// @task sorted
const ordered = rows.toSorted((a, b) => (order === "up" ? a - b : b - a))
console.log("sorted", ordered.join())

// %%
// @task sum
const total = ordered.reduce((a, b) => a + b, 0)

// %%
function half() { return total / 2 }

// %%
console.log("half is", half())
`

describe("running cells in VS Code", () => {
  const vscode = useVSCode("running")
  let window: Window

  test("a cell runs after what it needs: plain cells, functions and tasks, each shown on its own cell", async () => {
    window = await vscode.open("small.tsnb", small)
    await window.runCell("half is")
    expect(await window.output("half is")).toContain("half is 1.5")
    expect(await window.output("sorted")).toContain("sorted 0,2,4")
    expect(await window.statusOf("@task sum")).toMatch(/^completed/)
    await window.picture("needs")
  })
})
