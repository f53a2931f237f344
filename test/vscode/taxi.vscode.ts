import { describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"
import { placeTaxi } from "./taxi.ts"
import type { Window } from "./window.ts"

/** Milliseconds that the model may take to be trained, on a busy machine too. */
const timeout = 400_000

describe("running the taxi notebook in VS Code", () => {
  const vscode = useVSCode("taxi")
  let window: Window

  test("runs the flow from the palette, and every cell finishes with its state", async () => {
    window = await vscode.openWindow({ "notes.txt": "" })
    // High enough for the whole notebook: what is scrolled away isn't there.
    await window.page.setViewportSize({ width: 1300, height: 3400 })
    await placeTaxi(window.folder)
    await window.openFile("taxi.tsnb")
    await window.picture("1 open")
    await window.command("tsnb: Run Flow")
    await window.status("running", timeout)
    await window.picture("2 running")
    // The plot comes last.
    expect(await window.output("root mean squared error", timeout)).toContain("5.15")
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

  test("goes on from the task that failed when it is mended; what is as it was before comes from the cache", async () => {
    await window.goToEnd("display(svg(plot))")
    const fault = `; throw new Error("spoilt")`
    await window.page.keyboard.type(fault)
    await window.command("tsnb: Run Flow")
    expect(await window.output("spoilt", timeout)).toContain("Error: spoilt")
    await expect.poll(() => window.statusOf("@task plotDurations")).toContain("failed")
    for (const task of ["readTrain", "readVal", "addFeatures", "trainBestModel"])
      expect(await window.statusOf(`@task ${task}`)).toContain("cached")
    await window.picture("6 failed")
    await window.goToEnd("display(svg(plot))")
    for (const _ of fault) await window.page.keyboard.press("Backspace")
    await expect.poll(() => window.cell("@task plotDurations").innerText()).not.toContain("spoilt")
    await window.command("tsnb: Re-run Failed")
    // It is as it was in the first run.
    await expect.poll(() => window.statusOf("@task plotDurations"), { timeout: 120_000 }).toContain("cached")
    expect(await window.statusOf("@task trainBestModel")).toContain("cached")
    await window.picture("7 mended")
  }, 600_000)
})
