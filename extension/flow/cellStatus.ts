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
import { isTerminal } from "../../kernel/flow/state.ts"
import { kernelIdOf } from "../notebook/cells.ts"
import { changesText } from "../notebook/changes.ts"
import type { NotebookFlows } from "./notebookFlows.ts"
import { notebookGraph } from "./notebookGraph.ts"
import { outlineOf, staleInSession, staleReasons, type Outline } from "./staleness.ts"
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
  tasks: ReadonlyMap<string, string>
  /** By the ids of cells that ran in the session. */
  inSession: ReadonlyMap<string, string>
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
    const known = task && flows.tasks.of(task.name)
    if (flows && !task) return this.#sessionItems(cell, flows)
    if (!known) return []
    const stale = this.#staleIn(cell.notebook, flows).tasks.get(task.name)
    const { text, hover } = taskStatus(known.run, task.options.retries + 1, stale, Date.now())
    const item = new NotebookCellStatusBarItem(text, NotebookCellStatusBarAlignment.Left)
    item.tooltip = hover
    const place = [cell.notebook.uri, known.flow.run, task.name]
    item.command = { command: "tsnb.showLog", title: "Show Whole Log", arguments: place }
    if (!isTerminal(known.run.state) && known.run.state !== "pending") this.#showSoon()
    return [item]
  }

  /** A cell in the session has no state of its own; VS Code shows how it ended. */
  #sessionItems(cell: NotebookCell, flows: NotebookFlows): NotebookCellStatusBarItem[] {
    const stale = this.#staleIn(cell.notebook, flows).inSession.get(kernelIdOf(cell))
    if (stale === undefined) return []
    const item = new NotebookCellStatusBarItem(`$(warning) stale: ${stale}`, NotebookCellStatusBarAlignment.Left)
    item.tooltip = `What the cell left in the session is stale, since ${stale}. It runs again before a cell that reads from it.`
    return [item]
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose()
    clearTimeout(this.#timer)
    this.#changed.dispose()
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
