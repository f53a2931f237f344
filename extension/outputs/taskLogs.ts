import {
  commands,
  EventEmitter,
  Uri,
  window,
  workspace,
  type Disposable,
  type Event,
  type LogOutputChannel,
  type TextDocumentContentProvider,
} from "vscode"
import type { HistoryMessage } from "../../kernel/history/messages.ts"
import { isObject } from "../../kernel/isObject.ts"
import type { FlowsOfNotebooks } from "../commands/flowCommands.ts"
import { showFailure } from "../commands/showFailure.ts"
import { taskNameOf } from "../flow/taskName.ts"
import { chosenCell, selectedCell } from "../notebook/inFront.ts"
import { GrowingLog } from "./growingLog.ts"
import type { HistoryReader } from "./historyReader.ts"

/** Scheme of the documents that show whole logs. */
const scheme = "tsnb-log"

/** Which log a document shows. */
interface LogPlace {
  /** Absolute path. */
  notebook: string
  run: string
  task: string
}

interface OpenLog {
  log: GrowingLog
  reading: AbortController
}

/** Whole logs of task runs as documents that can't be edited; while the run goes on, they grow. */
export class TaskLogs implements TextDocumentContentProvider, Disposable {
  readonly #reader: HistoryReader
  readonly #changed = new EventEmitter<Uri>()
  readonly #open = new Map<string, OpenLog>()
  readonly #registrations: readonly Disposable[]

  constructor(reader: HistoryReader) {
    this.#reader = reader
    this.#registrations = [
      workspace.registerTextDocumentContentProvider(scheme, this),
      workspace.onDidCloseTextDocument(({ uri }) => this.#close(uri.toString())),
    ]
  }

  get onDidChange(): Event<Uri> {
    return this.#changed.event
  }

  /** Opens the log of a task's run. */
  async show(notebook: Uri, run: string, task: string): Promise<void> {
    const place: LogPlace = { notebook: notebook.fsPath, run, task }
    const uri = Uri.from({ scheme, path: `/${run}/${task}.log`, query: JSON.stringify(place) })
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true })
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const key = uri.toString()
    const known = this.#open.get(key)
    if (known) return known.log.text
    const begun = Promise.withResolvers<void>()
    const log = new GrowingLog(() => {
      begun.resolve()
      this.#changed.fire(uri)
    })
    const open: OpenLog = { log, reading: new AbortController() }
    this.#open.set(key, open)
    this.#read(uri, open).catch((error: unknown) => {
      // It may have been closed, and opened again.
      if (this.#open.get(key) === open) this.#open.delete(key)
      begun.reject(error)
    })
    await begun.promise
    return log.text
  }

  dispose(): void {
    for (const key of this.#open.keys()) this.#close(key)
    for (const registration of this.#registrations) registration.dispose()
    this.#changed.dispose()
  }

  async #read(uri: Uri, { log, reading }: OpenLog): Promise<void> {
    await log.read(async (take) => {
      const onMessage = (message: HistoryMessage): void => {
        if (message.type === "log") take(message.text)
      }
      await this.#reader.read({ type: "log", ...placeOf(uri) }, onMessage, reading.signal)
    })
  }

  #close(key: string): void {
    this.#open.get(key)?.reading.abort()
    this.#open.delete(key)
  }
}

function placeOf(uri: Uri): LogPlace {
  const place: unknown = JSON.parse(uri.query)
  // `show` writes them so, but anybody can name such an address.
  if (!isPlace(place)) throw new TypeError(`This is no address of a log: ${uri.toString()}`)
  return place
}

function isPlace(place: unknown): place is LogPlace {
  return isObject(place) && [place["notebook"], place["run"], place["task"]].every((part) => typeof part === "string")
}

/** The command that opens the log of a task: given the run and the task, or for the cell that is selected. */
export function registerShowLog(logs: TaskLogs, flows: FlowsOfNotebooks, log: LogOutputChannel): Disposable {
  return commands.registerCommand("tsnb.showLog", async (place?: unknown, run?: unknown, task?: unknown) => {
    try {
      if (place instanceof Uri && typeof run === "string" && typeof task === "string")
        return await logs.show(place, run, task)
      const cell = chosenCell(place) ?? selectedCell()
      const name = cell && taskNameOf(cell)
      const known = name === undefined ? undefined : cell && flows.flowsOf(cell.notebook).shownTask(name)
      if (cell && name !== undefined && known) return await logs.show(cell.notebook.uri, known.flow.run, name)
      void window.showInformationMessage("There is no log: the cell isn't a task that has run.")
    } catch (error) {
      await showFailure(error, log)
    }
  })
}
