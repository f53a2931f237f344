import { symlinkSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { TestLiveNotebook } from "../support/liveNotebook.ts"

const slow = `({ [Symbol.for("Jupyter.display")]: async () => {
  await new Promise((resolve) => setTimeout(resolve, 20))
  return { "text/plain": "slow" }
} })`

test("displays come in order although one takes a while, and a handle replaces its own from a later cell", async () => {
  await using notebook = new TestLiveNotebook()
  const { outputs, result } = await notebook.run(
    `const handle = display(${slow}); display("after"); handle.update("fast"); const h = display("last"); h`,
  )
  expect(result).toBeUndefined()
  const said = outputs.map((output) => [output.kind, output.kind === "stream" ? "" : Reflect.get(output, "data")])
  expect(said).toEqual([
    ["display", { "text/plain": "slow" }],
    ["display", { "text/plain": "after" }],
    ["update", { "text/plain": "fast" }],
    ["display", { "text/plain": "last" }],
  ])
  const later = await notebook.run(`handle.update(html\`<b>later</b>\`)`)
  const [first, update] = [outputs[0], later.outputs[0]]
  expect(update).toMatchObject({ kind: "update", data: { "text/html": "<b>later</b>" } })
  expect(Reflect.get(update ?? {}, "displayId")).toBe(Reflect.get(first ?? {}, "displayId"))
})

test("clearing, pages and artifacts", async () => {
  await using notebook = new TestLiveNotebook()
  const { outputs, end } = await notebook.run(
    `clearOutput(); clearOutput({ wait: true }); page(markdown\`**p**\`); artifact.table([{ a: 1 }], "T")`,
  )
  expect(outputs).toMatchObject([
    { kind: "clear", wait: false },
    { kind: "clear", wait: true },
    { kind: "display", data: { "text/html": expect.stringContaining("<caption") as string } },
  ])
  expect(end).toMatchObject({ kind: "completed", pages: [{ "text/markdown": "**p**" }] })
})

test("results: texts in quotes, frames and charts as such, broken ones said", async () => {
  await using notebook = new TestLiveNotebook()
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(notebook.folder, "node_modules"), "junction")
  await notebook.run(`import * as Plot from "@observablehq/plot"; import { DataFrame } from "danfojs-node"`)
  const resultOf = async (source: string): Promise<unknown> => {
    const { end } = await notebook.run(source)
    return end.kind === "completed" ? end.result?.data : end.error
  }
  expect(await resultOf(`"text"`)).toEqual({ "text/plain": "'text'" })
  expect(await resultOf(`new DataFrame({ n: [1, 2] })`)).toHaveProperty(["text/html"])
  expect(await resultOf(`Plot.plot({ marks: [Plot.dot([[1, 2]])] })`)).toHaveProperty(["image/svg+xml"])
  expect(await resultOf(`({ [Symbol.for("Jupyter.display")]() { throw new Error("no") } })`)).toEqual({
    "text/plain": expect.stringContaining("Its own way to be shown failed. Error: no") as string,
  })
})

test("a value that never shows itself can be interrupted, and the next cell shows its own", async () => {
  await using notebook = new TestLiveNotebook()
  const { end } = await notebook.run(
    `const never = { [Symbol.for("Jupyter.display")]: () => new Promise(() => {}) }
    display("before"); display(never); display("behind")`,
    { onOutput: () => notebook.notebook.interrupt() },
  )
  expect(end).toMatchObject({ kind: "failed", error: { name: "Interrupted" } })
  const { shown } = await notebook.run(`display("next")`)
  expect(shown).toEqual(["next"])
})
