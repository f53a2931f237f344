import { AsyncLocalStorage } from "node:async_hooks"
import { createRequire } from "node:module"
import { dirname } from "node:path"
import { pathToFileURL } from "node:url"
import { offerBridge } from "../../api/bridge.ts"
import { ambientValues, cellMeta } from "../ambient.ts"
import type { CellEnd, ExpressionEnd } from "../../model/cellOutput.ts"
import { ClassFinder } from "../classes.ts"
import { captureWrites } from "../console.ts"
import { show } from "../display/show.ts"
import { importerFrom } from "../importer.ts"
import { ReachedModules } from "../modules/reached.ts"
import { specifiersIn } from "../../cell/specifiers.ts"
import { NoInputError, offerPrompts } from "../prompts.ts"
import { ResultFolder } from "../value/resultFolder.ts"
import { showOriginalPositions } from "../sourceMaps.ts"
import { LiveAsks } from "./asks.ts"
import { LiveCell } from "./cell.ts"
import { ControlThread } from "./control.ts"
import { LiveEvaluator } from "./evaluator.ts"
import { Handed } from "./handed.ts"
import { Interrupted, Interruption } from "./interruption.ts"
import { cellBridge } from "./cellBridge.ts"
import type { Execute, InitialiseLive, ToLive } from "../../model/liveMessages.ts"
import { loadModules } from "./modules.ts"
import { LiveOutput } from "./output.ts"
import { answerQuestion } from "./questions.ts"
import { LiveScope } from "./scope.ts"
import type { LiveSender } from "./sender.ts"
import { cellErrorOf } from "./traceback.ts"

/** What a live process does once it knows its notebook. */
export class LiveRuntime {
  readonly #sender: LiveSender
  readonly #output: LiveOutput
  readonly #interruption = new Interruption((cell) => cell > this.#lastEnded)
  readonly #control = new ControlThread()
  readonly #scope: LiveScope
  readonly #evaluator: LiveEvaluator
  readonly #handed: Handed
  readonly #asks: LiveAsks
  readonly #answer: (request: number, question: Parameters<typeof answerQuestion>[0]) => Promise<void>
  /** Which cell code belongs to, also when it runs late (a timer, a promise). */
  readonly #cells = new AsyncLocalStorage<LiveCell>()
  /** What cells name in their imports: those that ran here, and those of tasks whose results were handed in. */
  readonly #imports = new Set<string>()
  #current: LiveCell | undefined
  /** The cell that started last; what belongs to nobody is shown as its own. */
  #latest: LiveCell | undefined
  #lastEnded = 0
  /** A cell that was interrupted before its turn came. */
  #interruptedEarly = 0

