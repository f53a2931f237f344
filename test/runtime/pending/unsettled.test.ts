import { expect, test } from "vitest"
import { unsettledAwait } from "../../../kernel/runtime/pending/unsettled.ts"

test("the place is told where it is known", () => {
  const { message, stack } = unsettledAwait({ notebook: "flow.tsnb", line: 5, column: 11 })
  expect(message).toMatch(/^The await in line 5 can never settle: nothing is left that could wake it/)
  expect(stack).toBe(`UnsettledAwait: ${message}\n    at flow.tsnb:5:11`)
})

test("without a place, the cell as a whole is spoken of", () => {
  expect(unsettledAwait(undefined)).toEqual({
    name: "UnsettledAwait",
    message: expect.stringMatching(/^The cell waits for a promise that can never settle/),
  })
})
