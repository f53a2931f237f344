import {
  EventEmitter,
  NotebookCellStatusBarAlignment,
  NotebookCellStatusBarItem,
  notebooks,
  workspace,
  type Disposable,
  type Event,
  type NotebookCell,
  type NotebookCellStatusBarItemProvider,
  type NotebookDocument,
} from "vscode"
import type { FlowGraph, TaskNode } from "../../kernel/flow/graph.ts"
import { isSuccess, isTerminal } from "../../kernel/flow/state.ts"
import { formatMoment } from "../history/texts.ts"
import { stateWord } from "../../kernel/session/format/summary.ts"
import { kernelIdOf } from "../notebook/cells.ts"
import { changesText } from "../notebook/changes.ts"
import type { NotebookFlows } from "./notebookFlows.ts"
import { notebookGraph } from "./notebookGraph.ts"
import {
  chosenParameters,
  outlineOf,
  staleInSession,
  staleReasons,
  type Outline,
  type StaleReason,
} from "./staleness.ts"
import type { ChosenRun } from "./shownRun.ts"
import type { KnownTaskRun } from "./taskRuns.ts"
import { taskStatus } from "./taskStatus.ts"

/** What the status items need of the notebooks' controller. */
export interface ChangingFlows {
  openFlowsOf(notebook: NotebookDocument): NotebookFlows | undefined
  readonly onChanged: Event<NotebookDocument>
}

/** What a graph amounts to. */
interface KnownOutline {
  outline: Outline
  /** The tasks by the ids of their cells. */
  tasks: ReadonlyMap<string, TaskNode>
}

/** Why the notebook's runs don't stand for it any more. */
interface Stale {
  /** By the names of tasks. */
  tasks: ReadonlyMap<string, StaleReason>
  /** By the ids of cells that ran in the session. */
  inSession: ReadonlyMap<string, StaleReason>
}

/** How often the time that tasks take is shown anew, in milliseconds. */
const interval = 1_000

/** Shows below each task cell its state in the latest run, and whether it is stale since. */
export class CellStatus implements NotebookCellStatusBarItemProvider, Disposable {
  readonly #flows: ChangingFlows
  readonly #changed = new EventEmitter<void>()
  readonly #outlines = new WeakMap<FlowGraph, KnownOutline>()
  /** Until something changes. */
  readonly #stale = new WeakMap<NotebookDocument, Stale>()
  #timer: NodeJS.Timeout | undefined
  readonly #registrations: readonly Disposable[]

  constructor(flows: ChangingFlows) {
    this.#flows = flows
    this.#registrations = [
      notebooks.registerNotebookCellStatusBarItemProvider("tsnb", this),
      flows.onChanged((notebook) => this.#show(notebook)),
      // An edit of one cell may make others stale.
      workspace.onDidChangeNotebookDocument((event) => {
        if (event.notebook.notebookType === "tsnb" && changesText(event)) this.#show(event.notebook)
      }),
    ]
  }

  get onDidChangeCellStatusBarItems(): Event<void> {
    return this.#changed.event
  }

