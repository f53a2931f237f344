/**
 * Large values: four typed arrays of 100 MB and what is made of them all, beside the same cells as one script under plain
 * Node, in turn; then everything from the cache, and a loop over large elements. The processor's time is that of all
 * processes together, the least of the rounds.
 * Run: `node test/bench/large.ts [rounds, 3]`, after `npm run build`
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { packageFolder } from "../../kernel/installation.ts"
import { costOf, type Cost } from "./cost.ts"

const rounds = Number(process.argv[2] ?? 3)
const numbers = 12_500_000
const program = join(packageFolder, "bin", "tsnb.js")

const arrays = ["a", "b", "c", "d"].map(
  (name, index) =>
    `const ${name} = new Float64Array(${numbers})\nfor (let i = 0; i < ${numbers}; i++) ${name}[i] = Math.sin(i + ${index})`,
)
const join4 = "let sum = 0\nfor (const x of [a, b, c, d]) for (let i = 0; i < x.length; i++) sum += x[i]"
/** Half a million rows in a name that nobody reads. */
const unread = [
  "const rows = Array.from({ length: 500_000 }, (_, id) => ({ id, name: `trip ${id}`, cost: id / 7, paid: id % 2 === 0 }))",
  "const count = rows.length",
]
const loop = [
  "const parts = Array.from({ length: 16 }, (_, part) => new Float64Array(1_000_000).map((_, i) => Math.sin(i + part)))",
  `let most = 0\nfor (const value of part) most = Math.max(most, value)`,
]

const notebooks: Readonly<Record<string, readonly string[]>> = {
  "four arrays of 100 MB": [...arrays, join4].map((code, index) => `// @task t${index}\n${code}`),
  "500,000 rows nobody reads": [`// @task rows\n${unread.join("\n")}`, "// @task after\nconst twice = 2 * count"],
  "a loop over 16 x 8 MB": [`// @task parts\n${loop[0]}`, `// @task each for="part of parts"\n${loop[1]}`],
}
const scripts: Readonly<Record<string, string>> = {
  "four arrays of 100 MB": [...arrays, join4].join("\n"),
  "500,000 rows nobody reads": [...unread, "const twice = 2 * count"].join("\n"),
  "a loop over 16 x 8 MB": `${loop[0]}\nfor (const part of parts) {\n${loop[1]}\n}`,
}

const folder = mkdtempSync(join(tmpdir(), "tsnb-bench-"))
try {
  console.log(`seconds of CPU, the least of ${rounds} rounds; the same cells as a script beside them`)
  for (const [name, cells] of Object.entries(notebooks)) await report(name, cells)
} finally {
  rmSync(folder, { recursive: true })
}

async function report(name: string, cells: readonly string[]): Promise<void> {
  writeFileSync(join(folder, "large.tsnb"), cells.map((cell) => `// %%\n${cell}\n`).join("\n"))
  writeFileSync(join(folder, "script.js"), scripts[name] ?? "")
  const costs: { script: Cost[]; run: Cost[]; cached: Cost[] } = { script: [], run: [], cached: [] }
  for (let round = 0; round < rounds; round++) {
    costs.script.push(await costOf(`"${process.execPath}" script.js`, folder))
    rmSync(join(folder, ".tsnb"), { recursive: true, force: true })
    costs.run.push(await costOf(`"${process.execPath}" "${program}" run large.tsnb`, folder))
    costs.cached.push(await costOf(`"${process.execPath}" "${program}" run large.tsnb`, folder))
  }
  const [script, run, cached] = [costs.script, costs.run, costs.cached].map((all) =>
    Math.min(...all.map(({ processor }) => processor)),
  )
  const ratio = ((run ?? NaN) / (script ?? NaN)).toFixed(2)
  const parts = [`script ${script?.toFixed(2)}`, `run ${run?.toFixed(2)} (x ${ratio})`, `cached ${cached?.toFixed(2)}`]
  console.log(name.padEnd(28) + parts.map((part) => part.padStart(20)).join(""))
}
