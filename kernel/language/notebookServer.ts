import { startTimer } from "../flow/timer.ts"
import type { NotebookDocuments } from "./documents.ts"
import { LanguageServer, LanguageServerError } from "./languageServer.ts"
import type { FileChange } from "./localModules.ts"
import { changeBetween } from "./textChange.ts"

/** The notebook's module as the server is to see it. */
export interface NotebookText {
  text: string
  /** Whether there may be JSX in it is told by `typescriptreact`. */
  languageId: "typescript" | "typescriptreact"
}

export interface Question {
  method: string
  parameters: object
  /** How long to wait for the answer. */
  milliseconds: number
}

/** Milliseconds that have to lie between two starts: for the first restart, the second, and so on. */
const patience = [0, 1_000, 5_000, 30_000]
/** A server that lived for so long wasn't ended by what it was asked. */
const soundLife = 120_000

/** A language server that has the notebook open. It is started when needed, and anew when it died. */
export class NotebookServer {
  readonly #folder: string
  readonly #documents: NotebookDocuments
  readonly #log: (text: string) => void
  #server: LanguageServer | undefined
  #shown: NotebookText | undefined
  #version = 0
  #restarts = 0
  #startedAt = 0
  #isClosed = false

  constructor(folder: string, documents: NotebookDocuments, log: (text: string) => void) {
    this.#folder = folder
    this.#documents = documents
    this.#log = log
  }

  /**
   * Asks about the notebook as it is with a text. Text and question go out together, so that questions about different
   * texts don't get into each other's way.
   * @param changes of files since the last question
   * @throws {LanguageServerError} when there is no answer
   */
  async ask(notebook: NotebookText, changes: readonly FileChange[], question: Question): Promise<unknown> {
    const server = this.#running()
    const deadline = performance.now() + question.milliseconds
    await inTime(server.ready, question.milliseconds)
    if (changes.length > 0) server.notify("workspace/didChangeWatchedFiles", { changes })
    this.#show(server, notebook)
    return server.request(question.method, question.parameters, Math.max(0, deadline - performance.now()))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#server?.close()
  }

  #running(): LanguageServer {
    if (this.#isClosed) throw new LanguageServerError("The notebook is closed")
    if (this.#server?.isAlive) return this.#server
    this.#countRestart()
    const server = new LanguageServer({
      folder: this.#folder,
      configuration: this.#documents.configuration,
      log: this.#log,
    })
    this.#server = server
    this.#shown = undefined
    void this.#openAround(server)
    return server
  }

  /** @throws {LanguageServerError} when it died too often to be started already */
  #countRestart(): void {
    const now = performance.now()
    if (this.#server) {
      const age = now - this.#startedAt
      if (age > soundLife) this.#restarts = 0
      const wait = patience[Math.min(this.#restarts, patience.length - 1)] ?? 0
      if (age < wait) throw new LanguageServerError("The TypeScript server ended, and is started anew in a while")
      this.#restarts++
    }
    this.#startedAt = now
  }

  /** Never rejects: whoever asks the server something hears what went wrong. */
  async #openAround(server: LanguageServer): Promise<void> {
    try {
      await server.ready
      for (const { uri, languageId, text } of this.#documents.around) open(server, uri, { languageId, text }, 1)
    } catch (error) {
      this.#log(String(error))
    }
  }

  #show(server: LanguageServer, notebook: NotebookText): void {
    // Another server may have been started meanwhile, which has its own idea of what it was shown.
    if (server !== this.#server) throw new LanguageServerError("The TypeScript server has ended")
    const uri = this.#documents.notebook
    const before = this.#shown
    if (before?.languageId === notebook.languageId) {
      const change = changeBetween(before.text, notebook.text)
      if (!change) return
      const textDocument = { uri, version: ++this.#version }
      server.notify("textDocument/didChange", { textDocument, contentChanges: [change] })
    } else {
      if (before) server.notify("textDocument/didClose", { textDocument: { uri } })
      open(server, uri, notebook, ++this.#version)
    }
    this.#shown = notebook
  }
}

function open(
  server: LanguageServer,
  uri: string,
  document: { languageId: string; text: string },
  version: number,
): void {
  server.notify("textDocument/didOpen", { textDocument: { uri, version, ...document } })
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
