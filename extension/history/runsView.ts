import { dirname } from "node:path"
import {
  EventEmitter,
  MarkdownString,
  RelativePattern,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  workspace,
  Disposable,
  type Event,
  type LogOutputChannel,
  type TreeDataProvider,
  type TreeView,
  type WorkspaceFolder,
} from "vscode"
import { isFailure, isSuccess, isTerminal, type State } from "../../kernel/flow/state.ts"
import { kernelListFolder, liveKernels, type ListedKernel } from "../../kernel/jupyter/lifetime/kernelList.ts"
import { makeFolder } from "../../kernel/makeFolder.ts"
import { stateIcons } from "../flow/stateIcons.ts"
import { runCommand } from "../kernel/commandLine.ts"
import { commandLineFor } from "../kernel/packagedCommandLine.ts"
import { decodeRuns, runsByNotebook, type ListedRun, type NotebookRuns } from "./notebookRuns.ts"
import { StoreChanges } from "./storeChanges.ts"
import { notebookDescription, runDescription, runHover, runLabel, sessionDescription } from "./texts.ts"
import { Throttle } from "./throttle.ts"
import { errorMessage } from "../../kernel/errorMessage.ts"

/** A line of the view. */
export type RunsItem =
  | { kind: "notebook"; notebook: NotebookRuns }
  | { kind: "session"; kernel: ListedKernel }
  | { kind: "run"; run: ListedRun }

/** How many runs of each notebook are listed. */
const maxRuns = 20
/** Milliseconds between two readings of the stores while runs go on. */
const pause = 2_000
/** Milliseconds after which "2 minutes ago" is written anew. */
const ageing = 30_000

/** The view in the side bar: the notebooks of the workspace, and below each its latest runs. */
export class RunsView implements TreeDataProvider<RunsItem>, Disposable {
  readonly #log: LogOutputChannel
  readonly #program: string
  readonly #changed = new EventEmitter<void>()
  readonly #refreshed = new EventEmitter<void>()
  readonly #view: TreeView<RunsItem>
  readonly #throttle: Throttle
  readonly #listeners: readonly Disposable[]
  readonly #clock: NodeJS.Timeout
  #notebooks: Promise<readonly NotebookRuns[]> | undefined
  /** Kernels that no window works with. */
  #sessions: readonly ListedKernel[] = []

