import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import type { CommChannel, CommData } from "../../kernel/jupyter/comms.ts"
import type { Client } from "./client.ts"
import { startKernel, type RunningKernel } from "./kernels.ts"
import { typesOf } from "./client.ts"

let running: RunningKernel
let client: Client
let channels: CommChannel[] = []
let openings: CommData[] = []

beforeAll(async () => {
  running = await startKernel()
  client = running.client
  running.kernel.comms.register("echo", (channel, opening) => {
    channels.push(channel)
    openings.push(opening)
    channel.onMessage(({ data, buffers }) => channel.send({ echo: data }, { metadata: { m: 1 }, buffers }))
    channel.onClose(({ data }) => {
      openings.push({ data, metadata: {}, buffers: [] })
    })
  })
  running.kernel.comms.register("broken", () => {
    throw new Error("no")
  })
})

beforeEach(() => {
  channels = []
  openings = []
})

afterAll(async () => {
  await running[Symbol.asyncDispose]()
})

async function send(type: string, content: Record<string, unknown>, buffers: Buffer[] = []): Promise<string> {
  return client.send("shell", type, content, { buffers })
}

test("A comm is opened, answers with buffers, is listed, and closed", async () => {
  await client.idle(await send("comm_open", { comm_id: "a", target_name: "echo", data: { hello: 1 } }))
  expect(openings[0]?.data).toEqual({ hello: 1 })

  const message = await send("comm_msg", { comm_id: "a", data: { x: 1 } }, [Buffer.from("bytes")])
  const published = await client.idle(message)
  expect(typesOf(published)).toEqual(["busy", "comm_msg", "idle"])
  expect(published[1]?.content).toEqual({ comm_id: "a", data: { echo: { x: 1 } } })
  expect(published[1]?.metadata).toEqual({ m: 1 })
  expect(published[1]?.buffers.map(String)).toEqual(["bytes"])

  const info = await client.request("shell", "comm_info_request", { target_name: "echo" })
  expect(info.reply.content).toEqual({ status: "ok", comms: { a: { target_name: "echo" } } })
  const others = await client.request("shell", "comm_info_request", { target_name: "other" })
  expect(others.reply.content).toEqual({ status: "ok", comms: {} })

  await client.idle(await send("comm_close", { comm_id: "a", data: { bye: 1 } }))
  expect(openings[1]?.data).toEqual({ bye: 1 })
  channels[0]?.send({ late: 1 })
  const after = await client.request("shell", "comm_info_request")
  expect(after.reply.content).toEqual({ status: "ok", comms: {} })
  expect(client.published.some(({ content }) => JSON.stringify(content).includes("late"))).toBe(false)
})

test("A comm to an unknown target, or one that fails, is closed at once", async () => {
  for (const target of ["nothing", "broken"]) {
    const published = await client.idle(await send("comm_open", { comm_id: target, target_name: target, data: {} }))
    expect(typesOf(published)).toEqual(["busy", "comm_close", "idle"])
    expect(published[1]?.content).toEqual({ comm_id: target, data: {} })
  }
})

test("What isn't a comm's message changes nothing: an unknown id, no id, an id that is taken", async () => {
  await client.idle(await send("comm_open", { comm_id: "b", target_name: "echo" }))
  expect(typesOf(await client.idle(await send("comm_msg", { comm_id: "none", data: {} })))).toEqual(["busy", "idle"])
  expect(typesOf(await client.idle(await send("comm_msg", { data: {} })))).toEqual(["busy", "idle"])
  expect(typesOf(await client.idle(await send("comm_open", { comm_id: "b", target_name: "echo" })))).toEqual([
    "busy",
    "idle",
  ])
  expect(typesOf(await client.idle(await send("comm_msg", { comm_id: "b", data: 5 })))).toContain("comm_msg")
  channels[0]?.close({ done: true })
  const closed = await client.until(() =>
    client.published.find(
      ({ content }) =>
        content["comm_id"] === "b" &&
        typeof content["data"] === "object" &&
        content["data"] !== null &&
        "done" in content["data"],
    ),
  )
  expect(closed.header["msg_type"]).toBe("comm_close")
})

test("A comm is answered while a cell runs", async () => {
  const cell = await send("execute_request", { code: "await new Promise((go) => (values.go = go))" })
  await client.until(() => running.notebook.values["go"] !== undefined)
  await client.idle(await send("comm_open", { comm_id: "c", target_name: "echo" }))
  expect(typesOf(await client.idle(await send("comm_msg", { comm_id: "c", data: 1 })))).toContain("comm_msg")
  expect(client.of(cell).some(({ content }) => content["execution_state"] === "idle")).toBe(false)
  const { go } = running.notebook.values
  if (typeof go === "function") go()
  await client.exchange("shell", cell)
})
