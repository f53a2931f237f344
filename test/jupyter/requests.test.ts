import { afterAll, beforeAll, expect, test } from "vitest"
import { typesOf, type Client } from "./client.ts"
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

test("Who subscribes to iopub is welcomed, also a second time and to a topic", async () => {
  expect(client.published[0]?.content).toEqual({ subscription: "" })
  const { Client } = await import("./client.ts")
  await using second = await Client.connect(running.connection, "kernel.")
  expect(second.published[0]?.content).toEqual({ subscription: "kernel." })
  expect(second.published[0]?.topic).toBe("kernel.")
})

test.each(["shell", "control"] as const)("The kernel says on %s what it is", async (channel) => {
  const { reply, published } = await client.request(channel, "kernel_info_request")
  expect(typesOf(published)).toEqual(["busy", "idle"])
  expect(reply.content).toMatchObject({
    status: "ok",
    protocol_version: "5.5",
    implementation: "tsnb",
    language_info: { name: "typescript", file_extension: ".ts", nbconvert_exporter: "script" },
    debugger: false,
    supported_features: ["kernel subshells"],
  })
})

test("All but cells is answered while a cell runs", async () => {
  const cell = await client.send("shell", "execute_request", {
    code: "values.longName = { alpha: 1 }; await new Promise((go) => (values.go = go))",
  })
  await client.until(() => running.notebook.values["go"] !== undefined)
  expect((await client.request("shell", "kernel_info_request")).reply.content["status"]).toBe("ok")
  const completion = await client.request("shell", "complete_request", { code: "😀; longN", cursor_pos: 8 })
  expect(completion.reply.content).toMatchObject({
    status: "ok",
    matches: ["longName"],
    cursor_start: 3,
    cursor_end: 8,
  })
  const inspection = await client.request("shell", "inspect_request", {
    code: "longName.alpha",
    cursor_pos: 12,
    detail_level: 0,
  })
  expect(inspection.reply.content).toMatchObject({ status: "ok", found: true })
  expect((await client.request("shell", "is_complete_request", { code: "f(" })).reply.content).toEqual({
    status: "incomplete",
    indent: "  ",
  })
  expect(
    (await client.request("shell", "history_request", { hist_access_type: "tail", n: 1 })).reply.content["status"],
  ).toBe("ok")
  expect((await client.request("shell", "comm_info_request")).reply.content["status"]).toBe("ok")
  const { go } = running.notebook.values
  if (typeof go === "function") go()
  expect((await client.exchange("shell", cell)).reply.content["status"]).toBe("ok")
})

test("Nothing is found where nothing is", async () => {
  const { reply } = await client.request("shell", "inspect_request", { code: "  ", cursor_pos: 1 })
  expect(reply.content).toEqual({ status: "ok", found: false, data: {}, metadata: {} })
})

test("Without a language server, keywords and live names complete", async () => {
  const { reply } = await client.request("shell", "complete_request", { code: "aw", cursor_pos: 2 })
  expect(reply.content).toMatchObject({ matches: ["await"], cursor_start: 0, cursor_end: 2 })
})

test("A language server that never answers, or fails, keeps nobody waiting for ever", async () => {
  for (const complete of [() => new Promise<never>(() => undefined), () => Promise.reject(new Error("broken"))]) {
    await using other = await startKernel(undefined, {
      openLanguage: () =>
        Promise.resolve({
          complete,
          inspect: () => Promise.resolve(undefined),
          prepare: () => Promise.resolve(),
          close: () => Promise.resolve(),
        }),
    })
    await other.client.execute("values.known = 1")
    const { reply } = await other.client.request("shell", "complete_request", { code: "kno", cursor_pos: 3 })
    expect(reply.content["matches"]).toEqual(["known"])
  }
})

test("A language server is told of the cells that ran, once somebody has asked it", async () => {
  const told: (readonly string[])[] = []
  await using other = await startKernel(undefined, {
    openLanguage: () =>
      Promise.resolve({
        complete: () => Promise.resolve({ start: 0, end: 0, items: [] }),
        inspect: () => Promise.resolve(undefined),
        prepare: (cells) => Promise.resolve(void told.push(cells)),
        close: () => Promise.resolve(),
      }),
  })
  await other.client.execute("values.first = 1")
  await other.client.request("shell", "complete_request", { code: "fir", cursor_pos: 3 })
  expect(told).toEqual([])
  await other.client.execute("values.second = 2")
  // Whoever is answered after it knows that it was told.
  await other.client.request("shell", "complete_request", { code: "sec", cursor_pos: 3 })
  expect(told).toEqual([other.notebook.sources()])
})

