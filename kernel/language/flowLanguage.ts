import { packageFolder } from "../installation.ts"
import { editorProfile } from "./clientProfile.ts"
import { DocumentServer } from "./documentServer.ts"
import { documentsIn, type FolderDocuments } from "./documents.ts"
import { uriOfFile } from "./fileUri.ts"
import { flowCellOf, type FlowCell } from "./flowCell.ts"
import { flowModule, type FlowModule } from "./flowModule.ts"
import { LocalModules } from "./localModules.ts"
import { serverSettings } from "./serverSettings.ts"

export interface FlowLanguageOptions {
  /** Absolute path of the folder in which the server runs. */
  folder: string
  /** Told what the server says. */
  log: (text: string) => void
  /** The editor's settings of a section such as `typescript`. */
  settings?: (section: string) => unknown
  /** Told when the server has ended by itself. */
  onEnd?: () => void
}

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
/** The sections of an editor's settings that the server takes. */
const sections = ["js/ts", "typescript", "javascript", "editor"]
const scratchFile = "tsnb-scratch.ts"

/** What TypeScript knows of the notebooks that an editor has open, by one server for all of them. No code is run. */
export class FlowLanguage {
  readonly #server: DocumentServer
  readonly #folders = new Map<string, NotebookFolder>()
  readonly #notebooks = new Map<string, OpenNotebook>()
  readonly #settings: (section: string) => unknown

  constructor({ folder, log, settings = () => null, onEnd }: FlowLanguageOptions) {
    this.#settings = settings
    this.#server = new DocumentServer({
      ...editorProfile,
      folder,
      log,
      settings,
      ...(onEnd && { onEnd }),
    })
  }

  /**
   * Takes in a notebook.
   * @param folder absolute path of the folder from which its imports start
   * @param name file name of the notebook
   */
  open(folder: string, name: string): OpenNotebook {
    const place = this.#folders.get(folder) ?? new NotebookFolder(folder, this.#server)
    this.#folders.set(folder, place)
    const file = place.add(name)
    const notebook = new OpenNotebook(this.#server, place, file, () => {
      this.#notebooks.delete(notebook.uri)
      if (place.remove(file)) this.#folders.delete(folder)
    })
    this.#notebooks.set(notebook.uri, notebook)
    return notebook
  }

  /** The open notebook whose module has a URI. */
  notebookAt(uri: string): OpenNotebook | undefined {
    return this.#notebooks.get(uri)
  }

  /**
   * Takes the text of a file as it stands in an editor, saved or not, when an open notebook imports the file.
   * @returns whether one does
   */
  showFile(path: string, languageId: string, text: string): boolean {
    const isImported = [...this.#folders.values()].some(({ files }) => files.has(path))
    if (isImported) this.#server.keep([{ uri: uriOfFile(path), languageId, text }])
    return isImported
  }

  /** Takes the text of a file from its disk again. */
  hideFile(path: string): void {
    this.#server.forget(uriOfFile(path))
  }

  /** Tells the server its settings anew: it asks for them at its start alone. */
  settingsChanged(): void {
    const settings = Object.fromEntries(
      sections.map((section) => [section, serverSettings(section, this.#settings(section))]),
    )
    this.#server.notify("workspace/didChangeConfiguration", { settings })
  }

  /** Ends the server, which the next question starts anew. */
  async restart(): Promise<void> {
    await this.#server.restart()
  }

  async close(): Promise<void> {
    await this.#server.close()
  }
}

/** The notebooks of one folder are one project of the server's. */
class NotebookFolder {
  readonly documents: FolderDocuments
  readonly files: LocalModules
  readonly #server: DocumentServer
  readonly #modules = new Set<string>()

  constructor(folder: string, server: DocumentServer) {
    this.documents = documentsIn(folder, packageFolder)
    this.files = new LocalModules(folder, this.documents.project === undefined ? [] : [this.documents.project])
    this.#server = server
  }

  /** @returns the name of the notebook's module, which no other notebook has */
  add(name: string): string {
    let file = `${name}.ts`
    for (let count = 2; this.#modules.has(file); count++) file = `${name}-${count}.ts`
    this.#modules.add(file)
    this.#keep()
    return file
  }

  /** @returns whether it was the last one */
  remove(file: string): boolean {
    this.#modules.delete(file)
    this.#server.forget(this.documents.uriOf(file))
    const isEmpty = this.#modules.size === 0
    if (isEmpty) for (const { uri } of this.#around()) this.#server.forget(uri)
    else this.#keep()
    return isEmpty
  }

  #keep(): void {
    this.#server.keep(this.#around())
  }

  #around(): ReturnType<FolderDocuments["around"]> {
    return this.documents.around([...this.#modules, scratchFile])
  }
}

/** An open notebook: asked with the cells as they are at the moment. */
export class OpenNotebook {
  /** Of its module. */
  readonly uri: string
  readonly #server: DocumentServer
  readonly #folder: NotebookFolder
  readonly #onClose: () => void
  #cells = new Map<string, FlowCell>()
  #sources: readonly string[] = []
  #view: FlowView | undefined

  constructor(server: DocumentServer, folder: NotebookFolder, file: string, onClose: () => void) {
    this.#server = server
    this.#folder = folder
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
    const module = { uri: this.uri, languageId: view.languageId, text: view.module.text }
    return this.#server.ask(module, [], {
      method,
      parameters,
      milliseconds,
      ...(signal && { signal }),
    })
  }

  /** Asks the server about a cell's text alone, whatever else is in the notebook. */
  async askAlone(source: string, method: string, parameters: object, { signal }: Asking = {}): Promise<unknown> {
    const uri = this.#folder.documents.uriOf(scratchFile)
    const languageId = flowCellOf(source).outline.hasJsx ? "typescriptreact" : "typescript"
    return this.#server.ask({ uri, languageId, text: source }, [], {
      method,
      parameters: { textDocument: { uri }, ...parameters },
      milliseconds: answerTime,
      ...(signal && { signal }),
    })
  }

  /** Tells the server which of the files have changed that the cells import. */
  async lookAtFiles({ cells }: FlowView): Promise<void> {
    const changes = await this.#folder.files.changes(cells.flatMap(({ outline }) => outline.imports))
    if (changes.length > 0) this.#server.notify("workspace/didChangeWatchedFiles", { changes })
  }

  close(): void {
    this.#onClose()
  }
}
