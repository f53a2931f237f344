import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import type { RunHistory } from "../flow/runHistory.ts"
import { StoreUnwritableError } from "./errors.ts"
import { busyTimeout } from "./sqliteErrors.ts"
import { localProcesses } from "./owner.ts"
import { storeFolder } from "./places.ts"
import { privateFile } from "./privacy.ts"
import { openStore, Store } from "./store.ts"
import { StoreHistory } from "./storeHistory.ts"

/** A store that is only looked at. */
export interface ReadStore extends Disposable {
  store: Store
  history: RunHistory
  /** The store can't be written to, so it is a copy that was looked into: what comes later isn't in it. */
  isCopy: boolean
}

/**
 * Opens the store of the notebooks in a folder for looking into it, and has the runs in it that their processes died of told as
 * crashed. SQLite can't read a database of this kind that it mayn't write to: of such a one a copy is opened.
 * @throws what `openStore` throws, except that it can't be written
 */
export function openToRead(notebookFolder: string): ReadStore {
  let store: Store | undefined
  try {
    store = openStore(notebookFolder)
    store.reconcile()
    const opened = store
    const history = new StoreHistory(store)
    return { store, history, isCopy: false, [Symbol.dispose]: () => opened.close() }
  } catch (error) {
    store?.close()
    if (!(error instanceof StoreUnwritableError)) throw error
    return openCopy(notebookFolder)
  }
}

/** A copy of the store of the notebooks in a folder, removed when it is disposed of. */
export function openCopy(notebookFolder: string): ReadStore {
  const copy = mkdtempSync(join(tmpdir(), "tsnb-history-"))
  const remove = (): void => rmSync(copy, { recursive: true, force: true })
  try {
    const from = storeFolder(notebookFolder)
    // With the log of what isn't in the database's file yet, and the key, without which another would be made.
    for (const name of readdirSync(from).filter((one) => /^(?:store\.db(?:-wal)?|key)$/.test(one))) {
      cpSync(join(from, name), join(copy, name), { mode: 0 })
      // A copy has the rights of what it is of.
      chmodSync(join(copy, name), privateFile)
    }
    const store = new Store(resolve(notebookFolder), localProcesses, busyTimeout, copy)
    store.reconcile()
    const close = (): void => {
      store.close()
      remove()
    }
    return { store, history: new StoreHistory(store, true), isCopy: true, [Symbol.dispose]: close }
  } catch (error) {
    remove()
    throw error
  }
}
