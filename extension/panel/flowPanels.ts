import {
  Disposable,
  Uri,
  ViewColumn,
  window,
  workspace,
  type LogOutputChannel,
  type NotebookDocument,
  type WebviewPanel,
  type WebviewPanelSerializer,
} from "vscode"
import type { FlowsOfNotebooks } from "../commands/flowCommands.ts"
import { decodeUiState } from "../../webview/model/uiState.ts"
import { FlowPanel } from "./flowPanel.ts"

const viewType = "tsnb.flow"

/** The flow panels of all notebooks: one for each. */
export class FlowPanels implements Disposable, WebviewPanelSerializer {
  readonly #flows: FlowsOfNotebooks
  readonly #extension: Uri
  readonly #log: LogOutputChannel
  readonly #panels = new Map<NotebookDocument, FlowPanel>()
  readonly #registrations: Disposable

  constructor(flows: FlowsOfNotebooks, extension: Uri, log: LogOutputChannel) {
    this.#flows = flows
    this.#extension = extension
    this.#log = log
    this.#registrations = Disposable.from(
      window.registerWebviewPanelSerializer(viewType, this),
      // With the notebook goes its kernel.
      workspace.onDidCloseNotebookDocument((notebook) => this.#panels.get(notebook)?.close()),
    )
  }

  /** Shows a notebook's flow beside it. */
  show(notebook: NotebookDocument): void {
    this.#panelOf(notebook).show()
  }

  /** Shows a run of a notebook, as it was. */
  showRun(notebook: NotebookDocument, run: string): void {
    const panel = this.#panelOf(notebook)
    panel.show()
    panel.showRun(run)
  }

  dispose(): void {
    this.#registrations.dispose()
    for (const panel of this.#panels.values()) panel.dispose()
  }

  /** The notebook's panel; a new one beside it where there is none. */
  #panelOf(notebook: NotebookDocument): FlowPanel {
    const known = this.#panels.get(notebook)
    if (known) return known
    const place = { viewColumn: ViewColumn.Beside, preserveFocus: true }
    const options = { retainContextWhenHidden: true }
    return this.#adopt(window.createWebviewPanel(viewType, titleOf(notebook.uri), place, options), notebook)
  }

  /** Called by VS Code for a panel that was open when its window was closed. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    try {
      this.#adopt(panel, await openNotebook(decodeUiState(state).notebook))
    } catch (error) {
      this.#log.warn(`A flow panel can't be shown again: ${String(error)}`)
      panel.dispose()
    }
  }

  #adopt(panel: WebviewPanel, notebook: NotebookDocument): FlowPanel {
    panel.iconPath = Uri.joinPath(this.#extension, "media", "icon.png")
    const own = new FlowPanel(panel, notebook, this.#flows.flowsOf(notebook), this.#extension, this.#log)
    this.#panels.set(notebook, own)
    panel.onDidDispose(() => {
      this.#panels.delete(notebook)
      own.dispose()
    })
    return own
  }
}

function titleOf(uri: Uri): string {
  return `Flow: ${uri.path.slice(uri.path.lastIndexOf("/") + 1)}`
}

async function openNotebook(address: string): Promise<NotebookDocument> {
  const known = workspace.notebookDocuments.find(({ uri }) => uri.toString() === address)
  return known ?? workspace.openNotebookDocument(Uri.parse(address, true))
}
