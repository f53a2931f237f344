import { beforeEach, expect, test } from "vitest"
import type { NotebookCell } from "vscode"
import { LaterCells } from "../../../extension/notebook/laterCells.ts"

/** Nothing of a cell is looked at but which it is. */
function cell(): NotebookCell {
  return {} as NotebookCell
}

let shown: string[]
const near = cell()
const far = cell()
const farther = cell()
let inView: Set<NotebookCell>
let look: () => void
let later: LaterCells

beforeEach(() => {
  shown = []
  inView = new Set([near])
  look = () => undefined
  later = new LaterCells({
    has: (cell) => inView.has(cell),
    onChanged: (listener) => {
      look = () => listener()
      return { dispose: () => (look = () => undefined) }
    },
  })
})

function scrollTo(...cells: readonly NotebookCell[]): void {
  inView = new Set(cells)
  look()
}

function show(cell: NotebookCell, text: string): void {
  later.show(cell, () => shown.push(text))
}

test("A cell in view is changed at once, others once they come into view.", () => {
  show(near, "a")
  show(far, "b")
  show(farther, "c")
  expect(shown).toEqual(["a"])
  scrollTo(far)
  expect(shown).toEqual(["a", "b"])
  scrollTo(near, far, farther)
  expect(shown).toEqual(["a", "b", "c"])
})

test("Of what is to be shown on one cell, only the last is.", () => {
  show(far, "old")
  show(far, "new")
  scrollTo(far)
  expect(shown).toEqual(["new"])
})

test("What is shown at once takes the place of what waits.", () => {
  show(far, "old")
  inView = new Set([far])
  show(far, "new")
  look()
  expect(shown).toEqual(["new"])
})

test("What waits can be shown wherever its cell is, once.", () => {
  show(far, "a")
  later.showNow(far)
  later.showNow(near)
  scrollTo(far)
  expect(shown).toEqual(["a"])
})

test("What was dropped isn't shown, and nothing is after the end.", () => {
  show(far, "a")
  show(farther, "b")
  later.drop(far)
  scrollTo(far)
  later.dispose()
  scrollTo(farther)
  expect(shown).toEqual([])
})
