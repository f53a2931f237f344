import { basename } from "node:path"
import { Uri, window, workspace } from "vscode"
import { convertTo, tellReady, type ConversionParts } from "./conversion.ts"
import { tellFailure } from "./showFailure.ts"

/**
 * Makes a notebook of tsnb's own of a Jupyter notebook, and opens it.
 * @param chosen the file in whose menu the command was chosen
 */
export async function importNotebook(chosen: Uri | undefined, parts: ConversionParts): Promise<void> {
  const source = chosen ?? (await chooseSource())
  if (!source) return
  const beside = source.with({ path: source.path.replace(/\.ipynb$/i, "") + ".tsnb" })
  const target = chosen && !(await exists(beside)) ? beside : await chooseTarget(beside)
  if (!target) return
  try {
    const notes = await convertTo(parts, source.fsPath, target)
    await window.showNotebookDocument(await workspace.openNotebookDocument(target))
    if (notes.length > 0) await tellReady(target.fsPath, notes, parts.log)
  } catch (error) {
    await tellFailure(error, parts.log)
  }
}

async function chooseSource(): Promise<Uri | undefined> {
  const filters = { "Jupyter notebooks": ["ipynb"] }
  return (await window.showOpenDialog({ title: "Import Jupyter Notebook", openLabel: "Import", filters }))?.[0]
}

function chooseTarget(beside: Uri): Thenable<Uri | undefined> {
  const filters = { "TypeScript notebooks": ["tsnb"] }
  const title = `Save ${basename(beside.path)}`
  return window.showSaveDialog({ title, saveLabel: "Import", defaultUri: beside, filters })
}

async function exists(file: Uri): Promise<boolean> {
  return workspace.fs.stat(file).then(
    () => true,
    () => false,
  )
}
