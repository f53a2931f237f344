import { readFile } from "node:fs/promises"
import { join } from "node:path"

export const themeNames = ["light", "dark", "high contrast light", "high contrast dark"] as const

/** VS Code's own themes. */
export type ThemeName = (typeof themeNames)[number]

const classNames: Readonly<Record<ThemeName, string>> = {
  light: "vscode-light",
  dark: "vscode-dark",
  "high contrast light": "vscode-high-contrast-light vscode-high-contrast",
  "high contrast dark": "vscode-high-contrast",
}

/** What VS Code sets on a webview's page in a theme: variables, as it wrote them there. */
export async function themeStyle(name: ThemeName): Promise<{ style: string; className: string }> {
  const style = await readFile(join(import.meta.dirname, "themes", `${name.replaceAll(" ", "-")}.txt`), "utf8")
  return { style, className: classNames[name] }
}
