import { dirname } from "node:path"
import { Uri, workspace } from "vscode"
import type { CommandLine } from "./commandLine.ts"
import { configuredNode } from "./node.ts"
import { requireTrust } from "./trust.ts"

/**
 * The command line of the package, run as notebooks of a folder are.
 * @param program absolute path of its program
 * @throws {UntrustedError} where nothing may run
 */
export function commandLineFor(program: string, folder: Uri): CommandLine {
  requireTrust()
  return { program, node: configuredNode(folder) ?? process.execPath }
}

/** Where the command line is run for a notebook's runs: below it is their store, beside whichever notebook. */
export function folderOf(notebook: string): string {
  return workspace.getWorkspaceFolder(Uri.file(notebook))?.uri.fsPath ?? dirname(notebook)
}
