import { startTimer } from "../flow/timer.ts"
import type { VirtualDocument } from "./documents.ts"
import { LanguageServer, LanguageServerError, type ServerOptions } from "./languageServer.ts"
import type { FileChange } from "./localModules.ts"
import { changeBetween } from "./textChange.ts"

export interface Question {
  method: string
  parameters: object
  /** How long to wait for the answer. */
  milliseconds: number
  /** Takes the question back. */
  signal?: AbortSignal
}

/** The TypeScript server ended so often that it isn't started at once. */
export class ServerRestsError extends LanguageServerError {
  /** Milliseconds until it may be started. */
  readonly wait: number

  constructor(wait: number) {
    super("The TypeScript server ended, and is started anew in a while")
    this.wait = wait
  }
}

/** Milliseconds that have to lie between two starts: for the first restart, the second, and so on. */
const restartDelays = [0, 1_000, 5_000, 30_000]
/** A server that lived for so long wasn't ended by what it was asked. */
const soundLife = 120_000

/** A document as the server has it. */
interface Shown extends VirtualDocument {
  version: number
}

/** A language server with documents that exist in memory. It is started when needed, and anew when it died. */
export class DocumentServer {
  readonly #options: ServerOptions
  /** The documents that the server is to have, by their URIs. */
  readonly #kept = new Map<string, VirtualDocument>()
  #server: LanguageServer | undefined
  #shown = new Map<string, Shown>()
  #version = 0
  #restarts = 0
  #startedAt = 0
  #isClosed = false

  constructor(options: ServerOptions) {
    this.#options = options
  }

  /** Documents that the server has from the next question on, in the place of what it had under their URIs. */
  keep(documents: readonly VirtualDocument[]): void {
    for (const document of documents) this.#kept.set(document.uri, document)
  }

  /** Takes a document away with the next question. */
  forget(uri: string): void {
    this.#kept.delete(uri)
  }

  /**
   * Asks about a document as it is with a text. Text and question go out together, so that questions about different
   * texts don't get into each other's way.
   * @param changes of files since the last question
   * @throws {LanguageServerError} when there is no answer
   */
  async ask(document: VirtualDocument, changes: readonly FileChange[], question: Question): Promise<unknown> {
    const server = this.#running()
    const deadline = performance.now() + question.milliseconds
    await inTime(server.ready, question.milliseconds)
    // Another server may have been started meanwhile, which has its own idea of what it was shown.
    if (server !== this.#server) throw new LanguageServerError("The TypeScript server has ended")
    if (changes.length > 0) server.notify("workspace/didChangeWatchedFiles", { changes })
    this.keep([document])
    this.#showAll(server)
    const left = Math.max(0, deadline - performance.now())
    return server.request(question.method, question.parameters, left, question.signal)
  }

  /** Tells a server that runs something; one that doesn't hears of nothing. */
  notify(method: string, parameters: object): void {
    if (this.#server?.isAlive) this.#server.notify(method, parameters)
  }

  /** Ends the server; it may be started again by the next question. */
  async restart(): Promise<void> {
    this.#restarts = 0
    const server = this.#server
    this.#server = undefined
    await server?.close()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#server?.close()
  }

  #running(): LanguageServer {
    if (this.#isClosed) throw new LanguageServerError("The notebook is closed")
    if (this.#server?.isAlive) return this.#server
    this.#countRestart()
    const server = new LanguageServer(this.#options)
    this.#server = server
    this.#shown = new Map()
    return server
  }

  /** @throws {ServerRestsError} when it died too often to be started already */
  #countRestart(): void {
    const now = performance.now()
    if (this.#server) {
      const age = now - this.#startedAt
      if (age > soundLife) this.#restarts = 0
      const wait = restartDelays[Math.min(this.#restarts, restartDelays.length - 1)] ?? 0
      if (age < wait) throw new ServerRestsError(wait - age)
      this.#restarts++
    }
    this.#startedAt = now
  }

  #showAll(server: LanguageServer): void {
    for (const { uri } of this.#shown.values()) if (!this.#kept.has(uri)) this.#hide(server, uri)
    for (const document of this.#kept.values()) this.#show(server, document)
  }

  #show(server: LanguageServer, document: VirtualDocument): void {
    const { uri, languageId, text } = document
    const before = this.#shown.get(uri)
    if (before?.text === text && before.languageId === languageId) return
    const version = ++this.#version
    const change = before?.languageId === languageId ? changeBetween(before.text, text) : undefined
    if (change) {
      server.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [change] })
    } else {
      if (before) this.#hide(server, uri)
      server.notify("textDocument/didOpen", { textDocument: { uri, languageId, version, text } })
    }
    this.#shown.set(uri, { ...document, version })
  }

  #hide(server: LanguageServer, uri: string): void {
    server.notify("textDocument/didClose", { textDocument: { uri } })
    this.#shown.delete(uri)
  }
}

async function inTime(ready: Promise<void>, milliseconds: number): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const stopTimer = startTimer(milliseconds, () =>
    reject(new LanguageServerError(`The TypeScript server wasn't ready within ${milliseconds} ms`)),
  )
  try {
    await Promise.race([ready, late])
  } finally {
    stopTimer()
  }
}
