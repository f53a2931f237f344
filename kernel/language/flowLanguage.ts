import { editorProfile } from "./clientProfile.ts"
import { DocumentServer } from "./documentServer.ts"
import { uriOfFile } from "./fileUri.ts"
import { NotebookFolder } from "./notebookFolder.ts"
import { OpenNotebook } from "./openNotebook.ts"
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

/** The sections of an editor's settings that the server takes. */
const sections = ["js/ts", "typescript", "javascript", "editor"]

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
