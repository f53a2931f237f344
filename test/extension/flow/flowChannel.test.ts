import { beforeEach, expect, test } from "vitest"
import { FlowChannel, FlowRequestError } from "../../../extension/flow/flowChannel.ts"
import type { FlowEvent } from "../../../kernel/flow/events.ts"
import type { FromFlowKernel, ToFlowKernel } from "../../../kernel/flowService/messages.ts"

interface Told {
  comm_id: string
  data: ToFlowKernel
}

let told: Told[]
let heard: FromFlowKernel[]
let channel: FlowChannel

beforeEach(() => {
  told = []
  heard = []
  const client = {
    tell: (_: string, content: unknown) => {
      // What the channel sends is what the test looks at.
      told.push(content as Told)
    },
  }
  channel = new FlowChannel(client, (message) => heard.push(message))
})

function say(message: FromFlowKernel): void {
  channel.take("comm_msg", { comm_id: told[0]?.comm_id, data: message })
}

function closeFromKernel(): void {
  channel.take("comm_close", { comm_id: told[0]?.comm_id, data: {} })
}

test("An answer comes to the one who asked, all else by itself.", async () => {
  const answer = channel.ask({ type: "parameters" }, "parameters")
  const request = told[1]?.data.request ?? ""
  say({ type: "events", run: "r", events: [] })
  say({ type: "parameters", request, parameters: [] })
  expect(await answer).toEqual({ type: "parameters", request, parameters: [] })
  expect(heard).toEqual([{ type: "events", run: "r", events: [] }])
})

test("What the kernel refuses is an error with its words.", async () => {
  const answer = channel.ask({ type: "cancel", run: "r" }, "cancelling")
  say({ type: "failed", request: told[1]?.data.request ?? "", message: "No run r" })
  await expect(answer).rejects.toThrow(new FlowRequestError("No run r"))
})

test("All who ask for an earlier run at once get its events.", async () => {
  const event: FlowEvent = { type: "flowStateChanged", run: "r", time: 1, state: "completed" }
  const histories = Promise.all([channel.history("r"), channel.history("r"), channel.history("other")])
  for (const { data } of told.slice(1)) {
    if (data.type !== "events") continue
    const { request, run } = data
    if (run === "r") say({ type: "events", request, run, events: [{ sequence: 1, event }] })
    say({ type: "eventsSent", request: data.request, run: data.run, last: 1, isRunning: false })
  }
  expect(await histories).toEqual([[event], [event], []])
  expect(told.length).toBe(3)
  expect(heard).toEqual([])
})

test("When the kernel closes the comm, nobody waits for an answer, then or later.", async () => {
  const before = channel.ask({ type: "parameters" }, "parameters")
  expect(channel.isOpen).toBe(true)
  closeFromKernel()
  expect(channel.isOpen).toBe(false)
  await expect(before).rejects.toThrow("Run again")
  await expect(channel.ask({ type: "parameters" }, "parameters")).rejects.toThrow("Run again")
})

test("Another comm's messages are left alone.", () => {
  channel.take("comm_close", { comm_id: "another", data: {} })
  channel.take("comm_msg", { comm_id: "another", data: { type: "events", run: "r", events: [] } })
  expect(channel.isOpen).toBe(true)
  expect(heard).toEqual([])
})
