import { beforeEach, afterEach, expect, test, vi } from "vitest"
import { Lifetime, type LifeStatus } from "../../../kernel/jupyter/lifetime/lifetime.ts"

const timeout = { idle: 30, afterWork: 1_000 }

/** What happens to a kernel, and then whether it is over after so many milliseconds. */
type Step = "comes" | "leaves" | "begins" | "ends" | number

let lifetime: Lifetime
let statuses: LifeStatus[]
let isOver: boolean
let works: PromiseWithResolvers<void>[]

beforeEach(() => {
  vi.useFakeTimers()
  statuses = []
  works = []
  isOver = false
  lifetime = new Lifetime(
    timeout,
    (status) => statuses.push(status),
    () => (isOver = true),
  )
})
afterEach(() => {
  lifetime[Symbol.dispose]()
  vi.useRealTimers()
})

async function take(step: Step): Promise<void> {
  if (step === "comes" || step === "leaves") lifetime.attend(step === "comes")
  else if (step === "begins") {
    const work = Promise.withResolvers<void>()
    works.push(work)
    lifetime.during(work.promise)
  } else if (step === "ends") works.shift()?.resolve()
  else vi.advanceTimersByTime(step)
  await vi.advanceTimersByTimeAsync(0)
}

test.each<[what: string, steps: readonly Step[], over: boolean]>([
  ["nobody came", [29], false],
  ["nobody ever came", [30], true],
  ["a front end is there", ["comes", 10_000], false],
  ["it has left a moment ago", ["comes", "leaves", 29], false],
  ["it has left", ["comes", "leaves", 30], true],
  ["it came back in time", ["comes", "leaves", 29, "comes", 10_000], false],
  ["a run goes on without it", ["comes", "begins", "leaves", 100_000], false],
  ["the run has ended since", ["comes", "begins", "leaves", "ends", 999], false],
  ["and nobody came for it", ["comes", "begins", "leaves", "ends", 1_000], true],
  ["one of two runs goes on", ["comes", "begins", "begins", "leaves", "ends", 100_000], false],
  ["the run ended before it left", ["comes", "begins", "ends", "leaves", 30], true],
  ["who came for the run has left again", ["comes", "begins", "leaves", "ends", "comes", "leaves", 30], true],
])("%s", async (_what, steps, over) => {
  for (const step of steps) await take(step)
  expect(isOver).toBe(over)
})

test("each change is told, with the time of its end", async () => {
  vi.setSystemTime(5_000)
  for (const step of ["comes", "begins", "leaves", "ends"] as const) await take(step)
  expect(statuses).toEqual([
    { isAttended: true, isWorking: false },
    { isAttended: true, isWorking: true },
    { isAttended: false, isWorking: true },
    { isAttended: false, isWorking: false, endsAt: 6_000 },
  ])
})
