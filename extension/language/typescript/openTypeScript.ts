import { homedir } from "node:os"
import { basename, dirname } from "node:path"
import {
  EventEmitter,
  window,
  workspace,
  type CancellationToken,
  type Disposable,
  type Event,
  type LogOutputChannel,
  type NotebookCell,
  type NotebookDocument,
  type Position,
  type TextDocument,
} from "vscode"
import type { CellPosition } from "../../../kernel/language/features/places.ts"
import { FlowLanguage } from "../../../kernel/language/flowLanguage.ts"
import type { Asking, FlowView, OpenNotebook } from "../../../kernel/language/openNotebook.ts"
import { LanguageServerError } from "../../../kernel/language/languageServer.ts"
import { ServerRestsError } from "../../../kernel/language/documentServer.ts"
import { isCodeCell } from "../../notebook/cells.ts"
import { cellOfDocument } from "../openNotebooks.ts"

/** A notebook as TypeScript sees it at a moment. */
export interface Seen {
  language: FlowLanguage
  notebook: OpenNotebook
  view: FlowView
  /** The code cells, in the view's order. */
  cells: readonly NotebookCell[]
}

/** A cell of it. */
export interface SeenCell extends Seen {
  index: number
}

/** The TypeScript server of the window, with the notebooks that are open. It is started when something is asked. */
export class OpenTypeScript implements Disposable {
  readonly #log: LogOutputChannel
  readonly #language: FlowLanguage
  readonly #seen = new Map<NotebookDocument, { notebook: OpenNotebook; cells: readonly NotebookCell[] }>()
  readonly #ended = new EventEmitter<void>()
  readonly #changed = new EventEmitter<void>()
  readonly #listeners: readonly Disposable[]
  #isTold = false

  constructor(log: LogOutputChannel) {
    this.#log = log
    this.#language = new FlowLanguage({
      folder: workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath ?? homedir(),
      log: (text) => log.info("TypeScript:", text),
      settings: (section) => workspace.getConfiguration().get(section),
      onEnd: () => this.#ended.fire(),
    })
    this.#listeners = [
      workspace.onDidCloseNotebookDocument((notebook) => this.#forget(notebook)),
      workspace.onDidChangeTextDocument(({ document }) => this.#showFile(document)),
      workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === "file" && this.#language.hideFile(uri.fsPath)),
      workspace.onDidChangeConfiguration((change) => {
        const isOurs = ["typescript", "js/ts", "editor"].some((section) => change.affectsConfiguration(section))
        if (isOurs) this.#language.settingsChanged()
      }),
    ]
  }

  /** The server ended by itself. */
  get onEnd(): Event<void> {
    return this.#ended.event
  }

  /** A file that notebooks import was changed in an editor. */
  get onFileChange(): Event<void> {
    return this.#changed.event
  }

  /** A notebook as it stands; undefined where it lies on no disk. */
  see(document: NotebookDocument): Seen | undefined {
    const open = this.#seen.get(document) ?? this.#open(document)
    if (!open) return undefined
    const cells = document.getCells().filter(isCodeCell)
    const view = open.notebook.view(cells.map((cell) => cell.document.getText()))
    open.cells = cells
    return { language: this.#language, notebook: open.notebook, view, cells }
  }

  /** The cell whose text a document is, in its notebook as it stands. */
  seeCell(document: TextDocument): SeenCell | undefined {
    const cell = cellOfDocument(document)
    const seen = cell && this.see(cell.notebook)
    const index = seen?.cells.findIndex((one) => one === cell) ?? -1
    return seen && index >= 0 ? { ...seen, index } : undefined
  }

  /** The cells of a notebook, in the order of its latest view. */
  cellsOf(notebook: OpenNotebook): readonly NotebookCell[] {
    return [...this.#seen.values()].find((one) => one.notebook === notebook)?.cells ?? []
  }

  /**
   * Asks something about a cell.
   * @returns what `ask` finds; undefined when TypeScript gives no answer, which the log tells of
   */
  async ask<Answer>(
    document: TextDocument,
    token: CancellationToken,
    ask: (seen: SeenCell, asking: Asking) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    const seen = this.seeCell(document)
    if (!seen || token.isCancellationRequested) return undefined
    const controller = new AbortController()
    const listener = token.onCancellationRequested(() => controller.abort())
    try {
      return await ask(seen, { signal: controller.signal })
    } catch (error) {
      if (!controller.signal.aborted) this.report(error)
      return undefined
    } finally {
      listener.dispose()
    }
  }

  /** Tells of an answer that is missing. @throws {Error} what isn't about the server */
  report(error: unknown): void {
    if (!(error instanceof LanguageServerError)) throw error
    this.#log.debug("TypeScript:", error.message)
    if (error instanceof ServerRestsError) this.#tellRest(error)
    else this.#isTold = false
  }

  /** Ends the server, and has the notebooks looked at anew. */
  async restart(): Promise<void> {
    this.#isTold = false
    await this.#language.restart()
    this.#ended.fire()
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose()
    this.#ended.dispose()
    this.#changed.dispose()
    this.#language.close().catch((error: unknown) => this.#log.error("TypeScript:", String(error)))
  }

  #open(document: NotebookDocument): { notebook: OpenNotebook; cells: readonly NotebookCell[] } | undefined {
    const { uri, notebookType, isClosed } = document
    if (notebookType !== "tsnb" || isClosed) return undefined
    const folder = uri.scheme === "file" ? dirname(uri.fsPath) : untitledFolder(document)
    if (folder === undefined) return undefined
    const open = { notebook: this.#language.open(folder, basename(uri.path)), cells: [] }
    this.#seen.set(document, open)
    return open
  }

  /** What is written in another editor counts before it is saved. */
  #showFile(document: TextDocument): void {
    const { uri, languageId, isDirty } = document
    if (uri.scheme !== "file" || !isDirty) return
    if (this.#language.showFile(uri.fsPath, languageId, document.getText())) this.#changed.fire()
  }

  #forget(document: NotebookDocument): void {
    this.#seen.get(document)?.notebook.close()
    this.#seen.delete(document)
    if (this.#seen.size === 0) this.#rest()
  }

  /** Nobody needs the server until a notebook is opened. */
  #rest(): void {
    this.#language.restart().catch((error: unknown) => this.#log.error("TypeScript:", String(error)))
  }

  #tellRest({ wait }: ServerRestsError): void {
    if (this.#isTold) return
    this.#isTold = true
    const seconds = Math.max(1, Math.ceil(wait / 1_000))
    const message = `TypeScript's server ended several times, and is started again in ${seconds} s. Until then, notebooks have no completion of names and no check of types.`
    this.#offer(message).catch((error: unknown) => this.#log.error("TypeScript:", String(error)))
  }

  async #offer(message: string): Promise<void> {
    const [start, show] = ["Start Now", "Show Log"]
    const choice = await window.showWarningMessage(message, start, show)
    if (choice === show) this.#log.show()
    if (choice === start) await this.restart()
  }
}

/** Where a notebook that has never been saved would be. */
function untitledFolder({ isUntitled }: NotebookDocument): string | undefined {
  if (!isUntitled) return undefined
  return workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath ?? homedir()
}

/** A position of the editor's as one in a cell. */
export function placeOf({ index }: SeenCell, { line, character }: Position): CellPosition {
  return { cell: index, line, character }
}
