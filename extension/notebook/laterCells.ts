import type { Disposable, Event, NotebookCell } from "vscode"

/** Which cells are in view, and when those are others. */
export interface InView {
  has(cell: NotebookCell): boolean
  readonly onChanged: Event<void>
}

/**
 * What is to be shown on the cells of a notebook that aren't in view. VS Code takes its time over each change of a cell, and
 * all the more of it the more cells there are: what is shown on thousands, whether or not they are looked at, keeps it busy
 * long after everything has happened.
 */
export class LaterCells implements Disposable {
  readonly #inView: InView
  readonly #waiting = new Map<NotebookCell, () => void>()
  readonly #listener: Disposable

  constructor(inView: InView) {
    this.#inView = inView
    this.#listener = inView.onChanged(() => this.#showInView())
  }

  isInView(cell: NotebookCell): boolean {
    return this.#inView.has(cell)
  }

  /** Shows something on a cell: now when it is in view, else once it is. It takes the place of what waited to be shown there. */
  show(cell: NotebookCell, show: () => void): void {
    this.drop(cell)
    if (this.isInView(cell)) show()
    else this.#waiting.set(cell, show)
  }

  /** Shows on a cell what waits to be shown there, wherever it is. */
  showNow(cell: NotebookCell): void {
    this.take(cell)?.()
  }

  /** Takes what waits to be shown on a cell, for somebody to show it at another time. */
  take(cell: NotebookCell): (() => void) | undefined {
    const show = this.#waiting.get(cell)
    this.drop(cell)
    return show
  }

  /** What waits to be shown on a cell isn't true any more. */
  drop(cell: NotebookCell): void {
    this.#waiting.delete(cell)
  }

  dispose(): void {
    this.#listener.dispose()
    this.#waiting.clear()
  }

  #showInView(): void {
    for (const cell of this.#waiting.keys()) if (this.isInView(cell)) this.showNow(cell)
  }
}
