import { afterAll, beforeAll, expect, test } from "vitest"
import { Client, resultOf, type KernelMessage } from "./client.ts"
import { startKernel, type RunningKernel } from "./kernels.ts"

let running: RunningKernel
let client: Client

beforeAll(async () => {
  running = await startKernel()
  client = running.client
})

afterAll(async () => {
  await running[Symbol.asyncDispose]()
})

async function asked(by: Client, prompt: string): Promise<KernelMessage> {
  return by.until(() => by.received.stdin.find(({ content }) => content["prompt"] === prompt))
}

test("A cell asks the one who sent it, and goes on with the answer", async () => {
  const id = await client.send("shell", "execute_request", {
    code: 'return await ask("Name?", true)',
    allow_stdin: true,
  })
  const request = await asked(client, "Name?")
  expect(request.header["msg_type"]).toBe("input_request")
  expect(request.content).toEqual({ prompt: "Name?", password: true })
  expect(request.parent["msg_id"]).toBe(id)
  await client.send("stdin", "input_reply", { value: "Ada" }, { parent: request.header })
  expect(resultOf((await client.exchange("shell", id)).published)).toBe("Ada")
})

test("An answer without a parent, as Python's client sends it, is taken too", async () => {
  const id = await client.send("shell", "execute_request", { code: 'return await ask("Plain?")', allow_stdin: true })
  await asked(client, "Plain?")
  await client.send("stdin", "input_reply", { value: "yes" })
  expect(resultOf((await client.exchange("shell", id)).published)).toBe("yes")
})

test("Questions that are asked at once come one after the other", async () => {
  const code = 'return (await Promise.all([ask("first"), ask("second")])).join()'
  const id = await client.send("shell", "execute_request", { code, allow_stdin: true })
  for (const [prompt, value] of [
    ["first", "1"],
    ["second", "2"],
  ] as const) {
    const { header } = await asked(client, prompt)
    await client.send("stdin", "input_reply", { value }, { parent: header })
  }
  expect(resultOf((await client.exchange("shell", id)).published)).toBe("1,2")
})

test("Nobody is asked where the front end allows no input", async () => {
  const { reply } = await client.execute('await ask("No?")', { allow_stdin: false })
  expect(reply.content).toMatchObject({ status: "error", ename: "StdinNotAllowed" })
  expect(client.received.stdin.some(({ content }) => content["prompt"] === "No?")).toBe(false)
})

test("Another client's answer, a late one, and one without text are dropped; the question waits on", async () => {
  await using other = await Client.connect(running.connection)
  const id = await client.send("shell", "execute_request", { code: 'return await ask("Mine?")', allow_stdin: true })
  const { header } = await asked(client, "Mine?")
  await other.send("stdin", "input_reply", { value: "stolen" }, { parent: header })
  // By its answer, the kernel has had time for what came before on another socket.
  await other.request("control", "kernel_info_request")
  await client.send("stdin", "input_reply", { value: "stale" }, { parent: { ...header, msg_id: "earlier" } })
  await client.send("stdin", "input_reply", { value: 5 }, { parent: header })
  await client.send("stdin", "execute_request", { code: "values.evil = 1" })
  await client.send("stdin", "input_reply", { value: "mine" }, { parent: header })
  expect(resultOf((await client.exchange("shell", id)).published)).toBe("mine")
  expect(other.received.stdin).toEqual([])
})

test("An interrupt ends the question; an answer that comes after it is dropped", async () => {
  const id = await client.send("shell", "execute_request", { code: 'await ask("Still?")', allow_stdin: true })
  const { header } = await asked(client, "Still?")
  expect((await client.request("control", "interrupt_request")).reply.content).toEqual({ status: "ok" })
  expect((await client.exchange("shell", id)).reply.content).toMatchObject({ status: "error", ename: "Interrupted" })
  await client.send("stdin", "input_reply", { value: "late" }, { parent: header })
  const next = await client.send("shell", "execute_request", { code: 'return await ask("Next?")', allow_stdin: true })
  await client.send("stdin", "input_reply", { value: "fresh" }, { parent: (await asked(client, "Next?")).header })
  expect(resultOf((await client.exchange("shell", next)).published)).toBe("fresh")
})

test("After its cell's end, nobody can be asked", async () => {
  const code = 'values.later = () => ask("Late?").catch((error) => error.name)'
  await client.execute(code, { allow_stdin: true })
  expect(resultOf((await client.execute("return await values.later()")).published)).toBe("PromptEndedError")
})
