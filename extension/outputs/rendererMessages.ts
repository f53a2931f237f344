import {
  commands,
  Disposable,
  NotebookRange,
  notebooks,
  Position,
  Range,
  Uri,
  window,
  type NotebookCell,
  type NotebookDocument,
  type NotebookEditor,
} from "vscode"
import { isObject } from "../../kernel/jupyter/fields.ts"
import { errorRenderer, logRenderer, type FromRenderer } from "../../webview/renderers/messages.ts"
import { sentCells } from "../flow/sentCells.ts"
import { kernelIdOf } from "../notebook/cells.ts"
import { errorPlace, type PlacedCell } from "./errorPlaces.ts"

/** Carries out what a click in an output asks for. */
export function listenToRenderers(report: (error: unknown) => void): Disposable {
  const channels = [errorRenderer, logRenderer].map((name) => notebooks.createRendererMessaging(name))
  return Disposable.from(
    ...channels.map((channel) =>
      channel.onDidReceiveMessage(({ editor, message }) => {
        const asked = decodeFromRenderer(message)
        if (asked) carryOut(asked, editor).catch(report)
      }),
    ),
  )
}

async function carryOut(asked: FromRenderer, editor: NotebookEditor): Promise<void> {
  if (asked.type === "showLog")
    await commands.executeCommand("tsnb.showLog", editor.notebook.uri, asked.run, asked.task)
  else await reveal(asked, editor)
}

async function reveal(asked: Extract<FromRenderer, { type: "reveal" }>, editor: NotebookEditor): Promise<void> {
  const { notebook } = editor
  const place = errorPlace(asked, notebook.uri.fsPath, placedCells(notebook))
  if (!place) {
    void window.showInformationMessage(`${asked.source} isn't in the notebook any more.`)
    return
  }
  const at = new Position(place.line - 1, place.column - 1)
  const selection = new Range(at, at)
  if (place.kind === "file") {
    await window.showTextDocument(Uri.file(place.path), { selection, preview: true })
    return
  }
  const cell = cellOf(notebook, place.id)
  if (!cell) return
  const range = new NotebookRange(cell.index, cell.index + 1)
  editor.selections = [range]
  editor.revealRange(range)
  await window.showTextDocument(cell.document, { selection })
}

function placedCells(notebook: NotebookDocument): readonly PlacedCell[] {
  return sentCells(notebook).flatMap(({ id, line }) => {
    const cell = cellOf(notebook, id)
    if (!cell) return []
    const order = cell.executionSummary?.executionOrder
    return [{ id, line, lineCount: cell.document.lineCount, ...(order !== undefined && { order }) }]
  })
}

function cellOf(notebook: NotebookDocument, id: string): NotebookCell | undefined {
  return notebook.getCells().find((cell) => kernelIdOf(cell) === id)
}

/** Takes what a renderer sent for what it is; undefined when it isn't. */
function decodeFromRenderer(message: unknown): FromRenderer | undefined {
  if (!isObject(message)) return undefined
  const { type, cell, cellLine, source, line, column, run, task } = message
  if (type === "showLog" && typeof run === "string" && typeof task === "string") return { type, run, task }
  if (type !== "reveal" || typeof cell !== "string" || typeof source !== "string") return undefined
  if (!isPlace(line) || !isPlace(column)) return undefined
  return { type, cell, source, line, column, ...(isPlace(cellLine) && { cellLine }) }
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0
}
