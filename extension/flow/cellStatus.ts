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
import { buildGraph, type FlowGraph } from "../../kernel/flow/graph.ts"
import { taskCode } from "../../kernel/flow/taskCode.ts"
import { idOf } from "../notebook/cells.ts"
import { changesText, versionOf } from "../notebook/changes.ts"
import type { NotebookFlows } from "./notebookFlows.ts"
import { sentCells } from "./sentCells.ts"
import { taskStatus } from "./taskStatus.ts"

/** What the status items need of the notebooks' controller. */
export interface ChangingFlows {
  flowsOf(notebook: NotebookDocument): NotebookFlows
  readonly onChanged: Event<NotebookDocument>
}

/** A notebook's graph as it is now, with what its tasks' code amounts to. */
interface Outline {
  version: number
  graph: FlowGraph
  code: ReadonlyMap<string, string>
}

/** Shows below each task cell its state in the latest run, and whether it is stale since. */
export class CellStatus implements NotebookCellStatusBarItemProvider, Disposable {
  readonly #flows: ChangingFlows
  readonly #changed = new EventEmitter<void>()
  readonly #outlines = new WeakMap<NotebookDocument, Outline>()
  readonly #registrations: readonly Disposable[]

  constructor(flows: ChangingFlows) {
    this.#flows = flows
    this.#registrations = [
      notebooks.registerNotebookCellStatusBarItemProvider("tsnb", this),
      flows.onChanged(() => this.#changed.fire()),
      // An edit of one cell may make others stale.
      workspace.onDidChangeNotebookDocument((event) => {
        if (event.notebook.notebookType === "tsnb" && changesText(event)) this.#changed.fire()
      }),
    ]
  }

  get onDidChangeCellStatusBarItems(): Event<void> {
    return this.#changed.event
  }

  provideCellStatusBarItems(cell: NotebookCell): NotebookCellStatusBarItem[] {
    const { graph, code } = this.#outlineOf(cell.notebook)
    const task = [...graph.tasks.values()].find((node) => node.cell.id === idOf(cell))
    const flows = this.#flows.flowsOf(cell.notebook)
    const known = task && flows.tasks.of(task.name)
    if (!known) return []
    const isStale = code.get(task.name) !== known.code
    const { text, hover } = taskStatus(known.run, task.options.retries + 1, isStale)
    const item = new NotebookCellStatusBarItem(text, NotebookCellStatusBarAlignment.Left)
    item.tooltip = hover
    return [item]
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose()
    this.#changed.dispose()
  }

  #outlineOf(notebook: NotebookDocument): Outline {
    const version = versionOf(notebook)
    const known = this.#outlines.get(notebook)
    if (known?.version === version) return known
    const graph = buildGraph("notebook", sentCells(notebook))
    const outline = { version, graph, code: taskCode(graph) }
    this.#outlines.set(notebook, outline)
    return outline
  }
}
