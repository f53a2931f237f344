/**
 * Completion, inspection and diagnostics in the last cell of a notebook of 200 cells, nearly all of them tasks, beside the
 * same text as one plain .ts file, in the same run and all by the language server protocol. Between any two questions, a
 * letter is typed. The plain file's server is told the same of its client as the notebook's, so that both offer what can be
 * imported.
 * Run: `node test/bench/language.ts [rounds, 100]`
 */
import { mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { packageFolder } from "../../kernel/installation.ts"
import { editorProfile } from "../../kernel/language/clientProfile.ts"
import { completionsAt } from "../../kernel/language/features/completion.ts"
import { diagnosticsOf } from "../../kernel/language/features/diagnostics.ts"
import { hoverAt } from "../../kernel/language/features/hover.ts"
import { FlowLanguage } from "../../kernel/language/flowLanguage.ts"
import { LanguageServer } from "../../kernel/language/languageServer.ts"
import { LanguageService } from "../../kernel/language/languageService.ts"
import { lineStarts, positionIn, type TextPosition } from "../../kernel/language/positions.ts"

const rounds = Number(process.argv[2] ?? 100)

const cells = [
  'import { readFileSync } from "node:fs"\nimport { DataFrame } from "danfojs-node"',
  'const frame = new DataFrame([{ distance: 1.5, zone: "a" }])',
  ...Array.from(
    { length: 198 },
    (_, index) => `// @task step${index}
/** Step ${index} of many. */
function step${index}(rows: readonly { id: number; zone: string }[], limit = ${index}) {
  return rows.filter(({ id }) => id > limit).map((row) => ({ ...row, step: ${index} }))
}
const result${index} = step${index}(${index === 0 ? '[{ id: 1, zone: "a" }]' : `result${index - 1}`})
`,
  ),
]

/** Asked for by a person. */
const context = { triggerKind: 1 }

type Kind = "complete" | "inspect" | "check"

/** The cell that is being written, in which the question is asked at its end. */
const written: readonly (readonly [name: string, kind: Kind, source: string])[] = [
  ["complete: members of another cell's value", "complete", "result197[0]?."],
  ["complete: a danfojs frame", "complete", "frame."],
  ["complete: Node's fs", "complete", 'const fs = await import("node:fs")\nfs.'],
  ["complete: any name", "complete", "result"],
  ["complete: any name's first letter", "complete", "r"],
  ["inspect: another cell's function", "inspect", "step197"],
  ["inspect: a danfojs method", "inspect", "frame.groupby"],
  ["diagnostics: after an edit", "check", "const wrong: string = result197"],
]

/** Asks about what is typed into the last cell. @returns how many answers there were */
type Asker = (kind: Kind, source: string) => Promise<number>

interface Times {
  first: number
  median: number
}

/** Rounds before those that count: the servers read packages ahead and build what they import from. */
const warmUp = 10

/** Measures all in turn in each round, so that whatever else the machine does meets them alike. */
async function measure(askers: readonly Asker[], kind: Kind, source: string): Promise<readonly Times[]> {
  const times = askers.map((): number[] => [])
  for (let round = 0; round < warmUp + rounds; round++) {
    const typed = `// ${"x".repeat(round % 40)}\n`
    for (const [index, ask] of askers.entries()) {
      const start = performance.now()
      if ((await ask(kind, typed + source)) === 0)
        throw new Error("There was no answer, so there is nothing to measure")
      times[index]?.push(performance.now() - start)
    }
  }
  return times.map(([first = NaN, ...rest]) => {
    const sorted = rest.slice(warmUp - 1).toSorted((left, right) => left - right)
    return { first, median: sorted[Math.floor(sorted.length / 2)] ?? NaN }
  })
}

const folder = await realpath(await mkdtemp(join(tmpdir(), "tsnb-bench-")))
await symlink(join(packageFolder, "node_modules"), join(folder, "node_modules"))
await writeFile(
  join(folder, "package.json"),
  JSON.stringify({ dependencies: { "danfojs-node": "*", "@types/node": "*" } }),
)
await writeFile(
  join(folder, "tsconfig.json"),
  JSON.stringify({
    compilerOptions: { target: "esnext", module: "esnext", moduleResolution: "bundler", strict: true, types: ["node"] },
    files: ["plain.ts"],
  }),
)
const file = join(folder, "plain.ts")
await writeFile(file, "")
const service = new LanguageService({ folder, log: console.error })
const language = new FlowLanguage({ folder, log: console.error })
const server = new LanguageServer({
  folder,
  ...editorProfile,
  log: console.error,
})
try {
  const both = [openNotebook(), await openPlain()]
  // What can be imported from packages is gathered at the first question about any name.
  for (const ask of [...both, askService]) await ask("complete", "result")
  const head = ["VS Code", "plain file", "ratio", "first", "Jupyter"]
  console.log("".padEnd(44) + head.map((text) => text.padStart(12)).join(""))
  for (const [name, kind, source] of written) {
    const [notebook, alone, jupyter] = await measure(kind === "check" ? both : [...both, askService], kind, source)
    if (!notebook || !alone) throw new Error("There is nothing to compare")
    const columns = [
      `${notebook.median.toFixed(1)} ms`,
      `${alone.median.toFixed(1)} ms`,
      (notebook.median / alone.median).toFixed(2),
      `${notebook.first.toFixed(0)} ms`,
      jupyter ? `${jupyter.median.toFixed(1)} ms` : "",
    ]
    console.log(name.padEnd(44) + columns.map((text) => text.padStart(12)).join(""))
  }
} finally {
  await service.close()
  await language.close()
  await server.close()
  await rm(folder, { recursive: true })
}

/** In Jupyter: the cells that have run, and the one that is written. */
async function askService(kind: Kind, source: string): Promise<number> {
  if (kind === "complete") return (await service.complete(cells, source, source.length)).items.length
  return (await service.inspect(cells, source, source.length)) ? 1 : 0
}

/** In VS Code: all cells of an open notebook. */
function openNotebook(): Asker {
  const notebook = language.open(folder, "bench.tsnb")
  return async (kind, source) => {
    const view = notebook.view([...cells, source])
    const place = { cell: cells.length, ...positionIn(lineStarts(source), source.length) }
    if (kind === "check") return (await diagnosticsOf(language, notebook, view)).length
    if (kind === "inspect") return (await hoverAt(notebook, view, place)) ? 1 : 0
    return (await completionsAt(notebook, view, place, context)).items.length
  }
}

/** The same text as one file, each question after the smallest change. */
async function openPlain(): Promise<Asker> {
  const uri = pathToFileURL(file).href
  const start = `${cells.join("\n")}\n`
  const end = positionIn(lineStarts(start), start.length)
  await server.ready
  server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text: start } })
  let before = ""
  let version = 1
  const after = (text: string): TextPosition => {
    const { line, character } = positionIn(lineStarts(text), text.length)
    return { line: end.line + line, character }
  }
  const methods: Readonly<Record<Kind, string>> = {
    complete: "textDocument/completion",
    inspect: "textDocument/hover",
    check: "textDocument/diagnostic",
  }
  return async (kind, source) => {
    server.notify("textDocument/didChange", {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range: { start: end, end: after(before) }, text: source }],
    })
    before = source
    const parameters = {
      textDocument: { uri },
      ...(kind !== "check" && { position: after(source) }),
      ...(kind === "complete" && { context }),
    }
    return (await server.request(methods[kind], parameters, 10_000)) ? 1 : 0
  }
}
