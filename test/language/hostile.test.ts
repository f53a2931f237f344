import { spawn } from "node:child_process"
import { once } from "node:events"
import { expect, test } from "vitest"
import { childrenOf, gone, killNew } from "./serverProcess.ts"
import { LanguageFolder } from "./folder.ts"

test("starts the server anew when it was killed, and says so", async () => {
  await using folder = await LanguageFolder.with({})
  const cells = ["const a = { b: 1 }", "a.|"]
  const others = new Set(await childrenOf(process.pid))
  expect(await folder.complete(...cells)).toEqual(["a.b"])
  await killNew(others)
  expect(await folder.complete(...cells)).toEqual(["a.b"])
  expect(folder.said.join("\n")).toContain("The TypeScript server ended (SIGKILL)")
})

test("has no answer for a while when the server ends again and again", async () => {
  await using folder = await LanguageFolder.with({})
  const others = new Set(await childrenOf(process.pid))
  // The more often, the longer: here it can't be that the wait is over each time.
  let answer = ["a.b"]
  for (let deaths = 0; deaths < 6 && answer.length > 0; deaths++) {
    answer = [...(await folder.complete("const a = { b: 1 }", "a.|"))]
    if (answer.length > 0) await killNew(others)
  }
  expect(answer).toEqual([])
  expect(folder.said.at(-1)).toContain("is started anew in a while")
})

test("leaves no server behind when the kernel is killed", async () => {
  const child = spawn(process.execPath, [`${import.meta.dirname}/fixtures/asker.ts`], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const [answer] = await once(child.stdout, "data")
  expect(String(answer)).toBe("asked\n")
  const [server = 0] = await childrenOf(child.pid ?? 0)
  expect(server).toBeGreaterThan(0)
  child.kill("SIGKILL")
  await gone(server)
})

test("answers many questions at a time, each about its own text", async () => {
  await using folder = await LanguageFolder.with({})
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => folder.complete(`const a = { b${index}: ${index} }`, "a.|")),
  )
  expect(answers).toEqual(Array.from({ length: 40 }, (_, index) => [`a.b${index}`]))
})

test.each([
  ["a megabyte in one cell", `const a = ${JSON.stringify("x".repeat(1_000_000))}\na.`],
  ["many statements", `${"const a = 1;".repeat(20_000)}a.`],
  ["brackets without an end", "(".repeat(200_000)],
  ["unary operators without an end", "!".repeat(200_000)],
  ["types without an end", `let a: ${"Array<".repeat(20_000)}`],
  ["templates without an end", "`${".repeat(20_000)],
  ["binary rubbish", String.fromCharCode(...Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 65_536))],
  ["a type that grows without an end", "type F<T> = T extends 0 ? never : F<[T]>; let a: F<1>; a."],
])("goes on after %s", async (_, source) => {
  await using folder = await LanguageFolder.with({})
  await folder.service.complete([], source, source.length)
  await folder.service.inspect([source], source, source.length, 1)
  expect(await folder.complete(source, "const fine = { b: 1 }\nfine.|")).toEqual(["const fine = { b: 1 }\nfine.b"])
})

test("has no answers when it is closed", async () => {
  const folder = await LanguageFolder.with({})
  await folder[Symbol.asyncDispose]()
  expect(await folder.complete("pro|")).toEqual([])
})
