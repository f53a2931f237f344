import { sep } from "node:path"
import { expect, test } from "vitest"
import { problemLines } from "../../../kernel/cli/format/problems.ts"

test("problems come in the order of their lines, with the path as seen from the folder", () => {
  const lines = problemLines(
    ["", "home", "me", "a.tsnb"].join(sep),
    [
      { message: "late", line: 9, column: 1 },
      { message: "second", line: 2, column: 7 },
      { message: "first", line: 2, column: 3, severity: "warning" },
    ],
    ["", "home", "you"].join(sep),
  )
  const file = ["..", "me", "a.tsnb"].join(sep)
  expect(lines).toEqual([`${file}:2:3: warning: first`, `${file}:2:7: second`, `${file}:9:1: late`])
})
