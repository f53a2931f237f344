import type { NumberedEvent } from "../../kernel/flow/events.ts"
import {
  Disposable,
  env,
  Uri,
  window,
  workspace,
  type LogOutputChannel,
  type NotebookDocument,
  type NotebookEditor,
  type WebviewPanel,
} from "vscode"
import type { FlowGraph } from "../../kernel/flow/graph.ts"
import { decodeToFlowKernel } from "../../kernel/flowService/decode.ts"
import { decodeFromPanel } from "../../webview/decode.ts"
import {
  answerTypes,
  isPanelRequest,
  type FromPanel,
  type NotebookMessage,
  type PanelRequest,
  type ToPanel,
} from "../../webview/messages.ts"
import type { NotebookFlows } from "../flow/notebookFlows.ts"
import { kernelIdOf } from "../notebook/cells.ts"
import { notebookGraph } from "../flow/notebookGraph.ts"
import { changesText } from "../notebook/changes.ts"
import { notebookMessage } from "./notebookMessage.ts"
import { appFolder, panelPage } from "./panelPage.ts"
import { reveal } from "./reveal.ts"
import { errorMessage } from "../../kernel/errorMessage.ts"

/** Milliseconds without an edit after which the graph is drawn anew. */
const pause = 150

/** The flow of one notebook in a panel: passes on what the panel and the kernel say, and follows the editor. */
export class FlowPanel implements Disposable {
  readonly notebook: NotebookDocument
  readonly #panel: WebviewPanel
  readonly #flows: NotebookFlows
  readonly #log: LogOutputChannel
  readonly #registrations: Disposable[] = []
  #redraw: NodeJS.Timeout | undefined
  /** The notebook as the panel draws it, as of one of its versions. */
  #drawn: { graph: FlowGraph; message: NotebookMessage } | undefined
  /** The page has said that it listens. */
  #isReady = false
  /** The run to show as soon as it does. */
  #wantedRun: string | undefined

