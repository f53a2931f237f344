import type { VirtualDocument } from "./documents.ts"
import type { DocumentServer, Question } from "./documentServer.ts"
import { flowCellOf, type FlowCell } from "./flowCell.ts"
import { flowModule, type FlowModule } from "./flowModule.ts"
import { LanguageServerError } from "./languageServer.ts"
import { withoutSuffixes } from "./privateSuffix.ts"
import { scratchFile, type NotebookFolder } from "./notebookFolder.ts"
import type { SubflowModules } from "./subflowModules.ts"

/** A notebook's cells at a moment, as the server sees them. */
export interface FlowView extends FlowModule {
  cells: readonly FlowCell[]
  /** In JSX, `<Type>value` and `<T>(value: T) => …` mean something else. */
  languageId: "typescript" | "typescriptreact"
}

/** How a question is asked. */
export interface Asking {
  /** Takes the question back. */
  signal?: AbortSignal
  /** How long to wait for the answer. */
  milliseconds?: number
}

/** Milliseconds for an answer. The first one about a big package waits for all of its types to be read. */
const answerTime = 10_000

/** An open notebook: asked with the cells as they are at the moment. */
export class OpenNotebook {
  /** Of its module. */
  readonly uri: string
  readonly #server: DocumentServer
  readonly #folder: NotebookFolder
  readonly #subflows: SubflowModules
  readonly #onClose: () => void
  #cells = new Map<string, FlowCell>()
  #sources: readonly string[] = []
  #view: FlowView | undefined
  #isClosed = false

  constructor(server: DocumentServer, folder: NotebookFolder, file: string, onClose: () => void) {
    this.#server = server
    this.#folder = folder
    this.#subflows = folder.subflows
    this.#onClose = onClose
    this.uri = folder.documents.uriOf(file)
  }

  /** The view that was made last: what the server was shown, as far as it was shown any. */
  get latest(): FlowView | undefined {
    return this.#view
  }

  /** @param sources of its code cells, in their order */
  view(sources: readonly string[]): FlowView {
    const known = this.#view
    const isSame =
      sources.length === this.#sources.length && sources.every((each, index) => each === this.#sources[index])
    if (known && isSame) return known
    const cells = new Map<string, FlowCell>()
    const all = sources.map((source) => {
      // Each cell is looked into only once as long as it stays.
      const cell = cells.get(source) ?? this.#cells.get(source) ?? flowCellOf(source)
      cells.set(source, cell)
      return cell
    })
    const hasJsx = all.some(({ outline }) => outline.hasJsx)
    const view: FlowView = {
      ...flowModule(all),
      cells: all,
      languageId: hasJsx ? "typescriptreact" : "typescript",
    }
    this.#cells = cells
    this.#sources = sources
    this.#view = view
    return view
  }

  /**
   * Asks the server about the notebook's module.
   * @param parameters of the method beside the document
   * @throws {LanguageServerError} when there is no answer
   */
  ask(view: FlowView, method: string, parameters: object, asking?: Asking): Promise<unknown> {
    return this.askOf(view, method, { textDocument: { uri: this.uri }, ...parameters }, asking)
  }

  /** Asks the server about something that it has told of the notebook's module. */
  askOf(view: FlowView, method: string, parameters: object, asking: Asking = {}): Promise<unknown> {
    const { signal, milliseconds = answerTime } = asking
    const subflows = this.#subflows.documents(view.cells)
    if (subflows.length > 0) this.#server.keep(subflows)
    const module = { uri: this.uri, languageId: view.languageId, text: view.module.text }
    const answer = this.#askServer(module, { method, parameters, milliseconds, ...(signal && { signal }) })
    // Of completions, each is looked at by itself: there may be thousands.
    const isBare =
      method === "textDocument/completion" || view.cells.every(({ outline }) => outline.privates.length === 0)
    return isBare ? answer : answer.then(withoutSuffixes)
  }

  /** Asks the server about a cell's text alone, whatever else is in the notebook. */
  async askAlone(source: string, method: string, parameters: object, { signal }: Asking = {}): Promise<unknown> {
    const uri = this.#folder.documents.uriOf(scratchFile)
    const languageId = flowCellOf(source).outline.hasJsx ? "typescriptreact" : "typescript"
    return this.#askServer(
      { uri, languageId, text: source },
      {
        method,
        parameters: { textDocument: { uri }, ...parameters },
        milliseconds: answerTime,
        ...(signal && { signal }),
      },
    )
  }

  /** Tells the server which of the files have changed that the cells import. */
  async lookAtFiles({ cells }: FlowView): Promise<void> {
    const changes = await this.#folder.files.changes(cells.flatMap(({ outline }) => outline.imports))
    if (changes.length > 0) this.#server.notify("workspace/didChangeWatchedFiles", { changes })
  }

  /** Absolute paths of the modules of the folder that cells import, directly and through each other. */
  async localModules(view: FlowView): Promise<readonly string[]> {
    await this.lookAtFiles(view)
    return this.#folder.files.modules
  }

  close(): void {
    this.#isClosed = true
    this.#onClose()
  }

  /** A question that comes after all must not start a server that nobody would end. */
  async #askServer(document: VirtualDocument, question: Question): Promise<unknown> {
    if (this.#isClosed) throw new LanguageServerError(`${question.method}: the notebook is closed`)
    return this.#server.ask(document, [], question)
  }
}
