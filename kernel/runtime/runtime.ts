import { AsyncLocalStorage } from "node:async_hooks"
import { createRequire } from "node:module"
import { dirname, resolve } from "node:path"
import process from "node:process"
import { pathToFileURL } from "node:url"
import { inspect } from "node:util"
import { offerBridge } from "../api/bridge.ts"
import { apiModule, fallbackModules, threadProgram } from "../installation.ts"
import { ambientValues, cellMeta } from "./ambient.ts"
import { ClassFinder } from "./classes.ts"
import { Cancellation } from "./cancellation.ts"
import { captureConsole, captureStreams, type CapturedConsole, type CapturedStreams } from "./console.ts"
import { DisplayQueue, type MaybeShown } from "./display/queue.ts"
import { show } from "./display/show.ts"
import { reportError } from "./error/report.ts"
import { awaitPlace, evaluate, Scope, type EvaluationTools } from "./evaluate.ts"
import { importerFrom } from "./importer.ts"
import { ReachedModules } from "./modules/reached.ts"
import type { LogLevel } from "../api/types.ts"
import type { Evaluate, FromProcess, Initialise, Outcome, Response, SubflowTrace } from "../model/processMessages.ts"
import { NoInputError, offerPrompts } from "./prompts.ts"
import { ProgressThrottle } from "./progress.ts"
import { Scripts } from "./script.ts"
import { EventLoop, type Handle } from "./pending/eventLoop.ts"
import { release } from "./pending/lasting.ts"
import { unsettledAwait } from "./pending/unsettled.ts"
import { WorkEnd } from "./pending/workEnd.ts"
import { sendable } from "./sendable.ts"
import { Unreferenced } from "./unreferenced.ts"
import { mayTouchShared } from "./sharedGlobals.ts"
import { showOriginalPositions } from "./sourceMaps.ts"
import { Surroundings } from "./surroundings.ts"
import { loadSubflowValues, SubflowRequests } from "./subflowRequests.ts"
import type { AttemptTrace } from "./trace/conclude.ts"
import type { TraceEntry } from "../model/traceEntry.ts"
import { startTracing, type Tracer } from "./trace/tracer.ts"
import { ResultFolder } from "./value/resultFolder.ts"
import { Variables } from "./variables.ts"

/** One evaluation while it runs. */
interface Running {
  attempt: number
  log: boolean
  progress: ProgressThrottle
  displays: DisplayQueue
  /** What the subflows that it ran depended on. */
  subflowTraces: SubflowTrace[]
  end: WorkEnd
  /** Whether people were told while it waited what it waits for. */
  hasToldWaiting: boolean
  /** Whether something was handed to `background()`. */
  leavesWork: boolean
  cancellation: Cancellation
}

/** The runtime itself listens to errors that nobody caught. */
const ownListeners = 1

/** Sends a message to the kernel. */
type Send = (message: FromProcess) => void

/** What a session or worker process does once it knows its notebook. */
export class Runtime {
  readonly #folder: string
  readonly #send: Send
  readonly #tracer: Tracer
  readonly #tools: EvaluationTools
  readonly #subflows: SubflowRequests
  readonly #streams: CapturedStreams
  /** Which evaluation code belongs to, also when it runs late (a timer, a promise). */
  readonly #evaluations = new AsyncLocalStorage<Running>()
  /** Values of a session, by name. */
  readonly #sessionValues = new Variables()
  #current: Running | undefined
  #scope = new Variables()
  /** What the notebook's cells name in their imports, as the present evaluation tells. */
  #imports: readonly string[] = []
  readonly #console: CapturedConsole
  readonly #surroundings: Surroundings
  readonly #loop: EventLoop
  /** What an evaluation began can't be told from what goes on beside it: work in the background, or what a failed cell left. */
  #goesOn = false
  /** What an attempt left behind, such as an error that nobody caught or replaced globals, would reach the next one's code too. */
  #isSpoiled = false

