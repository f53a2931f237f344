import { existsSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import type { ShownCell } from "../../kernel/history/messages.ts"
import { shownCells } from "../../kernel/history/shownCells.ts"
import { textHash } from "../../kernel/session/cellText.ts"
import type { DocumentCell } from "../../kernel/session/liveDocument.ts"
import { openStore } from "../../kernel/store/store.ts"
import { TestLiveNotebook } from "../support/liveNotebook.ts"

let live: TestLiveNotebook

beforeEach(() => {
  live = new TestLiveNotebook()
})

afterEach(() => live[Symbol.asyncDispose]())

function document(...sources: readonly string[]): readonly DocumentCell[] {
  return sources.map((source, index) => ({ id: String(index), source, line: 10 * index + 1 }))
}

async function runAll(...sources: readonly string[]): Promise<void> {
  await live.notebook.plan(document(...sources), ["0"])
  for (const [index, source] of sources.entries()) await live.run(source, { cell: String(index) })
}

/** What is kept of cells, when the notebook is closed. */
async function shown(sources: readonly string[], name = "live.ipynb"): Promise<readonly ShownCell[]> {
  await live.notebook.close()
  using store = openStore(live.folder)
  return shownCells(
    store,
    join(live.folder, name),
    sources.map((source) => textHash(source)),
  )
}

function textsOf(cells: readonly ShownCell[]): Record<number, string> {
  return Object.fromEntries(
    cells.map(({ index, ran }) => [
      index,
      ran.outputs.map((one) => (one.kind === "stream" ? one.text : String(one.data["text/plain"]))).join(),
    ]),
  )
}

test("What a document's cells showed is there again, whatever lines their texts end with and wherever they are.", async () => {
  const sources = ["console.log('a')\ndisplay('shown')\n1 + 1", "throw new TypeError('wrong')", "console.log('b')"]
  await runAll(...sources)
  const [, second, third] = sources
  const cells = await shown(["new", String(third), sources[0]?.replaceAll("\n", "\r\n") ?? "", String(second)])
  expect(textsOf(cells)).toEqual({ 1: "b\n", 2: "a\n,shown,2", 3: "" })
  const failed = cells.find(({ index }) => index === 3)?.ran
  expect(failed).toMatchObject({ count: 2, error: { name: "TypeError", message: "wrong" } })
  expect(failed?.endedAt).toBeGreaterThanOrEqual(failed?.startedAt ?? Infinity)
})

test("Cells of the same text keep what each of them showed.", async () => {
  await runAll("let n = 0", "n += 1\nn", "n += 1\nn")
  expect(textsOf(await shown(["n += 1\nn", "let n = 0", "n += 1\nn"]))).toEqual({ 0: "1", 1: "", 2: "2" })
})

test("A later run of a cell takes the place of the one before, and what the notebook doesn't have any more goes.", async () => {
  await runAll("console.log(Date.now())", "console.log('old')")
  await live.notebook.plan(document("console.log(Date.now())", "console.log('new')"), [])
  await live.run("console.log('new')", { cell: "1" })
  const cells = await shown(["console.log('old')", "console.log('new')"])
  expect(textsOf(cells)).toEqual({ 1: "new\n" })
})

test("What timers show after a cell's end is there, too.", async () => {
  const source = "setTimeout(() => console.log('late'), 5); console.log('first')"
  const late = Promise.withResolvers<void>()
  await live.notebook.plan(document(source), ["0"])
  await live.run(source, {
    cell: "0",
    onOutput: (output) => output.kind === "stream" && output.text.includes("late") && late.resolve(),
  })
  await late.promise
  expect(textsOf(await shown([source]))).toEqual({ 0: "first\nlate\n" })
})

test("A notebook that gets another name keeps what its cells showed.", async () => {
  await runAll("console.log('before')", "console.log('after')")
  live.notebook.rename(join(live.folder, "named.tsnb"))
  const sources = ["console.log('before')", "console.log('after')"]
  expect(textsOf(await shown(sources, "named.tsnb"))).toEqual({ 0: "before\n", 1: "after\n" })
  expect(await shown(sources)).toEqual([])
})

test("Secret parameters aren't written down.", async () => {
  const parameters = "// @parameters\n/** @secret */\nconst token = 'hunter2-hunter2'"
  await runAll(parameters, "console.log('token', token)")
  const texts = textsOf(await shown([parameters, "console.log('token', token)"]))
  expect(texts[1]).toMatch(/^token (?!hunter2).+\n$/)
})

test("Nothing is written down where a secret can't be known.", async () => {
  await runAll("// @parameters\n/** @secret */\nconst key = String(Math.random())", "console.log(key)")
  expect(await shown(["console.log(key)"])).toEqual([])
})

test("Cells of front ends that keep outputs themselves aren't kept.", async () => {
  await live.run("console.log('a')", { cell: "0" })
  await live.notebook.close()
  expect(existsSync(join(live.folder, ".tsnb"))).toBe(false)
})
