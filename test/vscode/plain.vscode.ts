import { describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"

const timeout = 30_000

const notebook = `// %%
const base = 20
console.log("base is", base)
import { html } from "tsnb"
display(html\`<b>drawn in bold</b>\`)

// %%
base + 1

// %%
throw new RangeError("out of bounds")
`

describe("what plain cells showed", () => {
  const vscode = useVSCode("plain")

  test("is there when the notebook is opened again, and said to be of an earlier session", async () => {
    const window = await vscode.open("again.tsnb", notebook)
    await window.command("Notebook: Run All")
    await window.output("21", timeout)
    await window.output("out of bounds", timeout)
    await window.closeAll()
    await window.openFile("again.tsnb")
    expect(await window.output("base is 20", timeout)).toContain("base is 20")
    await window.output("drawn in bold", timeout)
    await window.output("21", timeout)
    await window.output("out of bounds", timeout)
    await window.status("earlier session, ", timeout)
    await window.page.locator(".codicon-notebook-state-error").first().waitFor()
    expect(await window.page.locator(".codicon-notebook-state-executing").count()).toBe(0)
    expect(await window.page.locator(".tab.dirty").count()).toBe(0)
    await window.picture("again")
    await window.runCell("base + 1")
    await expect.poll(() => window.statusOf("base + 1"), { timeout }).not.toContain("earlier session")
    // It ran again before the cell that reads from it.
    await expect.poll(() => window.statusOf("const base"), { timeout }).not.toContain("earlier session")
    expect(await window.statusOf("RangeError")).toContain("earlier session")
  })

  test("is there when a notebook that was never saved is saved, and opened again", async () => {
    const window = await vscode.openWindow({ "beside.txt": "" })
    await window.command("tsnb: New TypeScript Notebook")
    await window.page.locator(".kernel-label:visible", { hasText: "TypeScript (tsnb)" }).first().waitFor()
    await window.page.locator(".notebookOverlay .view-line").first().click()
    await window.page.keyboard.type("console.log('of a draft')")
    await window.command("Notebook: Execute Cell")
    await window.output("of a draft", timeout)
    await window.command("File: Save As...")
    await window.chooseFile("named.tsnb", "Untitled-1.tsnb")
    await window.page.locator(".tab.active", { hasText: "named.tsnb" }).first().waitFor()
    await window.closeAll()
    await window.openFile("named.tsnb")
    expect(await window.output("of a draft", timeout)).toContain("of a draft")
  })
})
