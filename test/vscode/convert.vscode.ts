import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

const notebook = `// %% [markdown]
// # To share

// %% id="k3f9"
const rows = [3, 1, 2]

// %%
// @task sorted
const ordered = rows.toSorted()
console.log("sorted", ordered.join())
`

const fromPython = JSON.stringify({
  cells: [{ cell_type: "code", execution_count: 1, metadata: {}, outputs: [], source: ["print(1)"] }],
  metadata: { language_info: { name: "python" } },
  nbformat: 4,
  nbformat_minor: 4,
})

describe("sharing from VS Code", () => {
  const vscode = useVSCode("convert")
  let window: Window

  /** Only for the first in a while: VS Code shows at most three notes within 0.8 s, that of a progress counted. */
  async function said(text: string): Promise<string> {
    const toast = window.page.locator(".notification-toast", { hasText: text }).first()
    await toast.waitFor()
    return toast.innerText()
  }

  function written(name: string): Promise<string> {
    return readFile(join(window.folder, name), "utf8")
  }

  test("exports the notebook as it stands in the editor, with the outputs of its run", async () => {
    window = await vscode.openWindow({ "share.tsnb": notebook, "analysis.ipynb": fromPython })
    await window.openFile("share.tsnb")
    await window.command("tsnb: Run Flow")
    await window.output("sorted 1")
    await window.page.getByText("toSorted").first().click()
    await window.page.keyboard.press("End")
    await window.page.keyboard.type(" // not saved")
    await window.command("Export as Jupyter Notebook")
    await window.fileProposed("share.ipynb")
    await window.picture("save dialog")
    await window.chooseFile("share.ipynb")
    await said("Created share.ipynb")
    await window.picture("exported")
    const text = await written("share.ipynb")
    expect(text).toContain("// not saved")
    expect(text).toContain("sorted 1,2,3")
    for (const _ of " // not saved") await window.page.keyboard.press("Control+Z")
    await window.command("File: Save")
  })

  test("exports a page and a script", async () => {
    await window.command("Export as HTML")
    await window.chooseFile("share.html")
    await expect.poll(() => written("share.html")).toContain("sorted 1,2,3")
    await window.command("Export as Report")
    await window.chooseFile("report.html", "share.html")
    await expect.poll(() => written("report.html")).toContain("Show code")
    await window.command("Export as TypeScript")
    await window.chooseFile("share.ts")
    await expect.poll(() => written("share.ts")).toContain("const ordered = rows.toSorted()")
  })

  test("hides the code for readers, and shows it again", async () => {
    const code = window.page
      .locator(".notebookOverlay .cell .monaco-editor .view-lines", { hasText: "toSorted" })
      .first()
    await code.waitFor()
    await window.command("Hide Code")
    await expect.poll(() => code.isVisible()).toBe(false)
    await window.picture("code hidden")
    await window.command("Show Code")
    await code.waitFor()
  })

  test("imports what it exported, the same byte for byte", async () => {
    await window.openFile("share.tsnb")
    await window.command("Export as Jupyter Notebook")
    await window.chooseFile("again.ipynb", "share.ipynb")
    await expect.poll(() => written("again.ipynb")).toContain("sorted 1,2,3")
    await window.command("Import Jupyter Notebook")
    await window.page.locator(".quick-input-list .monaco-list-row", { hasText: "again.ipynb" }).first().click()
    await window.chooseFile("back.tsnb", "again.tsnb")
    await window.page.locator(".tab.active", { hasText: "back.tsnb" }).first().waitFor()
    expect(await written("back.tsnb")).toBe(notebook)
    await window.picture("imported")
  })

  test("imports from the explorer's menu, and says what isn't TypeScript", async () => {
    const entry = window.page.locator(".explorer-folders-view .monaco-list-row", { hasText: "analysis.ipynb" }).first()
    await entry.click({ button: "right" })
    const item = window.page
      .locator(".context-view .action-label", { hasText: "Import as TypeScript Notebook" })
      .first()
    // By the keyboard: a menu takes no click in its first moment.
    await item.hover()
    await window.page.keyboard.press("Enter")
    expect(await said("Created analysis.tsnb")).toContain("Cell 1 is in python, not TypeScript")
    await window.page.locator(".tab.active", { hasText: "analysis.tsnb" }).first().waitFor()
    expect(await written("analysis.tsnb")).toContain("// ```python\n// print(1)\n// ```")
    await window.picture("imported from Python")
  })
})
