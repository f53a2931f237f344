import { existsSync, readdirSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"

const ownName = ".tsnb"

/** Where the results are within a store's folder. */
const resultsName = "results"

/** The environment variable that puts the store of all notebooks elsewhere. */
const storeVariable = "TSNB_STORE"

/** What it is called in a folder that has other things in it: the store is private, and hidden from Git. */
const placedName = "tsnb-store"

let known: { asked: string; placed: string } | undefined

/** Absolute path of the store that all notebooks have together, where a person put it somewhere. */
export function placedStore(): string | undefined {
  const asked = process.env[storeVariable]
  if (asked === undefined || asked === "") return undefined
  const folder = resolve(asked)
  if (known?.asked !== folder) known = { asked: folder, placed: placeFor(folder) }
  return known.placed
}

/**
 * The same for the notebooks in a folder.
 * @returns undefined also when the place is that of their own store, beside them
 */
export function placedStoreOf(notebookFolder: string): string | undefined {
  const placed = placedStore()
  if (placed === undefined || known === undefined || placed === known.asked) return placed
  return [notebookFolder, join(notebookFolder, ownName)].includes(known.asked) ? undefined : placed
}

/** Puts the store of all notebooks into a folder for the rest of this process, and those that it starts; beside each without one. */
export function placeStore(folder: string | undefined): void {
  if (folder === undefined) delete process.env[storeVariable]
  else process.env[storeVariable] = resolve(folder)
}

function placeFor(folder: string): string {
  return isStore(folder) || (basename(folder) !== ownName && isFree(folder)) ? folder : join(folder, placedName)
}

function isStore(folder: string): boolean {
  return basename(folder) !== ownName && existsSync(join(folder, "store.db"))
}

function isFree(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0
  } catch (error) {
    // There is none yet; what else is wrong with it shows when the store is made.
    if (error instanceof Error && "code" in error) return true
    throw error
  }
}

/** Where the store of the notebooks in a folder is. */
export function storeFolder(notebookFolder: string): string {
  return placedStoreOf(notebookFolder) ?? join(notebookFolder, ownName)
}

/** Where the result files of the notebooks in a folder are. */
export function resultsFolder(notebookFolder: string): string {
  return join(storeFolder(notebookFolder), resultsName)
}

/** The file with the run history of the notebooks in a folder. */
export function storeFile(notebookFolder: string): string {
  return join(storeFolder(notebookFolder), "store.db")
}

/** Whether anything was ever run in a folder, and is still remembered. */
export function hasStore(notebookFolder: string): boolean {
  return existsSync(storeFile(notebookFolder))
}

/**
 * What a folder means where an existing store is asked for.
 * @returns the folder whose notebooks' store it is, or has in it; or the one that a person put a store into
 */
export function storeAt(folder: string): { beside: string } | { placed: string } {
  const beside = basename(folder) === ownName ? dirname(folder) : folder
  if (isStore(folder)) return { placed: folder }
  const isBeside = existsSync(join(beside, ownName, "store.db"))
  return !isBeside && isStore(join(folder, placedName)) ? { placed: folder } : { beside }
}
