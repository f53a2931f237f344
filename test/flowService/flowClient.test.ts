import { describe, expect, test } from "vitest"
import { numbered, type FlowEvent, type NumberedEvent } from "../../kernel/flow/events.ts"
import { FlowClient } from "../../kernel/flowService/flowClient.ts"
import { FlowDocument } from "../../kernel/flowService/flowDocument.ts"
import type { FromFlowKernel } from "../../kernel/flowService/messages.ts"
import { flowState, logLine, runRow, started } from "../store/samples.ts"
import { MemoryHistory } from "../support/memory/memoryHistory.ts"
import { MemoryStore } from "../support/memory/memoryStore.ts"

const unused = (): never => expect.unreachable("nobody asks for this")

/** A history of which more is recorded, and told, when its reader has read all that there was. */
class GrowingHistory extends MemoryHistory {
  onRead: () => void = () => undefined

  override async *events(...asked: Parameters<MemoryHistory["events"]>): ReturnType<MemoryHistory["events"]> {
    yield* super.events(...asked)
    this.onRead()
  }
}

/** A front end that asks for the events of a run, while others are recorded. */
async function follow(
  meanwhile: readonly FlowEvent[],
  { isRunning, types }: { isRunning: boolean; types?: readonly FlowEvent["type"][] },
) {
  const store = new MemoryStore()
  const history = new GrowingHistory(store)
  const row = runRow("/notebooks")
  await store.startRun(row, [started("run1", ["readTrain"]), flowState("run1", "running")])
  const messages: FromFlowKernel[] = []
  const client = new FlowClient({
    runs: { going: ["run1"], isRunning: () => isRunning, start: unused, cancel: unused, cancelTask: unused },
    stores: { history: () => history, results: unused, annotate: unused, clean: unused },
    shared: new FlowDocument(() => undefined),
    host: { pathOf: (notebook) => notebook },
    send: (message) => messages.push(message),
  })
  await client.take({ type: "cells", request: "1", notebook: row.notebook, cells: [] })
  history.onRead = () => {
    for (const { event, sequence } of numbered(meanwhile, 3)) client.onEvent(event, sequence)
  }
  await client.take({ type: "events", request: "2", run: "run1", after: 0, ...(types && { types }) })
  client.onEvent(logLine("run1", "later"), 3 + meanwhile.length)
  client.close()
  const events = messages.flatMap((message): readonly NumberedEvent[] =>
    message.type === "events" ? message.events : [],
  )
  return {
    sequences: events.map(({ sequence }) => sequence),
    sent: messages.find(({ type }) => type === "eventsSent"),
  }
}

describe("what is recorded while a front end reads the events of a run", () => {
  const lines = [logLine("run1", "one"), logLine("run1", "two")]

  test("comes after them, once, where the run goes on", async () => {
    const { sequences, sent } = await follow(lines, { isRunning: true })
    expect(sequences).toEqual([1, 2, 3, 4, 5])
    expect(sent).toMatchObject({ last: 2, isRunning: true })
  })

  test("comes with them where the run has ended meanwhile", async () => {
    const { sequences, sent } = await follow([...lines, flowState("run1", "completed")], { isRunning: false })
    expect(sequences).toEqual([1, 2, 3, 4, 5])
    expect(sent).toMatchObject({ last: 5, isRunning: false })
  })

  test("comes only as far as it was asked for", async () => {
    const types = ["flowStarted", "flowStateChanged"] as const
    const { sequences, sent } = await follow([...lines, flowState("run1", "completed")], { isRunning: false, types })
    expect(sequences).toEqual([1, 2, 5])
    expect(sent).toMatchObject({ last: 5, isRunning: false })
  })
})