  constructor(
    panel: WebviewPanel,
    notebook: NotebookDocument,
    flows: NotebookFlows,
    extension: Uri,
    log: LogOutputChannel,
  ) {
    this.#panel = panel
    this.notebook = notebook
    this.#flows = flows
    this.#log = log
    panel.webview.options = { enableScripts: true, localResourceRoots: [appFolder(extension)] }
    this.#registrations.push(
      panel.webview.onDidReceiveMessage((data: unknown) => void this.#take(data)),
      flows.onMessage((message) => {
        if (message.type === "events") this.#post({ ...message, events: withoutOutputs(message.events) })
        if (message.type === "runStarted" || message.type === "runEnded") this.#post(message)
      }),
      flows.onLost((reason) => this.#post({ type: "kernel", state: "gone", reason })),
      workspace.onDidChangeNotebookDocument((event) => {
        if (event.notebook === notebook && changesText(event)) this.#redrawSoon()
      }),
      workspace.onDidGrantWorkspaceTrust(() => {
        this.#drawn = undefined
        this.#post(this.#message())
        void this.#connect()
      }),
      window.onDidChangeNotebookEditorSelection(({ notebookEditor }) => this.#tellSelected(notebookEditor)),
      window.onDidChangeActiveNotebookEditor((editor) => this.#tellSelected(editor)),
    )
    panel.webview.html = panelPage(panel.webview, extension)
    // While the page is loaded: by the time it listens, there is something to say.
    setImmediate(() => this.#message())
  }

  /** Brings the panel to the front. */
  show(): void {
    this.#panel.reveal(undefined, true)
  }

  /** Shows a run as it was. */
  showRun(run: string): void {
    if (this.#isReady) this.#post({ type: "showRun", run })
    else this.#wantedRun = run
  }

  /** Closes the panel. */
  close(): void {
    this.#panel.dispose()
  }

  dispose(): void {
    clearTimeout(this.#redraw)
    Disposable.from(...this.#registrations).dispose()
  }

  async #take(data: unknown): Promise<void> {
    try {
      await this.#carryOut(decodeFromPanel(data, decodeRequest))
    } catch (error) {
      this.#log.error(`The flow panel: ${errorMessage(error)}`)
      this.#post({ type: "failed", message: errorMessage(error) })
    }
  }

  async #carryOut(message: FromPanel): Promise<void> {
    switch (message.type) {
      case "ready":
        this.#post(this.#message())
        this.#tellSelected(window.visibleNotebookEditors.find(({ notebook }) => notebook === this.notebook))
        this.#isReady = true
        if (this.#wantedRun !== undefined) this.showRun(this.#wantedRun)
        this.#wantedRun = undefined
        return this.#connect()
      case "connect":
        return this.#connect()
      case "reveal":
        return reveal(this.notebook, message)
      case "copy":
        return env.clipboard.writeText(message.text)
      case "save":
        return save(this.notebook, message.name, message.text)
      case "openLink":
        return openLink(message.url)
      default:
        return this.#answer(message)
    }
  }

  /** Asks the kernel on the panel's behalf; what goes wrong is its answer. */
  async #answer(message: PanelRequest): Promise<void> {
    const { request } = message
    try {
      if (!workspace.isTrusted) throw new Error("Nothing runs until you trust the workspace")
      if (message.type === "run" || message.type === "rerun") {
        await this.#flows.run(message, (run) => this.#post({ type: "runStarted", request, run }))
        return
      }
      const run = "run" in message ? message.run : ""
      const answer = await this.#flows.ask(message, answerTypes[message.type], (events) =>
        this.#post({ type: "events", request, run, events: withoutOutputs(events) }),
      )
      this.#post({ ...answer, request })
    } catch (error) {
      this.#post({ type: "failed", request, message: errorMessage(error) })
    }
  }

  /** Makes sure of a kernel, since it has the history of runs. */
  async #connect(): Promise<void> {
    if (!workspace.isTrusted) return this.#post({ type: "kernel", state: "off" })
    this.#post({ type: "kernel", state: "starting" })
    try {
      const drawn = this.#drawn?.message
      await this.#flows.ask({ type: "parameters" }, "parameters")
      // Its cells may be known by other names now: those that the kernel has for them.
      if (this.#message() !== drawn) this.#post(this.#message())
      this.#post({ type: "kernel", state: "ready" })
    } catch (error) {
      this.#post({ type: "kernel", state: "gone", reason: errorMessage(error) })
    }
  }

  #message(): NotebookMessage {
    const { graph } = notebookGraph(this.notebook)
    if (this.#drawn?.graph !== graph) this.#drawn = { graph, message: notebookMessage(this.notebook) }
    return this.#drawn.message
  }

  #redrawSoon(): void {
    clearTimeout(this.#redraw)
    this.#redraw = setTimeout(() => this.#post(this.#message()), pause)
  }

  #tellSelected(editor: NotebookEditor | undefined): void {
    if (editor?.notebook !== this.notebook) return
    const { start } = editor.selection
    const cell = start < this.notebook.cellCount ? this.notebook.cellAt(start) : undefined
    this.#post({ type: "selected", ...(cell && { cell: kernelIdOf(cell) }) })
  }

  #post(message: ToPanel): void {
    void this.#panel.webview.postMessage(message).then(undefined, (error: unknown) => this.#log.warn(String(error)))
  }
}

function decodeRequest(data: unknown): PanelRequest {
  const message = decodeToFlowKernel(data)
  if (!isPanelRequest(message)) throw new Error(`The panel doesn't send messages of the type '${message.type}'`)
  return message
}

/** Outputs are shown on the cells, and may be large. */
function withoutOutputs(events: readonly NumberedEvent[]): readonly NumberedEvent[] {
  return events.filter(({ event }) => event.type !== "displayed")
}

async function save(notebook: NotebookDocument, name: string, text: string): Promise<void> {
  const file = await window.showSaveDialog({ defaultUri: Uri.joinPath(notebook.uri, "..", name) })
  if (file) await workspace.fs.writeFile(file, new TextEncoder().encode(text))
}

async function openLink(url: string): Promise<void> {
  const uri = Uri.parse(url, true)
  if (uri.scheme !== "http" && uri.scheme !== "https") throw new Error(`${url} isn't a web address`)
  await env.openExternal(uri)
}
