import type { JsonObject } from "../../notebook/ipynb.ts"
import { isObject } from "../../isObject.ts"

/** Languages whose code is TypeScript too. */
const ours: ReadonlySet<string> = new Set(["typescript", "javascript", "tsx", "jsx", "ts", "js", "tsnb"])

/**
 * The language of a code cell that isn't TypeScript: as VS Code or Polyglot Notebooks say for the cell alone, else the
 * notebook's.
 * @param language the notebook's; undefined when it doesn't say
 * @returns undefined when the cell is TypeScript
 */
export function foreignLanguage(cell: JsonObject, language: string | undefined): string | undefined {
  const own =
    fieldOf(cell["vscode"], "languageId") ??
    fieldOf(cell["dotnet_interactive"], "language") ??
    fieldOf(cell["polyglot_notebook"], "kernelName")
  const named = (own ?? language ?? "typescript").toLowerCase()
  return ours.has(named) ? undefined : named
}

/** Code as a block in Markdown, which keeps all of it. */
export function fenced(source: string, language: string): string {
  const longest = Math.max(2, ...Array.from(source.matchAll(/`+/g), ([ticks]) => ticks.length))
  const fence = "`".repeat(longest + 1)
  // A language's name is one word there.
  return `${fence}${language.replaceAll(/[\s`]+/g, "-")}\n${source}\n${fence}`
}

function fieldOf(value: unknown, name: string): string | undefined {
  const field = isObject(value) ? value[name] : undefined
  return typeof field === "string" && field !== "" ? field : undefined
}
