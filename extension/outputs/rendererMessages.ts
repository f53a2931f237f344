import {
  commands,
  Disposable,
  notebooks,
  Position,
  Range,
  Uri,
  window,
  type NotebookDocument,
  type NotebookEditor,
} from "vscode"
import { errorRenderer, logRenderer, type FromRenderer } from "../../webview/renderers/messages.ts"
import { notebookGraph } from "../flow/notebookGraph.ts"
import { cellById, goToCell } from "../notebook/goTo.ts"
import { errorPlace, type PlacedCell } from "./errorPlaces.ts"
import { isObject } from "../../kernel/isObject.ts"

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
  else await reveal(asked, editor.notebook)
}

async function reveal(asked: Extract<FromRenderer, { type: "reveal" }>, notebook: NotebookDocument): Promise<void> {
  const place = errorPlace(asked, notebook.uri.fsPath, placedCells(notebook))
  if (!place) {
    void window.showInformationMessage(`${asked.source} isn't in the notebook any more.`)
    return
  }
  if (place.kind === "file") {
    const at = new Position(place.line - 1, place.column - 1)
    await window.showTextDocument(Uri.file(place.path), { selection: new Range(at, at), preview: true })
    return
  }
  const cell = cellById(notebook, place.id)
  if (cell) await goToCell(cell, place)
}

function placedCells(notebook: NotebookDocument): readonly PlacedCell[] {
  return notebookGraph(notebook).cells.flatMap(({ id, line }) => {
    const cell = cellById(notebook, id)
    if (!cell) return []
    const order = cell.executionSummary?.executionOrder
    return [{ id, line, lineCount: cell.document.lineCount, ...(order !== undefined && { order }) }]
  })
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
