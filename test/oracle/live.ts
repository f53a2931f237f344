import { realpathSync } from "node:fs"
import { flowOf } from "../../kernel/convert/run/onCells.ts"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { parseNotebook } from "../../kernel/notebook/tsnb.ts"
import { runNotebook } from "../../kernel/session/flowRun.ts"
import { TestLiveNotebook, type CellRun } from "../support/liveNotebook.ts"
import { documentOf } from "../support/documentCells.ts"
import { reportTask } from "./writer.ts"
import { linesOf } from "./lines.ts"
import type { Observed, Printed } from "./observed.ts"
import { observeEvents } from "./run.ts"

/**
 * Sends the cells of the notebook in a folder to Jupyter's kernel one by one, in the order in which they need each other,
 * until one fails. What its hooks would print isn't observed: they only take part in runs.
 */
export async function runInJupyter(folder: string, text: string): Promise<Observed> {
  await using live = new TestLiveNotebook(realpathSync(folder))
  const tasks = new Map<string, Printed>()
  const errors = new Map<string, string>()
  // What elements of a list print stands on one cell: it can be told apart only one after the other.
  await live.run("// @flow concurrency=1")
  for (const cell of orderedCells(text)) {
    const run = await live.run(cell.source)
    if (cell.kind === "task") tasks.set(cell.label, printedBy(run))
    if (run.end.kind !== "failed") continue
    errors.set(cell.label, run.end.error.message)
    break
  }
  return { state: errors.size > 0 ? "failed" : "completed", tasks, hooks: { out: [], error: [] }, errors }
}

/**
 * Runs all cells as VS Code does: its tasks by a flow, its plain cells in the session.
 * @returns with what the report prints as a plain cell, where the session gives it the results of the tasks
 */
export async function runInEditor(folder: string, text: string): Promise<Observed> {
  await using live = new TestLiveNotebook(realpathSync(folder))
  const cells = documentOf(...orderedCells(text).map(({ source }) => asPlainReport(source)))
  const plan = await live.notebook.plan(
    cells,
    cells.map(({ id }) => id),
  )
  const events: FlowEvent[] = []
  const observer = {
    onEvent: (event: FlowEvent) => void events.push(event),
    onResults: live.notebook.keep.bind(live.notebook),
  }
  const notebook = `${live.folder}/live.ipynb`
  const only = plan.cells.flatMap(({ task }) => task ?? [])
  const given = live.notebook.given()
  const { end } = await runNotebook(
    { notebook, cells, parameters: {}, only, alone: true, given, concurrency: 1 },
    observer,
    0,
  )
  const { tasks, errors, ...observed } = observeEvents(events, end.state === "completed" ? "completed" : "failed")
  if (observed.state === "failed") return { tasks, errors, ...observed }
  const all = new Map(tasks)
  for (const { id, task } of plan.cells) {
    if (task !== undefined) continue
    const source = cells.find((cell) => cell.id === id)?.source ?? ""
    const run = await live.run(source, { cell: id })
    if (run.end.kind === "failed") {
      return { ...observed, state: "failed", tasks: all, errors: new Map([[source, run.end.error.message]]) }
    }
    if (source.startsWith(reportMark)) all.set(reportTask, printedBy(run))
  }
  return { tasks: all, errors, ...observed }
}

const reportMark = "// The report"

function asPlainReport(source: string): string {
  return source.replace(new RegExp(`^// @task ${reportTask} .*`), reportMark)
}

function orderedCells(text: string) {
  const { graph } = flowOf("notebook", parseNotebook(text))
  return [...graph.order.keys()].filter(({ kind }) => kind !== "hook")
}

function printedBy({ stdout, stderr }: CellRun): Printed {
  return { out: byElement(linesOf(stdout)), error: byElement(withoutFailures(linesOf(stderr))) }
}

/** The kernel tells why elements failed among what they print: the first line of each error, then its stack. */
function withoutFailures(lines: readonly string[]): readonly string[] {
  let isTold = false
  return lines.filter((line) => {
    isTold = /^\w+\[\d+\] failed: /.test(line) || (isTold && /^ {4}at /.test(line))
    return !isTold
  })
}

/** What a `for=` task prints begins with its element's name there, and comes as the elements go on side by side. */
function byElement(lines: readonly string[]): readonly string[] {
  let element = 0
  const parts = lines.map((line) => {
    const [, index, text = line] = /^\[\w+\[(\d+)\]\] (.*)/.exec(line) ?? []
    // A line without a name goes on with what the line before it began.
    if (index !== undefined) element = Number(index)
    return { element, text }
  })
  return parts.toSorted((one, other) => one.element - other.element).map(({ text }) => text)
}