test("Requests whose content is wrong are answered with what is wrong", async () => {
  const cases = [
    ["execute_request", {}, "'code' has to be text"],
    ["execute_request", { code: "1", user_expressions: { a: 1 } }, "'user_expressions' has to be an object of texts"],
    ["complete_request", { code: 1 }, "'code' has to be text"],
    ["complete_request", { code: "a", cursor_pos: 0.5 }, "'cursor_pos' has to be a whole number"],
    ["history_request", { hist_access_type: "all" }, "'hist_access_type' has to be tail, range or search"],
    ["delete_subshell_request", {}, "'subshell_id' has to be text"],
    ["nothing_request", {}, 'doesn\'t know messages of the type "nothing_request"'],
  ] as const
  for (const [type, content, message] of cases) {
    const { reply, published } = await client.request("shell", type, content)
    expect(reply.header["msg_type"]).toBe(type.replace("_request", "_reply"))
    expect(reply.content["status"]).toBe("error")
    expect(reply.content["evalue"]).toContain(message)
    expect(typesOf(published)).toEqual(["busy", "idle"])
  }
})

test("A message of no known kind has its busy and idle", async () => {
  expect(typesOf(await client.idle(await client.send("shell", "hello", {})))).toEqual(["busy", "idle"])
})

test("There is no debugger, and that is said in its own words", async () => {
  const { reply } = await client.request("control", "debug_request", { type: "request", seq: 3, command: "initialize" })
  expect(reply.header["msg_type"]).toBe("debug_reply")
  expect(reply.content).toMatchObject({ type: "response", success: false, request_seq: 3, command: "initialize" })
})

test("Clients of old learn the ports", async () => {
  const { reply } = await client.request("shell", "connect_request")
  expect(reply.content).toMatchObject({ shell_port: running.connection.ports.shell })
})

test("Subshells are made, listed, used and deleted", async () => {
  const { reply: made } = await client.request("control", "create_subshell_request")
  const id = String(made.content["subshell_id"])
  expect((await client.request("control", "list_subshell_request")).reply.content).toEqual({
    status: "ok",
    subshell_id: [id],
  })
  const info = await client.request("shell", "kernel_info_request", {}, { subshell_id: id })
  expect(info.reply.parent["subshell_id"]).toBe(id)
  expect(
    (await client.request("shell", "execute_request", { code: "return 1" }, { subshell_id: id })).reply.content[
      "status"
    ],
  ).toBe("ok")

  expect((await client.request("control", "delete_subshell_request", { subshell_id: id })).reply.content).toEqual({
    status: "ok",
  })
  for (const type of ["kernel_info_request", "execute_request"]) {
    const { reply } = await client.request("shell", type, { code: "return 1" }, { subshell_id: id })
    expect(reply.content).toMatchObject({ status: "error", ename: "UnknownSubshellError" })
  }
  const again = await client.request("control", "delete_subshell_request", { subshell_id: id })
  expect(again.reply.content).toMatchObject({ status: "error", ename: "UnknownSubshellError" })
})

test("An error aborts only the cells of its own subshell", async () => {
  const id = String((await client.request("control", "create_subshell_request")).reply.content["subshell_id"])
  const failing = await client.send("shell", "execute_request", { code: 'throw new Error("x")' })
  const other = await client.send("shell", "execute_request", { code: "return 1" }, { header: { subshell_id: id } })
  const behind = await client.send("shell", "execute_request", { code: "return 1" })
  const statuses = await Promise.all(
    [failing, other, behind].map(async (each) => (await client.exchange("shell", each)).reply.content["status"]),
  )
  expect(statuses).toEqual(["error", "ok", "aborted"])
})

test("A heartbeat comes back as it was, also while a cell runs", async () => {
  const cell = await client.send("shell", "execute_request", { code: "await new Promise((go) => (values.beat = go))" })
  await client.until(() => running.notebook.values["beat"] !== undefined)
  await client.heartbeat.send(["", "ping", Buffer.from([0, 255])])
  expect(await client.heartbeat.receive()).toEqual([Buffer.from(""), Buffer.from("ping"), Buffer.from([0, 255])])
  await client.request("control", "interrupt_request")
  expect((await client.exchange("shell", cell)).reply.content["ename"]).toBe("Interrupted")
})
