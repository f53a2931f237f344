import { dirname, isAbsolute, join, relative, sep } from "node:path"

/** A store has the runs of the notebooks beside it, and those of nothing else: whoever made it can't have others run. */
function isName(stored: string): boolean {
  return !/^\.{0,2}$|[/\\\0]/.test(stored)
}

/**
 * Notebooks are stored relative to the store's folder, so that a project that moved keeps its history, and editors and
 * shells that write a drive's letter differently mean the same one. A store that a person put elsewhere has notebooks of many
 * folders, and their absolute paths.
 */
export class NotebookPaths {
  readonly #folder: string
  readonly #isPlaced: boolean
  readonly #stored = new Map<string, string>()

  /**
   * @param folder absolute path of the folder that `.tsnb` is in
   * @param isPlaced the store is where a person put it, and not beside its notebooks
   */
  constructor(folder: string, isPlaced = false) {
    this.#folder = folder
    this.#isPlaced = isPlaced
  }

  /** How the store writes an absolute path. */
  toStored(notebook: string): string {
    const known = this.#stored.get(notebook)
    if (known !== undefined) return known
    const stored = this.#isPlaced ? notebook : relative(this.#folder, notebook).replaceAll(sep, "/")
    this.#stored.set(notebook, stored)
    return stored
  }

  /** The absolute path of what the store wrote; undefined for what it wouldn't have written, as it is no name in its folder. */
  toAbsolute(stored: string): string | undefined {
    if (this.#isPlaced) return isAbsolute(stored) && dirname(stored) !== stored ? stored : undefined
    return isName(stored) ? join(this.#folder, stored) : undefined
  }
}
