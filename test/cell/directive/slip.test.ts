import { expect, test } from "vitest"
import { slipOf } from "../../../kernel/cell/directive/slip.ts"

test.each([
  ["taks", "task"],
  ["tsk", "task"],
  ["TASK", "task"],
  ["tasks", "task"],
  ["test", undefined],
  ["todo", undefined],
  ["folw", "flow"],
  ["On", "on"],
  ["one", undefined],
  ["o", undefined],
  ["params", "parameters"],
  ["param", undefined],
  ["", undefined],
])("%j is meant as %j", (name, meant) => {
  expect(slipOf(name, ["task", "flow", "parameters", "on"])).toBe(meant)
})
