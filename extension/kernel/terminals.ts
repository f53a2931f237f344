import { delimiter, join } from "node:path"
import { workspace, type Disposable, type ExtensionContext, type LogOutputChannel } from "vscode"
import { writeLaunchers } from "./launcher.ts"
import { configuredNode } from "./node.ts"

/**
 * Gives VS Code's terminals the extension's own command line, `tsnb`; one that is installed comes first.
 * @param program absolute path of the command line's program
 */
export function offerInTerminals(
  { environmentVariableCollection: variables, storageUri, globalStorageUri }: ExtensionContext,
  program: string,
  log: LogOutputChannel,
): Disposable {
  const folder = join((storageUri ?? globalStorageUri).fsPath, "bin")
  const write = (): void => {
    writeLaunchers(folder, { program, node: configuredNode() ?? process.execPath }).catch((error: unknown) =>
      log.warn("Terminals don't have `tsnb`:", String(error)),
    )
  }
  variables.description = "Adds `tsnb`, the command line of TypeScript notebooks"
  variables.append("PATH", delimiter + folder)
  write()
  return workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration("tsnb.nodePath")) write()
  })
}
