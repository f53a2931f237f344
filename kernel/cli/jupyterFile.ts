import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from "node:fs"
import { basename, dirname, extname, join, resolve } from "node:path"
import {
  JupyterNotebookError,
  notebookLanguage,
  parseJupyterNotebook,
  printJupyterNotebook,
  type JupyterNotebook,
} from "../notebook/ipynb.ts"
import { UsageError } from "./exit.ts"
import { shortPath } from "./format/problems.ts"
import { replaceFile } from "./replaceFile.ts"
import { fileErrorMessage } from "../errorMessage.ts"
import { makeFolder } from "../makeFolder.ts"
import { shellWord } from "../shellWord.ts"

/** A Jupyter notebook in a file, and the file that its outputs are to be written to. */
export interface JupyterFile {
  /** Absolute path of the notebook. */
  path: string
  notebook: JupyterNotebook
  /**
   * Writes the notebook, whole or not at all.
   * @returns the absolute path of the file; another one where the notebook's own was changed in the meantime
   */
  write(): string
}

const languages: ReadonlySet<string | undefined> = new Set(["typescript", "javascript", undefined])

/**
 * Reads a Jupyter notebook whose cells are in TypeScript.
 * @param output the file to write to; the notebook's own unless given
 * @throws {UsageError} when it can't be read, is none, or can't be written
 */
export function openJupyterFile(name: string, output: string = name): JupyterFile {
  const path = resolve(name)
  const text = read(path)
  const notebook = parse(path, text)
  const language = notebookLanguage(notebook)
  if (!languages.has(language)) {
    throw new UsageError(
      `The cells of ${shortPath(path)} are in ${language}, not TypeScript: run it with a kernel for that.`,
    )
  }
  const target = linkedFile(resolve(output))
  // Said before hours of work, rather than after.
  refuseUnwritable(target)
  const hasChanged = (): boolean => target === linkedFile(path) && readIfThere(path) !== text
  return {
    path,
    notebook,
    write() {
      const file = hasChanged() ? nameBeside(target) : target
      replaceFile(file, printJupyterNotebook(notebook))
      return file
    },
  }
}

function read(path: string): string {
  const text = readIfThere(path)
  if (text !== undefined) return text
  const isTsnb = extname(path) === ".tsnb"
  throw new UsageError(
    `There is no notebook ${shortPath(path)}.${isTsnb ? ` Run notebooks of tsnb's own with \`tsnb run\`.` : ""}`,
  )
}

/** @throws {UsageError} when it is there and can't be read */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
    throw new UsageError(`${shortPath(path)} can't be read: ${fileErrorMessage(error)}`, { cause: error })
  }
}

function parse(path: string, text: string): JupyterNotebook {
  try {
    return parseJupyterNotebook(text)
  } catch (error) {
    if (!(error instanceof JupyterNotebookError)) throw error
    const advice =
      extname(path) === ".tsnb" ? ` Run notebooks of tsnb's own with \`tsnb run ${shellWord(shortPath(path))}\`.` : ""
    throw new UsageError(`${shortPath(path)} can't be run: ${error.message}.${advice}`, { cause: error })
  }
}

function refuseUnwritable(target: string): void {
  try {
    makeFolder(dirname(target))
    accessSync(dirname(target), constants.W_OK)
    const found = statSync(target, { throwIfNoEntry: false })
    if (found?.isDirectory()) throw new Error("it is a folder")
    if (found) accessSync(target, constants.W_OK)
  } catch (error) {
    throw new UsageError(`${shortPath(target)} can't be written: ${fileErrorMessage(error)}`, { cause: error })
  }
}

/** The file itself, where the path is a link to it: the link stays. */
function linkedFile(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

function nameBeside(path: string): string {
  const ending = extname(path)
  return join(dirname(path), `${basename(path, ending)}.executed${ending}`)
}
