import { expect, test } from "vitest"
import { EarlierRuns, type EarlierTask } from "../../kernel/flow/earlier.ts"
import type { ValueReference } from "../../kernel/model/valueReference.ts"
import { Random } from "../kill/random.ts"

function valueOf(letter: string): ValueReference {
  return { hash: letter.repeat(64), encoding: "raw", size: 1, packedSize: 1, digest: letter }
}

/** A run whose loop had these elements. */
function runOf(run: string, letters: readonly string[]): EarlierTask {
  return {
    run,
    parameters: {},
    taskRuns: letters.map((letter, element) => ({
      run,
      name: { task: "t", element },
      succeeded: true,
      fingerprint: letter.repeat(12),
    })),
  }
}

test("what a single element was in earlier runs is the same as in its list, wherever it can be told", () => {
  const random = new Random(1)
  const letters = (): string[] => Array.from({ length: random.below(6) }, () => "abcd"[random.below(4)] ?? "a")
  const told: unknown[] = []
  const expected: unknown[] = []
  for (let round = 0; round < 500; round++) {
    const runs = [runOf("newer", letters()), runOf("older", letters())]
    const earlier = new EarlierRuns({ parameters: {}, rerunOf: "newer" }, { earlierTasks: () => runs })
    const list = letters().map(valueOf)
    const whole = earlier.ofElements("t", list)
    const single = earlier.ofSingleElements("t")
    for (const [index, value] of list.entries()) {
      const found = single(index, value)
      if (!found) continue
      told.push(found.before)
      expected.push(whole[index])
    }
  }
  expect(told).toEqual(expected)
  expect(told.length).toBeGreaterThan(500)
})

test("an element that no earlier run had, and one in its old place, can be told; one in another place can't", () => {
  const runs = [runOf("newer", ["a", "b"])]
  const single = new EarlierRuns({ parameters: {}, rerunOf: "newer" }, { earlierTasks: () => runs }).ofSingleElements(
    "t",
  )
  expect(single(0, valueOf("a"))?.before).toMatchObject({ run: "newer", name: { element: 0 } })
  expect(single(0, valueOf("c"))).toEqual({ before: undefined })
  expect(single(0, valueOf("b"))).toBe(undefined)
})
