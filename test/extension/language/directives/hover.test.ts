import { expect, test } from "vitest"
import { directiveHover } from "../../../../extension/language/directives/hover.ts"
import { atCursor } from "../support.ts"

test.each<[marked: string, of: string | undefined, help: string]>([
  ["// @ta|sk a", "@task", "Makes the cell a task"],
  ["// |@on failure", "@on", "States: `success`"],
  ["// @on fai|lure", "failure", "Runs the cell when the flow run ends in"],
  ["// @task a re|tries=3", "retries=3", "**retries** · a whole number, 0 or more"],
  ["// @task a retries=|3", "retries=3", "Default: `0` · Example: `retries=3`"],
  ['// @task a\n//   for="m o|f n"', 'for="m of n"', "Runs the task once for each element"],
  ["/*\n * @flow onFail|ure=stop */", "onFailure=stop", "What to do after a task fails"],
  ["// @task |a", undefined, ""],
  ["// @on fa|il", undefined, ""],
  ["// @task a retires=|3", undefined, ""],
  ["// @task a constructor=|3", undefined, ""],
  ["// @task a\n// some w|ords", undefined, ""],
  ["// @task a\nconst re|tries = 1", undefined, ""],
])("%j", (marked, of, help) => {
  const { source, offset } = atCursor(marked)
  const hover = directiveHover(source, offset)
  expect(hover && source.slice(hover.start, hover.end)).toBe(of)
  expect(hover?.markdown ?? "").toContain(help)
})
