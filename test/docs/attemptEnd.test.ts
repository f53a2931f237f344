import { writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { TestNotebook } from "../support/flow.ts"
import { blocksOf, readPages } from "./pages.ts"

const page = readPages().find(({ path }) => path === "docs/notebooks.md") ?? { path: "", text: "" }
const section = page.text.slice(page.text.indexOf("\n## When an attempt ends"))

test("the notebook in the section about the end of an attempt leaves a server and a timer, and ends", async () => {
  const [block] = blocksOf({ path: page.path, text: section })
  using notebook = new TestNotebook()
  writeFileSync(notebook.path, block?.text ?? "")
  const { states, log } = await notebook.run()
  expect(states).toEqual({ checked: "completed" })
  expect(log).toEqual(["checked: hello"])
})
