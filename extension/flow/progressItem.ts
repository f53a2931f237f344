import { StatusBarAlignment, ThemeColor, window, type Disposable, type StatusBarItem } from "vscode"
import { isFailure } from "../../kernel/flow/state.ts"
import { shownNotebook } from "../notebook/inFront.ts"
import type { ChangingFlows } from "./cellStatus.ts"
import { formatMoment } from "../history/texts.ts"
import type { ChosenRun } from "./shownRun.ts"
import { progressHover, progressText } from "./runProgress.ts"
import { timeLeft } from "./timeLeft.ts"

/** How often the time that is left is shown anew, in milliseconds. */
const interval = 1_000

/**
 * Shows in the status bar how far the flow's run in the notebook in front is, or which earlier one its cells show; a click leads to
 * what runs, or back to the latest.
 */
export class ProgressItem implements Disposable {
  readonly #flows: ChangingFlows
  readonly #item: StatusBarItem
  readonly #listeners: readonly Disposable[]
  /** What shows a change that came just now. */
  #soon: NodeJS.Timeout | undefined
  /** What shows that time goes on. */
  #later: NodeJS.Timeout | undefined

  constructor(flows: ChangingFlows) {
    this.#flows = flows
    this.#item = window.createStatusBarItem("tsnb.progress", StatusBarAlignment.Left, 0)
    this.#item.name = "Run of the Flow"
    this.#listeners = [
      flows.onChanged((notebook) => {
        if (notebook === shownNotebook()) this.#showSoon()
      }),
      window.onDidChangeActiveNotebookEditor(() => this.#show()),
      window.onDidChangeVisibleNotebookEditors(() => this.#show()),
    ]
    this.#show()
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose()
    this.#stopTimers()
    this.#item.dispose()
  }

  /** A run may have thousands of events in a second. */
  #showSoon(): void {
    this.#soon ??= setTimeout(() => this.#show(), interval / 10)
  }

  #stopTimers(): void {
    clearTimeout(this.#soon)
    clearTimeout(this.#later)
    this.#soon = undefined
  }

  #show(): void {
    this.#stopTimers()
    const notebook = shownNotebook()
    const flows = notebook && this.#flows.openFlowsOf(notebook)
    const view = flows?.runningViews.at(-1)
    if (!flows || !view) return this.#showEarlier(flows?.shown?.run)
    const left = timeLeft(view, (task) => flows.tasks.durationOf(task), Date.now())
    this.#item.command = { command: "tsnb.goToRunning", title: "Go to Running Cell" }
    this.#item.text = `$(sync~spin) ${progressText(view, left)}`
    this.#item.tooltip = progressHover(view)
    const hasFailed = [...view.taskRuns.values()].some(({ state }) => isFailure(state))
    this.#item.backgroundColor = hasFailed ? new ThemeColor("statusBarItem.errorBackground") : undefined
    this.#item.show()
    this.#later = setTimeout(() => this.#show(), interval)
  }

  /** While the cells show another run than the latest. */
  #showEarlier(run: ChosenRun | undefined): void {
    if (!run) return this.#item.hide()
    this.#item.command = { command: "tsnb.backToLatest", title: "Back to Latest Run" }
    this.#item.text = `$(history) Outputs of the run of ${formatMoment(run.startedAt, Date.now())}`
    this.#item.tooltip = "The cells show what they showed in this run.\nClick to go back to the latest run."
    this.#item.backgroundColor = undefined
    this.#item.show()
  }
}
