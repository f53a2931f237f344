import type { NotebookDocuments } from "./documents.ts"
import { LanguageServer, LanguageServerError } from "./languageServer.ts"
import { changeBetween } from "./textChange.ts"

/** Milliseconds from one start of a server to the next: the first number after a first death, and so on. */
const patience = [0, 1_000, 5_000, 30_000]
/** A server that lived for so long wasn't ended by what it was asked. */
const soundLife = 120_000

/** A language server that has the notebook open, started anew when it died, with the text that it last had. */
export class NotebookServer {
  readonly #folder: string
  readonly #documents: NotebookDocuments
  readonly #log: (text: string) => void
  #server: LanguageServer | undefined
  #open: { text: string; languageId: string } | undefined
  #version = 0
  #deaths = 0
  #startedAt = 0
  #closed = false

  constructor(folder: string, documents: NotebookDocuments, log: (text: string) => void) {
    this.#folder = folder
    this.#documents = documents
    this.#log = log
  }

  /** Starts the server if it isn't running, and opens the documents around the notebook. */
  start(): void {
    this.#running()
  }

  /** Asks about the notebook as it is with a text; text and question go out together. */
  async ask(
    { text, languageId }: { text: string; languageId: string },
    questions: (send: Send) => readonly Promise<unknown>[],
  ): Promise<readonly unknown[]> {
    const server = this.#running()
    // Nothing may be said before the server has introduced itself; afterwards, this costs no turn that matters.
    await server.ready
    this.#show(server, text, languageId)
    return Promise.all(
      questions((method, parameters, milliseconds) => server.request(method, parameters, milliseconds)),
    )
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#server?.close()
  }

  #running(): LanguageServer {
    if (this.#closed) throw new LanguageServerError("The language service is closed")
    if (this.#server?.isAlive) return this.#server
    const now = performance.now()
    if (this.#server) {
      if (now - this.#startedAt > soundLife) this.#deaths = 0
      const wait = patience[Math.min(this.#deaths, patience.length - 1)] ?? 0
      if (now - this.#startedAt < wait) {
        throw new LanguageServerError("The TypeScript server ended, and is started anew in a while")
      }
      this.#deaths++
    }
    this.#startedAt = now
    this.#open = undefined
    const server = new LanguageServer({
      folder: this.#folder,
      configuration: this.#documents.configuration,
      log: this.#log,
    })
    this.#server = server
    void this.#openAround(server)
    return server
  }

  /** Never rejects: whoever asks the server something hears what went wrong. */
  async #openAround(server: LanguageServer): Promise<void> {
    try {
      await server.ready
      for (const { uri, languageId, text } of this.#documents.around) open(server, uri, languageId, 1, text)
    } catch (error) {
      this.#log(String(error))
    }
  }

  #show(server: LanguageServer, text: string, languageId: string): void {
    const uri = this.#documents.notebook
    const before = this.#open
    this.#version++
    if (before?.languageId !== languageId) {
      if (before) server.notify("textDocument/didClose", { textDocument: { uri } })
      open(server, uri, languageId, this.#version, text)
    } else {
      const change = changeBetween(before.text, text)
      if (!change) return
      server.notify("textDocument/didChange", {
        textDocument: { uri, version: this.#version },
        contentChanges: [change],
      })
    }
    this.#open = { text, languageId }
  }
}

type Send = (method: string, parameters: object, milliseconds: number) => Promise<unknown>

function open(server: LanguageServer, uri: string, languageId: string, version: number, text: string): void {
  server.notify("textDocument/didOpen", { textDocument: { uri, languageId, version, text } })
}
