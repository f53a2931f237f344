import { spawn } from "node:child_process"
import { once } from "node:events"
import { resolve } from "node:path"
import { createInterface } from "node:readline"
import { decodeEvent } from "../support/events.ts"

/** What a run of a notebook from the command line took; times in milliseconds. */
export interface Measured {
  tasks: number
  /** Of the whole command, from its start to its end. */
  whole: number
  /** From the end of the first task to the end of the last, for each: without starting the command and its processes. */
  perTask: number
  /** Of the kernel. */
  peakMegabytes: number
}

const program = resolve(import.meta.dirname, "../../bin/tsnb.js")
const reportPeak = `process.on("exit", () => console.error("peak " + process.resourceUsage().maxRSS))`

/** Runs a notebook with what `npm run build` made, as users do. */
export async function runFromCommandLine(notebook: string, ...more: readonly string[]): Promise<Measured> {
  const startedAt = performance.now()
  const child = spawn(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(reportPeak)}`, program, "run", notebook, "--json", ...more],
    { stdio: ["ignore", "pipe", "pipe"] },
  )
  const exited = once(child, "exit")
  const errors: string[] = []
  createInterface({ input: child.stderr }).on("line", (line) => errors.push(line))
  const times: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const event = decodeEvent(line)
    if (event.type === "taskStateChanged" && /^(completed|cached)$/.test(event.state)) times.push(event.time)
  }
  await exited
  const whole = performance.now() - startedAt
  if (child.exitCode !== 0) throw new Error(`The run of ${notebook} failed:\n${errors.join("\n")}`)
  const peak = errors.findLast((line) => line.startsWith("peak "))?.slice("peak ".length)
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0)
  return {
    tasks: times.length,
    whole,
    perTask: span / Math.max(1, times.length - 1),
    peakMegabytes: Number(peak) / 1024,
  }
}
