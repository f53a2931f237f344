import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { StoreUnwritableError } from "../store/errors.ts"
import { hasStore, storeFolder } from "../store/places.ts"
import { openStore, type Store } from "../store/store.ts"

/** A notebook's run history, for reading. */
export interface ReadableStore extends Disposable {
  store: Store
  /** The notebook's path by which the history knows it. */
  notebook: string
}

/**
 * Opens the history beside a notebook, if there is one. SQLite can't read one that it may not write to: of such a history
 * a copy is opened.
 * @param notebook absolute path
 * @throws what `openStore` throws, except that it can't be written
 */
export function openReadable(notebook: string): ReadableStore | undefined {
  const folder = dirname(notebook)
  if (!hasStore(folder)) return undefined
  try {
    const store = openStore(folder)
    return { store, notebook, [Symbol.dispose]: () => store.close() }
  } catch (error) {
    if (!(error instanceof StoreUnwritableError)) throw error
    return openCopy(notebook)
  }
}

/** A copy of the history beside a notebook, removed when it is disposed of. */
export function openCopy(notebook: string): ReadableStore {
  const copy = mkdtempSync(join(tmpdir(), "tsnb-history-"))
  const remove = (): void => rmSync(copy, { recursive: true, force: true })
  try {
    const from = storeFolder(dirname(notebook))
    const to = storeFolder(copy)
    mkdirSync(to)
    // With the log of what isn't in the database's file yet.
    for (const name of readdirSync(from).filter((name) => /^store\.db(?:-wal)?$/.test(name))) {
      cpSync(join(from, name), join(to, name), { mode: 0 })
    }
    const store = openStore(copy)
    const close = (): void => {
      store.close()
      remove()
    }
    return { store, notebook: join(copy, basename(notebook)), [Symbol.dispose]: close }
  } catch (error) {
    remove()
    throw error
  }
}
