/**
 * A million lines of a log: in a run (into a file, as people look into them later), and in the kernel, beside a plain
 * script whose output goes through a pipe into a file. The processor's time is that of all processes together.
 * Run: `node test/bench/logs.ts [lines, 1000000]`, after `npm run build`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { packageFolder } from "../../kernel/installation.ts"
import { textOf } from "../jupyter/client.ts"
import { KernelProcess } from "../jupyter/kernelProcess.ts"
import { costOf, type Cost } from "./cost.ts"

const lines = Number(process.argv[2] ?? 1_000_000)
const loop = `for (let line = 0; line < ${lines}; line++) console.log(\`line \${line} of the log\`)`
const node = process.execPath

const folder = mkdtempSync(join(tmpdir(), "tsnb-bench-"))
try {
  writeFileSync(join(folder, "plain.js"), loop)
  const peak = "const peak = process.resourceUsage().maxRSS"
  writeFileSync(
    join(folder, "log.tsnb"),
    `// %%\n// @task talk cache=off\n${loop}\n${peak}\nconsole.error(\`peak \${peak}\`)\n`,
  )
  const program = join(packageFolder, "bin", "tsnb.js")
  report("node script | cat > file", await costOf(`"${node}" plain.js | cat > plain.txt`, folder))
  report("tsnb run > file", await costOf(`"${node}" "${program}" run log.tsnb > run.txt`, folder))
  const written = readFileSync(join(folder, "run.txt"), "utf8")
  const found = [...written.matchAll(/line (\d+) of the log$/gm)].filter(([, line], index) => Number(line) === index)
  const [, peakKilobytes] = /peak (\d+)/.exec(written) ?? []
  console.log(`${found.length} of ${lines} lines in order; the task's process took ${Number(peakKilobytes) / 1_000} MB`)
  report("in the kernel", await measureKernel())
} finally {
  rmSync(folder, { recursive: true })
}

async function measureKernel(): Promise<Cost> {
  await using kernel = await KernelProcess.start([join(packageFolder, "dist", "jupyter", "main.js")])
  await using client = await kernel.connect()
  await client.execute("1")
  const startedAt = performance.now()
  const { published } = await client.execute(loop)
  const seconds = (performance.now() - startedAt) / 1_000
  const shown = textOf(published).split("\n").length - 1
  if (shown !== lines) throw new Error(`The kernel showed ${shown} lines of ${lines}`)
  return { seconds, processor: NaN }
}

function report(what: string, { seconds, processor }: Cost): void {
  const times = [`${seconds.toFixed(2)} s`, Number.isNaN(processor) ? "" : `${processor.toFixed(2)} s of CPU`]
  console.log(what.padEnd(28) + times.map((time) => time.padStart(18)).join(""))
}
