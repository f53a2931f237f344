import { existsSync } from "node:fs"
import { chmod, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startCodeServer, type CodeServer } from "./codeServer.ts"
import { builtExtension } from "./places.ts"
import { quietSettings } from "./settings.ts"
import { useVSCode } from "./suite.ts"
import type { Window } from "./window.ts"

const notebook = `// %%
import { writeFileSync } from "node:fs"
writeFileSync("cell-ran", "")

// %%
// @task shown
const total = 6 * 7
writeFileSync("task-ran", "")
console.log("total is", total)
`
const broken = "// %%\n// @task broken retires=3\nconst never = 1\n"
/** Code of the workspace's that something of the extension's might run. */
const traps = {
  "node_modules/typescript/package.json": '{ "name": "typescript", "version": "7.9.9", "main": "main.js" }',
  "node_modules/typescript/main.js": 'require("node:fs").writeFileSync(__dirname + "/../../typescript-ran", "")',
  "node_modules/typescript/bin/tsc": '#!/usr/bin/env node\nrequire("node:fs").writeFileSync("typescript-ran", "")',
  "node_modules/tsnb/package.json": '{ "name": "tsnb", "version": "9.9.9", "main": "main.js" }',
  "node_modules/tsnb/main.js": 'require("node:fs").writeFileSync(__dirname + "/../../tsnb-ran", "")',
}
const marks = ["cell-ran", "task-ran", "node-ran", "typescript-ran", "tsnb-ran", ".tsnb"]

describe("a workspace that isn't trusted", () => {
  const vscode = useVSCode("trust")
  let codeServer: CodeServer | undefined
  let window: Window

  /** What has run in the workspace. */
  const ran = (): readonly string[] => marks.filter((mark) => existsSync(join(window.folder, mark)))

  beforeAll(async () => {
    if (vscode.reason !== undefined) return
    codeServer = await startCodeServer({
      extension: await builtExtension(),
      settings: { ...quietSettings, "security.workspace.trust.startupPrompt": "never" },
      asksForTrust: true,
    })
    window = await vscode.openWindow({ ...traps, "report.tsnb": notebook, "broken.tsnb": broken }, codeServer.address)
    // A Node of the workspace's own, which leaves a mark and then does as Node does.
    const node = join(window.folder, "node.sh")
    await writeFile(node, `#!/bin/sh\ntouch "${window.folder}/node-ran"\nexec "${process.execPath}" "$@"\n`)
    await chmod(node, 0o755)
    await window.write(".vscode/settings.json", JSON.stringify({ "tsnb.nodePath": node }))
  })

  afterAll(async () => codeServer?.[Symbol.asyncDispose]())

  test("shows a notebook with its problems, and runs nothing", async () => {
    await window.openFile("broken.tsnb")
    await window.page.locator(".notebookOverlay .squiggly-error").first().waitFor()
    await window.picture("open")
    expect(ran()).toEqual([])
  })

  test("offers none of the commands that run", async () => {
    const offered = await window.offered("tsnb: ")
    expect(offered).toContain("tsnb: New TypeScript Notebook")
    expect(offered.filter((title) => /Run|Restart Session|Cancel|Why|Install/.test(title))).toEqual([])
  })

  test("lists notebooks in the side bar, and says why there are no runs", async () => {
    await window.page.locator('.activitybar .action-label[aria-label="TypeScript Notebooks"]').first().click()
    await window.page.locator(".pane-body .monaco-list-row", { hasText: "report.tsnb" }).first().waitFor()
    const message = window.page.locator(".pane-body .message").first()
    await message.waitFor()
    await expect.poll(async () => message.innerText()).toContain("once you trust this workspace")
    await window.picture("side bar")
    expect(ran()).toEqual([])
  })

  test("is asked about before a cell runs, and runs nothing when it stays untrusted", async () => {
    await window.command("View: Close All Editors")
    await window.openFile("report.tsnb")
    await window.command("Notebook: Run All")
    const dialog = window.page.locator(".monaco-dialog-box")
    await dialog.waitFor()
    await window.picture("question")
    await dialog.locator(".monaco-button", { hasText: "Cancel" }).click()
    await dialog.waitFor({ state: "hidden" })
    expect(ran()).toEqual([])
  })

  test("runs once it is trusted, with the workspace's own settings", async () => {
    await window.command("Notebook: Run All")
    const dialog = window.page.locator(".monaco-dialog-box")
    await dialog.waitFor()
    await dialog.locator(".monaco-button", { hasText: "Trust" }).first().click()
    expect(await window.output("total is")).toContain("total is 42")
    expect(ran()).toEqual(expect.arrayContaining(["cell-ran", "node-ran"]))
    await window.picture("trusted")
  })
})
