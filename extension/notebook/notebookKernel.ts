import { basename } from "node:path"
import { workspace, type LogOutputChannel } from "vscode"
import type { Content } from "../kernel/kernelClient.ts"
import type { AttachOptions } from "../kernel/listedKernels.ts"
import { configuredNode } from "../kernel/node.ts"
import { requireTrust } from "../kernel/trust.ts"
import type { RunningKernel } from "../kernel/runningKernel.ts"
import type { Displays } from "./cellOutputs.ts"
import { folderOf, pathOf, type NotebookPlace } from "./notebookPlace.ts"

/** Seconds for which a kernel in which nothing goes on is kept without a window: a reload takes less. */
const keepIdle = 30

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
  /** Told when it was left to itself. */
  onLeft: () => void = () => undefined
  #running: Promise<RunningKernel> | undefined
  /** The same, once it runs. */
  #current: RunningKernel | undefined

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

  /**
   * Goes on with the notebook's kernel where an earlier window left it.
   * @returns undefined when there is none
   * @throws {UntrustedError} where nothing may run
   */
  async attach(): Promise<RunningKernel | undefined> {
    requireTrust()
    const { notebook } = this.#place
    // Others that were never saved have the same names.
    if (this.#running || notebook.isUntitled) return undefined
    const { attachKernel, kernelLeftBehind } = await import("../kernel/listedKernels.ts")
    const left = kernelLeftBehind(pathOf(notebook))
    const name = basename(pathOf(notebook))
    const kernel = left && (await attachKernel(left, this.#listeners(name)))
    if (!kernel) return undefined
    this.#log.info(`${name}: goes on with the kernel ${left.process.pid}`)
    this.#running = Promise.resolve(kernel)
    this.#current = kernel
    void this.#forgetAtEnd(kernel, name)
    return kernel
  }

  async stop(): Promise<void> {
    const running = await this.#running?.catch(() => undefined)
    await running?.stop()
  }

  /** Leaves the kernel, which ends by itself once nothing goes on in it and nobody has come for it. */
  async leave(): Promise<void> {
    const running = await this.#running?.catch(() => undefined)
    this.#running = undefined
    this.#current = undefined
    running?.leave()
    this.onLeft()
  }

  /** Stops the kernel of a notebook that was closed, unless something goes on in it that can be found again: then leaves it. */
  async release(): Promise<void> {
    const running = await this.#running?.catch(() => undefined)
    if (!running) return
    const { isWorking } = await import("../kernel/listedKernels.ts")
    await (isWorking(running) && !this.#place.notebook.isUntitled ? this.leave() : this.stop())
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
      keep: { idle: keepIdle, afterRun: settings.get<number>("keepKernel", 30) * 60 },
      ...this.#listeners(name),
    })
    this.#current = kernel
    void this.#forgetAtEnd(kernel, name)
    return kernel
  }

  #listeners(name: string): AttachOptions {
    return {
      onComm: (type, content) => this.onComm(type, content),
      log: (line) => this.#log.info(`${name}: ${line}`),
    }
  }

  async #forgetAtEnd(kernel: RunningKernel, name: string): Promise<void> {
    const reason = await kernel.ended
    // It was left before.
    if (this.#current !== kernel) return
    this.#current = undefined
    this.#log.info(`${name}: the kernel ended (${reason})`)
    this.#running = undefined
    this.displays.clear()
    this.onEnded(`The kernel ended (${reason})`)
  }
}
