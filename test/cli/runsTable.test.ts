import { expect, test } from "vitest"
import { runsTable } from "../../kernel/cli/commands/runs.ts"
import { noPaint } from "../../kernel/cli/format/style.ts"
import type { RunRow } from "../../kernel/flow/ports.ts"

const now = Date.now()
const page = { now, paint: noPaint, columns: Infinity }

function row(id: string, changes: Partial<RunRow> = {}): RunRow {
  const startedAt = now - 3_600_000
  return {
    id,
    flow: "f",
    notebook: "f.tsnb",
    state: "completed",
    parameters: {},
    startedAt,
    endedAt: startedAt + 1_500,
    ...changes,
  }
}

/** The sixth column. */
function notes(...rows: readonly RunRow[]): readonly string[] {
  return runsTable(rows, page).map((line) => line.trimEnd().split(/ {2,}/)[5] ?? "")
}

test("subflows stand below the run that asked for them, oldest first", () => {
  const rows = [
    row("c2", { parent: "p" }),
    row("g", { parent: "c1" }),
    row("c1", { parent: "p" }),
    row("p"),
    row("lone", { parent: "old" }),
  ]
  expect(runsTable(rows, page).map((line) => line.slice(0, 7).trimEnd())).toEqual([
    "RUN",
    "p",
    "  c1",
    "    g",
    "  c2",
    "lone",
  ])
})

test("an unfinished run has taken no time yet, and parameters are written as on a command line", () => {
  const { endedAt: _, ...running } = row("r", {
    state: "running",
    parameters: { text: "a b", list: [1, 2], lines: "x\ny", none: "" },
  })
  expect(runsTable([running], page)[1]?.split(/ {2,}/)).toEqual([
    "r",
    "f",
    "running",
    "1 hour ago",
    "f.tsnb",
    'text="a b" list=[1,2] lines="x\\ny" none=',
  ])
})

test("no runs", () => {
  expect(runsTable([], page)).toEqual(["There are no runs yet. Start one with `tsnb run NOTEBOOK`."])
})

test("notes and pins have a column when there are any", () => {
  expect(notes(row("a"))[0]).toBe("NOTEBOOK")
  const rows = [
    row("a", { isPinned: true, note: "best\nso far" }),
    row("b", { isPinned: true }),
    row("c", { note: "too deep" }),
  ]
  expect(notes(...rows)).toEqual(["NOTE", "pinned: best so far", "pinned", "too deep"])
})
