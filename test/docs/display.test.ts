import { symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { apiNames } from "../../kernel/cell/ambient.ts"
import { TestNotebook } from "../support/flow.ts"
import { blocksOf, readPages, root } from "./pages.ts"

const page = readPages().find(({ path }) => path === "docs/notebooks.md") ?? { path: "", text: "" }
const section = page.text.slice(page.text.indexOf("\n## What values look like"))

test("every name of the module tsnb that cells have is on the page about notebooks", () => {
  const words = new Set(page.text.match(/\w+/g))
  expect(apiNames.filter((name) => !words.has(name))).toEqual([])
})

test("the notebook in the section about what values look like shows what the section says", async () => {
  const [block] = blocksOf({ path: page.path, text: section })
  using notebook = new TestNotebook()
  writeFileSync(notebook.path, block?.text ?? "")
  symlinkSync(join(root, "node_modules"), join(notebook.folder, "node_modules"), "junction")
  const { events, errors } = await notebook.run()
  expect(errors).toEqual({})
  const shown = (task: string): unknown[] =>
    events.flatMap((event) => (event.type === "displayed" && event.task === task ? [Object.keys(event.data)] : []))
  expect(shown("trips")).toEqual([["text/html", "text/plain"]])
  expect(shown("chart")).toEqual([["text/html", "text/plain"]])
  expect(shown("more")).toEqual([
    ["text/plain"],
    ["application/vnd.vegalite.v5+json", "text/plain"],
    ["application/json", "text/plain"],
    ["text/latex", "text/plain"],
    ["text/html", "text/plain"],
    ["text/markdown", "text/plain"],
  ])
})
