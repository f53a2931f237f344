import { expect, test } from "vitest"
import { diagnosticsOf } from "../../kernel/language/features/diagnostics.ts"
import { FlowFolder } from "./flowFolder.ts"

/** What a person does to cells. */
type Step = readonly [name: string, change: (cells: readonly string[]) => readonly string[]]

function insert(index: number, ...cells: readonly string[]): Step[1] {
  return (all) => all.toSpliced(index, 0, ...cells)
}

function edit(index: number, source: string): Step[1] {
  return (all) => all.with(index, source)
}

const first = [
  "// @parameters\nconst limit = 3",
  "const rows = [1, 2]",
  '// @task big for="row of rows"\nconst size = row * limit',
  "const text: string = size",
]

const steps: readonly Step[] = [
  ["adds a cell above", insert(0, "import { join } from 'node:path'")],
  ["begins to write", edit(0, "import { join } from 'node:path'\njoin(")],
  ["leaves a bracket open in the middle", edit(2, "const rows = [1, 2")],
  ["closes it", edit(2, "const rows = ['1', 2]")],
  ["finishes the first", edit(0, "import { join } from 'node:path'\njoin('a', 'b')")],
  ["moves the reader to the top", (all) => [...all.slice(-1), ...all.slice(0, -1)]],
  ["splits a cell", (all) => all.toSpliced(3, 1, "const rows", "= ['1', 2]")],
  ["undoes that", (all) => all.toSpliced(3, 2, "const rows = ['1', 2]")],
  ["joins two cells", (all) => all.toSpliced(2, 2, "// @parameters\nconst limit = 3\nconst rows = [1]")],
  ["makes JSX of one", insert(2, "const page = <p>{limit}</p>")],
  ["deletes it", (all) => all.toSpliced(2, 1)],
  ["defines a name twice", insert(1, "const limit = 'x'")],
  ["takes it back", (all) => all.toSpliced(1, 1)],
  ["empties a cell", edit(0, "")],
  ["deletes all", () => []],
  ["starts over", () => first],
]

test("says after every step what it would say of the cells as they stand", async () => {
  await using folder = await FlowFolder.with({})
  let cells: readonly string[] = first
  await folder.diagnostics(...cells)
  for (const [step, change] of steps) {
    cells = change(cells)
    const found = await folder.diagnostics(...cells)
    const fresh = folder.language.open(folder.path, "fresh.tsnb")
    const expected = await diagnosticsOf(folder.language, fresh, fresh.view(cells))
    fresh.close()
    const short = (all: typeof found): readonly unknown[] =>
      all.map(({ cell, range, message }) => [cell, range, message])
    expect({ step, found: short(found) }).toEqual({ step, found: short(expected) })
  }
})

test("finds the same mistake wherever its cell is put", async () => {
  await using folder = await FlowFolder.with({})
  const wrong = "// a note\nconst text: string = rows"
  for (let place = 0; place <= first.length; place++) {
    const cells = [...first.slice(0, -1), "size"].toSpliced(place, 0, wrong)
    const found = (await folder.diagnostics(...cells)).filter(({ severity }) => severity === "error")
    expect(found.map(({ cell, range }) => [cell, range.start])).toEqual([[place, { line: 1, character: 6 }]])
  }
})