  constructor({ notebook, results }: Initialise, send: Send, kernelPipe: Handle) {
    this.#folder = dirname(notebook)
    this.#send = send
    this.#subflows = new SubflowRequests(send)
    showOriginalPositions(this.#folder)
    const log = (level: LogLevel, text: string): void => this.#log(level, text)
    this.#console = captureConsole((level, text) => log(level, this.#lineBegun(level) + text))
    this.#streams = captureStreams(log, (level, text) => this.#tellUnfinished(level, text))
    this.#loop = new EventLoop(kernelPipe)
    const notebookUrl = pathToFileURL(notebook).href
    this.#tracer = startTracing({
      notebook,
      api: pathToFileURL(apiModule).href,
      fallbacks: fallbackModules,
      ignored: [results],
      thread: threadProgram,
    })
    const importModule = importerFrom(notebookUrl)
    const values = new ClassFinder({
      scope: () => this.#scope,
      importModule,
      reachedSpecifiers: () => this.#tracer.reachedSpecifiers(),
      imports: () => this.#imports,
      reached: new ReachedModules(this.#folder),
    })
    this.#tools = {
      scripts: new Scripts(notebookUrl, (source) => this.#tracer.languageSettings(source)),
      results: new ResultFolder(results),
      values,
      ambient: ambientValues(notebook, createRequire(notebook), () => this.#tracer.notebookNamed()),
      meta: cellMeta(notebook, () => this.#tracer.notebookNamed()),
      display: (shown) => this.#display(shown),
      hasRun: () => this.#surroundings.restoreGlobals(),
      warn: (text) => this.#sendOwn((attempt) => ({ type: "logged", attempt, time: Date.now(), level: "warn", text })),
      hasSetUp: (pieces) => this.#surroundings.acceptSetup(pieces.map(({ source }) => source)),
    }
    this.#offerBridge()
    process.on("uncaughtException", (error) => this.#caughtByNobody(error))
    process.on("exit", () => this.#exiting())
    this.#surroundings = new Surroundings(new Unreferenced(() => this.#tracer.isCalledByUser()))
  }

  respond(response: Response): void {
    this.#subflows.settle(response)
  }

  /** An attempt is to end: at once, or in its own way where its code does something about it. */
  cancel(attempt: number): void {
    const running = this.#current
    if (running?.attempt !== attempt) return
    const error = { name: "AbortError", message: "The attempt is cancelled" }
    const outcome = { kind: "failed", error, fatal: true } as const
    if (running.cancellation.cancel()) {
      this.#send({ type: "ending", attempt })
      running.end.cutShort(outcome)
    } else running.end.end(outcome)
  }

  async evaluate(request: Evaluate): Promise<void> {
    const startedAt = performance.now()
    const finish = (outcome: Outcome, traced: AttemptTrace & { doubts?: readonly string[] }, isSpent = false): void => {
      const duration = performance.now() - startedAt
      const spent = isSpent ? { isSpent } : {}
      this.#send({ type: "finished", attempt: request.attempt, outcome, ...traced, duration, ...spent })
    }
    // A session keeps what it has loaded, as it keeps its values.
    if (!request.keep && (this.#isSpoiled || this.#tracer.loadedChanged() !== undefined))
      return finish({ kind: "stale" }, { trace: [], changed: [] })
    if (this.#goesOn) this.#goesOn = !(await this.#loop.isEmpty())
    // A session stays where its cells went, as a script does.
    if (!request.keep) process.chdir(this.#folder)
    this.#scope = request.keep ? this.#sessionValues : new Variables()
    const aside = request.aside?.map((name) => [name, this.#scope.get(name)] as const) ?? []
    const scope = new Scope(this.#scope, request.inputs, this.#tools)
    const running: Running = {
      attempt: request.attempt,
      log: request.log,
      progress: new ProgressThrottle(),
      displays: new DisplayQueue(),
      subflowTraces: [],
      end: new WorkEnd({
        loop: this.#loop,
        goesOn: () => this.#goesOn,
        unsettled: () => unsettledAwait(awaitPlace(scope, this.#tools)),
        onWaiting: (what) => {
          this.#send({ type: "waiting", attempt: request.attempt, what })
          if (request.keep) this.#tellWaiting(running, what)
        },
      }),
      hasToldWaiting: false,
      leavesWork: false,
      cancellation: new Cancellation(),
    }
    this.#current = running
    this.#imports = request.imports ?? []
    if (!request.keep) this.#console.reset()
    this.#surroundings.begin()
    this.#tracer.begin(request, request.keep)
    const evaluated = this.#evaluations.run(running, async () => {
      const end = await evaluate(request, scope, this.#tools)
      await running.displays.empty()
      return end
    })
    void running.end.follow(evaluated)
    const outcome = this.#withExitCode(await running.end.outcome)
    for (const [name, value] of aside) scope.values.set(name, value)
    // In a session, what a failed cell left isn't what the next one began.
    if (outcome.kind !== "completed") this.#goesOn = true
    this.#streams.flush()
    this.#tellWaitedFor(running)
    const isStale = !request.keep && (await this.#tracer.needsNewProcess())
    const subflows = running.subflowTraces
    const ended = this.#tracer.end(
      request.keep,
      subflows.flatMap(({ trace }) => trace),
    )
    const doubts = subflows.flatMap((subflow) => subflow.doubts)
    const traced = { ...ended, ...(doubts.length > 0 && { doubts }) }
    this.#current = undefined
    if (!request.keep) this.#scope = new Variables()
    const { trace } = traced
    finish(isStale ? { kind: "stale" } : outcome, traced, running.leavesWork && !request.keep)
    // While the kernel is busy with what this attempt gave.
    if (!request.keep) this.#clearUp(request, trace)
    if (!this.#isSpoiled && request.ahead) this.#tools.scripts.prepare(request.ahead)
  }

  /** How an attempt ended: as a program does, it fails by its exit code. */
  #withExitCode(outcome: Outcome): Outcome {
    this.#surroundings.restoreGlobals()
    const code = this.#surroundings.takeExitCode()
    if (code === undefined || outcome.kind !== "completed") return outcome
    const message = `The cell ended with process.exitCode ${code}, which signals a failure`
    return { kind: "failed", error: { name: "ExitCode", message }, fatal: false }
  }

  /** Makes the process ready for the next attempt, if that is possible. */
  #clearUp({ attempt, remade, main }: Evaluate, trace: readonly TraceEntry[]): void {
    const pieces = [...remade, main]
    // Who has loaded nothing has left no trace.
    if (trace.length === 0 && !pieces.some(({ source }) => mayTouchShared(source))) return
    const remains = this.#surroundings.firstRemains({
      hasLoadedPackages: this.#tracer.hasLoadedPackages(),
      texts: () => [...pieces.map(({ source }) => source), ...this.#tracer.localTexts()],
    })
    const obstacle = this.#tracer.renewModules()
    if (remains === undefined && obstacle === undefined) return
    this.#isSpoiled = true
    this.#send({ type: "spent", attempt })
  }

  /** Sends a message of the evaluation that the calling code belongs to. */
  #sendOwn(message: (attempt: number) => FromProcess): void {
    const running = this.#evaluations.getStore() ?? this.#current
    if (running) this.#send(message(running.attempt))
  }

  /** What was written without a line end, which a message of the console goes on. */
  #lineBegun(level: LogLevel): string {
    const running = this.#evaluations.getStore() ?? this.#current
    return running === this.#current ? this.#streams.takeLine(level) : ""
  }

  #log(level: LogLevel, text: string): void {
    const running = this.#evaluations.getStore() ?? this.#current
    if (running?.log) this.#send({ type: "logged", attempt: running.attempt, time: Date.now(), level, text })
  }

  #tellUnfinished(level: LogLevel, text: string): void {
    const running = this.#evaluations.getStore() ?? this.#current
    if (running?.log) this.#send({ type: "writing", attempt: running.attempt, level, text })
  }

  /**
   * An error that nobody caught fails the evaluation whose code it comes from. When that has ended already, the error is
   * told in its log, and the process, in an unknown state, takes no further attempt.
   */
  #caughtByNobody(error: unknown): void {
    const running = this.#evaluations.getStore() ?? this.#current
    // Node hands it to the code's own listeners, which see to it.
    if (running && running === this.#current && process.listenerCount("uncaughtException") > ownListeners) return
    this.#isSpoiled = true
    if (!running) return
    if (running === this.#current) {
      // In Node, that is the end of the program: nothing that it prints later is seen.
      this.#streams.flush()
      running.log = false
      return running.end.end({ kind: "failed", error: reportError(error), fatal: false })
    }
    const { name, message, stack } = reportError(error)
    this.#tellLate(running, `An error after the end of the task: ${stack ?? `${name}: ${message}`}`)
  }

  /** When the code of an evaluation that has ended calls `process.exit()`, the present one has to run elsewhere. */
  #exiting(): void {
    const running = this.#evaluations.getStore()
    const current = this.#current
    if (!running || !current || running === current) return
    this.#tellLate(running, "process.exit() was called after the end of the task")
    const outcome = { kind: "stale" } as const
    this.#send({ type: "finished", attempt: current.attempt, outcome, trace: [], changed: [], duration: 0 })
  }

  #tellLate({ attempt }: Running, text: string): void {
    this.#send({ type: "logged", attempt, time: Date.now(), level: "error", text })
  }

  /** Plain cells run one after the other: what a later one is to end keeps it from beginning. */
  #tellWaiting(running: Running, what: string): void {
    if (running.hasToldWaiting) return
    running.hasToldWaiting = true
    const text = `Waits for ${what} after the cell's end, before any other plain cell begins. What a later cell is to end, hand to \`background()\``
    this.#send({ type: "logged", attempt: running.attempt, time: Date.now(), level: "warn", text })
  }

  #tellWaitedFor({ attempt, end, hasToldWaiting }: Running): void {
    if (end.waitedFor === undefined || hasToldWaiting) return
    const text = `Waited for ${end.waitedFor} after the cell's end. \`await\` what the cell starts, or hand what is meant to stay to \`background()\``
    this.#send({ type: "logged", attempt, time: Date.now(), level: "warn", text })
  }

  /** Something is meant to stay, and isn't waited for. It ends with this process. */
  #background(value: unknown): void {
    if (!release(value)) this.#goesOn = true
    const running = this.#evaluations.getStore() ?? this.#current
    if (running) running.leavesWork = true
  }

  #offerBridge(): void {
    offerBridge({
      log: (level, text) => this.#sendOwn((attempt) => ({ type: "logged", attempt, time: Date.now(), level, text })),
      display: (value, { id, raw, metadata }) => this.#display(show(value, { raw, ...(metadata && { metadata }) }), id),
      // A run's log isn't a page on which something could be taken away, and has no pager beside it.
      clear: () => undefined,
      page: (value) => this.#display(show(value)),
      progress: (done: unknown, total: unknown, label: unknown) => {
        const running = this.#evaluations.getStore() ?? this.#current
        // Cells are checked by their editor at most, so anything may come.
        const amounts = { done: Number(done), total: Number(total) }
        if (!running?.progress.passes(amounts.done, amounts.total)) return
        this.#send({
          type: "progressed",
          attempt: running.attempt,
          ...amounts,
          ...(label !== undefined && { label: typeof label === "string" ? label : inspect(label) }),
        })
      },
      artifact: (artifact) =>
        this.#sendOwn((attempt) => ({ type: "artifactMade", attempt, artifact: sendable(artifact) })),
      signal: () => (this.#evaluations.getStore() ?? this.#current)?.cancellation.signal ?? AbortSignal.abort(),
      background: (value) => this.#background(value),
      subflow: (notebook, parameters, names) => this.#subflow(notebook, parameters, names),
      askKernel: () =>
        Promise.reject(new Error("A flow can't run its own flow: use subflow() to run another notebook")),
      input: () => Promise.reject(new NoInputError("input()", "a flow run has nobody to ask. Use @parameters instead")),
    })
    offerPrompts((what) => {
      throw new NoInputError(what, "a flow run has nobody to ask. Use @parameters instead")
    })
  }

  #display(shown: MaybeShown, displayId?: string): void {
    const running = this.#evaluations.getStore() ?? this.#current
    // What was written before it stands before it.
    if (running === this.#current) this.#streams.flush()
    const id = displayId === undefined ? {} : { displayId }
    running?.displays.add(shown, (made) => {
      this.#send({ type: "displayed", attempt: running.attempt, ...made, ...id })
    })
  }

  async #subflow(
    notebook: unknown,
    parameters: Readonly<Record<string, unknown>>,
    names: readonly string[] | undefined,
  ): Promise<Record<string, unknown>> {
    const running = this.#evaluations.getStore() ?? this.#current
    if (!running) throw new Error("A subflow can be run only while a cell runs")
    if (typeof notebook !== "string")
      throw new TypeError(`subflow() takes the path of a notebook, not ${inspect(notebook)}`)
    const answer = await this.#loop.whileDue(
      this.#subflows.ask(running.attempt, resolve(this.#folder, notebook), notebook, parameters, (trace) =>
        running.subflowTraces.push(trace),
      ),
    )
    return loadSubflowValues(answer, this.#tools.values, names)
  }
}
