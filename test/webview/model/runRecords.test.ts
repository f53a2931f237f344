import { setImmediate } from "node:timers/promises"
import { beforeEach, expect, test } from "vitest"
import type { FlowEvent, NumberedEvent } from "../../../kernel/flow/events.ts"
import { RunRecords, type RecordsOwner } from "../../../webview/model/runRecords.ts"

/** What was asked for, as `events p`. */
let asked: string[]
/** The runs that the store can't be asked for now. */
let unreadable: Set<string>
let missing: string[]
let stored: Map<string, readonly NumberedEvent[]>
let records: RunRecords

const owner: RecordsOwner = {
  async ask(message, onEvents) {
    const run = "run" in message ? message.run : "parent" in message ? message.parent : undefined
    asked.push(`${message.type} ${run}`)
    if (run === undefined || unreadable.has(run)) return undefined
    const events = stored.get(run) ?? []
    if (message.type === "events") onEvents?.(events)
    const answers = {
      events: { type: "eventsSent", request: "1", run, last: events.length, isRunning: false },
      results: { type: "results", request: "1", run, results: [] },
      runs: { type: "runs", request: "1", runs: [] },
    }
    // The records ask for these three only.
    return answers[message.type as keyof typeof answers] as never
  },
  changed: () => undefined,
  missing: (run) => missing.push(run),
}

beforeEach(() => {
  asked = []
  unreadable = new Set()
  missing = []
  stored = new Map()
  records = new RunRecords(owner)
})

function started(run: string, parent?: string): FlowEvent {
  return {
    type: "flowStarted",
    run,
    time: 1,
    flow: run,
    notebook: `${run}.tsnb`,
    parameters: {},
    tasks: [{ name: "t", dependsOn: [], tags: [], line: 1 }],
    ...(parent !== undefined && { parent }),
  }
}

function numbered(...events: readonly FlowEvent[]): readonly NumberedEvent[] {
  return events.map((event, index) => ({ sequence: index + 1, event }))
}

function logged(run: string, text: string): FlowEvent {
  return { type: "logged", run, time: 2, task: "t", attempt: 1, level: "info", text }
}

function stateOf(run: string): string | undefined {
  return records.get(run)?.view.taskRuns.get("t")?.state
}

/** Takes a run that a task of it goes on in. */
function takeRunning(run: string, parent?: string): void {
  const running: FlowEvent = { type: "taskStateChanged", run, time: 2, task: "t", attempt: 1, state: "running" }
  records.take(run, numbered(started(run, parent), running))
}

test("A run that couldn't be read is asked for again.", async () => {
  stored.set("p", numbered(started("p")))
  unreadable.add("p")
  records.load("p")
  await setImmediate()
  expect(records.get("p")).toBe(undefined)
  expect(missing).toEqual(["p"])
  unreadable.clear()
  records.load("p")
  records.load("p")
  await setImmediate()
  expect(records.get("p")?.view.flow).toBe("p")
  expect(asked.filter((what) => what === "events p").length).toBe(2)
})

test("A log that couldn't be read is asked for again, and is whole then.", async () => {
  stored.set("p", numbered(started("p"), logged("p", "first\n")))
  records.load("p")
  await setImmediate()
  const record = records.get("p")
  if (!record) throw new Error("The run isn't known")
  unreadable.add("p")
  records.loadLog(record)
  const second = { sequence: 3, event: logged("p", "second\n") }
  records.take("p", [second])
  await setImmediate()
  stored.set("p", [...numbered(started("p"), logged("p", "first\n")), second])
  unreadable.clear()
  records.loadLog(record)
  await setImmediate()
  const lines = Array.from({ length: record.log.length }, (_, index) => record.log.line(index).text)
  expect(lines).toEqual(["first", "second"])
})

test("A run that is lost is forgotten with its subflows, and they are read anew.", async () => {
  takeRunning("p")
  takeRunning("s", "p")
  takeRunning("deep", "s")
  takeRunning("other")
  records.end("p", true)
  const crashed: FlowEvent = { type: "taskStateChanged", run: "s", time: 3, task: "t", attempt: 1, state: "crashed" }
  stored.set("s", numbered(started("s", "p"), crashed))
  records.load("p")
  records.load("s")
  await setImmediate()
  expect(stateOf("s")).toBe("crashed")
  expect(records.get("deep")).toBe(undefined)
  expect(stateOf("other")).toBe("running")
})
