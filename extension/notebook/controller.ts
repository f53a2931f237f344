import {
  EventEmitter,
  notebooks,
  window,
  workspace,
  type Disposable,
  type Event,
  type LogOutputChannel,
  type NotebookController,
  type NotebookDocument,
} from "vscode"
import { NotebookFlows } from "../flow/notebookFlows.ts"
import { Restoring } from "../flow/restoring.ts"
import type { ChosenRun, ShownRun } from "../flow/shownRun.ts"
import type { HistoryReader } from "../outputs/historyReader.ts"
import { showFailure } from "../commands/showFailure.ts"
import { cellLanguage } from "./cellData.ts"
import { CellExecutions } from "./cellExecutions.ts"
import { isCodeCell, keepIds } from "./cells.ts"
import { CellRuns } from "./cellRuns.ts"
import { CellsInView } from "./cellsInView.ts"
import { notebookInFront } from "./inFront.ts"
import { LaterCells } from "./laterCells.ts"
import { NotebookKernel } from "./notebookKernel.ts"
import { folderOf, type NotebookPlace } from "./notebookPlace.ts"
import { ControllerSelection } from "./selection.ts"
import { showAgain, shownCells, whenChosen, type ShownCells } from "./shownCells.ts"
import { predecessorOf, type DocumentTrait, type Renamed } from "./succession.ts"

/** Milliseconds after which a closed notebook's kernel ends, when no other document has taken its place. */
const successionTime = 3_000

/** How many renames are remembered: notebooks are opened under their new names within a moment. */
const maxRenames = 100

/** What runs in one notebook. */
interface RunningNotebook {
  place: NotebookPlace
  kernel: NotebookKernel
  executions: CellExecutions
  flows: NotebookFlows
  runs: CellRuns
  /** What its cells showed when it was closed. */
  shown?: ShownCells
}

/** Runs the cells and flows of all open notebooks, each notebook's in a kernel of its own. */
export class CellController implements Disposable {
  readonly #controller: NotebookController
  readonly #notebooks = new Map<NotebookDocument, RunningNotebook>()
  /** Closed a moment ago: another document may take their place. */
  readonly #closed = new Map<NotebookDocument, RunningNotebook>()
  #renames: readonly Renamed[] = []
  /** Those that VS Code runs by this controller. */
  readonly #chosen = new WeakSet<NotebookDocument>()
  readonly #changed = new EventEmitter<NotebookDocument>()
  readonly #inView = new CellsInView()
  readonly #program: string
  readonly #reader: HistoryReader
  readonly #log: LogOutputChannel
  readonly #listeners: readonly Disposable[]
  readonly #selection: Disposable
  readonly #restoring: Disposable

