/**
 * Completion and inspection in the last cell of a notebook of 200 cells, beside the same text as one plain .ts file in the
 * editor's own protocol, in the same run. Between any two questions, a letter is typed.
 * Run: `node test/bench/language.ts [rounds, 200]`
 */
import { mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { packageFolder } from "../../kernel/installation.ts"
import { jupyterProfile } from "../../kernel/language/clientProfile.ts"
import { LanguageServer } from "../../kernel/language/languageServer.ts"
import { LanguageService } from "../../kernel/language/languageService.ts"
import { lineStarts, positionIn } from "../../kernel/language/positions.ts"

const rounds = Number(process.argv[2] ?? 200)

const cells = [
  'import { readFileSync } from "node:fs"\nimport { DataFrame } from "danfojs-node"',
  'const frame = new DataFrame([{ distance: 1.5, zone: "a" }])',
  ...Array.from(
    { length: 198 },
    (_, index) => `
/** Step ${index} of many. */
function step${index}(rows: readonly { id: number; zone: string }[], limit = ${index}) {
  return rows.filter(({ id }) => id > limit).map((row) => ({ ...row, step: ${index} }))
}
const result${index} = step${index}(${index === 0 ? '[{ id: 1, zone: "a" }]' : `result${index - 1}`})
`,
  ),
]

/** The cell that is being written, in which the question is asked at its end. */
const written: readonly (readonly [name: string, question: "complete" | "inspect", source: string])[] = [
  ["complete: members of another cell's value", "complete", "result197[0]?."],
  ["complete: a danfojs frame", "complete", "frame."],
  ["complete: Node's fs", "complete", 'const fs = await import("node:fs")\nfs.'],
  ["complete: any name", "complete", "result"],
  ["inspect: another cell's function", "inspect", "step197"],
  ["inspect: a danfojs method", "inspect", "frame.groupby"],
]

interface Times {
  first: number
  median: number
}

async function measure(question: (typed: string) => Promise<number>): Promise<Times> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const typed = `// ${"x".repeat(round % 40)}\n`
    const start = performance.now()
    if ((await question(typed)) === 0) throw new Error("There was no answer, so that there is nothing to measure")
    times.push(performance.now() - start)
  }
  const [first = NaN, ...rest] = times
  return { first, median: rest.toSorted((left, right) => left - right)[Math.floor(rest.length / 2)] ?? NaN }
}

const folder = await realpath(await mkdtemp(join(tmpdir(), "tsnb-bench-")))
await symlink(join(packageFolder, "node_modules"), join(folder, "node_modules"))
await writeFile(
  join(folder, "tsconfig.json"),
  JSON.stringify({ compilerOptions: { target: "esnext", module: "esnext", strict: true, types: ["node"] } }),
)
const file = join(folder, "plain.ts")
await writeFile(file, "")
const service = new LanguageService({ folder, log: console.error })
const server = new LanguageServer({
  folder,
  capabilities: jupyterProfile.capabilities,
  preferences: { ...jupyterProfile.preferences, customConfigFileName: "tsconfig.json" },
  log: console.error,
})
try {
  const plain = await openPlain()
  console.log("".padEnd(44) + ["notebook", "plain file", "ratio", "first"].map((text) => text.padStart(12)).join(""))
  for (const [name, question, source] of written) {
    const notebook = await measure((typed) => askService(question, typed + source))
    const alone = await measure((typed) => plain(question, typed + source))
    const columns = [
      `${notebook.median.toFixed(1)} ms`,
      `${alone.median.toFixed(1)} ms`,
      (notebook.median / alone.median).toFixed(2),
      `${notebook.first.toFixed(0)} ms`,
    ]
    console.log(name.padEnd(44) + columns.map((text) => text.padStart(12)).join(""))
  }
} finally {
  await service.close()
  await server.close()
  await rm(folder, { recursive: true })
}

async function askService(question: "complete" | "inspect", source: string): Promise<number> {
  if (question === "complete") return (await service.complete(cells, source, source.length)).items.length
  return (await service.inspect(cells, source, source.length)) ? 1 : 0
}

/** The same text as one file, each question after the smallest change. */
async function openPlain(): Promise<typeof askService> {
  const uri = pathToFileURL(file).href
  const start = `${cells.join("\n")}\n`
  const end = positionIn(lineStarts(start), start.length)
  await server.ready
  server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text: start } })
  let before = ""
  let version = 1
  const after = (text: string): { line: number; character: number } => {
    const { line, character } = positionIn(lineStarts(text), text.length)
    return { line: end.line + line, character }
  }
  return async (question, source) => {
    server.notify("textDocument/didChange", {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range: { start: end, end: after(before) }, text: source }],
    })
    before = source
    const method = question === "complete" ? "textDocument/completion" : "textDocument/hover"
    return (await server.request(method, { textDocument: { uri }, position: after(source) }, 10_000)) ? 1 : 0
  }
}
