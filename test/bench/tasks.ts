import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runFromCommandLine, type Measured } from "./commandLine.ts"
import { measureFloor } from "./floor.ts"
import { chain, fans, loop } from "./notebooks.ts"

/** Runs a notebook twice: everything computed, then everything from the cache. */
async function measure(text: string): Promise<{ computed: Measured; cached: Measured }> {
  const folder = mkdtempSync(join(tmpdir(), "tsnb-bench-"))
  try {
    const notebook = join(folder, "flow.tsnb")
    writeFileSync(notebook, text)
    return { computed: await runFromCommandLine(notebook), cached: await runFromCommandLine(notebook) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const floor = await measureFloor()
const row = (name: string, { tasks, whole, perTask, peakMegabytes }: Measured): void => {
  const columns = [
    `${tasks}`,
    `${whole.toFixed(0)} ms`,
    `${perTask.toFixed(3)} ms`,
    `${(perTask / floor).toFixed(1)} x`,
    `${peakMegabytes.toFixed(0)} MB`,
  ]
  console.log(name.padEnd(34) + columns.map((column) => column.padStart(11)).join(""))
}
console.log(`floor: one IPC round trip and one SQLite commit: ${floor.toFixed(3)} ms`)
console.log(
  "".padEnd(34) + ["tasks", "whole run", "a task", "x floor", "peak"].map((column) => column.padStart(11)).join(""),
)
const small = await measure(chain(1_000))
row("chain of 1,000 empty tasks", small.computed)
row("  all cached", small.cached)
row("10 fans of 100 empty tasks", (await measure(fans(10, 100))).computed)
const large = await measure(chain(10_000))
row("chain of 10,000 empty tasks", large.computed)
row("  all cached", large.cached)
const elements = await measure(loop(20_000))
row("loop over 20,000 elements", elements.computed)
row("  all cached", elements.cached)
console.log(`a task of 10,000 takes ${(large.computed.perTask / small.computed.perTask).toFixed(2)} times one of 1,000`)
console.log(`floor again, since other work may have come and gone: ${(await measureFloor()).toFixed(3)} ms`)
