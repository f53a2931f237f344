import { describe, expect, test } from "vitest"
import { decodeRuns, runsByNotebook, type ListedRun } from "../../../extension/history/notebookRuns.ts"

const row = { id: "m1", flow: "taxi", notebook: "/w/taxi.tsnb", state: "completed", parameters: {}, startedAt: 1_000 }

describe("what `tsnb runs --json` prints", () => {
  test("is read field by field", () => {
    const error = { name: "RangeError", message: "not today", stack: "…" }
    const rows = [row, { ...row, id: "m2", state: "failed", endedAt: 3_000, error, parent: "m1", rerunOf: "m0" }]
    expect(decodeRuns(JSON.stringify(rows))).toEqual([
      { id: "m1", notebook: "/w/taxi.tsnb", state: "completed", parameters: {}, startedAt: 1_000 },
      {
        id: "m2",
        notebook: "/w/taxi.tsnb",
        state: "failed",
        parameters: {},
        startedAt: 1_000,
        endedAt: 3_000,
        error: "RangeError: not today",
        parent: "m1",
        rerunOf: "m0",
      },
    ])
  })

  test.each([
    ["no JSON", "There are no runs", /JSON/],
    ["no list", "{}", /has to be a list/],
    ["no run", "[7]", /'state' has to be text/],
    ["an unknown state", JSON.stringify([{ ...row, state: "toString" }]), /can't be in the state 'toString'/],
    ["a time that is none", JSON.stringify([{ ...row, startedAt: "now" }]), /'startedAt' has to be a whole number/],
  ])("is refused when it is %s", (_, output, message) => {
    expect(() => decodeRuns(output)).toThrow(message)
  })
})

test("every notebook has its runs, newest first, each once; those of others are left out", () => {
  const runs = [run("a1", "/a", 1), run("a2", "/a", 2), run("a1", "/a", 1), run("gone", "/gone", 3)]
  const ids = runsByNotebook(["/b", "/a", "/a"], runs).map(({ path, runs }) => [path, runs.map(({ id }) => id)])
  expect(ids).toEqual([
    ["/a", ["a2", "a1"]],
    ["/b", []],
  ])
})

function run(id: string, notebook: string, startedAt: number): ListedRun {
  return { id, notebook, startedAt, state: "completed", parameters: {} }
}
