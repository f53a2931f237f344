import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

const notebook = `// %% [markdown]
// # A small flow

// %%
const rows = [3, 1, 2]

// %%
// @task sorted
const ordered = rows.toSorted()
console.log("sorted", ordered.join())

// %%
// @task sum
const total = ordered.reduce((a, b) => a + b, 0)
total

// %%
console.log("total is", total)
`

describe("a notebook in VS Code", () => {
  const vscode = useVSCode("notebook")
  let window: Window

  test("is shown with its cells", async () => {
    window = await vscode.show("small.tsnb", notebook)
    await window.page.getByText("toSorted").first().waitFor()
    await window.picture("open")
    await expect.poll(async () => window.page.locator(".notebookOverlay .cell.code").count()).toBeGreaterThan(2)
  })

  test("runs its flow from the palette, each task's state and output on its own cell", async () => {
    await window.command("tsnb: Run Flow")
    expect(await window.output("sorted 1")).toContain("sorted 1,2,3")
    expect(await window.status("completed")).toMatch(/completed · \d/)
    await window.picture("flow")
  })

  test("runs its flow again from the cache", async () => {
    await window.command("tsnb: Run Flow")
    expect(await window.status("cached")).toContain("cached")
    // As the run showed it that computed it, on each of the cells.
    expect(await window.output("sorted 1")).toContain("sorted 1,2,3")
    await window.picture("cached")
  })

  test("runs all cells in its session", async () => {
    await window.command("Notebook: Run All")
    expect(await window.output("total is")).toContain("total is 6")
    await window.picture("all")
  })

  test("says what is stale after an edit, and not any more after it was undone", async () => {
    await window.page.getByText("toSorted").first().click()
    await window.page.keyboard.press("End")
    await window.page.keyboard.type(".slice(1)")
    expect(await window.status("stale")).toContain("stale")
    await window.picture("stale")
    for (const _ of ".slice(1)") await window.page.keyboard.press("Control+Z")
    const stale = window.page.locator(".notebookOverlay .cell-status-item", { hasText: "stale" })
    await expect.poll(() => stale.count()).toBe(0)
  })

  test("leaves the file as it was", async () => {
    await window.command("File: Save")
    // VS Code saves by itself, too, and takes its time.
    await expect.poll(() => readFile(join(window.folder, "small.tsnb"), "utf8")).toBe(notebook)
  })

  test("interrupts a busy loop and goes on", async () => {
    const window = await vscode.show(
      "busy.tsnb",
      "// %%\nconst kept = 42\n\n// %%\nfor (;;) {}\n\n// %%\nconsole.log('kept is', kept)\n",
    )
    await window.command("Notebook: Run All")
    await window.page
      .locator(".notebookOverlay .codicon-sync, .notebookOverlay .codicon-notebook-state-executing")
      .first()
      .waitFor()
    await window.command("Notebook: Stop Execution")
    expect(await window.output("Interrupted")).toContain("Interrupted")
    await window.page.getByText("console").first().click()
    await window.command("Notebook: Execute Cell")
    expect(await window.output("kept is")).toContain("kept is 42")
    await window.picture("interrupted")
  })

  test("lets a cell replace what the one before displayed", async () => {
    const window = await vscode.show(
      "update.tsnb",
      "// %%\nconst shown = display('first')\n\n// %%\nshown.update('replaced ' + 6 * 7)\n",
    )
    await window.command("Notebook: Run All")
    expect(await window.output("replaced")).toContain("replaced 42")
  })

  test("shows on the cell that ran that its kernel was killed, and starts another for the next", async () => {
    const window = await vscode.show(
      "killed.tsnb",
      "// %%\nprocess.kill(process.ppid, 'SIGKILL'); await new Promise(() => {})\n\n// %%\nconsole.log('alive again')\n",
    )
    await window.page.getByText("SIGKILL").first().click()
    await window.command("Notebook: Execute Cell")
    expect(await window.output("kernel ended")).toContain("run the cell again")
    await window.page.getByText("alive").first().click()
    await window.command("Notebook: Execute Cell")
    expect(await window.output("alive again")).toContain("alive again")
    await window.picture("killed")
  })

  test("says which cell fails, and runs again what failed", async () => {
    const text = "// %%\n// @task good\nconst a = 1\n\n// %%\n// @task bad\nconst b = a + missing\n"
    const window = await vscode.show("failing.tsnb", text)
    await window.command("tsnb: Run Flow")
    expect(await window.output("missing is not defined")).toContain("ReferenceError")
    expect(await window.status("failed")).toContain("failed")
    await window.picture("failed")
    await window.page.getByText("missing").first().click()
    await window.page.keyboard.press("End")
    for (const _ of "missing") await window.page.keyboard.press("Backspace")
    await window.page.keyboard.type("1")
    await window.command("tsnb: Re-run Failed")
    expect(await window.status("completed")).toContain("completed")
    expect(await window.status("cached")).toContain("cached")
    await window.picture("rerun")
  })
})
