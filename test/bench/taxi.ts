/**
 * The taxi example from the command line: everything computed, then everything from the cache.
 * Run: `node test/bench/taxi.ts`, after `npm run build`
 */
import { execFileSync } from "node:child_process"
import { join, resolve } from "node:path"
import { runFromCommandLine, type Measured } from "./commandLine.ts"

const examples = resolve(import.meta.dirname, "../../examples")
execFileSync(process.execPath, [join(examples, "setup", "main.js")], { stdio: "inherit" })
const notebook = join(examples, "taxi.tsnb")
const show = (what: string, { whole, tasks, peakMegabytes }: Measured): void =>
  console.log(
    `${what}: ${(whole / 1000).toFixed(2)} s for ${tasks} tasks; the kernel took ${peakMegabytes.toFixed(0)} MB`,
  )
show("taxi, everything computed", await runFromCommandLine(notebook, "--fresh"))

show("taxi, everything cached", await runFromCommandLine(notebook))
