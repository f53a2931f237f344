import { basename } from "node:path"
import {
  EventEmitter,
  Uri,
  window,
  workspace,
  type Disposable,
  type Event,
  type TextDocumentContentProvider,
} from "vscode"
import { runCommand } from "../kernel/commandLine.ts"
import { commandLineFor, folderOf } from "../kernel/packagedCommandLine.ts"

const scheme = "tsnb-run"

/** Shows what happened in a run, and what its tasks wrote, as a text that can't be changed. */
export async function showRunText(run: { id: string; notebook: string }): Promise<void> {
  await window.showTextDocument(addressOf(run), { preview: true })
}

/** The address of a run's text. */
function addressOf({ id, notebook }: { id: string; notebook: string }): Uri {
  // The ending gives it the colours of a log.
  return Uri.from({ scheme, path: `/${basename(notebook)} ${id}.log`, query: JSON.stringify([id, notebook]) })
}

/** Gives the texts of runs, read from the store when they are opened, and again while a run goes on. */
export class RunTexts implements TextDocumentContentProvider, Disposable {
  readonly #program: string
  readonly #changed = new EventEmitter<Uri>()
  readonly #registration: Disposable

  /** @param program absolute path of the command line's program */
  constructor(program: string) {
    this.#program = program
    this.#registration = workspace.registerTextDocumentContentProvider(scheme, this)
  }

  get onDidChange(): Event<Uri> {
    return this.#changed.event
  }

  /** Reads the texts anew that are open. */
  refresh(): void {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) this.#changed.fire(uri)
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const [id, notebook]: unknown[] = JSON.parse(uri.query)
    // `addressOf` writes them so, but anybody can name such an address.
    if (typeof id !== "string" || typeof notebook !== "string")
      throw new TypeError(`This is no address of a run: ${uri.toString()}`)
    const folder = folderOf(notebook)
    const commandLine = commandLineFor(this.#program, Uri.file(folder))
    const [page, log] = await Promise.all([
      runCommand(commandLine, ["show", id], folder),
      runCommand(commandLine, ["logs", id], folder),
    ])
    return `${page.output}\nLog\n${log.output === "" ? "Nothing was written.\n" : log.output}`
  }

  dispose(): void {
    this.#registration.dispose()
    this.#changed.dispose()
  }
}
