import {
  workspace,
  type Disposable,
  type LogOutputChannel,
  type NotebookController,
  type NotebookDocument,
} from "vscode"
import type { HistoryReader } from "../outputs/historyReader.ts"
import type { NotebookFlows } from "./notebookFlows.ts"

/**
 * Brings back what the tasks of a notebook showed when they last ran, when it is opened: once the controller is chosen for it,
 * since before that VS Code takes no outputs. No kernel is started for it; one that an earlier window left is gone on with.
 */
export class Restoring implements Disposable {
  readonly #flowsOf: (notebook: NotebookDocument) => NotebookFlows
  readonly #reader: HistoryReader
  readonly #log: LogOutputChannel
  readonly #selected = new Set<NotebookDocument>()
  readonly #reading = new Map<NotebookDocument, AbortController>()
  readonly #listeners: readonly Disposable[]

  constructor(
    controller: NotebookController,
    flowsOf: (notebook: NotebookDocument) => NotebookFlows,
    reader: HistoryReader,
    log: LogOutputChannel,
  ) {
    this.#flowsOf = flowsOf
    this.#reader = reader
    this.#log = log
    this.#listeners = [
      controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
        if (selected) this.#selected.add(notebook)
        else this.#selected.delete(notebook)
        if (selected) this.#begin(notebook)
      }),
      workspace.onDidGrantWorkspaceTrust(() => {
        for (const notebook of this.#selected) this.#begin(notebook)
      }),
      workspace.onDidCloseNotebookDocument((notebook) => this.#end(notebook)),
    ]
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose()
    for (const reading of this.#reading.values()) reading.abort()
  }

  #begin(notebook: NotebookDocument): void {
    if (!workspace.isTrusted || notebook.uri.scheme !== "file" || this.#reading.has(notebook)) return
    const reading = new AbortController()
    this.#reading.set(notebook, reading)
    this.#flowsOf(notebook)
      .bringBack((request, onMessage) => this.#reader.read(request, onMessage, reading.signal))
      .catch((error: unknown) =>
        this.#log.warn(`What ${notebook.uri.fsPath} showed before can't be brought back:`, String(error)),
      )
  }

  #end(notebook: NotebookDocument): void {
    this.#selected.delete(notebook)
    this.#reading.get(notebook)?.abort()
    this.#reading.delete(notebook)
  }
}
