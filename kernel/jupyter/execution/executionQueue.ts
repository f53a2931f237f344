import { setImmediate as afterArrivals } from "node:timers/promises"

/** A cell that waits for its turn. */
export interface QueuedCell {
  /** The subshell that it was sent to; undefined is the main one. */
  subshell: string | undefined
  /** @returns whether the cells that wait behind it in its subshell shall be given up */
  run(): Promise<boolean>
  /** Answers without running. */
  abort(): void
}

/** Runs cells one after the other, in the order in which they came. */
export class ExecutionQueue {
  #waiting: QueuedCell[] = []
  #isRunning = false
  #isClosed = false
  readonly #onFailure: (error: unknown) => void

  /** @param onFailure told when a cell's own `run` threw, which none should */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure
  }

  add(cell: QueuedCell): void {
    if (this.#isClosed) {
      cell.abort()
      return
    }
    this.#waiting.push(cell)
    if (!this.#isRunning) void this.#runAll()
  }

  /** Gives up the cells that wait in a subshell. */
  abort(subshell: string | undefined): void {
    this.#abortWhere((cell) => cell.subshell === subshell)
  }

  /** Gives up all that wait, and all that come from here on. */
  close(): void {
    this.#isClosed = true
    this.#abortWhere(() => true)
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true
    for (let cell = this.#waiting.shift(); cell; cell = this.#waiting.shift()) {
      try {
        if (await cell.run()) {
          // A front end that runs a whole notebook has sent the cells behind, but not all may have been read yet.
          await afterArrivals()
          this.abort(cell.subshell)
        }
      } catch (error) {
        this.#onFailure(error)
      }
    }
    this.#isRunning = false
  }

  #abortWhere(isOver: (cell: QueuedCell) => boolean): void {
    const over = this.#waiting.filter(isOver)
    this.#waiting = this.#waiting.filter((cell) => !isOver(cell))
    for (const cell of over) cell.abort()
  }
}
