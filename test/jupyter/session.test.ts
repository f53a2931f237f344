import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { jupyterKernel } from "../support/builtKernel.ts"
import { resultOf, textOf, typesOf, type Client } from "./client.ts"
import { KernelProcess } from "./kernelProcess.ts"

// The kernel as it is installed, with the session's process behind it.
const program = [jupyterKernel]

let kernel: KernelProcess
let client: Client

beforeAll(async () => {
  kernel = await KernelProcess.start(program)
  client = await kernel.connect()
})

afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await kernel[Symbol.asyncDispose]()
})

/** Sends a cell, and waits until it has printed something. */
async function started(code: string, options: Record<string, unknown> = {}): Promise<string> {
  const id = await client.send("shell", "execute_request", { code, allow_stdin: false, ...options })
  await client.until(() => client.of(id).find(({ header }) => header["msg_type"] === "stream"))
  return id
}

test("Cells share their names, and show their values", async () => {
  await client.execute("const greeting: string = 'hello'")
  const { published } = await client.execute("console.log(greeting); greeting.length")
  expect(typesOf(published)).toEqual(["busy", "execute_input", "stream", "execute_result", "idle"])
  expect(textOf(published)).toBe("hello\n")
  expect(resultOf(published)).toBe("5")
})

test.each([
  ["a busy loop", "console.log('on'); for (;;) {}"],
  ["a busy loop after an await", "await null; console.log('on'); for (;;) {}"],
  ["an await that never settles", "console.log('on'); await new Promise(() => {})"],
])("%s is interrupted, values stay, and the cells behind are aborted", async (_, code) => {
  await client.execute("let kept = 7")
  const id = await started(code)
  const behind = await client.send("shell", "execute_request", { code: "kept = 8" })
  await client.request("control", "interrupt_request")
  expect((await client.exchange("shell", id)).reply.content).toMatchObject({ status: "error", ename: "Interrupted" })
  expect((await client.exchange("shell", behind)).reply.content["status"]).toBe("aborted")
  expect(resultOf((await client.execute("kept")).published)).toBe("7")
})

test("While a loop runs, all else is answered", async () => {
  const id = await started("console.log('on'); for (;;) {}")
  for (const [type, content] of [
    ["kernel_info_request", {}],
    ["complete_request", { code: "kep", cursor_pos: 3 }],
    ["inspect_request", { code: "kept", cursor_pos: 2 }],
    ["is_complete_request", { code: "f(" }],
    ["history_request", { hist_access_type: "tail", n: 1 }],
    ["comm_info_request", {}],
  ] as const) {
    expect((await client.request("shell", type, content)).reply.header["msg_type"]).toBe(
      type.replace("request", "reply"),
    )
  }
  await client.heartbeat.send("alive")
  expect(String(await client.heartbeat.receive())).toBe("alive")
  await client.request("control", "interrupt_request")
  await client.exchange("shell", id)
})

test("100,000 lines of the console arrive in order, before idle, in few messages", async () => {
  const { published } = await client.execute("for (let line = 0; line < 100_000; line++) console.log(line)")
  expect(textOf(published)).toBe(Array.from({ length: 100_000 }, (_, line) => `${line}\n`).join(""))
  expect(published.length).toBeLessThan(5_000)
})

test("10 MB in one print arrive whole", async () => {
  const { published } = await client.execute("console.log('x'.repeat(10_000_000))")
  expect(textOf(published)).toBe(`${"x".repeat(10_000_000)}\n`)
})

test("What a timer prints later belongs to its own cell", async () => {
  const { reply } = await client.execute("setTimeout(() => console.log('later'), 50); 1")
  await client.execute("console.log('meanwhile')")
  const late = await client.until(() => client.published.find(({ content }) => content["text"] === "later\n"))
  expect(late.parent["msg_id"]).toBe(reply.parent["msg_id"])
})

test("A cell asks for input and goes on; where nobody can be asked, it fails at once", async () => {
  const code = 'import { input } from "tsnb"\nconst name = await input("Name?")\nname'
  const id = await client.send("shell", "execute_request", { code, allow_stdin: true })
  const { header } = await client.until(() =>
    client.received.stdin.find(({ content }) => content["prompt"] === "Name?"),
  )
  await client.send("stdin", "input_reply", { value: "Ada" }, { parent: header })
  expect(resultOf((await client.exchange("shell", id)).published)).toBe("'Ada'")
  const refused = await client.execute('await input("Nobody?")')
  expect(refused.reply.content).toMatchObject({ status: "error", ename: "NoInputError" })
})

test("User expressions see the cell's names", async () => {
  const { reply } = await client.execute("const five = 5", { user_expressions: { ok: "five + 1", bad: "nowhere" } })
  expect(reply.content["user_expressions"]).toMatchObject({
    ok: { status: "ok", data: { "text/plain": "6" } },
    bad: { status: "error", ename: "ReferenceError" },
  })
})

