import { join } from "node:path"
import { commands, Uri, ViewColumn, window, workspace, type LogOutputChannel } from "vscode"
import { installAll } from "../language/packages/install.ts"
import { copyExample } from "./exampleFolder.ts"
import { showFailure } from "./showFailure.ts"

/**
 * Copies the taxi example into a folder that the person chooses, and opens its notebook with its page of instructions.
 * @param example absolute path of the example in the package
 */
export async function openExample(example: string, log: LogOutputChannel): Promise<void> {
  const into = await chooseFolder()
  if (into === undefined) return
  let folder: string
  try {
    folder = await copyExample(example, into)
  } catch (error) {
    await showFailure(error, log)
    return
  }
  const notebook = await workspace.openNotebookDocument(Uri.file(join(folder, "taxi.tsnb")))
  await window.showNotebookDocument(notebook, { viewColumn: ViewColumn.One })
  await commands.executeCommand("markdown.showPreviewToSide", Uri.file(join(folder, "README.md")))
  await offerPackages(folder)
}

async function chooseFolder(): Promise<string | undefined> {
  const [folder] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      title: "Choose where the folder of the taxi example is made",
      openLabel: "Put It Here",
    })) ?? []
  return folder?.fsPath
}

async function offerPackages(folder: string): Promise<void> {
  const install = "Install Packages"
  const open = "Open Folder"
  const isInside = workspace.getWorkspaceFolder(Uri.file(folder)) !== undefined
  const choice = await window.showInformationMessage(
    `The taxi example is in ${folder}. It needs its packages from npm before it can run.`,
    install,
    ...(isInside ? [] : [open]),
  )
  if (choice === install) await installAll(folder)
  if (choice === open) await commands.executeCommand("vscode.openFolder", Uri.file(folder))
}
