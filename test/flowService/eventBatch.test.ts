import { expect, test } from "vitest"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { EventBatch, sendableEvent } from "../../kernel/flowService/eventBatch.ts"
import type { FromFlowKernel } from "../../kernel/flowService/messages.ts"

function logged(run: string, text: string): FlowEvent {
  return { type: "logged", run, time: 1, task: "t", attempt: 1, level: "info", text }
}

/** Events sent as `run first-last`. */
function ranges(messages: readonly FromFlowKernel[]): string[] {
  return messages.map((message) =>
    message.type === "events"
      ? `${message.run} ${message.events[0]?.sequence}-${message.events.at(-1)?.sequence}`
      : message.type,
  )
}

test("events of a run travel together, those of several in their order", () => {
  const sent: FromFlowKernel[] = []
  const batch = new EventBatch((message) => sent.push(message))
  for (const sequence of [1, 2, 3]) batch.add(logged("a", "x"), sequence)
  batch.add(logged("b", "x"), 1)
  batch.add(logged("a", "x"), 4)
  expect(sent).toEqual([])
  batch.flush()
  batch.flush()
  expect(ranges(sent)).toEqual(["a 1-3", "b 1-1", "a 4-4"])
})

test("many events don't wait for the time to be over, and none is lost", () => {
  const sent: FromFlowKernel[] = []
  const batch = new EventBatch((message) => sent.push(message))
  for (let sequence = 1; sequence <= 2_500; sequence++) batch.add(logged("a", "x"), sequence)
  expect(ranges(sent)).toEqual(["a 1-1000", "a 1001-2000"])
  batch.flush()
  expect(ranges(sent)).toEqual(["a 1-1000", "a 1001-2000", "a 2001-2500"])
})

test("an event is sent by itself after a while", async () => {
  const { promise, resolve } = Promise.withResolvers<FromFlowKernel>()
  new EventBatch(resolve).add(logged("a", "x"), 1)
  expect(ranges([await promise])).toEqual(["a 1-1"])
})

test("what JSON has no word for doesn't keep an event from being sent", () => {
  const circle: Record<string, unknown> = { big: 1n, at: new Date(0) }
  circle["self"] = circle
  const event: FlowEvent = {
    type: "displayed",
    run: "a",
    time: 1,
    task: "t",
    attempt: 1,
    data: { "application/json": circle },
  }
  expect(() => JSON.stringify(sendableEvent(event))).not.toThrow()
})
