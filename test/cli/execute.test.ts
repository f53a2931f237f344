import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { makeFolder, start, tsnb } from "./fixtures/commandLine.ts"

let made = 0

/** A code cell that was run once before. */
function cell(source: string, tags: readonly string[] = []): object {
  made += 1
  const outputs = [{ name: "stdout", output_type: "stream", text: ["old\n"] }]
  return { cell_type: "code", execution_count: 9, id: `c${made}`, metadata: { tags }, outputs, source: [source] }
}

const markdown = { cell_type: "markdown", id: "m", metadata: { mine: 1 }, source: ["# Title"] }

function notebook(cells: readonly object[], metadata: object = {}): string {
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5, custom: { kept: true } }, undefined, 1)}\n`
}

interface Executed {
  cells: { execution_count?: number | null; outputs?: { output_type: string; [key: string]: unknown }[] }[]
  metadata: Record<string, unknown>
}

function read(folder: string, name = "n.ipynb"): Executed {
  // Written by the program under test.
  return JSON.parse(readFileSync(join(folder, name), "utf8")) as Executed
}

function outputsIn(folder: string, name?: string): unknown[] {
  return read(folder, name).cells.map(({ outputs }) => outputs)
}

const result = (count: number, text: string) => ({
  data: { "text/plain": [text] },
  execution_count: count,
  metadata: {},
  output_type: "execute_result",
})
const stdout = (text: string) => ({ name: "stdout", output_type: "stream", text: [text] })

describe("tsnb execute", () => {
  test("writes what the cells show into the file, and leaves all else as it is", async () => {
    const cells = [cell("let n = 20\nconsole.log(n)"), markdown, cell(""), cell("n += 1\nn * 2")]
    const folder = makeFolder({ "n.ipynb": notebook(cells, { authors: [{ name: "Ada" }] }) })
    const ended = await tsnb(folder, "execute", "n.ipynb")
    expect(ended).toMatchObject({ code: 0, output: "The outputs are in n.ipynb\n" })
    expect(ended.errors).toMatch(/^cell 1 of 4 completed in .*\ncell 4 of 4 completed in .*\n$/)
    expect(read(folder)).toMatchObject({
      custom: { kept: true },
      metadata: {
        authors: [{ name: "Ada" }],
        kernelspec: { name: "tsnb", language: "typescript" },
        language_info: { name: "typescript", file_extension: ".ts" },
      },
    })
    expect(read(folder).cells).toEqual([
      { ...cells[0], execution_count: 1, outputs: [stdout("20\n")] },
      markdown,
      { ...cells[2], execution_count: null, outputs: [] },
      { ...cells[3], execution_count: 2, outputs: [result(2, "42")] },
    ])
    expect(readdirSync(folder)).toEqual(["n.ipynb"])
    expect(readFileSync(join(folder, "n.ipynb"), "utf8")).toMatch(/^\{\n "cells": \[\n  \{[^]*\n\}\n$/)
  })

  test("stops at a cell that fails; what was shown until then is in the file", async () => {
    const folder = makeFolder({
      "n.ipynb": notebook([cell("console.log(1)"), cell('throw new TypeError("no")'), cell("3")]),
    })
    const ended = await tsnb(folder, "execute", "n.ipynb")
    expect(ended).toMatchObject({ code: 1 })
    expect(ended.errors).toMatch(/cell 2 of 3 failed in .*\n[^]*TypeError: no/)
    expect(outputsIn(folder)).toMatchObject([
      [stdout("1\n")],
      [{ output_type: "error", ename: "TypeError", evalue: "no" }],
      [],
    ])
  })

  test("goes on after errors that are allowed, and leaves out cells that ask for it", async () => {
    const cells = [cell("null.a", ["raises-exception"]), cell("boom()", ["skip-execution"]), cell("3")]
    const folder = makeFolder({ "n.ipynb": notebook(cells), "all.ipynb": notebook([cell("null.a"), cell("4")]) })
    expect(await tsnb(folder, "execute", "n.ipynb")).toMatchObject({ code: 0 })
    expect(outputsIn(folder)).toMatchObject([[{ ename: "TypeError" }], [], [result(2, "3")]])
    expect(await tsnb(folder, "execute", "all.ipynb", "--allow-errors")).toMatchObject({ code: 0 })
    expect(outputsIn(folder, "all.ipynb")).toMatchObject([[{ ename: "TypeError" }], [result(2, "4")]])
  })

  test("writes to another file when told, and follows a link to the notebook", async () => {
    const text = notebook([cell("1")])
    const folder = makeFolder({ "n.ipynb": text })
    expect(await tsnb(folder, "execute", "n.ipynb", "--output", "deep/out.ipynb")).toMatchObject({ code: 0 })
    expect(readFileSync(join(folder, "n.ipynb"), "utf8")).toBe(text)
    expect(outputsIn(folder, "deep/out.ipynb")).toEqual([[result(1, "1")]])
    symlinkSync("n.ipynb", join(folder, "link.ipynb"))
    expect(await tsnb(folder, "execute", "link.ipynb")).toMatchObject({ code: 0 })
    expect(outputsIn(folder)).toEqual([[result(1, "1")]])
    expect(statSync(join(folder, "link.ipynb"))).toEqual(statSync(join(folder, "n.ipynb")))
  })

  test("runs in the notebook's folder, and asks nobody", async () => {
    const cells = [cell('import { word } from "./word.ts"\nword'), cell('prompt("Name?")')]
    const folder = makeFolder({ "n.ipynb": notebook(cells), "word.ts": 'export const word = "local"' })
    expect(await tsnb(join(folder, ".."), "execute", join(folder, "n.ipynb"))).toMatchObject({ code: 1 })
    expect(outputsIn(folder)).toMatchObject([[{ output_type: "execute_result" }], [{ output_type: "error" }]])
  })

  test("interrupts a cell that takes too long, a busy one too", async () => {
    const folder = makeFolder({ "n.ipynb": notebook([cell('console.log("begun")\nfor (;;);')]) })
    const ended = await tsnb(folder, "execute", "n.ipynb", "--timeout", "2s")
    expect(ended).toMatchObject({ code: 1 })
    expect(outputsIn(folder)).toMatchObject([[stdout("begun\n"), { output_type: "error", ename: "CellTimeout" }]])
    expect((await tsnb(folder, "execute", "n.ipynb", "--timeout", "30")).errors).toContain("a duration with its unit")
  })

  test.skipIf(process.platform === "win32")("writes what there is when it is cancelled", async () => {
    const folder = makeFolder({
      "n.ipynb": notebook([cell("1"), cell("await new Promise(() => undefined)"), cell("3")]),
    })
    const running = start(folder, ["execute", "n.ipynb"])
    await running.printed("cell 1 of 3 completed")
    running.child.kill("SIGINT")
    expect(await running.ended).toMatchObject({ code: 130 })
    expect(outputsIn(folder)[0]).toEqual([result(1, "1")])
    expect(outputsIn(folder)[2]).toEqual([])
  })

  test("shows of tasks from the cache what they showed when they ran", async () => {
    const cells = [
      cell('import { display } from "tsnb"\nconst months = ["jan", "feb"]'),
      cell("// @task train\nconsole.log('epoch 1')\nconsole.warn('slow')\nconst rmse = 5.15\nrmse"),
      cell("// @task silent\nconst doubled = rmse * 2"),
      cell('// @task each for="month of months"\nconst m = month\ndisplay(`read ${month}`)'),
      cell("m.join()"),
    ]
    const folder = makeFolder({ "n.ipynb": notebook(cells) })
    expect(await tsnb(folder, "execute", "n.ipynb")).toMatchObject({ code: 0 })
    // How long ago a run was depends on the machine.
    const shown = (): unknown =>
      JSON.parse(JSON.stringify(outputsIn(folder)).replaceAll(/(cached from run \w+), [\w ]+/g, "$1"))
    const first = shown()
    expect(JSON.stringify(first)).toMatch(/epoch 1.*slow.*5\.15.*read jan/)
    expect(await tsnb(folder, "execute", "n.ipynb")).toMatchObject({ code: 0 })
    expect(shown()).toEqual(first)
    // Once more: what comes from the cache in a run that came from the cache.
    expect(await tsnb(folder, "execute", "n.ipynb")).toMatchObject({ code: 0 })
    expect(shown()).toEqual(first)
  })

  test("leaves a notebook alone that was changed in the meantime", async () => {
    const source = 'import { writeFileSync } from "node:fs"\nwriteFileSync("n.ipynb", "saved by an editor")'
    const folder = makeFolder({ "n.ipynb": notebook([cell(source), cell("1")]) })
    const ended = await tsnb(folder, "execute", "n.ipynb")
    expect(ended).toMatchObject({ code: 0, output: "The outputs are in n.executed.ipynb\n" })
    expect(readFileSync(join(folder, "n.ipynb"), "utf8")).toBe("saved by an editor")
    expect(outputsIn(folder, "n.executed.ipynb")).toEqual([[], [result(2, "1")]])
  })
})

describe("what can't be executed", () => {
  test.each<[string, string, string]>([
    ["isn't there", "other.ipynb", "There is no notebook other.ipynb"],
    ["is no notebook", "text.ipynb", "text.ipynb can't be run: it isn't JSON"],
    ["is tsnb's own", "own.tsnb", "tsnb run own.tsnb"],
    ["is in another language", "python.ipynb", "in python, not TypeScript"],
    ["is a folder", "folder.ipynb/..", "can't be read"],
  ])("%s", async (_what, name, message) => {
    const python = notebook([cell("print(1)")], { language_info: { name: "python" } })
    const folder = makeFolder({ "text.ipynb": "text", "own.tsnb": "// %%\n1\n", "python.ipynb": python })
    const ended = await tsnb(folder, "execute", name)
    expect(ended).toMatchObject({ code: 2, output: "" })
    expect(ended.errors).toContain(message)
    expect(readFileSync(join(folder, "python.ipynb"), "utf8")).toBe(python)
  })

  test("where it can't be written, before anything runs", async () => {
    const source = 'import { writeFileSync } from "node:fs"\nwriteFileSync("ran", "")'
    const folder = makeFolder({ "n.ipynb": notebook([cell(source)]), file: "" })
    writeFileSync(join(folder, "file"), "")
    const ended = await tsnb(folder, "execute", "n.ipynb", "--output", "file/out.ipynb")
    expect(ended).toMatchObject({ code: 2, output: "" })
    expect(ended.errors).toContain("can't be written")
    expect(existsSync(join(folder, "ran"))).toBe(false)
  })
})
