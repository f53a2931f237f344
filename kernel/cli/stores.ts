import { readdirSync, type Dirent } from "node:fs"
import { dirname, join, resolve } from "node:path"
import type { RunRow } from "../flow/ports.ts"
import type { RunFilter, RunHistory } from "../flow/runHistory.ts"
import {
  StoreBusyError,
  StoreDamagedError,
  StoreElsewhereError,
  StoreForeignError,
  StoreUnwritableError,
  StoreVersionError,
} from "../store/errors.ts"
import { hasStore, placedStore, placedStoreOf, placeStore, storeAt, storeFolder } from "../store/places.ts"
import { openToRead, type ReadStore } from "../store/readOnly.ts"
import { openStore, type Store } from "../store/store.ts"
import { StoreHistory } from "../store/storeHistory.ts"
import { UsageError } from "./exit.ts"
import { fileAt, findFile } from "./notebookFile.ts"
import { shortPath } from "./format/problems.ts"
import { warnLines } from "./output.ts"

/** How many folders the search for stores looks into, so that it ends soon in a home folder too. */
const maxFolders = 2_000

/** Where to look for runs, as the command line says. */
export interface StorePlace {
  /** A notebook beside the store. */
  notebook?: string
  /** The folder `.tsnb`, or the one that it is in. */
  store?: string
}

/** A flow run and the store that it is in. */
export interface FoundRun {
  run: RunRow
  /** The history of its store. */
  history: RunHistory
  store: Store
  /** The store can't be written to: what comes later isn't seen. */
  isCopy: boolean
}

/** The stores that a command looks into. Dispose of them when done. */
export class Stores implements Disposable {
  readonly all: readonly Store[]
  readonly #opened: readonly ReadStore[]
  /** Absolute path of the notebook whose runs alone are meant, in a store of many. */
  readonly #notebook: string | undefined
  /** There are stores, and none could be opened: each time the person was told why. */
  readonly areUnreadable: boolean
  readonly #place: string

  private constructor(opened: readonly ReadStore[], place: string, areUnreadable = false, notebook?: string) {
    this.#opened = opened
    this.all = opened.map(({ store }) => store)
    this.#notebook = notebook
    this.areUnreadable = areUnreadable
    this.#place = place
  }

  /**
   * Opens the store that was asked for, else the one that TSNB_STORE names, else those of the current folder and the folders
   * below it. Runs whose process died are shown as crashed from here on.
   * @param open how; the usual is to look into it, and then it may be one that can't be written to
   * @throws {UsageError} when the store that was asked for isn't there
   */
  static open(place: StorePlace, open: (folder: string) => ReadStore = openToRead): Stores {
    const openOne = (folder: string): ReadStore => {
      const opened = open(folder)
      warnLines(opened.store.warnings)
      return opened
    }
    const asked = askedFolder(place) ?? placedWithRuns()
    if (asked !== undefined) {
      const placed = placedStoreOf(asked)
      const notebook = placed === undefined || place.notebook === undefined ? undefined : findFile(place.notebook)
      if (hasStore(asked)) return new Stores([openOne(asked)], shortPath(placed ?? asked), false, notebook)
      if (placed !== undefined)
        throw new UsageError(`Nothing is kept in ${shortPath(placed)} yet: no run was put there.`)
      throw new UsageError(`Nothing was run in ${shortPath(asked)} yet: there is no ${storeFolder(shortPath(asked))}.`)
    }
    const folders = storesIn(process.cwd())
    const opened = folders.flatMap((folder) => openIfReadable(folder, openOne))
    return new Stores(opened, "this folder and those below it", folders.length > 0 && opened.length === 0)
  }

  /**
   * Opens the stores, and finds the run that a command is asked for: by its id or the beginning of it, or the latest of a
   * notebook whose file is named in the id's place.
   * @throws {UsageError} when there is none, or several begin so
   */
  static async openFor(named: string | undefined, place: StorePlace): Promise<FoundRun & Disposable> {
    const notebook = named !== undefined && isNotebook(named) ? named : place.notebook
    const stores = Stores.open({ ...place, ...(notebook !== undefined && { notebook }) })
    try {
      const file = notebook === undefined ? undefined : findFile(notebook)
      const isLatest = named === undefined || named === "latest" || named === notebook
      const found = await (isLatest ? stores.find("latest", file) : stores.find(named))
      return { ...found, [Symbol.dispose]: () => stores[Symbol.dispose]() }
    } catch (error) {
      stores[Symbol.dispose]()
      throw error
    }
  }

