import { basename } from "node:path"
import { workspace, type LogOutputChannel } from "vscode"
import type { Content } from "../kernel/kernelClient.ts"
import { configuredNode } from "../kernel/node.ts"
import { requireTrust } from "../kernel/trust.ts"
import type { RunningKernel } from "../kernel/kernelProcess.ts"
import type { Displays } from "./cellOutputs.ts"
import { folderOf, pathOf, type NotebookPlace } from "./notebookPlace.ts"

/** One notebook's kernel: started when it is first needed, and anew after it ended. */
export class NotebookKernel {
  readonly #place: NotebookPlace
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
  constructor(place: NotebookPlace, program: string, log: LogOutputChannel) {
    this.#place = place
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
    const { notebook } = this.#place
    const settings = workspace.getConfiguration("tsnb", notebook.uri)
    const nodePath = configuredNode(notebook.uri)
    const name = basename(pathOf(notebook))
    this.#log.info(`${name}: starting a kernel`)
    // Not before: a notebook that is only read has no use for ZeroMQ.
    const { startKernel } = await import("../kernel/kernelProcess.ts")
    const kernel = await startKernel({
      program: this.#program,
      ...(nodePath !== undefined && { nodePath }),
      folder: folderOf(notebook),
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
}
