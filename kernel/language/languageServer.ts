import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process"
import { pathToFileURL } from "node:url"
import {
  CancellationTokenSource,
  createMessageConnection,
  StreamMessageReader,
  type CancellationToken,
  type MessageConnection,
} from "vscode-languageserver-protocol/node"
import { startTimer } from "../flow/timer.ts"
import { array, record, string } from "./answer.ts"
import { configurationName } from "./documents.ts"
import { WholeMessageWriter } from "./messageWriter.ts"
import { serverProgram } from "./serverProgram.ts"
import { serverSettings } from "./serverSettings.ts"
import { errorMessage } from "../errorMessage.ts"

/** The TypeScript server didn't start, ended, or gave no answer in time. */
export class LanguageServerError extends Error {
  override readonly name = "LanguageServerError"
}

export interface ServerOptions {
  /** Absolute path of the folder in which the notebook is. */
  folder: string
  /** What the server may know of its client, `ClientCapabilities` of the protocol. */
  capabilities: object
  /** How it is to answer, by the names of TypeScript's own `UserPreferences`. */
  preferences: Readonly<Record<string, unknown>>
  /** The settings of a section such as `typescript`, when the server asks for them. */
  settings?: (section: string) => unknown
  log: (text: string) => void
  /** Told when the server has ended without having been asked to. */
  onEnd?: () => void
}

/** Milliseconds for the server to introduce itself; a cold disk is slow. */
const startTime = 20_000
/** Milliseconds that a server gets to give up a cancelled question, before it counts as hung. */
const givingUpTime = 5_000
const closingTime = 500

/** One running TypeScript 7 server, spoken to by the language server protocol. It sees code as text, and runs none. */
export class LanguageServer {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #connection: MessageConnection
  readonly #log: (text: string) => void
  readonly #ready: Promise<void>
  readonly #ended = new AbortController()
  readonly #onEnd: () => void
  readonly #settings: (section: string) => unknown
  #isClosing = false

