import { describe, expect, test } from "vitest"
import type { Attempt, AttemptEnd, Executor } from "../../kernel/flow/ports.ts"
import type { Input, Piece } from "../../kernel/model/processMessages.ts"

/** An executor that is there for one test. */
export interface OpenExecutor extends AsyncDisposable {
  executor: Executor
}

/**
 * What each implementation of `Executor` has to do.
 * @param open makes one
 */
export function executorContract(name: string, open: () => OpenExecutor): void {
  describe(`${name} keeps the contract of Executor`, () => {
    test("an attempt gives the values that it is asked for, and the next takes them", async () => {
      await using opened = open()
      const { executor } = opened
      const first = await executor.run(attemptOf(cell("const rows = [{ id: 1n }, new Map([[1, NaN]])]", [], ["rows"])))
      const rows = valuesOf(first)
      expect(rows.map(({ name: one }) => one)).toEqual(["rows"])
      const second = cell("const id = String(rows[0].id) + rows[1].get(1)", ["rows"], ["id"])
      const third = cell("if (id !== '1NaN') throw new Error(id)", ["id"], [])
      const end = await executor.run(
        attemptOf(third, { inputs: valuesOf(await executor.run(attemptOf(second, { inputs: rows }))) }),
      )
      expect(end.outcome).toMatchObject({ kind: "completed" })
    })

    test("equal values have equal hashes, whatever attempt they come from", async () => {
      await using opened = open()
      const { executor } = opened
      const hashes = [cell("const a = { x: [1, 2] }", [], ["a"]), cell("const a = { x: [1, 1 + 1] }", [], ["a"])].map(
        async (piece) =>
          valuesOf(await executor.run(attemptOf(piece))).map(({ value }) => "hash" in value && value.hash),
      )
      const [one, other] = await Promise.all(hashes)
      expect(one).toEqual(other)
    })

    test("what an attempt does to a value stays its own", async () => {
      await using opened = open()
      const { executor } = opened
      const inputs = valuesOf(await executor.run(attemptOf(cell("const list = [1]", [], ["list"]))))
      const change = cell("list.push(2)\nconst length = list.length", ["list"], ["length"])
      const lengths = [
        await executor.run(attemptOf(change, { inputs })),
        await executor.run(attemptOf(change, { inputs })),
      ]
      const [one, other] = lengths.map(valuesOf)
      expect(one).toEqual(other)
    })

    test("code that is made again comes before the cell's own", async () => {
      await using opened = open()
      const remade = [
        cell("const twice = (x) => 2 * x", [], ["twice"]),
        cell("const four = twice(2)", ["twice"], ["four"]),
      ]
      const main = cell("if (four !== 4) throw new Error(String(four))", ["four"], [])
      expect((await opened.executor.run(attemptOf(main, { remade }))).outcome).toMatchObject({ kind: "completed" })
    })

    test("an error is told with its name and message", async () => {
      await using opened = open()
      const end = await opened.executor.run(attemptOf(cell('throw new RangeError("too far")', [], [])))
      expect(end.outcome).toMatchObject({ kind: "failed", error: { name: "RangeError", message: "too far" } })
    })

    test("an attempt is over when its time is", async () => {
      await using opened = open()
      const endless = cell("await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1))", [], [])
      const end = await opened.executor.run({ ...attemptOf(endless), timeout: 100 })
      expect(end.outcome).toMatchObject({ kind: "timedOut" })
    })

    test("an attempt that is cancelled ends so, before it began as well", async () => {
      await using opened = open()
      const { executor } = opened
      const stop = new AbortController()
      const endless = cell("await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1))", [], [])
      const running = executor.run({ ...attemptOf(endless), signal: stop.signal })
      stop.abort()
      expect((await running).outcome).toMatchObject({ kind: "cancelled" })
      expect((await executor.run({ ...attemptOf(endless), signal: stop.signal })).outcome).toMatchObject({
        kind: "cancelled",
      })
      expect((await executor.run(attemptOf(cell("", [], [])))).outcome).toMatchObject({ kind: "completed" })
    })

    test("the list of a loop comes as its elements, and a condition as whether it holds", async () => {
      await using opened = open()
      const { executor } = opened
      const list = await executor.run(attemptOf(cell("([1, 2, 3]\n)", [], []), { purpose: "elements" }))
      expect(list.outcome).toMatchObject({ kind: "completed", elements: [{}, {}, {}] })
      for (const [source, condition] of [
        ["(''\n)", false],
        ["('no'\n)", true],
      ] as const) {
        const end = await executor.run(attemptOf(cell(source, [], []), { purpose: "condition" }))
        expect(end.outcome).toMatchObject({ kind: "completed", condition })
      }
    })

    test("attempts side by side don't get in each other's way", async () => {
      await using opened = open()
      const pieces = Array.from({ length: 6 }, (_, index) => cell(`await null\nconst x = ${index % 2}`, [], ["x"]))
      const ends = await Promise.all(pieces.map((piece) => opened.executor.run(attemptOf(piece))))
      const hashes = ends.map((end) => JSON.stringify(valuesOf(end)))
      expect(new Set(hashes).size).toBe(2)
      expect(hashes).toEqual([0, 1, 0, 1, 0, 1].map((index) => hashes[index]))
    })
  })
}

function cell(source: string, reads: readonly string[], defines: readonly string[]): Piece {
  return { line: 1, source, reads, defines }
}

function attemptOf(main: Piece, more: Partial<Attempt["evaluation"]> = {}): Attempt {
  return {
    evaluation: {
      inputs: [],
      remade: [],
      main,
      purpose: "cell",
      outputs: main.defines.map((name) => ({ name, required: true })),
      keep: false,
      reads: [],
      log: true,
      ...more,
    },
    signal: new AbortController().signal,
    onMessage: () => undefined,
    onSubflow: () => Promise.reject(new Error("there are no subflows here")),
  }
}

/** What an attempt gave, as inputs of others. */
function valuesOf({ outcome }: AttemptEnd): readonly Input[] {
  if (outcome.kind !== "completed") throw new Error(JSON.stringify(outcome))
  return outcome.outputs.flatMap((output) => ("value" in output ? [output] : []))
}
