import { homedir } from "node:os"
import { basename, join } from "node:path"
import { commands, env, UIKind, Uri, window, workspace, type NotebookDocument } from "vscode"
import { notebookInFront } from "../notebook/inFront.ts"
import { fileText } from "../notebook/serializer.ts"
import { convertTo, tellReady, type ConversionParts } from "./conversion.ts"
import { tellFailure } from "./showFailure.ts"

interface Export {
  title: string
  ending: string
  /** Options of `tsnb convert`. */
  options: readonly string[]
}

/** What a notebook can be exported as. */
const exports = {
  jupyter: { title: "Jupyter Notebook", ending: "ipynb", options: [] },
  html: { title: "HTML", ending: "html", options: [] },
  report: { title: "Report", ending: "html", options: ["--report"] },
  script: { title: "TypeScript", ending: "ts", options: [] },
} as const satisfies Readonly<Record<string, Export>>

export type ExportKind = keyof typeof exports

/** Exports the notebook in front as it stands in the editor, to a file that the person chooses. */
export async function exportNotebook(kind: ExportKind, parts: ConversionParts): Promise<void> {
  const { title, ending, options } = exports[kind]
  const notebook = notebookInFront()
  if (!notebook) {
    void window.showInformationMessage("Open the notebook that you want to export, then try again.")
    return
  }
  const from = placeOf(notebook)
  const target = await window.showSaveDialog({
    title: `Export as ${title}`,
    saveLabel: "Export",
    defaultUri: Uri.file(from.replace(/\.tsnb$/, `.${ending}`)),
    filters: { [title]: [ending] },
  })
  if (!target) return
  try {
    const file = target.path.endsWith(`.${ending}`) ? target : target.with({ path: `${target.path}.${ending}` })
    const notes = await convertTo(parts, from, file, { text: fileText(notebook), options })
    await tellReady(file.fsPath, notes, parts.log, openerOf(file, ending))
  } catch (error) {
    await tellFailure(error, parts.log)
  }
}

/** Where a notebook is, or would be if it were saved on this machine. */
function placeOf({ uri, isUntitled }: NotebookDocument): string {
  if (uri.scheme === "file") return uri.fsPath
  const folder = workspace.workspaceFolders?.find((one) => one.uri.scheme === "file")?.uri.fsPath ?? homedir()
  const name = basename(uri.path)
  return join(folder, isUntitled && !name.endsWith(".tsnb") ? `${name}.tsnb` : name)
}

function openerOf(file: Uri, ending: string): { label: string; action: () => Thenable<unknown> } {
  // A browser reaches this machine's files only where it is the machine that VS Code is looked at on.
  const isHere = env.uiKind === UIKind.Desktop && env.remoteName === undefined
  if (ending === "html" && isHere) return { label: "Open in Browser", action: () => env.openExternal(file) }
  return { label: "Open", action: () => commands.executeCommand("vscode.open", file) }
}
