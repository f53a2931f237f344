import { expect, test } from "vitest"
import { typoOf } from "../../../kernel/cell/directive/typo.ts"

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
  expect(typoOf(name, ["task", "flow", "parameters", "on"])).toBe(meant)
})
