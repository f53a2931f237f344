import { mkdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { workspace, type NotebookDocument } from "vscode"
import { KernelStartError } from "../kernel/errors.ts"

/** An open notebook: another document takes its place when it is saved under a name, or its file is renamed. */
export interface NotebookPlace {
  notebook: NotebookDocument
}

/**
 * The absolute path of a notebook. One that was never saved runs in the workspace's folder.
 * @throws {KernelStartError} when it isn't on a disk
 */
export function pathOf({ uri, isUntitled }: NotebookDocument): string {
  if (uri.scheme === "file") return uri.fsPath
  if (!isUntitled) {
    throw new KernelStartError(
      `The notebook is at ${uri.scheme}:, where nothing can run. Save it into a folder on a disk, and run it there`,
    )
  }
  const name = basename(uri.path)
  return join(untitledFolder(), name.endsWith(".tsnb") ? name : `${name}.tsnb`)
}

/** The absolute path of the folder that a notebook's cells run in. */
export function folderOf(notebook: NotebookDocument): string {
  return dirname(pathOf(notebook))
}

function untitledFolder(): string {
  const open = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")
  if (open) return open.uri.fsPath
  const folder = join(tmpdir(), "tsnb-unsaved")
  mkdirSync(folder, { recursive: true })
  return folder
}
