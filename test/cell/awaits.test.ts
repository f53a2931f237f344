import { expect, test } from "vitest"
import { compileCell, placeInSource, type CellContext } from "../../kernel/cell/compile.ts"
import { Scripts } from "../../kernel/runtime/script.ts"

/** Runs a cell, and tells the lines of the `await`s that it reached, and its result. */
async function linesReached(source: string): Promise<{ lines: readonly number[]; result: unknown }> {
  const lines: number[] = []
  const context: CellContext = {
    scope: {},
    meta: {},
    result: undefined,
    has: () => true,
    imported: (module) => module,
    waits: (offset, value) => {
      lines.push(placeInSource(source, offset).line)
      return value
    },
  }
  await new Scripts("file:///notebooks/test.tsnb").compile({ line: 1, source, reads: [], defines: [] })(context)
  return { lines, result: context.result }
}

test.for<[title: string, source: string, lines: readonly number[], result: unknown]>([
  ["none", "const a = 1\na", [], 1],
  ["one", "const a: number = await Promise.resolve(1)\na", [1], 1],
  ["as the last expression", "await Promise.resolve(2)", [1], 2],
  ["within each other, the inner one first", "await Promise.all([\n  1, await 2,\n])", [2, 1], [1, 2]],
  ["of an await", "await await\n3", [1, 1], 3],
  ["a sequence", "await (1, 4)", [1], 4],
  ["an object", "(await { a: 5 }).a", [1], 5],
  ["an arrow function", "(await (() => 6))()", [1], 6],
  ["after types that are gone", "interface A {\n  a: 1\n}\nawait (7 as unknown as A)", [4], 7],
  ["in a loop", "let sum = 0\nfor (const n of [1, 2])\n  sum += await n\nsum", [3, 3], 3],
  ["for await", "let sum = 0\nfor await (const n of [1, 2]) sum += n\nsum", [2], 3],
  [
    "not those of functions",
    "const f = async () => await 1\nasync function g() { return await f() }\nclass K { async m() { return await g() } }\nawait new K().m()",
    [4],
    1,
  ],
  ["in a block", "if (true) {\n  await 1\n}\n8", [2], 8],
  ["import.meta", "await import.meta", [1], {}],
  ["an export", "export default await 9", [1], 9],
  ["import()", '(await import("node:path")).posix.sep', [1], "/"],
])("marks %s", async ([, source, lines, result]) => {
  expect(await linesReached(source)).toEqual({ lines, result })
})

test("a cell that awaits nothing has no marks", () => {
  expect(compileCell({ source: "const a = async () => await 1", reads: [], defines: [] })).not.toContain("waits")
})
