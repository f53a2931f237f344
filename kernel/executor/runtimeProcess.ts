import { spawn, type ChildProcess } from "node:child_process"
import { Readable, Writable } from "node:stream"
import { reportError } from "../runtime/error/report.ts"
import { encodeFrame, FrameReader } from "../runtime/frames.ts"
import { isOutOfFiles, OpenFilesError } from "../openFiles.ts"
import { pipeDescriptors } from "../runtime/kernelPipes.ts"

export interface RuntimeProcessOptions {
  /** Absolute path of the program that it runs. */
  program: string
  /** Absolute path of its working folder. */
  folder: string
  /** Node's own options. */
  flags: readonly string[]
}

/** What a session or worker process makes known. */
export interface RuntimeProcessEvents {
  /** It sent a message; when this throws, the process is ended, since only user code can have brought that about. */
  onMessage(message: unknown): void
  /** Output past the runtime, as native code's. */
  onOutput(stream: "stdout" | "stderr", bytes: Buffer): void
  /** It has ended, and everything that it said has been passed on. Called once. */
  onEnd(end: ProcessEnd): void
}

/** How a process ended. */
export interface ProcessEnd {
  code: number | null
  signal: NodeJS.Signals | null
  /** What went wrong, when it couldn't be started or sent what it mustn't. */
  problem?: string
}

/** Milliseconds that a dead process's last output is waited for. */
const lastWords = 1_000

/** What tsnb itself, or danfojs, makes Node warn of; nothing that the notebook's author could mend. */
const quiet = ["--disable-warning=ExperimentalWarning", "--disable-warning=DEP0040"]

/**
 * Node's options for an upper bound of the JavaScript heap.
 * @param memory in bytes
 */
export function heapFlags(memory: number | undefined): readonly string[] {
  return memory === undefined ? [] : [`--max-old-space-size=${Math.max(16, Math.round(memory / 2 ** 20))}`]
}

/** A process that runs user code, as the kernel holds it: its pipes, its process group, its end. */
export class RuntimeProcess {
  readonly #child: ChildProcess
  readonly #events: RuntimeProcessEvents
  readonly #frames = new FrameReader()
  #isDead = false
  #hasEnded = false

  constructor({ program, folder, flags }: RuntimeProcessOptions, events: RuntimeProcessEvents) {
    this.#events = events
    this.#child = spawn(process.execPath, [...quiet, ...flags, program], {
      cwd: folder,
      // The last three are those of `pipeDescriptors`.
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
      // A group of its own, so that what user code started ends with it, and Ctrl-C is ours to handle.
      detached: process.platform !== "win32",
      windowsHide: true,
    })
    this.#child.on("error", (error) => this.#end({ code: null, signal: null, problem: whyNotStarted(error) }))
    this.#child.on("exit", (code, signal) => void this.#exited(code, signal))
    // A pipe that breaks means that the process is gone: its exit is reported by itself.
    for (const pipe of this.#pipes) pipe?.on("error", () => undefined)
    this.#child.stdout?.on("data", (bytes: Buffer) => events.onOutput("stdout", bytes))
    this.#child.stderr?.on("data", (bytes: Buffer) => events.onOutput("stderr", bytes))
    this.#pipe(pipeDescriptors.toKernel)?.on("data", (bytes: Buffer) => this.#receive(bytes))
  }

  get isAlive(): boolean {
    return !this.#isDead
  }

  /** Sends a message, in the form of structured clone. */
  send(message: unknown): void {
    this.#write(pipeDescriptors.fromKernel, encodeFrame(message))
  }

  /** Says something on the pipe that a thread of its own listens to. */
  say(text: string): void {
    this.#write(pipeDescriptors.lifeline, Buffer.from(text))
  }

  /** Sends a signal to the process and everything that it started. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      // A negative number means the process group; Windows has none.
      process.kill(process.platform === "win32" ? pid : -pid, signal)
    } catch (error) {
      // ESRCH: everything has ended already.
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
    }
  }

  /** Ends the process and everything that it started. */
  kill(): void {
    this.#isDead = true
    this.signal("SIGKILL")
  }

  #write(descriptor: number, bytes: Buffer): void {
    const pipe = this.#pipe(descriptor)
    if (pipe instanceof Writable && pipe.writable) pipe.write(bytes)
  }

  /** The process's pipes; none when it couldn't be started. */
  get #pipes(): readonly (Readable | Writable | null | undefined)[] {
    // Node's type knows of the first five alone, and not that there may be none.
    const pipes: ChildProcess["stdio"] | undefined = this.#child.stdio
    return pipes ?? []
  }

  #pipe(descriptor: number): Readable | Writable | null | undefined {
    return this.#pipes[descriptor]
  }

  #receive(bytes: Buffer): void {
    try {
      for (const message of this.#frames.push(bytes)) this.#events.onMessage(message)
    } catch (error) {
      // Only user code that writes to the pipe itself can bring this about.
      this.kill()
      this.#end({ code: null, signal: null, problem: reportError(error).message })
    }
  }

  async #exited(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    this.kill()
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, lastWords)
    this.#child.once("close", () => resolve())
    await closed
    clearTimeout(timer)
    // Somebody who left the process group may hold the pipes open: nobody waits for that.
    for (const pipe of this.#pipes) pipe?.destroy()
    this.#end({ code, signal })
  }

  #end(end: ProcessEnd): void {
    this.#isDead = true
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#events.onEnd(end)
  }
}

function whyNotStarted(error: Error): string {
  const what = "No process could be started for the notebook's code"
  if (isOutOfFiles(error)) return new OpenFilesError(what, error).message
  const isOutOfProcesses = "code" in error && error.code === "EAGAIN"
  return isOutOfProcesses
    ? `${what}: there are as many processes as there may be. Raise the limit where tsnb is started (\`ulimit -u\`), or let fewer tasks run side by side (\`// @flow concurrency=2\`)`
    : `${what}: ${error.message}`
}