  /** Newest first. */
  async runs(filter: RunFilter): Promise<RunRow[]> {
    const found = await Promise.all(this.#opened.map(({ history }) => history.runs(filter)))
    return found.flat().toSorted((one, other) => other.startedAt - one.startedAt)
  }

  /** Runs with those of their subflows, as far as these are in the same stores; newest first. */
  async withSubflows(runs: readonly RunRow[]): Promise<RunRow[]> {
    const all = new Map(runs.map((run) => [run.id, run]))
    // A map that grows while it is walked is walked to its new end.
    for (const id of all.keys()) for (const run of await this.runs({ parent: id })) all.set(run.id, run)
    return [...all.values()].toSorted((one, other) => other.startedAt - one.startedAt)
  }

  /**
   * A run by its id or the beginning of it; the latest one when no id is given.
   * @throws {UsageError} when there is none, or several begin so
   */
  async find(idOrPrefix = "latest", notebook: string | undefined = this.#notebook): Promise<FoundRun> {
    const all = await Promise.all(
      this.#opened.map(async ({ store, history, isCopy }) => {
        const run = await history.run(idOrPrefix, notebook)
        return run ? [{ run, history, store, isCopy }] : []
      }),
    )
    const found = all.flat().toSorted((one, other) => other.run.startedAt - one.run.startedAt)
    const [first] = found
    if (!first) throw new UsageError(this.#missing(idOrPrefix))
    const isOne = idOrPrefix === "latest" || found.length === 1
    if (isOne) return first
    throw new UsageError(`Several runs begin with '${idOrPrefix}': ${found.map(({ run }) => run.id).join(", ")}.`)
  }

  [Symbol.dispose](): void {
    for (const opened of this.#opened) opened[Symbol.dispose]()
  }

  #missing(idOrPrefix: string): string {
    const what = idOrPrefix === "latest" ? "There are no runs" : `There is no run '${idOrPrefix}'`
    return `${what} in ${this.#place}. Say where to look with --notebook FILE or --store FOLDER; \`tsnb runs\` lists them.`
  }
}

/** Whether a word of the command line is a notebook's file, and not the id of a run. */
export function isNotebook(word: string): boolean {
  return /\.(?:tsnb|ipynb)$/i.test(word) && fileAt(resolve(word))?.isFile() === true
}

/** Opens a store to change something in it. */
export function openToChange(folder: string): ReadStore {
  const store = openStore(folder)
  store.reconcile()
  return { store, history: new StoreHistory(store), isCopy: false, [Symbol.dispose]: () => store.close() }
}

/** Where many are looked into, one that can't be opened is told of, and doesn't hide the others. */
function openIfReadable(folder: string, open: (folder: string) => ReadStore): ReadStore[] {
  try {
    return [open(folder)]
  } catch (error) {
    if (!isStoreError(error)) throw error
    warnLines([error.message])
    return []
  }
}

function isStoreError(error: unknown): error is Error {
  const kinds = [
    StoreBusyError,
    StoreDamagedError,
    StoreElsewhereError,
    StoreForeignError,
    StoreUnwritableError,
    StoreVersionError,
  ]
  return kinds.some((kind) => error instanceof kind)
}

function askedFolder({ notebook, store }: StorePlace): string | undefined {
  if (store !== undefined) {
    const found = storeAt(resolve(store))
    // What the command line says wins over what the environment does.
    placeStore("placed" in found ? found.placed : undefined)
    return "placed" in found ? placedStore() : found.beside
  }
  return notebook === undefined ? undefined : dirname(findFile(notebook))
}

/** The store of all notebooks, when there is one with runs in it. */
function placedWithRuns(): string | undefined {
  const placed = placedStore()
  return placed !== undefined && hasStore(placed) ? placed : undefined
}

/** Those of a folder and of the folders below it. */
function storesIn(folder: string): string[] {
  const found: string[] = []
  const folders = [folder]
  // Level by level: the nearest folders matter most when the search has to stop.
  for (let index = 0; index < folders.length && index < maxFolders; index++) {
    const current = folders[index] ?? folder
    if (hasStore(current)) found.push(current)
    folders.push(...foldersIn(current))
  }
  return found
}

function foldersIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
    .map((entry) => join(folder, entry.name))
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // A folder that may not be listed, or was removed meanwhile, has no store that this user could read.
    return []
  }
}
