import {
  EventEmitter,
  notebooks,
  window,
  workspace,
  type Disposable,
  type Event,
  type LogOutputChannel,
  type NotebookCell,
  type NotebookCellExecution,
  type NotebookController,
  type NotebookDocument,
} from "vscode"
import { NotebookFlows } from "../flow/notebookFlows.ts"
import { KernelGoneError, type Content } from "../kernel/kernelClient.ts"
import type { RunningKernel } from "../kernel/kernelProcess.ts"
import { cellLanguage } from "./cellData.ts"
import { CellOutputs } from "./cellOutputs.ts"
import { showFailure } from "../commands/showFailure.ts"
import { ControllerSelection } from "./selection.ts"
import { NotebookKernel } from "./notebookKernel.ts"

/** The cells of one notebook that were asked for: they run in turn. */
interface Queue {
  waiting: NotebookCellExecution[]
  last: Promise<void>
}

/** Runs the cells of all open notebooks, each notebook's in a kernel of its own. */
export class CellController implements Disposable {
  readonly #controller: NotebookController
  readonly #kernels = new Map<NotebookDocument, NotebookKernel>()
  readonly #flows = new Map<NotebookDocument, NotebookFlows>()
  readonly #queues = new Map<NotebookDocument, Queue>()
  readonly #changed = new EventEmitter<NotebookDocument>()
  readonly #program: string
  readonly #log: LogOutputChannel
  readonly #closing: Disposable
  readonly #selection: Disposable

  /** @param program absolute path of the kernel's program */
  constructor(program: string, log: LogOutputChannel) {
    this.#program = program
    this.#log = log
    this.#controller = notebooks.createNotebookController("tsnb", "tsnb", "TypeScript (tsnb)")
    this.#controller.supportedLanguages = [cellLanguage]
    this.#controller.supportsExecutionOrder = true
    this.#controller.executeHandler = (cells, notebook) => this.#execute(cells, notebook)
    this.#controller.interruptHandler = (notebook) => this.#interrupt(notebook)
    this.#selection = new ControllerSelection(this.#controller, (error) => this.#log.warn(String(error)))
    this.#closing = workspace.onDidCloseNotebookDocument((notebook) => void this.#close(notebook))
  }

  /** Ends the kernel of the notebook in front, with all live values, and starts another. */
  async restartActive(): Promise<void> {
    const notebook = window.activeNotebookEditor?.notebook
    if (notebook?.notebookType !== "tsnb") return
    this.#cancelWaiting(notebook)
    const kernel = this.#kernelOf(notebook)
    await kernel.stop()
    await this.#startOrTell(kernel)
  }

