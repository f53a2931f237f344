import { expect, test } from "vitest"
import type { ListedRun } from "../../../extension/history/notebookRuns.ts"
import {
  notebookDescription,
  runDescription,
  runHover,
  runLabel,
  sessionDescription,
} from "../../../extension/history/texts.ts"

const start = new Date(2026, 2, 1, 14, 5, 9).getTime()
const minute = 60_000
const day = 24 * 60 * minute
const run: ListedRun = {
  id: "m1",
  notebook: "/taxi.tsnb",
  state: "completed",
  parameters: {},
  startedAt: start,
  endedAt: start + 1_500,
}
const going: ListedRun = { ...run, state: "running", endedAt: undefined }

test.each([
  [run, start + minute, "completed 14:05:09"],
  [run, start + day, "completed 2026-03-01 14:05:09"],
  [{ ...run, state: "timedOut" } as const, start + minute, "timed out 14:05:09"],
])("a run's label", (listed, now, label) => {
  expect(runLabel(listed, now)).toBe(label)
})

test.each([
  [run, "1.5 s"],
  [{ ...run, rerunOf: "m0" }, "1.5 s · re-run"],
  [{ ...run, parent: "m0" }, "1.5 s · subflow"],
  [{ ...run, endedAt: undefined }, ""],
  [going, "2 min"],
])("what is said beside a run", (listed, description) => {
  expect(runDescription(listed, start + 2 * minute)).toBe(description)
})

test.each([
  [undefined, "never run"],
  [run, "2 minutes ago · 1.5 s"],
  [going, "running · 2 min"],
])("what is said beside a notebook", (latest, description) => {
  expect(notebookDescription(latest, start + 2 * minute)).toBe(description)
})

test.each([
  [{ isWorking: true }, "running without a window"],
  [{ isWorking: false, endsAt: start + 90_000 }, "without a window, ends in 1 min 30 s"],
  [{ isWorking: false, endsAt: start - 10 }, "without a window, ends now"],
])("what is said beside a session that no window works with", (status, description) => {
  expect(sessionDescription({ isAttended: false, ...status }, start)).toBe(description)
})

test("a hover tells all of a run", () => {
  const listed = {
    ...run,
    state: "failed",
    error: "Error: a\nb",
    rerunOf: "m0",
    parameters: { month: 3, path: "a|`b`" },
  }
  expect(runHover({ ...listed, state: "failed" }, start + minute)).toBe(
    [
      "**failed** after 1.5 s",
      "",
      "Run `m1`, started 2026-03-01 14:05:09, a re-run of `m0`",
      "",
      "`Error: a b`",
      "",
      "| parameter | value |",
      "| --- | --- |",
      "| `month` | `3` |",
      "| `path` | `` a\\|`b` `` |",
    ].join("\n"),
  )
})
