import { symlinkSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { Displayed } from "../../kernel/flow/events.ts"
import { TestNotebook, type TestRun } from "../support/flow.ts"

const packages = join(import.meta.dirname, "../../node_modules")

function displayedBy({ events }: TestRun): readonly Displayed[] {
  return events.filter((event) => event.type === "displayed")
}

test("what a task displays comes in order, its log between, and a replacement under the same id", async () => {
  using notebook = new TestNotebook(
    `// @task shown
    const handle = display("first", { id: "own" })
    process.stdout.write("be")
    console.log("tween")
    display({ "text/html": "<b>second</b>" }, { raw: true, metadata: { "text/html": { isolated: true } } })
    handle.update(markdown\`**third**\`)
    clearOutput()
    process.stdout.write("a line that nothing ends")
    page("fourth")
    const other = display([1n])
    other`,
  )
  const { events, errors } = await notebook.run()
  expect(errors).toEqual({})
  const said = events.flatMap((event) => {
    if (event.type === "logged") return [event.text]
    return event.type === "displayed" ? [Object.values(event.data)[0]] : []
  })
  expect(said).toEqual([
    "first",
    "between",
    "<b>second</b>",
    "**third**",
    "a line that nothing ends",
    "fourth",
    "[ 1n ]",
  ])
  const [first, second, third, fourth] = events.filter((event) => event.type === "displayed")
  expect(first?.displayId).toBe("own")
  expect(second?.metadata).toEqual({ "text/html": { isolated: true } })
  expect(third?.displayId).toBe("own")
  expect(fourth?.displayId).toBeUndefined()
})

test.for([
  ["display(1, { id: 5 as never })", "The id of a display is a text, not 5"],
  [`display("x", { raw: true })`, "With `raw`, display() takes an object of MIME types and their data"],
  [`display({ html: "x" }, { raw: true })`, "With `raw`, display() takes an object of MIME types and their data"],
  [`png("chart.png")`, "png() takes the bytes of a PNG image"],
])("%s is an error that says what to do", async ([code, message]) => {
  using notebook = new TestNotebook(`// @task wrong\n${code}`)
  const { errors } = await notebook.run()
  expect(errors["wrong"]).toContain(message)
})

test("Observable Plot draws with and without a document, and nothing else sees a browser", async () => {
  using notebook = new TestNotebook(
    `import * as Plot from "@observablehq/plot"
    import { document as page } from "tsnb"`,
    `// @task chart
    const marks = [Plot.dot([[1, 2], [3, 4]])]
    display(Plot.plot({ marks }))
    display(Plot.plot({ document: page, marks }))
    display(Plot.plot({ document, marks, color: { legend: true, type: "linear", domain: [0, 1] } }))
    const globals = [typeof globalThis.document, typeof window]
    globals`,
  )
  symlinkSync(packages, join(notebook.folder, "node_modules"), "junction")
  const run = await notebook.run()
  expect(run.errors).toEqual({})
  const shown = displayedBy(run).map(({ data }) => data)
  expect(shown).toHaveLength(4)
  expect(shown[0]).toHaveProperty(["image/svg+xml"])
  expect(shown[1]).toEqual(shown[0])
  expect(shown[2]?.["text/html"]).toMatch(/^<figure/)
  expect(shown[3]?.["text/plain"]).toBe("[ 'undefined', 'undefined' ]")
})
