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
import type { HistoryReader } from "../outputs/historyReader.ts"
import { showFailure } from "../commands/showFailure.ts"
import { cellLanguage } from "./cellData.ts"
import { CellExecutions } from "./cellExecutions.ts"
import { CellRuns } from "./cellRuns.ts"
import { NotebookKernel } from "./notebookKernel.ts"
import { ControllerSelection } from "./selection.ts"

/** What runs in one notebook. */
interface RunningNotebook {
  kernel: NotebookKernel
  executions: CellExecutions
  flows: NotebookFlows
  runs: CellRuns
}

/** Runs the cells and flows of all open notebooks, each notebook's in a kernel of its own. */
export class CellController implements Disposable {
  readonly #controller: NotebookController
  readonly #notebooks = new Map<NotebookDocument, RunningNotebook>()
  readonly #changed = new EventEmitter<NotebookDocument>()
  readonly #program: string
  readonly #log: LogOutputChannel
  readonly #closing: Disposable
  readonly #selection: Disposable
  readonly #restoring: Disposable

  /**
   * @param program absolute path of the kernel's program
   * @param reader reads what notebooks showed before they were opened
   */
  constructor(program: string, reader: HistoryReader, log: LogOutputChannel) {
    this.#program = program
    this.#log = log
    this.#controller = notebooks.createNotebookController("tsnb", "tsnb", "TypeScript (tsnb)")
    this.#controller.supportedLanguages = [cellLanguage]
    this.#controller.supportsExecutionOrder = true
    // Without an interrupt handler, VS Code cancels the cells that a person means, one or all.
    this.#controller.executeHandler = (cells, notebook) => this.#of(notebook).runs.run(cells)
    this.#restoring = new Restoring(this.#controller, (notebook) => this.flowsOf(notebook), reader, log)
    this.#selection = new ControllerSelection(this.#controller, (error) => this.#log.warn(String(error)))
    this.#closing = workspace.onDidCloseNotebookDocument((notebook) => void this.#close(notebook))
  }

  /** Ends the kernel of the notebook in front, with all live values, and starts another. */
  async restartActive(): Promise<void> {
    const notebook = window.activeNotebookEditor?.notebook
    if (notebook?.notebookType !== "tsnb") return
    const { kernel, executions } = this.#of(notebook)
    executions.dropAll()
    await kernel.stop()
    try {
      await kernel.start()
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

  /** Fires when a task of a notebook has another state. */
  get onChanged(): Event<NotebookDocument> {
    return this.#changed.event
  }

  dispose(): void {
    this.#changed.dispose()
    this.#closing.dispose()
    this.#selection.dispose()
    this.#restoring.dispose()
    this.#controller.dispose()
    for (const { kernel } of this.#notebooks.values()) void kernel.stop()
  }

  #of(notebook: NotebookDocument): RunningNotebook {
    const known = this.#notebooks.get(notebook)
    if (known) return known
    const log = this.#log
    const kernel = new NotebookKernel(notebook, this.#program, log)
    const executions = new CellExecutions(this.#controller, log)
    const flows = new NotebookFlows(notebook, kernel, executions, log)
    flows.onChanged(() => this.#changed.fire(notebook))
    const running = { kernel, executions, flows, runs: new CellRuns({ notebook, kernel, flows, executions, log }) }
    this.#notebooks.set(notebook, running)
    return running
  }

  async #close(notebook: NotebookDocument): Promise<void> {
    const running = this.#notebooks.get(notebook)
    this.#notebooks.delete(notebook)
    await running?.kernel.stop()
  }
}
