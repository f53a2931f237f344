import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { parseNotebook, printNotebook } from "../../kernel/notebook/tsnb.ts"
import { outlineFlow } from "../../kernel/session/outline.ts"
import { blocksOf, readPages } from "./pages.ts"

const notebooks = readPages()
  .flatMap(blocksOf)
  .filter(({ info }) => info === "ts notebook")

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tsnb-docs-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe("the notebooks in the documentation", () => {
  test("are found", () => {
    expect(new Set(notebooks.map(({ page }) => page))).toEqual(
      new Set(["README.md", "docs/caching.md", "docs/notebooks.md"]),
    )
  })

  test.each(notebooks)("$page, line $line: is read and printed as it stands", ({ text }) => {
    expect(printNotebook(parseNotebook(text))).toBe(text)
  })

  test.each(notebooks)("$page, line $line: has tasks and no problems", async ({ line, text }) => {
    const file = join(folder, `${line}.tsnb`)
    await writeFile(file, text)
    const { problems, tasks } = await outlineFlow({ notebook: file })
    expect(problems).toEqual([])
    expect(tasks).not.toEqual([])
  })
})
