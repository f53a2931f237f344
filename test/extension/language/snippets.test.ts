import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { graphOfTexts } from "./graphOfTexts.ts"

interface Snippet {
  prefix: string
  description: string
  body: readonly string[]
}

const file = join(import.meta.dirname, "../../../syntaxes/snippets.json")
// A file of ours, which the test reads as VS Code does.
const snippets = JSON.parse(await readFile(file, "utf8")) as Record<string, Snippet>

/** The text that a snippet gives when nothing of it is changed. */
function expanded(body: string): string {
  let text = body.replaceAll(/\\\$/g, "\0").replaceAll(/\$TM_\w+/g, "notebook")
  for (let before = ""; before !== text;) {
    before = text
    text = text.replaceAll(/\$\{\d+:([^${}]*)\}/g, "$1").replaceAll(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1")
  }
  return text
    .replaceAll(/\$\{\w+\}|\$0/g, "")
    .replaceAll(/\$\d/g, "name")
    .replaceAll("\0", "$")
}

test.each(Object.entries(snippets))("%s is a cell without problems", (_, { body, prefix, description }) => {
  const { problems } = graphOfTexts([{ id: "1", isCode: true, text: expanded(body.join("\n")) }])
  // What a snippet only has as an example, to be written over, is defined nowhere.
  expect(problems.filter(({ message }) => !message.startsWith("Nothing defines"))).toEqual([])
  expect(prefix).toMatch(/^[a-zA-Z]+$/)
  expect(description).not.toBe("")
})
