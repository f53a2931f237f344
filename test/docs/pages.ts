import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

export const root = join(import.meta.dirname, "../..")

/** A page of the documentation. */
export interface Page {
  /** Relative to the repository. */
  path: string
  text: string
}

/** A block of code in a page. */
export interface Block {
  page: string
  /** 1-based line of the block's first line. */
  line: number
  /** What stands behind the opening fence. */
  info: string
  text: string
}

export function readPages(): Page[] {
  const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.replaceAll("\\", "/")}`)
  const paths = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", ...docs]
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
}

export function blocksOf({ path, text }: Page): Block[] {
  return Array.from(text.matchAll(/^```(.*)\n([^]*?)^```$/gm), ({ index, 1: info = "", 2: code = "" }) => {
    return { page: path, line: text.slice(0, index).split("\n").length + 1, info, text: code }
  })
}
