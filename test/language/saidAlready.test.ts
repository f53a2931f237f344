import { expect, test } from "vitest"
import type { CellDiagnostic } from "../../kernel/language/features/diagnostics.ts"
import { isSaidAlready } from "../../kernel/language/saidAlready.ts"

function diagnostic(code: number | undefined, line: number, start: number, end: number): CellDiagnostic {
  const range = { start: { line, character: start }, end: { line, character: end } }
  const marks = { isUnnecessary: false, isDeprecated: false, related: [] }
  const message = "Cannot find name 'days'. Did you mean 'day'?"
  return { cell: 0, range, message, severity: "error", ...marks, ...(code !== undefined && { code }) }
}

const said = "Nothing defines it"

test.each([
  ["an undefined name", diagnostic(2304, 1, 4, 8), [{ line: 1, start: 4, message: said }], true],
  ["a module that isn't there", diagnostic(2307, 0, 14, 20), [{ line: 0, start: 15, message: said }], true],
  [
    "an undefined name in a directive, told where the option begins",
    diagnostic(2304, 0, 24, 28),
    [{ line: 0, start: 14, message: "Nothing defines 'days'" }],
    true,
  ],
  ["an undefined name in another line", diagnostic(2304, 1, 4, 8), [{ line: 2, start: 4, message: said }], false],
  ["an undefined name beside another", diagnostic(2304, 1, 4, 8), [{ line: 1, start: 8, message: said }], false],
  ["a wrong type", diagnostic(2322, 1, 4, 8), [{ line: 1, start: 4, message: said }], false],
  ["what tsnb finds by types", diagnostic(undefined, 1, 4, 8), [{ line: 1, start: 4, message: said }], false],
  ["nothing to compare with", diagnostic(2304, 1, 4, 8), [], false],
])("tells whether something was said: %s", (_, found, own, expected) => {
  expect(isSaidAlready(found, own)).toBe(expected)
})
