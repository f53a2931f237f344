import type { LogOutputChannel, NotebookCell, NotebookCellExecution, NotebookController } from "vscode"
import { idOf } from "./cells.ts"
import type { LaterCells } from "./laterCells.ts"

/** Told that a cell that waited isn't run after all: since a person stopped it, or all waiting ended. */
type OnCancelled = (isStopped: boolean) => void

/** A cell that waits, and who is to be told when it isn't run after all. */
interface Waiting {
  execution: NotebookCellExecution
  onCancelled: OnCancelled[]
}

/** The cells of a notebook that are shown to wait for their turn. VS Code allows a cell one execution at a time. */
export class CellExecutions {
  readonly #controller: NotebookController
  readonly #log: LogOutputChannel
  readonly #waiting = new Map<string, Waiting>()
  readonly #turns = new WeakMap<NotebookCell, Promise<void>>()
  /** What is to be shown on cells that aren't in view. */
  readonly later: LaterCells

  constructor(controller: NotebookController, later: LaterCells, log: LogOutputChannel) {
    this.#controller = controller
    this.later = later
    this.#log = log
  }

  /**
   * Shows that a cell waits.
   * @param onCancelled called when it ends before its turn, also where it waits for something else already
   * @returns false when it waits or is being run already, and shows that
   */
  wait(cell: NotebookCell, onCancelled: OnCancelled): boolean {
    const id = idOf(cell)
    const known = this.#waiting.get(id)
    known?.onCancelled.push(onCancelled)
    if (known) return false
    const execution = this.#create(cell)
    if (!execution) return false
    const waiting = { execution, onCancelled: [onCancelled] }
    this.#waiting.set(id, waiting)
    execution.token.onCancellationRequested(() => {
      if (this.#waiting.get(id) !== waiting) return
      this.drop(cell)
      for (const tell of waiting.onCancelled) tell(true)
    })
    return true
  }

  /** Changes what a cell shows: now when it is in view or shown to wait, else once it comes into view. */
  show(cell: NotebookCell, change: () => void): void {
    if (this.isWaiting(cell)) change()
    else this.later.show(cell, change)
  }

  /** Does something with a cell once all is done that was begun with it before in this way. */
  inTurn(cell: NotebookCell, work: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(cell) ?? Promise.resolve()).then(work, work)
    this.#turns.set(cell, turn)
    return turn
  }

  isWaiting(cell: NotebookCell): boolean {
    return this.#waiting.has(idOf(cell))
  }

  /** A cell's turn has come. @returns undefined when something else runs it */
  take(cell: NotebookCell): NotebookCellExecution | undefined {
    const id = idOf(cell)
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    return waiting?.execution ?? this.#create(cell)
  }

  /** A cell that waits isn't run. */
  drop(cell: NotebookCell): void {
    const id = idOf(cell)
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (waiting) endUnstarted(waiting.execution)
  }

  /** None of those that wait is run. */
  dropAll(): void {
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { execution, onCancelled } of all) {
      endUnstarted(execution)
      for (const tell of onCancelled) tell(false)
    }
  }

  #create(cell: NotebookCell): NotebookCellExecution | undefined {
    this.later.drop(cell)
    try {
      return this.#controller.createNotebookCellExecution(cell)
    } catch (error) {
      this.#log.warn(String(error))
      return undefined
    }
  }
}

function endUnstarted(execution: NotebookCellExecution): void {
  // VS Code wants each to have been started before it ends.
  execution.start()
  execution.end(undefined)
}