  /**
   * @param program absolute path of the kernel's program
   * @param reader reads what notebooks showed before they were opened
   */
  constructor(program: string, reader: HistoryReader, log: LogOutputChannel) {
    this.#program = program
    this.#reader = reader
    this.#log = log
    this.#controller = notebooks.createNotebookController("tsnb", "tsnb", "TypeScript (tsnb)")
    this.#controller.supportedLanguages = [cellLanguage]
    this.#controller.supportsExecutionOrder = true
    // Without an interrupt handler, VS Code cancels the cells that a person means, one or all.
    this.#controller.executeHandler = (cells, notebook) => this.#of(notebook).runs.run(cells)
    this.#restoring = new Restoring(this.#controller, (notebook) => this.flowsOf(notebook), reader, log)
    this.#selection = new ControllerSelection(this.#controller, (error) => this.#log.warn(String(error)))
    this.#listeners = [
      this.#controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
        if (selected) this.#chosen.add(notebook)
        else this.#chosen.delete(notebook)
      }),
      workspace.onDidCloseNotebookDocument((notebook) => this.#close(notebook)),
      workspace.onDidOpenNotebookDocument((notebook) => this.#opened(notebook)),
      workspace.onDidRenameFiles(({ files }) => {
        const told = files.map(({ oldUri, newUri }) => ({ from: oldUri.toString(), to: newUri.toString() }))
        this.#renames = [...this.#renames, ...told].slice(-maxRenames)
        // They may have been opened under their new names before this is told.
        for (const notebook of workspace.notebookDocuments) this.#opened(notebook)
      }),
    ]
  }

  /** Ends the kernel of the notebook in front, with all live values, and starts another. */
  async restartActive(): Promise<void> {
    const notebook = notebookInFront()
    if (!notebook) return
    const { kernel, executions } = this.#of(notebook)
    executions.dropAll()
    await kernel.stop()
    try {
      await kernel.start()
      window.setStatusBarMessage("$(check) Session restarted; results of tasks are kept", 5_000)
    } catch (error) {
      await showFailure(error, this.#log)
    }
  }

  /** The flow of an open notebook. */
  flowsOf(notebook: NotebookDocument): NotebookFlows {
    return this.#of(notebook).flows
  }

  /** The same, where something has run in the notebook. */
  openFlowsOf(notebook: NotebookDocument): NotebookFlows | undefined {
    return this.#notebooks.get(notebook)?.flows
  }

  /** What shows executions of its cells, where something has run in the notebook. */
  openExecutionsOf(notebook: NotebookDocument): CellExecutions | undefined {
    return this.#notebooks.get(notebook)?.executions
  }

  /**
   * Shows the outputs of an earlier run on the cells of a notebook.
   * @throws {FlowRequestError} when that can't be done now, {HistoryError} when the history can't be read
   */
  async showRun(notebook: NotebookDocument, run: ChosenRun): Promise<ShownRun> {
    if (!this.#chosen.has(notebook)) await whenChosen(this.#controller, notebook)
    const { signal } = new AbortController()
    return this.flowsOf(notebook).showRun(run, (request, onMessage) => this.#reader.read(request, onMessage, signal))
  }

  /** Fires when a task of a notebook has another state. */
  get onChanged(): Event<NotebookDocument> {
    return this.#changed.event
  }

  dispose(): void {
    this.#changed.dispose()
    for (const listener of this.#listeners) listener.dispose()
    this.#selection.dispose()
    this.#restoring.dispose()
    this.#controller.dispose()
    // The window is closed or loaded anew: what runs goes on, and is found again.
    for (const { kernel } of [...this.#notebooks.values(), ...this.#closed.values()]) void kernel.leave()
    this.#inView.dispose()
  }

  #of(notebook: NotebookDocument): RunningNotebook {
    const known = this.#notebooks.get(notebook)
    if (known) return known
    const log = this.#log
    const place = { notebook }
    const kernel = new NotebookKernel(place, this.#program, log)
    const executions = new CellExecutions(this.#controller, new LaterCells(this.#inView), log)
    const flows = new NotebookFlows(place, kernel, executions, log)
    flows.onChanged(() => this.#changed.fire(place.notebook))
    const runs = new CellRuns({ place, kernel, flows, executions, log })
    const running = { place, kernel, executions, flows, runs }
    this.#notebooks.set(notebook, running)
    return running
  }

  /** A notebook that gets another name is closed, and opened under that one, in whatever order. */
  #close(notebook: NotebookDocument): void {
    const running = this.#notebooks.get(notebook)
    this.#notebooks.delete(notebook)
    if (!running) return
    running.executions.dropAll()
    running.shown = cellsOf(notebook, running)
    this.#closed.set(notebook, running)
    // A notebook that is saved under a name is opened empty, and gets its cells before this one is closed.
    if (notebook.isUntitled) for (const other of workspace.notebookDocuments) this.#opened(other)
    setTimeout(() => {
      if (this.#closed.delete(notebook)) this.#end(running)
    }, successionTime)
  }

  #end({ kernel, flows, executions }: RunningNotebook): void {
    executions.later.dispose()
    kernel
      .release()
      .finally(() => flows.dispose())
      .catch((error: unknown) => this.#log.warn(String(error)))
  }

  #opened(notebook: NotebookDocument): void {
    // What it showed before may have been brought back already.
    if (notebook.notebookType !== "tsnb" || this.#notebooks.get(notebook)?.kernel.running) return
    const coming = traitOf(notebook, textsOf(notebook))
    const open = [...this.#notebooks].map(([document, running]) => candidateOf(document, running, textsOf(document)))
    // A closed notebook has no texts any more.
    const closed = [...this.#closed].map(([document, running]) =>
      candidateOf(
        document,
        running,
        running.flows.sentCells.map(({ source }) => source),
      ),
    )
    const before = predecessorOf(coming, [...open, ...closed], this.#renames)
    if (!before) return
    this.#notebooks.delete(before.document)
    this.#closed.delete(before.document)
    const succeeded = this.#succeed(before.running, before.document, notebook)
    succeeded.catch((error: unknown) => this.#log.error(String(error)))
  }

  /** The kernel goes on where it is still in the notebook's folder. */
  async #succeed(running: RunningNotebook, before: NotebookDocument, notebook: NotebookDocument): Promise<void> {
    const isInPlace = folderOf(before) === folderOf(notebook)
    keepIds(running.flows.sentCells, notebook)
    const shown = running.shown ?? cellsOf(before, running)
    running.flows.leaveShown()
    delete running.shown
    running.place.notebook = notebook
    this.#notebooks.set(notebook, running)
    this.#changed.fire(notebook)
    await Promise.all([
      this.#showAgain(shown, notebook, running),
      isInPlace ? running.flows.moved() : running.kernel.running && leave(running.kernel),
    ])
  }

  async #showAgain(shown: ShownCells, notebook: NotebookDocument, { executions }: RunningNotebook): Promise<void> {
    if (!this.#chosen.has(notebook)) await whenChosen(this.#controller, notebook)
    await showAgain(shown, notebook, executions, this.#log)
  }
}

/** What the cells show, or would if an earlier run weren't shown on them. */
function cellsOf(notebook: NotebookDocument, { flows }: RunningNotebook): ShownCells {
  return shownCells(notebook, (cell) => flows.shown?.ownOf(cell))
}

/** Ends the kernel of another folder. */
async function leave(kernel: NotebookKernel): Promise<void> {
  await kernel.stop()
  void window.showInformationMessage(
    "The notebook is in another folder now, so its kernel was ended. The next cell starts one there.",
  )
}

interface Candidate extends DocumentTrait {
  document: NotebookDocument
  running: RunningNotebook
}

function candidateOf(document: NotebookDocument, running: RunningNotebook, texts: readonly string[]): Candidate {
  return { ...traitOf(document, texts), document, running }
}

function traitOf({ uri, isUntitled }: NotebookDocument, texts: readonly string[]): DocumentTrait {
  return { uri: uri.toString(), isUntitled, texts }
}

function textsOf(notebook: NotebookDocument): readonly string[] {
  return notebook
    .getCells()
    .filter(isCodeCell)
    .map(({ document }) => document.getText())
}
