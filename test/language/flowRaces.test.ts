import { expect, test } from "vitest"
import { completionDetails, completionsAt } from "../../kernel/language/features/completion.ts"
import { diagnosticsOf } from "../../kernel/language/features/diagnostics.ts"
import { definitionsOf } from "../../kernel/language/features/navigation.ts"
import { LanguageServerError } from "../../kernel/language/languageServer.ts"
import { FlowFolder, shortTarget } from "./flowFolder.ts"
import { childrenOf } from "./serverProcess.ts"

const written = "const total = rows.map(({ price }) => price)"
const before = "const rows = [{ price: 1, name: 'a' }]"

/** Whether there is an answer; any other failure than of the server's is none to expect. */
function outcome(result: PromiseSettledResult<unknown>): boolean {
  if (result.status === "rejected" && !(result.reason instanceof LanguageServerError)) throw result.reason
  return result.status === "fulfilled"
}

test("answers while one types quickly, but not what is taken back", async () => {
  await using folder = await FlowFolder.with({})
  const asked = Array.from({ length: written.length }, (_, index) => {
    const { view, place } = folder.at(before, `${written.slice(0, index + 1)}|`)
    const controller = new AbortController()
    const completions = completionsAt(folder.notebook, view, place, { triggerKind: 1 }, { signal: controller.signal })
    const diagnostics = diagnosticsOf(folder.language, folder.notebook, view, { signal: controller.signal })
    // As an editor does with what the next letter makes useless.
    if (index % 3 !== 0) controller.abort()
    return Promise.allSettled([completions, diagnostics])
  })
  const outcomes = (await Promise.all(asked)).map((all) => all.map(outcome))
  const expected = outcomes.map((_, index) => (index % 3 === 0 ? [true, true] : [false, false]))
  expect(outcomes).toEqual(expected)
  expect(await folder.problems(before, `${written}\nconst wrong: string = total`)).toEqual([
    "1: wrong: Type 'number[]' is not assignable to type 'string'.",
  ])
  expect(folder.said).toEqual([])
})

test("finds the places of an answer in the text that was asked about, whatever was typed meanwhile", async () => {
  await using folder = await FlowFolder.with({ "helper.ts": "export const twice = 2\n" })
  const { view, place } = folder.at("import { join } from 'node:path'", "const a = 1", "join(String(a)); twic|", "a")
  const found = await completionsAt(folder.notebook, view, place, { triggerKind: 1 })
  const item = found.items.find(({ label }) => label === "twice")
  if (!item) throw new Error("There is no completion of 'twice'")
  const uses = folder.at("import { join } from 'node:path'", "const a = 1", "join(String(|a)); twic", "a")
  const definitions = definitionsOf(folder.language, folder.notebook, uses.view, "definition", uses.place)
  const details = completionDetails(folder.language, folder.notebook, view, place.cell, item)
  // Cells that can't be parsed are last in the module, so that all others are elsewhere.
  folder.notebook.view(["import {", "\n\n\n\nconst b = [", "// more\n\n\n\n", "a"])
  expect((await definitions).map(shortTarget)).toEqual(["1:0:6"])
  expect((await details).edits).toMatchObject([
    { target: { kind: "cell", cell: 0, range: { start: { line: 0, character: 32 } } } },
  ])
})

test("has no answer when the server is killed in the middle of a question, and answers the next one", async () => {
  await using folder = await FlowFolder.with({})
  const others = new Set(await childrenOf(process.pid))
  await folder.problems("const a = 1")
  const server = (await childrenOf(process.pid)).find((pid) => !others.has(pid)) ?? NaN
  // So it can't answer before it is killed.
  process.kill(server, "SIGSTOP")
  const question = Promise.allSettled([folder.problems("const a: string = 1")])
  process.kill(server, "SIGKILL")
  expect(await question).toMatchObject([{ status: "rejected", reason: expect.any(LanguageServerError) }])
  expect(folder.said).toEqual(["The TypeScript server ended (SIGKILL)"])
  expect(await folder.problems("const a: string = 1")).toHaveLength(1)
})

test("starts no server for a question that comes after its notebook was closed", async () => {
  await using folder = await FlowFolder.with({})
  const { view } = folder.at(before, `${written}|`)
  folder.notebook.close()
  await expect(diagnosticsOf(folder.language, folder.notebook, view)).rejects.toThrow(LanguageServerError)
  expect(await childrenOf(process.pid)).toEqual([])
})
