import { afterAll, beforeAll, expect, test } from "vitest"
import { startKernel, type RunningKernel } from "./kernels.ts"
import { resultOf, textOf, typesOf, type Client } from "./client.ts"

let running: RunningKernel
let client: Client

beforeAll(async () => {
  running = await startKernel()
  client = running.client
})

afterAll(async () => {
  await running[Symbol.asyncDispose]()
})

test("A cell's messages come in order, from busy to idle", async () => {
  const { reply, published } = await client.execute(
    'print("one\\n"); show({ kind: "clear", wait: true }); return 1 + 1',
  )
  expect(typesOf(published)).toEqual(["busy", "execute_input", "stream", "clear_output", "execute_result", "idle"])
  expect(reply.header["msg_type"]).toBe("execute_reply")
  expect(reply.header["version"]).toBe("5.5")
  expect(reply.content).toEqual({ status: "ok", execution_count: 1, user_expressions: {}, payload: [] })
  expect(published[4]?.content).toEqual({ execution_count: 1, data: { "text/plain": "2" }, metadata: {} })
})

test("Displays, updates and pages are told with their data", async () => {
  const { reply, published } = await client.execute(`
    show({ kind: "display", data: { "text/html": "<b>1</b>" }, displayId: "a" })
    show({ kind: "update", data: { "text/html": "<b>2</b>" }, displayId: "a" })
    page("much")`)
  expect(published.slice(2, 4).map(({ content }) => content)).toEqual([
    { data: { "text/html": "<b>1</b>" }, metadata: {}, transient: { display_id: "a" } },
    { data: { "text/html": "<b>2</b>" }, metadata: {}, transient: { display_id: "a" } },
  ])
  expect(reply.content["payload"]).toEqual([{ source: "page", data: { "text/plain": "much" }, start: 0 }])
})

test("An error is told on iopub and in the reply", async () => {
  const { reply, published } = await client.execute('throw new RangeError("far")')
  const error = { ename: "RangeError", evalue: "far", traceback: ["\u001b[31mRangeError\u001b[0m: far"] }
  expect(typesOf(published)).toEqual(["busy", "execute_input", "error", "idle"])
  expect(published[2]?.content).toEqual(error)
  expect(reply.content).toMatchObject({ status: "error", ...error })
})

test("After an error, the cells behind it are aborted, each with its busy and idle", async () => {
  const ids: string[] = []
  for (const code of ['await null; throw new Error("stop")', "values.a = 1", "values.b = 2"]) {
    ids.push(await client.send("shell", "execute_request", { code }))
  }
  const ends = await Promise.all(ids.map((id) => client.exchange("shell", id)))
  expect(ends.map(({ reply }) => reply.content["status"])).toEqual(["error", "aborted", "aborted"])
  expect(ends.slice(1).map(({ published }) => typesOf(published))).toEqual([
    ["busy", "idle"],
    ["busy", "idle"],
  ])
  expect((await client.execute("return values.a")).published.map(({ header }) => header["msg_type"])).not.toContain(
    "execute_result",
  )
})

test("With stop_on_error false, the cells behind an error run", async () => {
  const first = await client.send("shell", "execute_request", {
    code: 'throw new Error("go on")',
    stop_on_error: false,
  })
  const second = await client.send("shell", "execute_request", { code: "return 5" })
  expect((await client.exchange("shell", first)).reply.content["status"]).toBe("error")
  expect((await client.exchange("shell", second)).reply.content["status"]).toBe("ok")
})

test("A silent cell shows nothing, isn't counted, and stops nothing", async () => {
  const before = Number((await client.execute("")).reply.content["execution_count"])
  const silent = await client.send("shell", "execute_request", {
    code: 'print("x"); throw new Error("quiet")',
    silent: true,
  })
  const next = await client.send("shell", "execute_request", { code: "" })
  const { reply, published } = await client.exchange("shell", silent)
  expect(typesOf(published)).toEqual(["busy", "idle"])
  expect(reply.content).toMatchObject({ status: "error", evalue: "quiet", execution_count: before })
  expect((await client.exchange("shell", next)).reply.content["execution_count"]).toBe(before + 1)
})

test("A cell that isn't to be kept in the history isn't counted either", async () => {
  const before = Number((await client.execute("")).reply.content["execution_count"])
  const { published } = await client.execute("return 1", { store_history: false })
  expect(typesOf(published)).toContain("execute_result")
  expect((await client.execute("")).reply.content["execution_count"]).toBe(before + 1)
})

test("User expressions are answered one by one", async () => {
  const { reply } = await client.execute("values.x = 20", {
    user_expressions: { good: "values.x + 1", bad: "nowhere" },
  })
  expect(reply.content["user_expressions"]).toMatchObject({
    good: { status: "ok", data: { "text/plain": "21" }, metadata: {} },
    bad: { status: "error", ename: "ReferenceError", evalue: "nowhere is not defined" },
  })
})

test("What a timer prints after its cell's end belongs to that cell", async () => {
  const id = await client.send("shell", "execute_request", { code: "values.late = () => print('late')" })
  await client.idle(id)
  await client.execute("values.late()")
  const late = await client.until(() => client.published.find(({ content }) => content["text"] === "late"))
  expect(late.parent["msg_id"]).toBe(id)
})

test("A thousand cells in a row are answered in order", async () => {
  const ids: string[] = []
  for (let index = 0; index < 1_000; index++) {
    ids.push(await client.send("shell", "execute_request", { code: `return ${index}` }))
  }
  const ends = await Promise.all(ids.map((id) => client.exchange("shell", id)))
  expect(ends.map(({ published }) => resultOf(published))).toEqual(ids.map((_, index) => String(index)))
  const counts = ends.map(({ reply }) => Number(reply.content["execution_count"]))
  expect(counts).toEqual(counts.map((_, index) => Number(counts[0]) + index))
})

test("100,000 lines arrive in order in few messages, before idle", async () => {
  const { published } = await client.execute("for (let i = 0; i < 100000; i++) print(i + '\\n')")
  expect(textOf(published)).toBe(Array.from({ length: 100_000 }, (_, index) => `${index}\n`).join(""))
  expect(published.length).toBeLessThan(1_000)
})

test("10 MB arrive in one print", async () => {
  const { published } = await client.execute("print('x'.repeat(10_000_000))")
  expect(textOf(published).length).toBe(10_000_000)
})

test("Half a surrogate pair becomes a character that can be written", async () => {
  const { published } = await client.execute("print('a\\ud83d' + String.raw`\\ud83d`)")
  expect(textOf(published)).toBe("a\ufffd\\ud83d")
})