  /** The flow of an open notebook. */
  flowsOf(notebook: NotebookDocument): NotebookFlows {
    const known = this.#flows.get(notebook)
    if (known) return known
    const flows = new NotebookFlows(notebook, this.#kernelOf(notebook), this.#controller, this.#log)
    this.#flows.set(notebook, flows)
    flows.onChanged(() => this.#changed.fire(notebook))
    return flows
  }

  /** Fires when a task of a notebook has another state. */
  get onChanged(): Event<NotebookDocument> {
    return this.#changed.event
  }

  dispose(): void {
    this.#changed.dispose()
    this.#closing.dispose()
    this.#selection.dispose()
    this.#controller.dispose()
    for (const kernel of this.#kernels.values()) void kernel.stop()
  }

  async #execute(cells: readonly NotebookCell[], notebook: NotebookDocument): Promise<void> {
    const queue = this.#queues.get(notebook) ?? { waiting: [], last: Promise.resolve() }
    this.#queues.set(notebook, queue)
    for (const cell of cells) {
      const execution = this.#createExecution(cell)
      if (!execution) continue
      queue.waiting.push(execution)
      execution.token.onCancellationRequested(() => this.#cancel(queue, execution))
      // One that fails must not keep those behind it from their turn.
      const inTurn = queue.last.then(() => this.#executeInTurn(queue, execution, notebook))
      queue.last = inTurn.catch((error: unknown) => this.#log.error(String(error)))
    }
    await queue.last
  }

  #createExecution(cell: NotebookCell): NotebookCellExecution | undefined {
    try {
      return this.#controller.createNotebookCellExecution(cell)
    } catch (error) {
      // A run of the flow holds the cell at the moment, and shows so on it.
      this.#log.warn(String(error))
      return undefined
    }
  }

  async #executeInTurn(queue: Queue, execution: NotebookCellExecution, notebook: NotebookDocument): Promise<void> {
    // Cancelled while it waited.
    if (!queue.waiting.includes(execution)) return
    const kernel = this.#kernelOf(notebook)
    const running = await this.#startOrTell(kernel)
    // Cancelled while the kernel started, when the first that waits is another.
    if (queue.waiting[0] !== execution) return
    queue.waiting.shift()
    const isGood = running ? await this.#executeCell(execution, kernel, running) : endUnstarted(execution)
    // A failure ends a series, as in other notebooks.
    if (!isGood) this.#cancelWaiting(notebook)
  }

  #cancelWaiting(notebook: NotebookDocument): void {
    const queue = this.#queues.get(notebook)
    for (const execution of queue?.waiting.splice(0) ?? []) endUnstarted(execution)
  }

  #cancel(queue: Queue, execution: NotebookCellExecution): void {
    const place = queue.waiting.indexOf(execution)
    if (place < 0) return
    queue.waiting.splice(place, 1)
    endUnstarted(execution)
  }

  /** @returns whether it went well */
  async #executeCell(
    execution: NotebookCellExecution,
    kernel: NotebookKernel,
    { client }: RunningKernel,
  ): Promise<boolean> {
    const outputs = new CellOutputs(execution, kernel.displays, (error) => this.#log.warn(String(error)))
    execution.start(Date.now())
    await execution.clearOutput()
    const cancelling = execution.token.onCancellationRequested(() => {
      client.request("control", "interrupt_request", {}).done.catch(() => undefined)
    })
    try {
      const content = {
        code: execution.cell.document.getText(),
        silent: false,
        store_history: true,
        user_expressions: {},
        allow_stdin: true,
        stop_on_error: true,
      }
      const reply = await client.request("shell", "execute_request", content, {
        onOutput(type, content) {
          if (type === "execute_input") execution.executionOrder = Number(content["execution_count"])
          outputs.take(type, content)
        },
        onInput: askPerson,
      }).done
      await outputs.shown()
      const isGood = reply["status"] === "ok"
      execution.end(isGood, Date.now())
      return isGood
    } catch (error) {
      outputs.take("error", error instanceof KernelGoneError ? goneContent(error) : unexpectedContent(error))
      await outputs.shown()
      execution.end(false, Date.now())
      return false
    } finally {
      cancelling.dispose()
    }
  }

  async #interrupt(notebook: NotebookDocument): Promise<void> {
    this.#cancelWaiting(notebook)
    const running = await this.#kernels.get(notebook)?.running
    await running?.client.request("control", "interrupt_request", {}).done
  }

  #kernelOf(notebook: NotebookDocument): NotebookKernel {
    const known = this.#kernels.get(notebook)
    if (known) return known
    const kernel = new NotebookKernel(notebook, this.#program, this.#log)
    this.#kernels.set(notebook, kernel)
    return kernel
  }

  async #startOrTell(kernel: NotebookKernel): Promise<RunningKernel | undefined> {
    try {
      return await kernel.start()
    } catch (error) {
      void showFailure(error, this.#log)
      return undefined
    }
  }

  async #close(notebook: NotebookDocument): Promise<void> {
    const kernel = this.#kernels.get(notebook)
    this.#kernels.delete(notebook)
    this.#flows.delete(notebook)
    this.#queues.delete(notebook)
    await kernel?.stop()
  }
}

function unexpectedContent(error: unknown): Content {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return { ename: name, evalue: `${message}. Run the cell again; the output channel tsnb may tell more`, traceback: [] }
}

function endUnstarted(execution: NotebookCellExecution): false {
  // VS Code wants each to have been started before it ends.
  execution.start()
  execution.end(undefined)
  return false
}

function goneContent(error: KernelGoneError): Content {
  return {
    ename: "KernelGone",
    evalue: `${error.message}. Its values are gone; run the cell again to start a new one`,
    traceback: [],
  }
}

async function askPerson(prompt: string, isPassword: boolean): Promise<string> {
  return (await window.showInputBox({ prompt, password: isPassword, ignoreFocusOut: true })) ?? ""
}