  /** @param program absolute path of the command line's program */
  constructor(program: string, log: LogOutputChannel) {
    this.#program = program
    this.#log = log
    this.#throttle = new Throttle(
      () => this.#refreshIfSeen(),
      pause,
      (error) => log.error(String(error)),
    )
    this.#view = window.createTreeView("tsnb.runs", { treeDataProvider: this, canSelectMany: true })
    const files = workspace.createFileSystemWatcher("**/*.tsnb", false, true, false)
    const refresh = (): void => this.refresh()
    this.#listeners = [
      files,
      files.onDidCreate(refresh),
      files.onDidDelete(refresh),
      new StoreChanges(refresh),
      this.#watchKernels(),
      workspace.onDidChangeWorkspaceFolders(refresh),
      workspace.onDidGrantWorkspaceTrust(refresh),
      this.#view.onDidChangeVisibility(({ visible }) => visible && this.refresh()),
    ]
    this.#clock = setInterval(() => this.#view.visible && this.#changed.fire(), ageing)
  }

  /** Tells VS Code to ask again. */
  get onDidChangeTreeData(): Event<void> {
    return this.#changed.event
  }

  /** Fires when the runs were read again. */
  get onRefreshed(): Event<void> {
    return this.#refreshed.event
  }

  /** The lines that are selected. */
  get selection(): readonly RunsItem[] {
    return this.#view.selection
  }

  /** Reads the stores again soon, if the view is seen. */
  refresh(): void {
    this.#throttle.ask()
  }

  async getChildren(parent?: RunsItem): Promise<RunsItem[]> {
    if (parent?.kind === "notebook") {
      const { path, runs } = parent.notebook
      const sessions = this.#sessionsOf(path).map((kernel): RunsItem => ({ kind: "session", kernel }))
      return [...sessions, ...runs.map((run): RunsItem => ({ kind: "run", run }))]
    }
    if (parent) return []
    this.#sessions = liveKernels().filter(({ isAttended }) => !isAttended)
    this.#notebooks ??= this.#read()
    return (await this.#notebooks).map((notebook) => ({ kind: "notebook", notebook }))
  }

  getTreeItem(item: RunsItem): TreeItem {
    switch (item.kind) {
      case "notebook":
        return notebookItem(item.notebook, this.#sessionsOf(item.notebook.path).length > 0)
      case "session":
        return sessionItem(item.kernel)
      case "run":
        return runItem(item)
    }
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose()
    clearInterval(this.#clock)
    this.#throttle[Symbol.dispose]()
    this.#view.dispose()
    this.#changed.dispose()
    this.#refreshed.dispose()
  }

  #sessionsOf(path: string): readonly ListedKernel[] {
    return this.#sessions.filter(({ notebook }) => notebook === path)
  }

  /** Kernels come and go, and end what they do, without a change in any store. */
  #watchKernels(): Disposable {
    const folder = kernelListFolder()
    try {
      // Where there is no folder, nothing is told of it.
      makeFolder(folder, 0o700)
    } catch (error) {
      this.#log.warn(String(error))
    }
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(folder), "*.json"))
    const look = (): void => this.#changed.fire()
    return Disposable.from(watcher, watcher.onDidCreate(look), watcher.onDidChange(look), watcher.onDidDelete(look))
  }

  /** What isn't seen is read when it comes into view. */
  async #refreshIfSeen(): Promise<void> {
    if (!this.#view.visible) return
    const notebooks = await this.#read()
    this.#notebooks = Promise.resolve(notebooks)
    this.#changed.fire()
    this.#refreshed.fire()
  }

  async #read(): Promise<readonly NotebookRuns[]> {
    const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file")
    const notebooks = await Promise.all(folders.map(notebooksIn))
    if (!workspace.isTrusted) {
      this.#view.message = "Runs are shown once you trust this workspace."
      return runsByNotebook(notebooks.flat(), [])
    }
    const read = await Promise.all(folders.map((folder) => this.#runsIn(folder)))
    const problems = read.flatMap(({ problem }) => problem ?? [])
    this.#view.message = problems.length > 0 ? problems.join("\n") : undefined
    return runsByNotebook(
      notebooks.flat(),
      read.flatMap(({ runs }) => runs),
    )
  }

  /** The store isn't read in VS Code's own process: a large or locked one would hold up all extensions. */
  async #runsIn({ uri }: WorkspaceFolder): Promise<{ runs: readonly ListedRun[]; problem?: string }> {
    try {
      const args = ["runs", "--json", "--each", String(maxRuns)]
      const { output, warnings } = await runCommand(commandLineFor(this.#program, uri), args, uri.fsPath)
      if (warnings !== "") this.#log.warn(warnings)
      return { runs: decodeRuns(output), ...(warnings !== "" && { problem: warnings }) }
    } catch (error) {
      this.#log.error(`The runs in ${uri.fsPath} can't be read: ${String(error)}`)
      return { runs: [], problem: errorMessage(error) }
    }
  }
}

async function notebooksIn(folder: WorkspaceFolder): Promise<readonly string[]> {
  const found = await workspace.findFiles(new RelativePattern(folder, "**/*.tsnb"), "**/node_modules/**")
  return found.map(({ fsPath }) => fsPath)
}

function sessionItem(kernel: ListedKernel): TreeItem {
  const item = new TreeItem("Session")
  item.id = kernel.connectionFile
  item.contextValue = "session"
  item.description = sessionDescription(kernel, Date.now())
  item.iconPath = new ThemeIcon("server-process")
  item.tooltip = "A window left it with its values. Open the notebook to go on with it."
  item.command = { command: "vscode.open", title: "Open Notebook", arguments: [Uri.file(kernel.notebook)] }
  return item
}

function notebookItem({ path, runs: [latest] }: NotebookRuns, hasSession: boolean): TreeItem {
  const state = latest || hasSession ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None
  const item = new TreeItem(workspace.asRelativePath(path), state)
  const now = Date.now()
  item.id = path
  item.contextValue = "notebook"
  item.description = notebookDescription(latest, now)
  item.iconPath = latest ? iconOf(latest.state) : new ThemeIcon("notebook")
  item.tooltip = latest ? new MarkdownString(`${path}\n\n${runHover(latest, now)}`) : path
  item.command = { command: "vscode.open", title: "Open Notebook", arguments: [Uri.file(path)] }
  return item
}

function runItem(item: RunsItem & { kind: "run" }): TreeItem {
  const { run } = item
  const now = Date.now()
  const line = new TreeItem(runLabel(run, now))
  line.id = `${dirname(run.notebook)} ${run.id}`
  line.contextValue = isTerminal(run.state) ? "run.ended" : "run.going"
  line.description = runDescription(run, now)
  line.iconPath = iconOf(run.state)
  line.tooltip = new MarkdownString(runHover(run, now))
  line.command = { command: "tsnb.showRun", title: "Show Run", arguments: [item] }
  return line
}

function iconOf(state: State): ThemeIcon {
  const color = isSuccess(state) ? "testing.iconPassed" : isFailure(state) ? "testing.iconFailed" : undefined
  return new ThemeIcon(stateIcons[state], color === undefined ? undefined : new ThemeColor(color))
}
