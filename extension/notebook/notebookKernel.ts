import { basename, dirname } from "node:path"
import { workspace, type LogOutputChannel, type NotebookDocument } from "vscode"
import type { Content } from "../kernel/kernelClient.ts"
import { configuredNode } from "../kernel/node.ts"
import { requireTrust } from "../kernel/trust.ts"
import { startKernel, type RunningKernel } from "../kernel/kernelProcess.ts"
import type { Displays } from "./cellOutputs.ts"

/** One notebook's kernel: started when it is first needed, and anew after it ended. */
export class NotebookKernel {
  readonly #notebook: NotebookDocument
  readonly #program: string
  readonly #log: LogOutputChannel
  /** Ids of displays are the kernel's own. */
  readonly displays: Displays = new Map()
  /** Told of what comes over comms. */
  onComm: (type: string, content: Content) => void = () => undefined
  /** Told when the kernel has ended, and why. */
  onEnded: (reason: string) => void = () => undefined
  #running: Promise<RunningKernel> | undefined

  /** @param program absolute path of the kernel's program */
  constructor(notebook: NotebookDocument, program: string, log: LogOutputChannel) {
    this.#notebook = notebook
    this.#program = program
    this.#log = log
  }

  /**
   * The running kernel.
   * @throws {KernelStartError} when it can't be started, {UntrustedError} where nothing may run
   */
  async start(): Promise<RunningKernel> {
    this.#running ??= this.#start()
    try {
      return await this.#running
    } catch (error) {
      this.#running = undefined
      throw error
    }
  }

  /** The running kernel, if there is one. */
  get running(): Promise<RunningKernel> | undefined {
    return this.#running
  }

  async stop(): Promise<void> {
    const running = await this.#running?.catch(() => undefined)
    await running?.stop()
  }

  async #start(): Promise<RunningKernel> {
    requireTrust()
    const settings = workspace.getConfiguration("tsnb", this.#notebook.uri)
    const nodePath = configuredNode(this.#notebook.uri)
    const path = this.#notebook.uri.fsPath
    const name = basename(path)
    this.#log.info(`${name}: starting a kernel`)
    const kernel = await startKernel({
      program: this.#program,
      ...(nodePath !== undefined && { nodePath }),
      folder: this.#folder(path),
      name,
      startTimeout: settings.get<number>("startTimeout", 20) * 1_000,
      onComm: (type, content) => this.onComm(type, content),
      log: (line) => this.#log.info(`${name}: ${line}`),
    })
    void this.#forgetAtEnd(kernel, name)
    return kernel
  }

  async #forgetAtEnd({ ended }: RunningKernel, name: string): Promise<void> {
    const reason = await ended
    this.#log.info(`${name}: the kernel ended (${reason})`)
    this.#running = undefined
    this.displays.clear()
    this.onEnded(`The kernel ended (${reason})`)
  }

  /** A notebook that was never saved runs in the workspace's folder. */
  #folder(path: string): string {
    if (!this.#notebook.isUntitled) return dirname(path)
    return workspace.workspaceFolders?.[0]?.uri.fsPath ?? process.cwd()
  }
}
