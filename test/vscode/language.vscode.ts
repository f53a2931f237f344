import { readdir, readFile, readlink, symlink } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import type { Locator } from "../clients/browser.ts"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

const repository = join(import.meta.dirname, "..", "..")

const trips = `// %% [markdown]
// # Trips

// %%
// @parameters
/** The longest trip to keep */
const longest = 60

// %%
interface Trip { zone: string; minutes: number }
const rows: Trip[] = [{ zone: "A", minutes: 12 }]

// %% [markdown]
// In between.

// %%
// @task sound
const soundTrips = rows.filter(({ minutes }) => minutes <= longest)

// %%
// @task mean
const mean = soundTrips.reduce((sum, trip) => sum + trip.minutes, 0) / soundTrips.length

// %%
console.log(mean, soundTrips)
`

/** The cell that has a text in it, to be clicked. */
function codeWith(window: Window, text: string): Locator {
  return window.page.locator(".notebookOverlay .view-line", { hasText: text }).first()
}

/** Sets the cursor behind the first place of a text. */
async function goBehind(window: Window, text: string): Promise<void> {
  const line = codeWith(window, text)
  await line.click()
  const before = (await line.innerText()).replaceAll("\u00A0", " ")
  await window.page.keyboard.press("Home")
  // Home stops at the first letter; these lines begin with one.
  for (let count = before.indexOf(text) + text.length; count > 0; count--)
    await window.page.keyboard.press("ArrowRight")
}

/** The suggestion with a label, once it is offered. */
async function suggestion(window: Window, label: string): Promise<Locator> {
  const row = window.page.locator(".suggest-widget.visible .monaco-list-row", { hasText: label }).first()
  await row.waitFor()
  return row
}

/** The lines of the Problems view. */
async function problems(window: Window): Promise<Locator> {
  const view = window.page.locator(".markers-panel")
  if ((await view.count()) === 0 || !(await view.first().isVisible()))
    await window.command("Problems: Focus on Problems View")
  await view.first().waitFor()
  return view.locator(".monaco-list-row")
}

/** The processes of TypeScript's server for a folder. */
async function servers(folder: string): Promise<readonly number[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    ids.map(async (id) => {
      // A process may end while it is looked at.
      const place = await readlink(`/proc/${id}/cwd`).catch(() => "")
      const line = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")
      return place === folder && line.includes("--lsp") ? [Number(id)] : []
    }),
  )
  return found.flat()
}

