import { expect, test } from "vitest"
import { oneAtATime } from "../../scripts/oneAtATime.ts"

test("what is asked for during the work is done once more afterwards, however often it was asked for", async () => {
  const ends: PromiseWithResolvers<void>[] = []
  const ask = oneAtATime(() => {
    const end = Promise.withResolvers<void>()
    ends.push(end)
    return end.promise
  })
  const finish = async (): Promise<void> => {
    ends.at(-1)?.resolve()
    await new Promise((resolve) => setImmediate(resolve))
  }
  ask()
  expect(ends).toHaveLength(1)
  for (let times = 0; times < 3; times++) ask()
  expect(ends).toHaveLength(1)
  await finish()
  expect(ends).toHaveLength(2)
  await finish()
  expect(ends).toHaveLength(2)
  ask()
  expect(ends).toHaveLength(3)
})