  constructor(options: ServerOptions) {
    this.#log = options.log
    this.#onEnd = options.onEnd ?? (() => undefined)
    this.#settings = options.settings ?? (() => null)
    this.#child = spawn(serverProgram(), ["--lsp", "--stdio"], {
      cwd: options.folder,
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    })
    this.#connection = createMessageConnection(
      new StreamMessageReader(this.#child.stdout),
      new WholeMessageWriter(this.#child.stdin),
    )
    this.#listen()
    this.#ready = this.#initialise(options)
    // Whoever asks for something hears of it; nobody may have asked yet.
    this.#ready.catch(() => this.kill())
  }

  get isAlive(): boolean {
    return !this.#ended.signal.aborted
  }

  /** Resolves when the server has introduced itself. */
  get ready(): Promise<void> {
    return this.#ready
  }

  /** Tells the server something. Whatever is told and asked is taken in this order. */
  notify(method: string, parameters: object | undefined): void {
    if (!this.isAlive) return
    const sent =
      parameters === undefined
        ? this.#connection.sendNotification(method)
        : this.#connection.sendNotification(method, parameters)
    sent.catch((error: unknown) => this.#log(String(error)))
  }

  /**
   * Asks the server something, which is cancelled when it takes longer than a time. A server that doesn't even give up
   * is ended.
   * @param signal takes the question back
   * @throws {LanguageServerError} when there is no answer
   */
  async request(
    method: string,
    parameters: object | undefined,
    milliseconds: number,
    signal?: AbortSignal,
  ): Promise<unknown> {
    if (signal?.aborted) throw new LanguageServerError(`${method}: it was taken back`)
    const cancellation = new CancellationTokenSource()
    const { promise: interrupted, reject } = Promise.withResolvers<never>()
    const giveUp = (why: string): void => reject(new LanguageServerError(`${method}: ${why}`))
    let stopTimer = startTimer(milliseconds, () => {
      cancellation.cancel()
      giveUp(`the TypeScript server gave no answer within ${milliseconds} ms`)
      stopTimer = startTimer(givingUpTime, () => this.#hang(method))
    })
    const ended = (): void => giveUp("the TypeScript server has ended")
    const takenBack = (): void => {
      cancellation.cancel()
      giveUp("it was taken back")
    }
    this.#ended.signal.addEventListener("abort", ended)
    signal?.addEventListener("abort", takenBack)
    const settled = (): void => {
      stopTimer()
      this.#ended.signal.removeEventListener("abort", ended)
      signal?.removeEventListener("abort", takenBack)
      cancellation.dispose()
    }
    if (!this.isAlive) ended()
    const answer = this.#send(method, parameters, cancellation.token)
    answer.then(settled, settled)
    return Promise.race([answer, interrupted])
  }

  /** Asks the server to end, and ends it when it doesn't. */
  async close(): Promise<void> {
    if (!this.isAlive) return
    this.#isClosing = true
    const { promise: gone, resolve } = Promise.withResolvers<void>()
    this.#child.once("exit", () => resolve())
    const stopTimer = startTimer(closingTime, () => this.kill())
    try {
      await this.request("shutdown", undefined, closingTime)
      this.notify("exit", undefined)
    } catch {
      // It doesn't listen: it is ended all the same.
      this.kill()
    }
    await gone
    stopTimer()
  }

  /** Ends the server at once. */
  kill(): void {
    this.#child.kill("SIGKILL")
    this.#end()
  }

  async #send(method: string, parameters: object | undefined, token: CancellationToken): Promise<unknown> {
    try {
      return await this.#connection.sendRequest(method, parameters, token)
    } catch (error) {
      const message = errorMessage(error)
      throw new LanguageServerError(`${method}: ${message}`, { cause: error })
    }
  }

  #hang(method: string): void {
    if (!this.isAlive) return
    this.#log(`The TypeScript server hangs at ${method}, and is ended`)
    this.kill()
  }

  #listen(): void {
    this.#child.on("error", (error) => {
      this.#log(`The TypeScript server couldn't be started: ${error.message}`)
      this.#end()
    })
    this.#child.on("exit", (code, signal) => {
      if (this.isAlive) this.#log(`The TypeScript server ended (${signal ?? `exit code ${code}`})`)
      this.#end()
    })
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => this.#log(text.trimEnd()))
    // A pipe that breaks means that the server is gone, which its exit reports.
    for (const pipe of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) pipe.on("error", () => undefined)
    this.#connection.onError(([error]) => this.#log(`The TypeScript server's connection: ${error.message}`))
    // Registrations and progress: nothing of it is needed.
    this.#connection.onRequest((method, parameters) =>
      method === "workspace/configuration" ? this.#configuration(parameters) : null,
    )
    this.#connection.onNotification(() => undefined)
    this.#connection.listen()
  }

  #configuration(parameters: unknown): readonly unknown[] {
    return array(record(parameters)["items"]).map((item) => {
      const section = string(record(item)["section"]) ?? ""
      return serverSettings(section, this.#settings(section))
    })
  }

  async #initialise({ folder, capabilities, preferences }: ServerOptions): Promise<void> {
    await this.request(
      "initialize",
      {
        processId: process.pid,
        rootUri: pathToFileURL(folder).href,
        workspaceFolders: null,
        initializationOptions: {
          disablePushDiagnostics: true,
          // Without this, it tells the steps of its work.
          logVerbosity: 0,
          userPreferences: {
            customConfigFileName: configurationName,
            // It would run npm.
            disableAutomaticTypeAcquisition: true,
            automaticTypeAcquisitionEnabled: false,
            ...preferences,
          },
        },
        capabilities,
      },
      startTime,
    )
    this.notify("initialized", {})
    // With its first question it takes in the name of the configuration, and forgets which documents are open. Later it
    // would die when one of these is closed (TypeScript 7.0.2).
    await this.request("workspace/symbol", { query: "" }, startTime)
  }

  #end(): void {
    if (!this.isAlive) return
    this.#ended.abort()
    this.#connection.dispose()
    if (!this.#isClosing) this.#onEnd()
  }
}