describe("TypeScript across the cells of a notebook in VS Code", () => {
  const vscode = useVSCode("language")
  let window: Window

  test("completes what another cell defines, with its type", async () => {
    window = await vscode.open("trips.tsnb", trips)
    await goBehind(window, "console.log(mean, soundTrips")
    await window.page.keyboard.type(".ma")
    const row = await suggestion(window, "map")
    const details = window.page.locator(".suggest-details", { hasText: "Trip" }).first()
    await window.until(details, async () => window.page.keyboard.press("Control+Space"))
    await window.picture("completion")
    await expect.poll(async () => row.innerText()).toContain("map")
    await window.page.keyboard.press("Escape")
    for (const _ of ".ma") await window.page.keyboard.press("Backspace")
  })

  test("explains a name, and leads to its definition in another cell", async () => {
    await goBehind(window, "console.log(mea")
    await window.command("Show or Focus Hover")
    const hover = window.page.locator(".monaco-hover", { hasText: "const mean: number" }).first()
    await hover.waitFor()
    await window.picture("hover")
    await goBehind(window, "console.log(mea")
    await window.page.keyboard.press("F12")
    const focused = window.page.locator(".notebookOverlay .cell-list-container .monaco-list-row.focused")
    await focused.filter({ hasText: "@task mean" }).waitFor()
    await expect.poll(async () => focused.innerText()).toContain("reduce")
  })

  test("renames a name in all cells", async () => {
    await goBehind(window, "console.log(mean, soundT")
    await window.page.keyboard.press("F2")
    const box = window.page.locator(".rename-box input")
    await box.waitFor()
    await window.picture("rename")
    await box.fill("kept")
    await window.page.keyboard.press("Enter")
    await codeWith(window, "console.log(mean, kept)").waitFor()
    await window.command("File: Save")
    const saved = async (): Promise<string> => readFile(join(window.folder, "trips.tsnb"), "utf8")
    await expect.poll(saved).toBe(trips.replaceAll("soundTrips", "kept"))
  })

  test("marks an error where it is, also after a cell was put above", async () => {
    await goBehind(window, "console.log(mean, kept)")
    await window.page.keyboard.press("Enter")
    await window.page.keyboard.type("const wrong: string = mean")
    const rows = await problems(window)
    const row = rows.filter({ hasText: "Type 'number' is not assignable to type 'string'." })
    await row.first().waitFor()
    await expect.poll(async () => row.first().innerText()).toContain("[Ln 2, Col 7]")
    await codeWith(window, "@parameters").click()
    await window.page.keyboard.press("Escape")
    await window.command("Notebook: Insert Code Cell Above")
    await window.page.keyboard.type("const more = 1\n\nconst others = more")
    await codeWith(window, "const others").waitFor()
    await rows
      .filter({ hasText: "'others' is declared but its value is never read." })
      .first()
      .waitFor({ state: "detached" })
    await row.first().waitFor()
    await expect.poll(async () => row.first().innerText()).toContain("[Ln 2, Col 7]")
    // Which shows the cell, and the place in it.
    await window.until(codeWith(window, "const wrong"), async () => row.first().click())
    await window.picture("error")
  })

  test("warns of a result that can't be handed on", async () => {
    const text =
      "// %%\n// @task open\nconst answer = fetch('https://example.com')\n\n// %%\n// @task read\nconsole.log(answer)\n"
    const other = await vscode.open("promise.tsnb", text)
    const rows = await problems(other)
    const row = rows.filter({ hasText: "answer is a promise, which can't be handed on" }).first()
    await row.waitFor()
    await expect.poll(async () => row.innerText()).toContain("[Ln 2, Col 7]")
    await other.picture("result")
  })

  test("finds nothing wrong in the taxi notebook", async () => {
    const names = (await readdir(join(repository, "examples"), { recursive: true })).filter((name) =>
      /\.(?:ts|tsnb|json)$/.test(name),
    )
    const sources = names.filter((name) => !/^(?:data|models|\.tsnb)\b/.test(name))
    const texts = await Promise.all(
      sources.map(async (name) => [name, await readFile(join(repository, "examples", name), "utf8")] as const),
    )
    const taxi = await vscode.openWindow(Object.fromEntries(texts))
    await symlink(join(repository, "node_modules"), join(taxi.folder, "node_modules"))
    await taxi.openFile("taxi.tsnb")
    // A mistake of one's own is the only one that is found.
    await goBehind(taxi, 'const valPath = "data/green_tripdata_2023-02.parquet"')
    await taxi.page.keyboard.press("Enter")
    await taxi.page.keyboard.type("const mistake: number = valPath")
    const rows = await problems(taxi)
    await rows.filter({ hasText: "Type 'string' is not assignable to type 'number'." }).first().waitFor()
    await taxi.picture("taxi")
    // The file, and the mistake.
    await expect.poll(async () => rows.count()).toBe(2)
  })

  test("starts the server anew when it was killed", async () => {
    const before = await servers(window.folder)
    expect(before).toHaveLength(1)
    process.kill(before[0] ?? 0, "SIGKILL")
    await window.page.bringToFront()
    await goBehind(window, "console.log(mean, kept")
    await window.page.keyboard.type(".ma")
    await suggestion(window, "map")
    await window.page.keyboard.press("Escape")
    const after = await servers(window.folder)
    expect(after).toHaveLength(1)
    expect(after).not.toEqual(before)
  })
})