  constructor({ notebook, results: folder }: InitialiseLive, sender: LiveSender) {
    this.#sender = sender
    this.#output = new LiveOutput((cell, outputs) => sender.sendMarked({ type: "output", cell, outputs }))
    showOriginalPositions(dirname(notebook))
    const modules = loadModules(notebook)
    const notebookUrl = pathToFileURL(notebook).href
    const require = createRequire(notebook)
    this.#scope = new LiveScope(ambientValues(notebook, require))
    const resumed = (): void => {
      if (this.#cells.getStore()?.isInterrupted) throw new Interrupted()
    }
    this.#evaluator = new LiveEvaluator({ notebookUrl, meta: cellMeta(notebook), scope: this.#scope, resumed })
    const values = new ClassFinder({
      scope: () => new Map(this.#scope.names.map((name) => [name, this.#scope.value(name)] as const)),
      importModule: importerFrom(notebookUrl),
      reachedSpecifiers: () => modules.specifiers(),
      imports: () => [...this.#imports],
      reached: new ReachedModules(dirname(notebook)),
    })
    const results = new ResultFolder(folder)
    this.#handed = new Handed({ scope: this.#scope, evaluator: this.#evaluator, values, results })
    this.#asks = new LiveAsks((message) => this.#protected(() => this.#sendNow(message)), this.#control)
    this.#answer = async (request, question) => {
      const answer = await answerQuestion(question, { scope: this.#scope, values, results })
      this.#protected(() => sender.send({ type: "answered", request, answer }))
    }
    this.#offerApi(dirname(notebook), values)
    this.#capture()
  }

  /** Takes what the kernel says. */
  receive(message: Exclude<ToLive, InitialiseLive>): void {
    switch (message.type) {
      case "execute":
        // Out of the reading of messages, which is lost half done when the cell is stopped.
        setImmediate(() => this.#start(message))
        break
      case "interrupt":
        this.#interrupt(message.cell)
        break
      case "question":
        void this.#answer(message.request, message.question)
        break
      case "response":
        this.#asks.settle(message)
    }
  }

  #start(request: Execute): void {
    const cell = new LiveCell(request.cell, request.label, request.takesInput, (end) => this.#finish(request.cell, end))
    this.#current = cell
    this.#latest = cell
    if (request.cell === this.#interruptedEarly) return this.#interrupt(request.cell)
    void this.#cells.run(cell, () => this.#evaluate(request, cell)).then((end) => cell.end(end))
  }

  /** Never rejects: what goes wrong is an end. */
  async #evaluate(request: Execute, cell: LiveCell): Promise<CellEnd> {
    try {
      for (const name of request.gone) this.#scope.forget(name)
      for (const specifier of [...request.imports, ...specifiersIn(request.source)]) this.#imports.add(specifier)
      // For cells that need nothing, which are most, without waiting.
      if (request.inputs.length > 0 || request.remade.length > 0) await this.#handed.take(request, cell)
      const value = await this.#evaluator.run(request, cell)
      cell.closeDefinitions(true)
      const result = value === undefined ? undefined : await show(value, { quoted: true })
      await cell.displays.empty()
      const expressions = await this.#expressions(request, cell)
      return { kind: "completed", ...(result && { result }), expressions, pages: cell.pages }
    } catch (error) {
      return { kind: "failed", error: cellErrorOf(error, request.label) }
    }
  }

  async #expressions(
    { expressions }: Execute,
    cell: LiveCell,
  ): Promise<Extract<CellEnd, { kind: "completed" }>["expressions"]> {
    const ends: [string, ExpressionEnd][] = []
    for (const [name, source] of Object.entries(expressions)) {
      const label = `expression ${name}`
      try {
        const shown = await show(await this.#evaluator.run({ source, label }, cell), { quoted: true })
        ends.push([name, { kind: "completed", data: {}, ...shown }])
      } catch (error) {
        ends.push([name, { kind: "failed", error: cellErrorOf(error, label) }])
      }
      cell.closeDefinitions(true)
    }
    return Object.fromEntries(ends)
  }

  #finish(id: number, end: CellEnd): void {
    this.#lastEnded = id
    this.#control.settled(id)
    this.#interruption.forget()
    this.#current = undefined
    this.#protected(() => this.#sendNow({ type: "finished", cell: id, end }))
  }

  #interrupt(id: number): void {
    if (id <= this.#lastEnded) return
    if (this.#current?.id !== id) {
      this.#interruptedEarly = id
      return
    }
    const cell = this.#current
    cell.isInterrupted = true
    cell.end({ kind: "failed", error: cellErrorOf(this.#interruption.error()) })
    cell.interruption.abort(new Interrupted())
  }

  /** Sends a message behind everything that was shown before. */
  #sendNow(message: Parameters<LiveSender["sendMarked"]>[0]): void {
    this.#output.flush()
    this.#sender.sendMarked(message)
  }

  #protected(run: () => void): void {
    this.#interruption.protect(run)
  }

  /** The cell that the calling code belongs to. */
  #own(): LiveCell | undefined {
    return this.#cells.getStore() ?? this.#latest
  }

  #write(stream: "stdout" | "stderr", text: string): void {
    const cell = this.#own()
    if (cell) this.#protected(() => this.#output.write(cell.id, stream, text))
  }

  #capture(): void {
    captureWrites(process.stdout, (text) => this.#write("stdout", text))
    captureWrites(process.stderr, (text) => this.#write("stderr", text))
    const tell = (error: unknown): void => {
      // What an interrupted cell awaited fails with it.
      if (error instanceof Interrupted) return
      this.#write("stderr", `Uncaught ${cellErrorOf(error).traceback.join("\n")}\n`)
    }
    process.on("uncaughtException", tell)
    process.on("unhandledRejection", tell)
    // Interrupts come by the pipes. The signal is for the processes that cells have started.
    process.on("SIGINT", () => undefined)
    process.on("exit", () => this.#protected(() => this.#output.flush()))
  }

  #offerApi(folder: string, values: ClassFinder): void {
    offerBridge(
      cellBridge({
        folder,
        values,
        asks: this.#asks,
        own: () => this.#own(),
        show: (cell, output) => this.#protected(() => this.#output.show(cell.id, output)),
        write: (stream, text) => this.#write(stream, text),
      }),
    )
    offerPrompts((what, prompt) => {
      const cell = this.#own()
      if (!cell || cell.hasEnded) throw new NoInputError(what, "its cell has ended")
      return this.#asks.inputNow(cell, what, prompt)
    })
  }
}
