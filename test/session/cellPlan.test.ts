import { describe, expect, test } from "vitest"
import { LiveDocument } from "../../kernel/session/liveDocument.ts"
import { documentOf } from "../support/documentCells.ts"

function planOf(document: LiveDocument, wanted: string): readonly string[] {
  const { cells, refused } = document.plan(wanted)
  return [
    ...cells.map(({ id, task, needs }) => `${id}${task === undefined ? "" : ` task ${task}`} after ${needs.join("")}`),
    ...refused.map(({ id, message }) => `${id}: ${message}`),
  ]
}

/** A result under the name `a`. */
function result(hash: string) {
  return new Map([["a", { hash, encoding: "raw" as const, size: 1, packedSize: 1, digest: hash }]])
}

function newDocument(isThere = () => true): LiveDocument {
  return new LiveDocument("notebook", isThere)
}

describe("what has to run for a cell", () => {
  test.each<[what: string, sources: readonly string[], wanted: string, plan: readonly string[]]>([
    ["itself", ["const a = 1", "console.log(2)"], "b", ["b after "]],
    ["the cells that it reads from", ["const a = 1", "const b = a", "b"], "c", ["a after ", "b after a", "c after b"]],
    ["a cell that sets something up", ["process.env.A = '1'", "console.log(1)"], "b", ["a after ", "b after a"]],
    [
      "none that writes files or only checks something",
      ["import fs from 'node:fs'\nfs.writeFileSync('a', 'b')", "if (1 > 2) throw new Error('no')", "console.log(1)"],
      "c",
      ["c after "],
    ],
    ["not those beside it", ["const a = 1", "const b = 2", "a"], "c", ["a after ", "c after a"]],
    ["cells below it first", ["b + 1", "const b = 2"], "a", ["b after ", "a after b"]],
    [
      "all, by what they need rather than by their places",
      ["c", "const b = 1", "const c = b"],
      "abc",
      ["b after ", "c after b", "a after c"],
    ],
    ["parameters", ["// @parameters\nconst n = 1", "n"], "b", ["a after ", "b after a"]],
    ["a task, with nothing in the session", ["const a = 1", "// @task t\nconst b = a"], "b", ["b task t after "]],
    [
      "a task whose result it reads, but not those behind",
      ["// @task t\nconst a = 1", "// @task u\nconst b = a", "const c = b", "c"],
      "d",
      ["b task u after ", "c after b", "d after c"],
    ],
    ["no task whose function alone it calls", ["// @task t\nfunction f() {}\nconst a = 1", "f()"], "b", ["b after "]],
    [
      "a task whose result such a function reads",
      ["// @task t\nconst a = 1\nfunction f() { return a }", "f()"],
      "b",
      ["a task t after ", "b after a"],
    ],
    [
      "not a second definition",
      ["const a = 1", "const a = 2"],
      "ab",
      ["a after ", "b: 'a' is defined already by cell 1; one cell defines a name. Rename one of the two"],
    ],
    [
      "nothing after a cell that can't run",
      ["const a = 1", "const a = 2\nconst b = a", "b"],
      "c",
      [
        "b: 'a' is defined already by cell 1; one cell defines a name. Rename one of the two",
        "c: It needs cell 2, which can't run: 'a' is defined already by cell 1; one cell defines a name. Rename one of the two",
      ],
    ],
    ["a cell that can't be parsed, which the session tells", ["const a = ="], "a", ["a after "]],
    [
      "no task of a flow with a problem behind it",
      ["let c = 1", "const a = c\nc = 2", "// @task t\nconst b = a"],
      "c",
      [expect.stringMatching(/^c: It needs cell 2, which has a problem: 'c' belongs to cell 1/) as string],
    ],
    ["a task beside a problem", ["const a = =", "// @task t\nconst b = 1"], "b", ["b task t after "]],
    [
      "no cell of a cycle",
      ["const a = b", "const b = a", "const c = 1"],
      "abc",
      ["c after ", expect.stringMatching(/^a: Cycle: /) as string, expect.stringMatching(/^b: It needs /) as string],
    ],
  ])("%s", (_what, sources, wanted, plan) => {
    const document = newDocument()
    document.update(documentOf(...sources))
    expect(planOf(document, wanted).toSorted()).toEqual(plan.toSorted())
  })

  test("what ran and is as it was doesn't run again", () => {
    const document = newDocument()
    document.update(documentOf("const a = 1", "const b = a", "b"))
    for (const id of ["a", "b", "c"]) {
      document.begin(id)
      document.complete(id)
    }
    expect(planOf(document, "c")).toEqual(["c after "])
    // Comments and formatting don't count.
    document.update(documentOf("const a  = 1 // one", "const b = a", "b"))
    expect(planOf(document, "c")).toEqual(["c after "])
    document.update(documentOf("const a = 2", "const b = a", "b"))
    expect(planOf(document, "c")).toEqual(["a after ", "b after a", "c after b"])
    // As it was again: nothing has to be done.
    document.update(documentOf("const a = 1", "const b = a", "b"))
    expect(planOf(document, "c")).toEqual(["c after "])
    // Run again, it may have another value.
    document.begin("a")
    expect(planOf(document, "c")).toEqual(["a after ", "b after a", "c after b"])
    document.complete("a")
    expect(planOf(document, "c")).toEqual(["b after ", "c after b"])
    document.forget()
    expect(planOf(document, "c")).toEqual(["a after ", "b after a", "c after b"])
  })

  test("a task runs again when its code has changed since it gave its results", () => {
    const document = newDocument()
    document.update(documentOf("const n = 1", "// @task t\nconst a = n", "const b = a", "b"))
    document.keep(document.graph, result("1"))
    expect(planOf(document, "d")).toEqual(["c after ", "d after c"])
    document.complete("c")
    expect(planOf(document, "d")).toEqual(["d after "])
    document.keep(document.graph, result("2"))
    expect(planOf(document, "d")).toEqual(["c after ", "d after c"])
    document.update(documentOf("const n = 2", "// @task t\nconst a = n", "const b = a", "b"))
    expect(planOf(document, "d")).toEqual(["b task t after ", "c after b", "d after c"])
  })

  test("a task runs again when its results were cleaned away", () => {
    let isThere = true
    const document = newDocument(() => isThere)
    document.update(documentOf("// @task t\nconst a = 1", "a"))
    document.keep(document.graph, result("1"))
    expect(planOf(document, "b")).toEqual(["b after "])
    isThere = false
    expect(planOf(document, "b")).toEqual(["a task t after ", "b after a"])
  })

  test("takes a moment with hundreds of cells", () => {
    const document = newDocument()
    const sources = Array.from(
      { length: 1_000 },
      (_, index) => `const v${index} = ${index === 0 ? 0 : `v${index - 1}`}`,
    )
    const cells = sources.map((source, index) => ({ id: String(index), source, line: index + 1 }))
    document.update(cells)
    expect(document.plan(["999"]).cells.length).toBe(1_000)
    for (const { id } of cells) document.complete(id)
    expect(document.plan(["999"]).cells).toEqual([{ id: "999", needs: [] }])
  })
})
