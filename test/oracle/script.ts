import { spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import type { Readable } from "node:stream"
import { flowOf } from "../../kernel/convert/run/onCells.ts"
import { toScript } from "../../kernel/convert/script/toScript.ts"
import type { GraphCell } from "../../kernel/flow/graph.ts"
import { parseNotebook, printNotebook } from "../../kernel/notebook/tsnb.ts"
import { linesOf } from "./lines.ts"
import { nothing, type ObservedScript, type Printed } from "./observed.ts"

const preload = join(import.meta.dirname, "preload.js")
/** What stands before cells that no directive tells from what is around them. */
const plainMark = "//: plain"
const hookMark = "hook"

/** Converts a notebook in a folder to a script, and runs that with plain Node. */
export async function runScript(folder: string, notebook: string): Promise<ObservedScript> {
  const script = join(folder, "notebook.ts")
  writeFileSync(script, markedScript(folder, notebook))
  const child = spawn(process.execPath, ["--import", preload, script], {
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  })
  const ended = new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject))
  // All three are pipes.
  const [out, error, thrown] = await Promise.all(
    [1, 2, 3].map((descriptor) => text(child.stdio[descriptor] as Readable)),
  )
  return observe((await ended) ?? 1, out ?? "", error ?? "", thrown ?? "")
}

/** The script, with calls that say which cell begins. */
function markedScript(folder: string, text: string): string {
  const parsed = parseNotebook(text)
  const cells = parsed.cells.map((cell) =>
    cell.kind === "code" && !/^\s*(?:\/\/|\/\*) ?@/.test(cell.source)
      ? { ...cell, source: `${plainMark}\n${cell.source}` }
      : cell,
  )
  const notebook = parseNotebook(printNotebook({ ...parsed, cells }))
  const flow = flowOf("notebook", notebook)
  const places = { from: join(folder, "notebook.tsnb"), to: join(folder, "notebook.ts") }
  const waiting = [...flow.graph.order.keys()].filter(({ kind }) => kind !== "hook")
  const script = toScript({ notebook, flow, ...places }).text.replaceAll(
    /^\/\/(?:: plain| @(?:task|parameters|flow)\b)/gm,
    (mark) => `oracleCell(${JSON.stringify(markOf(waiting.shift()))})\n${mark}`,
  )
  if (waiting.length > 0) throw new Error(`Not found in the script: ${waiting.map(({ label }) => label).join(", ")}`)
  return toldFailures(script).replaceAll(
    /^async function on\w+\(run: any.*\): (?:globalThis\.)?Promise<void> \{$/gm,
    (start) => `${start}\noracleCell(${JSON.stringify(hookMark)})`,
  )
}

/** The script with failures after which it goes on told to the oracle, in place of being printed. */
function toldFailures(script: string): string {
  return script
    .replaceAll(/^( {4}\w+\[task\] = "failed")$/gm, "$1; oracleFailed(task, error)")
    .replaceAll(/^ {4,6}(?:globalThis\.)?console\.error\(error\)$/gm, "")
}

function markOf(cell: GraphCell | undefined): string {
  return cell?.kind === "task" ? `task ${cell.label}` : "plain"
}

function observe(code: number, out: string, error: string, thrown: string): ObservedScript {
  const parts = { out: partsOf(out), error: partsOf(error) }
  const tasks = new Map<string, Printed>()
  const hooks = { out: [] as string[], error: [] as string[] }
  for (const [index, { mark, lines }] of parts.out.entries()) {
    const printed = { out: lines, error: parts.error[index]?.lines ?? [] }
    if (mark.startsWith("task ")) tasks.set(mark.slice("task ".length), printed)
    if (mark !== hookMark) continue
    hooks.out.push(...printed.out)
    hooks.error.push(...printed.error)
  }
  if (code === 0) return { state: "completed", tasks, hooks, errors: new Map() }
  // Its hooks run after the task has failed.
  const last = parts.out.findLast(({ mark }) => mark !== hookMark)?.mark ?? ""
  const failed = last.startsWith("task ") ? last.slice("task ".length) : undefined
  const failures = thrown.split("\n").flatMap((line) => (line === "" ? [] : [failureOf(line)]))
  const message = failures.find(({ task }) => task === undefined)?.message
  const caught = failures.flatMap(({ task, message }) => (task === undefined ? [] : [[task, message] as const]))
  const base = { state: "failed" as const, tasks, hooks: hooks.out.length > 0 ? hooks : nothing }
  if (caught.length > 0 && message === undefined) return { ...base, errors: new Map(caught), isWhole: true }
  return {
    ...base,
    errors: new Map([
      ...caught,
      ...(failed === undefined || message === undefined ? [] : [[failed, message] as const]),
    ]),
    ...(message !== undefined && { error: message }),
    ...(failed !== undefined && { failed }),
  }
}

function failureOf(line: string): { task?: string; message: string } {
  // Written by the preloaded module.
  return JSON.parse(line) as { task?: string; message: string }
}

function partsOf(output: string): readonly { mark: string; lines: readonly string[] }[] {
  return output
    .split("\u0001")
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n")
      return { mark: part.slice(0, end), lines: linesOf(part.slice(end + 1)) }
    })
}
