import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Client } from "./client.ts"
import { KernelProcess } from "./kernelProcess.ts"

/** The real kernel: its language server, and the values of its session. */
let kernel: KernelProcess
let client: Client

beforeAll(async () => {
  kernel = await KernelProcess.start([join(import.meta.dirname, "..", "..", "kernel", "jupyter", "main.ts")])
  writeFileSync(join(kernel.folder, "helper.ts"), "/** Twice as much. */\nexport const twice = (n: number) => n * 2\n")
  client = await kernel.connect()
  for (const code of [
    "import { twice } from './helper.ts'",
    "interface Model { rate: number; rounds: number }\nconst model: Model = { rate: 1, rounds: 2 }",
    "const loose: any = { known: { live: 1 } }",
  ]) {
    await client.execute(code)
  }
  // The first question starts the language server, and may be answered without it. No value is called so.
  while (!String((await complete("let a: Mod|"))["matches"]).includes("Model"));
})

afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await kernel[Symbol.asyncDispose]()
})

async function complete(marked: string): Promise<Readonly<Record<string, unknown>>> {
  // Positions count code points.
  const place = Array.from(marked.slice(0, marked.indexOf("|"))).length
  const { reply } = await client.request("shell", "complete_request", {
    code: marked.replace("|", ""),
    cursor_pos: place,
  })
  return reply.content
}

test.each([
  ["a member by its type", "model.r|", ["rate", "rounds"], 6, 7],
  ["behind an emoji", "'🙂' + model.ro|", ["rounds"], 12, 14],
  ["where the type says nothing, by the live value", "loose.known.|", ["live"], 12, 12],
  ["an import of a local file", "twi|", ["twice"], 0, 3],
])("completes %s", async (_, marked, matches, start, end) => {
  // A busy machine may take longer than an answer may; whoever types on asks again.
  await expect
    .poll(() => complete(marked))
    .toMatchObject({ status: "ok", matches, cursor_start: start, cursor_end: end })
})

test("tells the kinds of what it completes", async () => {
  expect((await complete("model.ra|"))["metadata"]).toEqual({
    _jupyter_types_experimental: [
      { start: 6, end: 8, text: "rate", type: "property", signature: "(property) Model.rate: number" },
    ],
  })
})

test("inspects by type, documentation and value", async () => {
  const { reply } = await client.request("shell", "inspect_request", { code: "twice", cursor_pos: 3, detail_level: 0 })
  expect(reply.content["found"]).toBe(true)
  const text = (reply.content["data"] as Readonly<Record<string, string>>)["text/plain"]
  expect(text).toContain("const twice: (n: number) => number\nTwice as much.")
  expect(text).toContain("Value of twice")
})
