import { expect, test } from "vitest"
import type { RunMessage } from "../../../kernel/flowService/messages.ts"
import { newestFirst, parameterNames, shownRuns, type Order, type RunFilter } from "../../../webview/runs/runTable.ts"

const runs: readonly RunMessage[] = [
  { id: "c", flow: "f", state: "running", parameters: { depth: 10, path: "b.csv" }, startedAt: 3_000 },
  {
    id: "b",
    flow: "f",
    state: "failed",
    parameters: { depth: 9, path: "b.csv" },
    startedAt: 2_000,
    endedAt: 9_000,
    error: { name: "Error", message: "no such file" },
    isPinned: true,
  },
  {
    id: "a",
    flow: "f",
    state: "completed",
    parameters: { depth: 9, path: "b.csv" },
    startedAt: 1_000,
    endedAt: 2_000,
    note: "Best so far",
  },
]
const other: RunMessage = {
  id: "d",
  flow: "f",
  state: "failed",
  parameters: { path: "c.csv", depth: 10 },
  startedAt: 0,
}
const all: RunFilter = { state: "", text: "" }

test("the parameters that differ come first", () => {
  const { names, varying } = parameterNames([...runs, other])
  expect([names, [...varying]]).toEqual([
    ["depth", "path"],
    ["depth", "path"],
  ])
  expect(parameterNames(runs)).toEqual({ names: ["depth", "path"], varying: new Set(["depth"]) })
})

test.each<[what: string, filter: Partial<RunFilter>, order: Partial<Order>, ids: string]>([
  ["all of them, newest first", {}, {}, "c b a"],
  ["oldest first", {}, { isDescending: false }, "a b c"],
  ["by duration, those that go on until now", {}, { by: "duration", isDescending: false }, "a b c"],
  ["by a parameter, numbers as numbers", {}, { by: "parameter:depth", isDescending: false }, "b a c"],
  ["by state", {}, { by: "state", isDescending: false }, "a b c"],
  ["of a state", { state: "failed" }, {}, "b"],
  ["with an error's message", { text: "Such File" }, {}, "b"],
  ["with a parameter's value", { text: "depth = 9" }, {}, "b a"],
  ["with a note", { text: "best" }, {}, "a"],
  ["by their notes", {}, { by: "note" }, "a c b"],
  ["pinned", { state: "pinned" }, {}, "b"],
  ["none", { text: "elsewhere" }, {}, ""],
])("runs are shown: %s", (_, filter, order, ids) => {
  const shown = shownRuns(runs, { ...all, ...filter }, { ...newestFirst, ...order }, 20_000)
  expect(shown.map(({ id }) => id).join(" ")).toBe(ids)
})
