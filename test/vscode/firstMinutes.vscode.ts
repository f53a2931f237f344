import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

/** The steps, and what stands beside those that have a text there. */
const steps = [
  ["Make a notebook", "A notebook is TypeScript"],
  ["Make a cell a task", ""],
  ["Run the flow", ""],
  ["See what ran", "Nothing that ran is lost"],
  ["Try a whole flow", "two tasks read the months"],
] as const

/** What each frame of the window shows. */
async function shown({ page }: Window): Promise<readonly unknown[]> {
  return Promise.all(page.frames().map((frame) => frame.evaluate("document.body?.innerText")))
}

describe("the first minutes", () => {
  const vscode = useVSCode("first minutes")
  let window: Window

  beforeAll(async () => {
    window = await vscode.openWindow({ "notes.md": "# Notes" })
  })

  test("begin with a walkthrough", async () => {
    // A narrower window leaves the steps' pictures out.
    await window.page.setViewportSize({ width: 1600, height: 900 })
    await window.command("Welcome: Open Walkthrough...")
    const entry = window.page.locator(".quick-input-list .monaco-list-row", { hasText: "TypeScript Notebooks" }).first()
    await entry.waitFor()
    await entry.click()
    const walkthrough = window.page.locator(".gettingStartedContainer").first()
    for (const [index, [step, beside]] of steps.entries()) {
      await walkthrough.locator(".getting-started-step", { hasText: step }).first().click()
      await window.page.locator(".getting-started-step.expanded", { hasText: step }).first().waitFor()
      await expect.poll(() => shown(window)).toContainEqual(expect.stringContaining(beside))
      await window.picture(`step ${index + 1}`)
    }
    await expect.poll(async () => walkthrough.innerText()).toContain("Get Started with TypeScript Notebooks")
  })

  test("go on with the taxi example in a folder of one's choice", async () => {
    await window.command("tsnb: Open the Taxi Example")
    const input = window.page.locator(".quick-input-widget input").first()
    await input.waitFor()
    await input.fill(`${window.folder}/`)
    await window.page.locator(".quick-input-widget .monaco-button", { hasText: "Put It Here" }).first().click()
    await window.page.getByText("How long will the trip take?").first().waitFor()
    await window.page.getByText("It needs its packages from npm").first().waitFor()
    await expect.poll(() => shown(window)).toContainEqual(expect.stringContaining("Install its packages"))
    await window.picture("example")
    const example = join(window.folder, "taxi-example")
    const files = await readdir(example)
    expect(files).toEqual(expect.arrayContaining(["README.md", "package.json", "taxi.tsnb", "training.ts"]))
    expect(files).not.toContain("data")
    const manifest: unknown = JSON.parse(await readFile(join(example, "package.json"), "utf8"))
    expect(manifest).toMatchObject({ type: "module", dependencies: { koffi: expect.stringMatching(/^\^?\d/) } })
  })
})
