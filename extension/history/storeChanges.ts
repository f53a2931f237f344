import type { Stats } from "node:fs"
import { stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { workspace, type Disposable, type FileSystemWatcher, type Uri } from "vscode"

/**
 * Watches the stores of the workspace for what other processes record. Reading a store makes and removes files beside it,
 * too, so that an event counts only when the content has become another.
 */
export class StoreChanges implements Disposable {
  readonly #watcher: FileSystemWatcher
  readonly #folders: FileSystemWatcher
  readonly #known = new Map<string, string>()
  readonly #onChanged: () => void

  /** @param onChanged called when a store may have new runs, or a folder came that may have stores and notebooks */
  constructor(onChanged: () => void) {
    this.#onChanged = onChanged
    this.#watcher = workspace.createFileSystemWatcher("**/.tsnb/store.db*")
    const look = (uri: Uri): void => void this.#look(dirname(uri.fsPath))
    this.#watcher.onDidChange(look)
    this.#watcher.onDidCreate(look)
    this.#watcher.onDidDelete(look)
    // Of a folder that comes with all that is in it, VS Code tells the folder alone.
    this.#folders = workspace.createFileSystemWatcher("**", false, true, true)
    this.#folders.onDidCreate((uri) => void this.#lookInto(uri.fsPath))
  }

  dispose(): void {
    this.#watcher.dispose()
    this.#folders.dispose()
  }

  async #lookInto(path: string): Promise<void> {
    if ((await factsOf(path))?.isDirectory()) this.#onChanged()
  }

  async #look(folder: string): Promise<void> {
    const now = await contentMark(join(folder, "store.db"))
    if (this.#known.get(folder) === now) return
    this.#known.set(folder, now)
    this.#onChanged()
  }
}

/** Tells the contents of a database from those before. An empty write-ahead log is what readers leave and take away. */
async function contentMark(file: string): Promise<string> {
  const [main, log] = await Promise.all([factsOf(file), factsOf(`${file}-wal`)])
  return [main?.mtimeMs, main?.size, log?.size ? log.mtimeMs : undefined].join()
}

async function factsOf(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file)
  } catch {
    // Gone by now, or not to be looked at: then nothing is known of it, which is a mark as well.
    return undefined
  }
}
