import type { LogOutputChannel, NotebookCell, NotebookDocument } from "vscode"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { isTerminal } from "../../kernel/flow/state.ts"
import type { HistoryMessage, HistoryRequest, LatestTask } from "../../kernel/history/messages.ts"
import type { CellExecutions } from "../notebook/cellExecutions.ts"
import type { Displays } from "../notebook/cellOutputs.ts"
import { textHash } from "../../kernel/session/cellText.ts"
import type { RanCell } from "../../kernel/store/cellTable.ts"
import { isCodeCell, kernelIdOf } from "../notebook/cells.ts"
import { hasRun } from "../notebook/shownCells.ts"
import { notebookGraph } from "./notebookGraph.ts"
import { RunOnCells } from "./runOnCells.ts"
import { showRan, showStored } from "./storedOutputs.ts"
import type { TaskRuns } from "./taskRuns.ts"

/** Asks for the run history, and resolves when all was told. */
export type ReadHistory = (
  request: HistoryRequest,
  onMessage: (message: HistoryMessage) => void | Promise<void>,
) => Promise<void>

/** A notebook whose cells are given their outputs back. */
export interface RestoredNotebook {
  notebook: NotebookDocument
  executions: CellExecutions
  tasks: TaskRuns
  displays: Displays
  /** Told of a cell that ran in a session, and how. */
  ranEarlier: (cell: NotebookCell, ran: RanCell) => void
  /** Told when a run of another process is followed. */
  onFollowed: () => void
  /** Told when states of tasks have changed. */
  changed: () => void
  log: LogOutputChannel
}

/**
 * Shows on the cells what they showed when they last ran, in a run of the flow or in a session. A run that goes on in another process is followed to its
 * end.
 * @param followed runs that are shown already
 * @throws {HistoryError} when the history can't be read
 */
export async function restoreOutputs(
  restored: RestoredNotebook,
  followed: readonly string[],
  read: ReadHistory,
): Promise<void> {
  const { notebook, changed, log } = restored
  const cells = cellsOfTasks(notebook)
  const code = notebook.getCells().filter(isCodeCell)
  let going: RunOnCells | undefined
  /** What is being shown on cells in view. */
  const showing = new Set<Promise<void>>()
  const request: HistoryRequest = {
    type: "outputs",
    notebook: notebook.uri.fsPath,
    tasks: [...cells.keys()],
    cells: code.map(({ document }) => textHash(document.getText())),
    followed,
  }
  try {
    await read(request, async (message) => {
      if (message.type === "warning") log.warn(message.message)
      const ranCell = message.type === "cell" ? code[message.cell.index] : undefined
      if (ranCell && message.type === "cell") {
        restoreRan(restored, ranCell, message.cell.ran, showing)
        changed()
      }
      if (message.type === "task") {
        restore(restored, cells, message.task, showing)
        changed()
      }
      if (message.type !== "events") return
      // A cell shows one thing at a time.
      await Promise.all(showing)
      going ??= followElsewhere(restored, cells, read)
      restored.onFollowed()
      for (const event of message.events) {
        going.onEvent(event)
        if (event.type === "flowStarted") restored.tasks.take(going.view)
      }
      changed()
    })
    await Promise.all(showing)
  } finally {
    // How a run ends that can't be followed on isn't known.
    if (going && !isTerminal(going.view.state)) restored.tasks.forget(going.view)
    going?.end({ run: going.view.run, state: going.view.state })
    changed()
  }
}

function restore(
  { executions, tasks, log }: RestoredNotebook,
  cells: ReadonlyMap<string, NotebookCell>,
  task: LatestTask,
  showing: Set<Promise<void>>,
): void {
  const name = task.view.task
  const cell = cells.get(name)
  // A run since the notebook was opened is newer.
  if (!cell || tasks.of(name) || hasRun(cell) || executions.isWaiting(cell)) return
  tasks.restore(task)
  executions.later.show(cell, () => track(showStored(executions, cell, task), showing, log))
}

function restoreRan(
  { executions, ranEarlier, log }: RestoredNotebook,
  cell: NotebookCell,
  ran: RanCell,
  showing: Set<Promise<void>>,
): void {
  if (hasRun(cell) || executions.isWaiting(cell)) return
  ranEarlier(cell, ran)
  executions.later.show(cell, () => track(showRan(executions, cell, ran), showing, log))
}

function track(shown: Promise<void>, showing: Set<Promise<void>>, log: LogOutputChannel): void {
  const tracked = shown
    // The cell may be deleted meanwhile.
    .catch((error: unknown) => log.debug(String(error)))
    .finally(() => showing.delete(tracked))
  showing.add(tracked)
}

/** A run of another process, such as one in a terminal. */
function followElsewhere(
  { notebook, executions, displays, log }: RestoredNotebook,
  cells: ReadonlyMap<string, NotebookCell>,
  read: ReadHistory,
): RunOnCells {
  return new RunOnCells({
    executions,
    cellOf: (task) => cells.get(task),
    displays,
    history: (run) => eventsOf(notebook, run, read),
    cancel: () => log.info("The run belongs to another process: end it there"),
    log,
  })
}

async function eventsOf(notebook: NotebookDocument, run: string, read: ReadHistory): Promise<readonly FlowEvent[]> {
  const events: FlowEvent[] = []
  await read({ type: "events", notebook: notebook.uri.fsPath, run }, (message) => {
    if (message.type === "events") events.push(...message.events)
  })
  return events
}

function cellsOfTasks(notebook: NotebookDocument): ReadonlyMap<string, NotebookCell> {
  const byId = new Map(notebook.getCells().map((cell) => [kernelIdOf(cell), cell]))
  const { tasks } = notebookGraph(notebook).graph
  return new Map(
    [...tasks.values()].flatMap(({ name, cell }) => {
      const own = byId.get(cell.id ?? "")
      return own ? [[name, own] as const] : []
    }),
  )
}
