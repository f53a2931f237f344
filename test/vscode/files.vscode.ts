import { existsSync } from "node:fs"
import { readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

/** Milliseconds that a kernel may take on a busy machine. */
const timeout = 90_000

/** Without it, VS Code saves by itself. */
const savesNothing = { ".vscode/settings.json": JSON.stringify({ "files.autoSave": "off" }) }

const first = '// %% id="first"\nconst first = 1\n'
const words = '// %% [markdown] id="words"\n// # Words\n'
const third = '// %% id="third"\n// @task third\nconst third = first + 2\nconsole.log("third is", third)\n'
const odd = '//%%   id="odd"\nconst odd = 4\nconst more = 5\n'
const cells = [first, words, third, odd].join("\n")

const slow = `// %%
// @task slow cache=off
import { existsSync, writeFileSync } from "node:fs"
writeFileSync("started", "")
while (!existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 50))
console.log("went on")
`

const read = (window: Window, name: string): Promise<string> => readFile(join(window.folder, name), "utf8")

/** A text as a program on Windows may write it. */
const windows = (text: string): string => `\uFEFF${text.replaceAll("\n", "\r\n")}`

/** Waits until VS Code has written a file so. */
async function written(window: Window, name: string, text: string): Promise<void> {
  await expect.poll(() => read(window, name)).toBe(text)
}

/** Chooses a cell as a whole, rather than its text. */
async function choose(window: Window, text: string): Promise<void> {
  const chosen = window.page.locator(".notebookOverlay .monaco-list-row.focused:not(:has(.monaco-editor.focused))")
  await window.until(chosen.filter({ hasText: text }).first(), async () => {
    await window.goToEnd(text)
    await window.page.keyboard.press("Escape")
  })
}

const vscode = useVSCode("files")

describe("what is done to cells in VS Code", () => {
  test("is undone to the last byte, and each cell keeps an id of its own", async () => {
    const window = await vscode.show("cells.tsnb", cells)
    const edit = async (text: string, command: string, after: readonly string[]): Promise<void> => {
      await choose(window, text)
      await window.command(command)
      await written(window, "cells.tsnb", after.join("\n"))
      await choose(window, "const first")
      await window.page.keyboard.press("Control+Z")
      await written(window, "cells.tsnb", cells)
    }
    await edit("const first", "Notebook: Move Cell Down", [words, first, third, odd])
    await edit("const third", "Notebook: Delete Cell", [first, words, odd])
    await edit("const third", "Notebook: Copy Cell Down", [first, words, third, third.replace(' id="third"', ""), odd])
    await edit("const odd", "Notebook: Join With Previous Cell", [
      first,
      words,
      `${third}const odd = 4\nconst more = 5\n`,
    ])
    expect(await read(window, "cells.tsnb")).toBe(cells)
    await window.picture("undone")
  })
})

describe("a notebook's file in VS Code, as it may come", () => {
  test("keeps byte order mark and line ends, and begins with a first cell where it is empty", async () => {
    const window = await vscode.openWindow({ "windows.tsnb": windows(cells), "empty.tsnb": "" })
    await window.openFile("windows.tsnb")
    await window.goToEnd("const first")
    await window.page.keyboard.type(" + 1")
    await window.page.keyboard.press("Enter")
    await window.page.keyboard.type("const second = 2")
    await written(window, "windows.tsnb", windows(cells.replace("first = 1", "first = 1 + 1\nconst second = 2")))
    await (await window.find("empty.tsnb")).click()
    await window.page.locator(".tab.active", { hasText: "empty.tsnb" }).first().waitFor()
    await window.command("Notebook: Insert Code Cell Below")
    await window.page.locator(".notebookOverlay:not([inert]) .monaco-editor.focused").first().waitFor()
    await window.page.keyboard.type("const only = 1")
    await expect.poll(() => read(window, "empty.tsnb")).toBe("// %%\nconst only = 1\n")
  })

  test("is refused when it isn't text, with the place", async () => {
    const bytes = Uint8Array.from([...Buffer.from("// %%\nconst a = '"), 0xe4, ...Buffer.from("'\n")])
    const window = await vscode.openWindow({ "latin.tsnb": "" })
    await writeFile(join(window.folder, "latin.tsnb"), bytes)
    await window.page.locator(".explorer-folders-view .monaco-list-row", { hasText: "latin.tsnb" }).first().click()
    const dialog = window.page.locator(".monaco-dialog-box", { hasText: "isn't UTF-8 text: line 2, column 12" })
    await dialog.waitFor()
    await window.picture("not text")
    await dialog.locator(".monaco-button", { hasText: "Cancel" }).click()
    expect(await readFile(join(window.folder, "latin.tsnb"))).toEqual(Buffer.from(bytes))
  })
})

describe("a notebook in VS Code that isn't saved", () => {
  test("is there again when its window is loaded anew, and the file is as it was", async () => {
    const window = await vscode.openWindow({ ...savesNothing, "cells.tsnb": cells })
    await window.openFile("cells.tsnb")
    await window.goToEnd("const first")
    await window.page.keyboard.type(" + 41")
    // VS Code asks before it leaves until it has put aside what isn't saved.
    const asks = "!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    await expect.poll(() => window.page.evaluate(asks)).toBe(false)
    await window.page.reload()
    await window.ready()
    await window.page.locator(".notebookOverlay .view-line", { hasText: "first = 1 + 41" }).first().waitFor()
    await window.page.locator(".tab.active.dirty").waitFor()
    expect(await read(window, "cells.tsnb")).toBe(cells)
    await window.picture("restored")
    await window.command("File: Save")
    await written(window, "cells.tsnb", cells.replace("first = 1", "first = 1 + 41"))
  })
})

describe("a notebook in VS Code whose file goes away", () => {
  test("runs all the same, and can be saved again", async () => {
    const window = await vscode.show("cells.tsnb", cells)
    await rm(join(window.folder, "cells.tsnb"))
    await window.runCell("third is")
    expect(await window.output("third is", timeout)).toContain("third is 3")
    // Once VS Code has noticed.
    const saved = async (): Promise<boolean> => {
      await window.command("File: Save")
      return existsSync(join(window.folder, "cells.tsnb"))
    }
    await expect.poll(saved).toBe(true)
    expect(await read(window, "cells.tsnb")).toBe(cells)
  })

  test("goes on with its run when another program renames it", async () => {
    const window = await vscode.show("slow.tsnb", slow)
    await window.command("tsnb: Run Flow")
    await expect.poll(() => existsSync(join(window.folder, "started")), { timeout }).toBe(true)
    await rename(join(window.folder, "slow.tsnb"), join(window.folder, "renamed.tsnb"))
    await window.page.locator(".explorer-folders-view .monaco-list-row", { hasText: "renamed.tsnb" }).first().waitFor()
    await window.write("go", "")
    expect(await window.output("went on", timeout)).toContain("went on")
    await expect.poll(() => window.statusOf("@task slow")).toContain("completed")
    await window.picture("renamed")
  })
})
