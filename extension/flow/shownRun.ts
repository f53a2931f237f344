import type { LogOutputChannel, NotebookCell, NotebookDocument } from "vscode"
import type { FlowGraph, GraphCell } from "../../kernel/flow/graph.ts"
import type { State } from "../../kernel/flow/state.ts"
import type { LatestTask, OtherCell } from "../../kernel/history/messages.ts"
import type { CellExecutions } from "../notebook/cellExecutions.ts"
import { kernelIdOf } from "../notebook/cells.ts"
import { showOutputs } from "../notebook/showOutputs.ts"
import { showOn, type ShownCell } from "../notebook/shownCells.ts"
import { notebookGraph } from "./notebookGraph.ts"
import type { ReadHistory } from "./restoreOutputs.ts"
import { showOther, showStored } from "./storedOutputs.ts"
import { knownOf, type KnownTaskRun } from "./taskRuns.ts"

/** A run of the flow that has ended, whose outputs a person wants to see. */
export interface ChosenRun {
  id: string
  state: State
  /** Milliseconds since 1970. */
  startedAt: number
}

/** What was shown in a run. */
export interface RunOutputs {
  tasks: readonly LatestTask[]
  others: readonly OtherCell[]
}

/** What a cell showed, or was about to show, before a run's outputs took its place. */
interface Before {
  own?: Omit<ShownCell, "kind">
  /** Shows it, where that had yet to happen. */
  show?: () => void
}

/** Reads what was shown in a run of a notebook. */
export async function readRunOutputs(notebook: NotebookDocument, run: string, read: ReadHistory): Promise<RunOutputs> {
  const tasks: LatestTask[] = []
  const others: OtherCell[] = []
  await read({ type: "run", notebook: notebook.uri.fsPath, run }, (message) => {
    if (message.type === "task") tasks.push(message.task)
    if (message.type === "other") others.push(message.cell)
  })
  return { tasks, others }
}

/** An earlier run on a notebook's cells: their outputs are those of then, until they get their own back. */
export class ShownRun {
  readonly run: ChosenRun
  /** Names of its tasks that the notebook doesn't have any more. */
  readonly missing: readonly string[]
  readonly #executions: CellExecutions
  readonly #log: LogOutputChannel
  readonly #tasks: ReadonlyMap<string, KnownTaskRun>
  /** Ids of the cells that aren't tasks and show something of it. */
  readonly #others: ReadonlySet<string>
  readonly #before = new Map<NotebookCell, Before>()
  readonly #showing = new Set<Promise<void>>()

  constructor(
    run: ChosenRun,
    { tasks, others }: RunOutputs,
    notebook: NotebookDocument,
    executions: CellExecutions,
    log: LogOutputChannel,
  ) {
    this.run = run
    this.#executions = executions
    this.#log = log
    this.#tasks = new Map(tasks.map((task) => [task.view.task, knownOf(task)]))
    const { graph } = notebookGraph(notebook)
    const byId = new Map(notebook.getCells().map((cell) => [kernelIdOf(cell), cell]))
    const cellOf = ({ id = "" }: GraphCell): NotebookCell | undefined => byId.get(id)
    this.missing = [...this.#tasks.keys()].filter((name) => !graph.tasks.has(name))
    const shown = new Map(tasks.map((task) => [task.view.task, task]))
    for (const { name, cell } of graph.tasks.values()) {
      const task = shown.get(name)
      const own = cellOf(cell)
      if (own) this.#show(own, () => (task ? showStored(executions, own, task) : showNothing(executions, own)))
    }
    const known = otherCells(graph, tasks, others)
    this.#others = new Set(known.map(([{ id = "" }]) => id))
    for (const [cell, other] of known) {
      const own = cellOf(cell)
      if (own) this.#show(own, () => showOther(executions, own, other, run.id))
    }
  }

  /** What a task did in the run; undefined when it had no part in it. */
  taskOf(name: string): KnownTaskRun | undefined {
    return this.#tasks.get(name)
  }

  /** Whether a cell that isn't a task shows something of the run. @param id of the cell */
  hasOther(id: string): boolean {
    return this.#others.has(id)
  }

  /** What a cell showed before. */
  ownOf(cell: NotebookCell): Before["own"] {
    return this.#before.get(cell)?.own
  }

  /** Gives the cells back what they showed before; on those that aren't in view once they are. */
  async giveBack(): Promise<void> {
    await this.#shown()
    for (const [cell, { own, show }] of this.#before) {
      // What shows it now may not have come to that yet.
      this.#executions.later.drop(cell)
      if (show) this.#executions.later.show(cell, show)
      else if (own) this.#executions.later.show(cell, () => this.#track(showOn(cell, own, this.#executions)))
    }
    this.#before.clear()
    await this.#shown()
  }

  /** Resolves when all that is being shown is. */
  async #shown(): Promise<void> {
    await Promise.all(this.#showing)
  }

  #show(cell: NotebookCell, show: () => Promise<void>): void {
    const { later } = this.#executions
    const waiting = later.take(cell)
    const before: Before = waiting ? { show: waiting } : {}
    this.#before.set(cell, before)
    later.show(cell, () => {
      // What is being shown on the cell just now is its own.
      const noted = this.#executions.inTurn(cell, async () => {
        const { outputs, executionSummary } = cell
        before.own = { outputs, executionSummary }
      })
      this.#track(noted.then(show))
    })
  }

  #track(shown: Promise<void>): void {
    const tracked = shown
      // The cell may be deleted meanwhile.
      .catch((error: unknown) => this.#log.debug(String(error)))
      .finally(() => this.#showing.delete(tracked))
    this.#showing.add(tracked)
  }
}

/** A task that had no part in the run shows nothing. */
async function showNothing(executions: CellExecutions, cell: NotebookCell): Promise<void> {
  await showOutputs(executions, cell, [], { isGood: undefined })
}

/** Cells that aren't tasks are known by their places, which mean the same cells only as long as none has moved. */
function otherCells(
  { cells, tasks }: FlowGraph,
  shown: readonly LatestTask[],
  others: readonly OtherCell[],
): readonly (readonly [GraphCell, OtherCell])[] {
  const isSame = shown.every(({ view, line }) => line === undefined || tasks.get(view.task)?.cell.line === line)
  if (!isSame) return []
  const byLabel = new Map(others.map((other) => [other.label, other]))
  return cells.flatMap((cell) => {
    if (cell.kind === "task") return []
    // What a run in a terminal calls it.
    const place = `${cell.kind === "hook" ? "hook" : "cell"} in line ${cell.line}`
    const other = byLabel.get(cell.label) ?? byLabel.get(place)
    return other ? [[cell, other] as const] : []
  })
}
