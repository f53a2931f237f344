import { readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

/** Milliseconds that a kernel may take on a busy machine. */
const timeout = 90_000

const vscode = useVSCode("tasks")

/** Waits until there is a file of that name, which a test writes. */
const until = (file: string): string =>
  `while (!existsSync("${file}")) await new Promise((resolve) => setTimeout(resolve, 50))`

const pair = `// %%
import { existsSync } from "node:fs"

// %%
// @task slow
console.log("slow begins")
${until("slow-goes")}
const a = 1

// %%
// @task next
const b = a + 1

// %%
// @task other
${until("other-goes")}
console.log("other ends")
const c = 1
`

describe("a run of the flow on the cells of VS Code", () => {
  let window: Window
  const icon = (text: string, name: string) => window.cell(text).locator(`.codicon-notebook-state-${name}`).first()

  test("a cell whose task waits in a new run shows that, and not how the last one ended", async () => {
    window = await vscode.show("pair.tsnb", pair)
    await window.write("slow-goes", "")
    await window.write("other-goes", "")
    await window.command("tsnb: Run Flow")
    await icon("@task next", "success").waitFor({ timeout })
    await icon("@task other", "success").waitFor()
    for (const name of ["slow-goes", "other-goes"]) await rm(join(window.folder, name))
    await window.command("tsnb: Run Fresh (ignore the cache)")
    await icon("@task slow", "executing").waitFor()
    await icon("@task next", "pending").waitFor()
    expect(await icon("@task next", "success").count()).toBe(0)
    // VS Code's own way to stop is enough.
    const toolbar = window.page.locator(".notebook-toolbar-container").first()
    await expect.poll(() => toolbar.innerText()).toContain("Stop Execution")
    expect(await toolbar.innerText()).not.toMatch(/Run Flow|Cancel Run|Run All/)
    await window.page.locator(".statusbar-item", { hasText: "0 of 3" }).first().waitFor()
    await window.picture("waits")
  })

  test("stopping one task's cell cancels that task alone, and what needs it is skipped", async () => {
    await window.cell("@task slow").hover()
    await window.cell("@task slow").locator(".codicon-notebook-stop").first().click()
    await expect.poll(() => window.statusOf("@task slow")).toContain("cancelled")
    await expect.poll(() => window.statusOf("@task next")).toContain("skipped")
    expect(await window.statusOf("@task other")).toContain("running")
    await window.picture("one cancelled")
    await window.write("other-goes", "")
    await expect.poll(() => window.statusOf("@task other")).toContain("completed")
  })

  test("stopping all cells cancels the run", async () => {
    await rm(join(window.folder, "other-goes"))
    await window.command("tsnb: Run Fresh (ignore the cache)")
    await icon("@task slow", "executing").waitFor()
    await icon("@task other", "executing").waitFor()
    await window.command("Notebook: Stop Execution")
    for (const task of ["slow", "next", "other"]) {
      await expect.poll(() => window.statusOf(`@task ${task}`)).toContain("cancelled")
    }
    await window.picture("all cancelled")
  })
})

const chain = `// %%
// @parameters
const count = 3

// %%
function doubled(n: number) { return n * 2 }

// %%
// @task first
const a = doubled(count)

// %%
// @task second
const b = a + 1
if (b > 100) throw new Error("too much")
`

describe("the cells of a flow in VS Code", () => {
  let window: Window
  const tick = (text: string) => window.cell(text).locator(".codicon-notebook-state-success")
  const toast = (text: string) => window.page.locator(".notification-toast", { hasText: text }).first()

  test("show one time, and a stale one no tick but the cell that is the cause, to which a click leads", async () => {
    window = await vscode.show("chain.tsnb", chain)
    await window.command("tsnb: Run Flow")
    await tick("@task second").first().waitFor({ timeout })
    // The task's time, and none of VS Code's.
    expect(await window.statusOf("@task second")).toMatch(/^completed · [\d.]+ m?s$/)
    await window.picture("ran")
    await window.goToEnd("n * 2")
    await window.page.keyboard.press("ArrowLeft")
    await window.page.keyboard.press("ArrowLeft")
    await window.page.keyboard.type(" + 1")
    await expect.poll(() => window.statusOf("@task first")).toContain("stale: cell 2 changed")
    await expect.poll(() => tick("@task first").count()).toBe(0)
    await window.picture("stale")
    await window.cell("@task second").locator(".cell-status-item", { hasText: "stale" }).first().click()
    await expect.poll(() => window.cell("function doubled").getAttribute("class")).toContain("focused")
    await window.goToEnd("n * 2")
    await window.page.keyboard.press("ArrowLeft")
    await window.page.keyboard.press("ArrowLeft")
    for (const _ of " + 1") await window.page.keyboard.press("Backspace")
    await expect.poll(() => window.statusOf("@task first")).not.toContain("stale")
    await tick("@task first").first().waitFor()
  })

  test("a failure is told, found by a command, and not told any more once the next run begins", async () => {
    await window.goToEnd("const count = 3")
    await window.page.keyboard.type("000")
    await window.command("tsnb: Run Flow")
    await toast("The flow failed").waitFor({ timeout })
    await window.command("tsnb: Go to Next Failure")
    await expect.poll(() => window.cell("@task second").getAttribute("class")).toContain("focused")
    await window.picture("failed")
    await window.goToEnd("const count = 3000")
    for (const _ of "000") await window.page.keyboard.press("Backspace")
    await window.command("tsnb: Run Flow")
    await expect.poll(() => window.statusOf("@task second"), { timeout }).toMatch(/completed|cached/)
    await toast("The flow failed").waitFor({ state: "hidden" })
  })

  test("Ctrl+Enter runs a cell, and stays on it", async () => {
    await window.command("Notebook: Insert Code Cell Below")
    await window.page.keyboard.type("console.log('by the key', b)")
    await window.page.keyboard.press("Control+Enter")
    expect(await window.output("by the key 7", timeout)).toContain("by the key 7")
    expect(await window.cell("by the key").getAttribute("class")).toContain("focused")
  })

  test("terminals have the command line", async () => {
    await window.command("Terminal: Create New Terminal")
    const terminal = window.page.locator(".terminal-wrapper.active .xterm-helper-textarea").first()
    await terminal.waitFor({ state: "attached" })
    await terminal.focus()
    await window.page.keyboard.type("tsnb runs chain.tsnb --json > runs.json; echo done > done.txt")
    await window.page.keyboard.press("Enter")
    const written = (name: string) => readFile(join(window.folder, name), "utf8").catch(() => "")
    await expect.poll(() => written("done.txt"), { timeout }).toContain("done")
    expect(await written("runs.json")).toContain('"completed"')
    await window.picture("terminal")
  })
})

test("a long run's end is told, and what it showed stays when an untitled notebook is saved", async () => {
  const window = await vscode.openWindow({
    "notes.txt": "",
    // Any run takes so long.
    ".vscode/settings.json": JSON.stringify({ "tsnb.notifyAfter": 0.001 }),
  })
  await window.command("tsnb: New TypeScript Notebook")
  await window.page.locator(".kernel-label:visible", { hasText: "TypeScript (tsnb)" }).first().waitFor()
  await window.page.locator(".notebookOverlay .view-line").first().click()
  await window.page.keyboard.type("// @task noted")
  await window.page.keyboard.press("Enter")
  await window.page.keyboard.type("console.log('noted here')")
  await window.command("tsnb: Run Flow")
  await window.output("noted here", timeout)
  await expect.poll(() => window.statusOf("@task noted")).toContain("completed")
  await window.page.locator(".notification-toast", { hasText: "The flow completed in" }).first().waitFor()
  await window.picture("long run")
  await window.command("File: Save As...")
  await window.chooseFile("kept.tsnb", "Untitled-1.tsnb")
  await window.page.locator(".tab.active", { hasText: "kept.tsnb" }).first().waitFor()
  expect(await window.output("noted here")).toContain("noted here")
  await expect.poll(() => window.statusOf("@task noted")).toContain("completed")
  await window.cell("@task noted").locator(".codicon-notebook-state-success").first().waitFor()
  await window.picture("saved")
})
