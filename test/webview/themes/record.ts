import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startBrowser } from "../../clients/browser.ts"
import { startCodeServer } from "../../vscode/codeServer.ts"
import { builtExtension } from "../../vscode/places.ts"
import { quietSettings } from "../../vscode/settings.ts"
import { Window } from "../../vscode/window.ts"

/**
 * Writes down the variables that VS Code sets on a webview's page in each of its own themes:
 * `npm run package && node test/webview/themes/record.ts`, when the tests use a newer VS Code.
 */
const themes = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  "high-contrast-light": "Default High Contrast Light",
  "high-contrast-dark": "Default High Contrast",
}

await using browser = await startBrowser()
const folder = await mkdtemp(join(tmpdir(), "tsnb-themes-"))
await writeFile(join(folder, "theme.tsnb"), "// %%\n// @task one\nconst one = 1\n")
for (const [name, theme] of Object.entries(themes)) {
  const settings = { ...quietSettings, "window.autoDetectColorScheme": false, "workbench.colorTheme": theme }
  await using codeServer = await startCodeServer({ extension: await builtExtension(), settings })
  const page = await browser.newPage({ viewport: { width: 1300, height: 900 } })
  const window = new Window(page, folder, "themes")
  await window.load(codeServer.address)
  await window.openFile("theme.tsnb")
  await window.command("tsnb: Show Flow")
  const frame = page
    .frameLocator(`iframe.webview.ready:not([src*="purpose=notebookRenderer"])`)
    .frameLocator("#active-frame")
  await frame.locator(".card").first().waitFor()
  const style = await frame.locator("html").first().getAttribute("style")
  await writeFile(join(import.meta.dirname, `${name}.txt`), `${style}\n`)
  await page.close()
}
await rm(folder, { recursive: true })