test("A file that a cell imports is picked up again after it changed", async () => {
  const file = join(kernel.folder, "helper.ts")
  writeFileSync(file, "export const version: number = 1")
  expect(resultOf((await client.execute('import { version } from "./helper.ts"\nversion')).published)).toBe("1")
  writeFileSync(file, "export const version: number = 22")
  expect(resultOf((await client.execute('import { version } from "./helper.ts"\nversion')).published)).toBe("22")
})

const required = 'const { version } = require("./{}")\nversion'

test.each<[what: string, entry: string, code: string, changed: string, text: (version: number) => string]>([
  ["TypeScript", "a.ts", required, "a.ts", (version) => `export const version: number = ${version}`],
  [
    "TypeScript that another module imports",
    "b.ts",
    required,
    "b2.ts",
    (version) => `export const version = ${version}`,
  ],
  ["an ES module", "c.mjs", required, "c.mjs", (version) => `export const version = ${version}`],
  [
    "a .js file that is an ES module by its text",
    "d.js",
    required,
    "d.js",
    (version) => `export let version = ${version}`,
  ],
  ["CommonJS", "e.cjs", required, "e.cjs", (version) => `exports.version = ${version}`],
  ["CommonJS in TypeScript", "f.cts", required, "f.cts", (version) => `export const version: number = ${version}`],
  ["CommonJS that another requires", "g.cjs", required, "g2.cjs", (version) => `exports.version = ${version}`],
  [
    "an ES module that CommonJS requires",
    "h.cjs",
    required,
    "h2.mts",
    (version) => `export const version = ${version}`,
  ],
  [
    "CommonJS that becomes an ES module",
    "i.ts",
    required,
    "i.ts",
    (version) => (version === 1 ? "module.exports = { version: 1 }" : `export const version = ${version}`),
  ],
  [
    "an ES module that becomes CommonJS",
    "j.ts",
    required,
    "j.ts",
    (version) => (version === 2 ? "module.exports = { version: 2 }" : `export const version = ${version}`),
  ],
  [
    "a module, with createRequire",
    "k.ts",
    'import { createRequire } from "node:module"\ncreateRequire(import.meta.url)("./{}").version',
    "k.ts",
    (version) => `export const version = ${version}`,
  ],
  ["JSON", "l.json", required, "l.json", (version) => `{ "version": ${version} }`],
])("%s that a cell requires is picked up again after it changed", async (_, entry, code, changed, text) => {
  if (entry !== changed)
    writeFileSync(
      join(kernel.folder, entry),
      entry.endsWith(".cjs") ? `module.exports = require("./${changed}")` : `export * from "./${changed}"`,
    )
  for (const version of [1, 2, 3]) {
    writeFileSync(join(kernel.folder, changed), text(version))
    const { published } = await client.execute(code.replace("{}", entry))
    expect(resultOf(published)).toContain(String(version))
  }
})

test("A module that is required and imported stays one when it changes, and knows its own place", async () => {
  const code = `const required = require("./both.ts")
import * as imported from "./both.ts"
required === imported && required.place`
  for (const version of [1, 2, 3]) {
    writeFileSync(
      join(kernel.folder, "both.ts"),
      `export const place = [${version}, import.meta.url, import.meta.filename].join().replaceAll(/[^,]*[\\\\/]/g, "")`,
    )
    expect(resultOf((await client.execute(code)).published)).toBe(`'${version},both.ts,both.ts'`)
  }
})

test("A session that ends itself is reported on its cell, and started anew by the next", async () => {
  const { reply } = await client.execute("process.exit(3)")
  expect(reply.content).toMatchObject({ status: "error", ename: "SessionDied" })
  expect(resultOf((await client.execute("1 + 1")).published)).toBe("2")
  const names = (await client.execute("typeof kept")).published
  expect(resultOf(names)).toBe("'undefined'")
})

test("Shutdown ends the kernel and its session also while a loop runs", async () => {
  await using other = await KernelProcess.start(program)
  await using front = await other.connect()
  const id = await front.send("shell", "execute_request", { code: "console.log(process.pid); for (;;) {}" })
  const printed = await front.until(() => front.of(id).find(({ header }) => header["msg_type"] === "stream"))
  const { reply } = await front.request("control", "shutdown_request", { restart: false })
  expect(reply.content).toEqual({ status: "ok", restart: false })
  expect(await other.exit).toBe(0)
  // It is killed along with the kernel; the system takes a moment to clear it away.
  await expect.poll(() => isThere(Number(printed.content["text"]))).toBe(false)
})

function isThere(id: number): boolean {
  try {
    return process.kill(id, 0)
  } catch {
    return false
  }
}
