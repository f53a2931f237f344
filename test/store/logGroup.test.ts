import { join } from "node:path"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import type { FlowEvent, Logged } from "../../kernel/flow/events.ts"
import { StoreDamagedError } from "../../kernel/store/errors.ts"
import { openStore } from "../../kernel/store/store.ts"
import { flowState, runRow, started, taskState } from "./samples.ts"
import { rawDatabase, temporaryFolder } from "./support.ts"

const logged: fc.Arbitrary<Logged> = fc.record(
  {
    type: fc.constant("logged"),
    run: fc.constant("run1"),
    task: fc.constantFrom("one", "other"),
    element: fc.constantFrom(0, 1),
    attempt: fc.constantFrom(1, 1, 1, 2),
    level: fc.constantFrom("info", "info", "info", "warn"),
    text: fc.oneof({ weight: 20, arbitrary: fc.string({ unit: "binary" }) }, fc.constant("x".repeat(40_000))),
    time: fc.integer({ min: 1_000, max: 1_010 }),
  },
  { requiredKeys: ["type", "run", "task", "attempt", "level", "text", "time"] },
)

const batch = fc.oneof(
  fc.array(logged, { maxLength: 8 }),
  fc.constant([taskState("run1", "one", "running")]),
  logged.chain((line) => fc.integer({ min: 250, max: 600 }).map((count) => Array.from({ length: count }, () => line))),
)

test("lines come back one by one, from wherever they are read", () => {
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 6 }), fc.nat(), (batches: readonly (readonly FlowEvent[])[], from) => {
      using folder = temporaryFolder()
      using store = openStore(folder.path)
      store.startRun(runRow(folder.path), [started("run1")])
      for (const events of batches) store.record("run1", events)
      const all = [started("run1"), ...batches.flat()].map((event, index) => ({ sequence: index + 1, event }))
      expect([...store.events("run1")]).toEqual(all)
      const after = from % (all.length + 1)
      expect([...store.events("run1", { after })]).toEqual(all.slice(after))
      const ofOne = all.slice(after).filter(({ event }) => event.type === "logged" && event.task === "one")
      expect([...store.events("run1", { after, task: "one", types: ["logged"] })]).toEqual(ofOne)
    }),
    { numRuns: 40 },
  )
})

const line: Logged = {
  type: "logged",
  run: "run1",
  time: 1_500,
  task: "talk",
  attempt: 1,
  level: "info",
  text: "hello",
}

test("many lines take few rows, and what follows them is numbered as if each had its own", () => {
  using folder = temporaryFolder()
  {
    using store = openStore(folder.path)
    store.startRun(runRow(folder.path), [started("run1")])
    store.record(
      "run1",
      Array.from({ length: 1_000 }, () => line),
    )
    store.record("run1", [flowState("run1", "completed", 3_000)])
    expect([...store.events("run1", { after: 1_001 })].map(({ sequence }) => sequence)).toEqual([1_002])
  }
  using raw = rawDatabase(join(folder.path, ".tsnb", "store.db"))
  expect(raw.count("events")).toBe(6)
})

test.each([
  ["more lines than come before it", '{"attempt":1,"texts":["a","b","c","d"],"times":[0,0,0,0]}'],
  ["no lines", '{"attempt":1,"texts":[],"times":[]}'],
  ["times that are missing", '{"attempt":1,"texts":["a","b"],"times":[0]}'],
  ["texts that are none", '{"attempt":1,"texts":[1,2],"times":[0,0]}'],
  ["times that are none", '{"attempt":1,"texts":["a","b"],"times":[0,"b"]}'],
])("a row with %s is told of as damaged", (_, body) => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  store.startRun(runRow(folder.path), [started("run1")])
  store.record("run1", [line, line])
  {
    using raw = rawDatabase(join(folder.path, ".tsnb", "store.db"))
    raw.database.prepare("UPDATE events SET body = ? WHERE type = 'logged'").run(body)
  }
  expect(() => [...store.events("run1")]).toThrow(StoreDamagedError)
})
