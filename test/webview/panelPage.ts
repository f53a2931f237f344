import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { createServer, type Server } from "node:http"
import { basename, extname, join } from "node:path"
import { buildGraph } from "../../kernel/flow/buildGraph.ts"
import type { CodeCell } from "../../kernel/flow/graph.ts"
import { FlowService } from "../../kernel/flowService/flowService.ts"
import type { FlowClient } from "../../kernel/flowService/flowClient.ts"
import { graphMessage } from "../../kernel/flowService/graphMessage.ts"
import type { SentFlowCell } from "../../kernel/flowService/messages.ts"
import { parameterMessage } from "../../kernel/flowService/parameterMessage.ts"
import { parseNotebook } from "../../kernel/notebook/tsnb.ts"
import { declaredParameters } from "../../kernel/session/openFlow.ts"
import { decodeFromPanel } from "../../webview/decode.ts"
import type { EditorMessage } from "../../webview/editorMessage.ts"
import type { FromPanel, NotebookMessage, PanelRequest, ToPanel } from "../../webview/messages.ts"
import type { Browser, Page } from "../clients/browser.ts"
import { ScriptNotebook } from "../jupyter/scriptNotebook.ts"
import { themeStyle, type ThemeName } from "./themes.ts"

const app = join(import.meta.dirname, "..", "..", "dist", "webview")
const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css" }
/** As VS Code's page has it: what it forbids there has to fail here. */
const policy =
  "default-src 'none'; script-src 'nonce-app'; style-src 'self' 'nonce-app'; img-src data:; worker-src blob:"

/** Serves the built panel by HTTP. */
export class PanelServer implements AsyncDisposable {
  readonly #server: Server
  readonly address: string

  private constructor(server: Server, port: number) {
    this.#server = server
    this.address = `http://127.0.0.1:${port}/`
  }

  static async start(): Promise<PanelServer> {
    const server = createServer((request, response) => {
      const name = basename(new URL(request.url ?? "/", "http://panel").pathname)
      if (name === "") return void response.setHeader("content-type", "text/html").end(pageText)
      readFile(join(app, name)).then(
        (bytes) => response.setHeader("content-type", types[extname(name)] ?? "text/plain").end(bytes),
        () => response.writeHead(404).end(),
      )
    })
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    return new PanelServer(server, typeof address === "object" && address !== null ? address.port : 0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close")
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }
}

const pageText = `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <link rel="stylesheet" href="main.css">
    <title>Flow</title>
  </head>
  <body>
    <div id="root"></div>
    <script nonce="app">
      window.acquireVsCodeApi = () => ({
        postMessage: (message) => window.toTest(message),
        getState: () => JSON.parse(sessionStorage.getItem("kept") ?? "null"),
        setState: (state) => sessionStorage.setItem("kept", JSON.stringify(state)),
      })
      window.say = (messages) => { for (const message of messages) window.postMessage(message) }
      window.setTheme = ([style, className]) => {
        document.documentElement.style.cssText = style
        document.body.className = className
      }
    </script>
    <script nonce="app" src="main.js"></script>
  </body>
</html>`

/** The panel in a page of a browser, with the kernel's real flows behind it. */
export class PanelPage implements AsyncDisposable {
  readonly page: Page
  /** What the panel has asked of the editor. */
  readonly asked: EditorMessage[] = []
  /** What the page's console has complained about. */
  readonly complaints: string[] = []
  readonly #service = new FlowService({
    pathOf: (notebook) => notebook,
    session: () => Promise.resolve(new ScriptNotebook()),
  })
  readonly #client: FlowClient
  /** Absolute path; the panel draws what it has. */
  readonly #notebook: string
  #isOver = false

  private constructor(page: Page, notebook: string) {
    this.page = page
    this.#notebook = notebook
    this.#client = this.#service.open((message) => {
      // Answers to what the panel asks for; the graph is sent as the extension does it.
      if (message.type !== "graph") void this.#answer(message as ToPanel)
    })
  }

  /** @param notebook absolute path */
  static async open(
    browser: Browser,
    server: PanelServer,
    notebook: string,
    theme: ThemeName = "light",
    viewport: { width: number; height: number } = { width: 760, height: 860 },
  ): Promise<PanelPage> {
    const page = await browser.newPage({ viewport })
    const panel = new PanelPage(page, notebook)
    page.setDefaultTimeout(60_000)
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") panel.complaints.push(message.text())
    })
    page.on("pageerror", (error) => panel.complaints.push(String(error)))
    await page.exposeFunction("toTest", (message: unknown) => panel.#take(message))
    await page.goto(server.address)
    await panel.setTheme(theme)
    return panel
  }

  /** Gives the page the colours of one of VS Code's themes. */
  async setTheme(theme: ThemeName): Promise<void> {
    const { style, className } = await themeStyle(theme)
    await this.page.evaluate((both) => Reflect.get(globalThis, "setTheme")(both), [style, className])
  }

  /** Says something to the panel, as its host. */
  async say(...messages: readonly ToPanel[]): Promise<void> {
    // As text, since the debugger takes its time over objects.
    await this.page.evaluate((all) => Reflect.get(globalThis, "say")(JSON.parse(all)), JSON.stringify(messages))
  }

  /** An answer may come when the test, and so the page, is over. */
  async #answer(message: ToPanel): Promise<void> {
    try {
      await this.say(message)
    } catch (error) {
      if (!this.#isOver) throw error
    }
  }

  /** Sends the notebook as its file now has it. */
  async sendNotebook(): Promise<void> {
    const { cells } = parseNotebook(await readFile(this.#notebook, "utf8"))
    const sent = cells
      .filter(({ kind, source }) => kind === "code" && source.trim() !== "")
      .map(({ source, line }) => ({ id: `cell-${line}`, source, line }))
    await this.say(notebookMessage(basename(this.#notebook), sent))
    await this.#client.take({ type: "cells", request: "cells", notebook: this.#notebook, cells: sent })
  }

  async #take(data: unknown): Promise<void> {
    // What the kernel's own decoder takes is tested where that is.
    const message: FromPanel = decodeFromPanel(data, (request) => request as PanelRequest)
    if ("request" in message) return this.#client.take(message)
    this.asked.push(message)
    if (message.type !== "ready") return
    await this.sendNotebook()
    await this.say({ type: "kernel", state: "ready" })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    await this.#service.end()
    await this.page.close()
  }
}

/** Cells as the panel draws them. */
export function notebookMessage(name: string, cells: readonly (SentFlowCell & CodeCell)[]): NotebookMessage {
  const graph = buildGraph(name.replace(/\.tsnb$/u, ""), cells)
  const { type: _, request: _request, ...drawn } = graphMessage("", graph, cells)
  const parameters = declaredParameters(graph).map(parameterMessage)
  return { type: "notebook", name, uri: `file:///${name}`, isTrusted: true, ...drawn, parameters }
}