  provideCellStatusBarItems(cell: NotebookCell): NotebookCellStatusBarItem[] {
    const flows = this.#flows.openFlowsOf(cell.notebook)
    const task = flows && this.#outlineOf(cell.notebook).tasks.get(kernelIdOf(cell))
    const known = task && flows.shownTask(task.name)
    if (flows?.shown && task && !known) return [absentItem(flows.shown.run)]
    if (flows && !task) return this.#sessionItems(cell, flows)
    if (!known) return []
    const { outline } = this.#outlineOf(cell.notebook)
    const chosen = chosenParameters(outline, task, known)
    const { text, hover } = taskStatus(known.run, { attempts: task.options.retries + 1, chosen, now: Date.now() })
    const item = new NotebookCellStatusBarItem(text, NotebookCellStatusBarAlignment.Left)
    item.tooltip = hover
    const place = [cell.notebook.uri, known.flow.run, task.name]
    item.command = { command: "tsnb.showLog", title: "Show Whole Log", arguments: place }
    const isOver = isTerminal(known.run.state)
    if (flows.shown) return [item, thenItem(flows.shown.run, this.#isChanged(cell.notebook, task, known))]
    if (!isOver && known.run.state !== "pending") this.#showSoon()
    // What runs at the moment isn't called stale.
    const stale = isOver ? this.#staleIn(cell.notebook, flows).tasks.get(task.name) : undefined
    if (!stale) return [item]
    return [item, staleItem(cell, stale, "Running the flow or this cell brings it up to date.")]
  }

  /** Whether what a cell ran for doesn't stand for the notebook any more; undefined while it can't be told or shown. */
  isStale(cell: NotebookCell): boolean | undefined {
    const flows = this.#flows.openFlowsOf(cell.notebook)
    if (!flows || flows.isRunning || flows.shown) return undefined
    const task = this.#outlineOf(cell.notebook).tasks.get(kernelIdOf(cell))
    const stale = this.#staleIn(cell.notebook, flows)
    if (!task) return flows.codeInSession(kernelIdOf(cell)) ? stale.inSession.has(kernelIdOf(cell)) : undefined
    const known = flows.tasks.of(task.name)
    return known && isSuccess(known.run.state) ? stale.tasks.has(task.name) : undefined
  }

  /** A cell in the session has no state of its own; VS Code shows how it ended. */
  #sessionItems(cell: NotebookCell, flows: NotebookFlows): NotebookCellStatusBarItem[] {
    const id = kernelIdOf(cell)
    if (flows.shown?.hasOther(id)) return [thenItem(flows.shown.run, false)]
    const stale = this.#staleIn(cell.notebook, flows).inSession.get(id)
    if (stale) return [staleItem(cell, stale, "It runs again before a cell that reads from it.")]
    const earlier = flows.ranEarlier(id)
    return earlier === undefined ? [] : [earlierItem(earlier)]
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose()
    clearTimeout(this.#timer)
    this.#changed.dispose()
  }

  /** Whether a task's code, or what it depends on, is another than in a run. */
  #isChanged(notebook: NotebookDocument, { name }: TaskNode, { code }: KnownTaskRun): boolean {
    return code !== undefined && code !== this.#outlineOf(notebook).outline.code.get(name)
  }

  #show(notebook: NotebookDocument): void {
    this.#stale.delete(notebook)
    this.#changed.fire()
  }

  /** Time goes on. */
  #showSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#changed.fire()
    }, interval)
  }

  #staleIn(notebook: NotebookDocument, flows: NotebookFlows): Stale {
    const known = this.#stale.get(notebook)
    if (known) return known
    const { outline } = this.#outlineOf(notebook)
    const stale = {
      tasks: staleReasons(outline, (name) => flows.tasks.of(name)),
      inSession: staleInSession(outline.graph, (id) => flows.codeInSession(id)),
    }
    this.#stale.set(notebook, stale)
    return stale
  }

  #outlineOf(notebook: NotebookDocument): KnownOutline {
    const { graph } = notebookGraph(notebook)
    const known = this.#outlines.get(graph)
    if (known) return known
    const tasks = new Map([...graph.tasks.values()].map((task) => [task.cell.id ?? "", task]))
    const outline = { outline: outlineOf(graph), tasks }
    this.#outlines.set(graph, outline)
    return outline
  }
}

/** Says what a cell is stale since; a click leads to the cell that is the cause. */
function staleItem(
  { notebook }: NotebookCell,
  { text, cause }: StaleReason,
  remedy: string,
): NotebookCellStatusBarItem {
  const item = new NotebookCellStatusBarItem(`$(warning) stale: ${text}`, NotebookCellStatusBarAlignment.Left)
  item.tooltip = `Stale, since ${text}. ${remedy}${cause === undefined ? "" : "\nClick to go to that cell."}`
  if (cause !== undefined) {
    item.command = { command: "tsnb.goToCell", title: "Go to Cell", arguments: [notebook.uri, cause] }
  }
  return item
}

/** @param time when it ran, in milliseconds since 1970 */
function earlierItem(time: number): NotebookCellStatusBarItem {
  const item = new NotebookCellStatusBarItem(
    `$(history) earlier session, ${formatMoment(time, Date.now())}`,
    NotebookCellStatusBarAlignment.Left,
  )
  item.tooltip =
    "This is what the cell showed when it last ran. Its values aren't there any more: it runs again before a cell that reads from it."
  return item
}

/** Says that a cell shows what it showed in an earlier run. */
function thenItem(run: ChosenRun, isChanged: boolean): NotebookCellStatusBarItem {
  const text = `$(history) run of ${formatMoment(run.startedAt, Date.now())}${isChanged ? ", code changed since" : ""}`
  return backItem(text, `This is what the cell showed in run ${run.id}, which ${stateWord(run.state)}.`)
}

function absentItem(run: ChosenRun): NotebookCellStatusBarItem {
  const text = `$(history) not in the run of ${formatMoment(run.startedAt, Date.now())}`
  return backItem(text, `The task had no part in run ${run.id}, whose outputs the cells show.`)
}

function backItem(text: string, hover: string): NotebookCellStatusBarItem {
  const item = new NotebookCellStatusBarItem(text, NotebookCellStatusBarAlignment.Left)
  item.tooltip = `${hover}\nClick to go back to the latest run.`
  item.command = "tsnb.backToLatest"
  return item
}
