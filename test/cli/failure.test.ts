import { sep } from "node:path"
import { expect, test } from "vitest"
import { UsageError } from "../../kernel/cli/exit.ts"
import { describeFailure } from "../../kernel/cli/failure.ts"
import { NotebookProblemsError, RequestError } from "../../kernel/session/api.ts"
import { AmbiguousRunError, RunLostError } from "../../kernel/store/errors.ts"

const notebook = [process.cwd(), "deep", "n.tsnb"].join(sep)
const hint = "\nSet the environment variable TSNB_DEBUG=1 to see where this came from."

test.for([
  [new UsageError("no such run"), "tsnb: no such run", 2],
  [new RequestError("no such parameter"), "tsnb: no such parameter", 2],
  [
    new NotebookProblemsError(notebook, [
      { message: "second", line: 3, column: 2 },
      { message: "first", line: 1, column: 1 },
    ]),
    `${["deep", "n.tsnb"].join(sep)}:1:1: first\n${["deep", "n.tsnb"].join(sep)}:3:2: second`,
    2,
  ],
  [new RunLostError("r1", "completed"), "tsnb: Run r1 can't be recorded any further: it is completed already.", 1],
  [new TypeError("x is undefined"), `tsnb: x is undefined${hint}`, 1],
  [new AmbiguousRunError("m", ["m1", "m2"]), "tsnb: Several runs begin with 'm': m1, m2… Give more of the id.", 2],
  ["text", "tsnb: text", 1],
] as const)("%s", ([error, text, exitCode]) => {
  expect(describeFailure(error, {})).toEqual({ text, exitCode })
})

test("with TSNB_DEBUG the stack of a surprise is shown", () => {
  const { text } = describeFailure(new TypeError("x is undefined"), { TSNB_DEBUG: "1" })
  expect(text).toMatch(/^TypeError: x is undefined\n {4}at .*failure\.test\.ts/)
})
