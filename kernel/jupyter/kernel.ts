import { setImmediate as afterAnswers } from "node:timers/promises"
import type { LiveNotebook } from "../session/live.ts"
import { Assistant, type AssistantOptions } from "./assistance/assistant.ts"
import { Comms } from "./comms.ts"
import type { Connection } from "./connection/connection.ts"
import { errorReply } from "./execution/errorContent.ts"
import { Executions } from "./execution/execution.ts"
import { ExecutionQueue } from "./execution/executionQueue.ts"
import { FlowComms } from "./flow/flowComm.ts"
import { flowTarget } from "./flow/flowTarget.ts"
import { ContentError } from "./fields.ts"
import type { KernelParts, Reply } from "./handlers/handler.ts"
import { handlers } from "./handlers/handlers.ts"
import { History } from "./history/history.ts"
import type { KernelLog } from "./kernelLog.ts"
import type { KernelObserver } from "./lifetime/keptKernel.ts"
import { Prompts } from "./prompts.ts"
import { Sockets } from "./sockets/sockets.ts"
import type { RequestSocket } from "./sockets/requestSocket.ts"
import { Subshells, TooManySubshellsError, UnknownSubshellError } from "./subshells.ts"
import type { Received } from "./wire/message.ts"

/** What a kernel is made of, beside its sockets. */
export interface KernelOptions extends AssistantOptions {
  /** Opens the notebook in which cells run. Called as soon as the kernel listens. */
  openNotebook(): Promise<LiveNotebook>
  /** Where the history is kept. */
  dataFolder: string
  log: KernelLog
  /** Has the kernel outlive its front end. Without one, it is left to who started it when the kernel ends. */
  observer?: KernelObserver
}

const timeToEnd = 2_000

/** A notebook that front ends reach over Jupyter's protocol. It answers from `start` on until it has `ended`. */
export class Kernel implements KernelParts {
  readonly connection: Connection
  readonly history: History
  readonly comms: Comms
  readonly subshells = new Subshells()
  readonly assistant: Assistant
  readonly #flows: FlowComms
  /** Settles when the kernel has been shut down and its last messages are on their way. */
  readonly ended: Promise<void>
  /** Settles when it is being shut down. */
  readonly ending: Promise<void>
  readonly #log: KernelLog
  readonly #sockets: Sockets
  readonly #notebook: Promise<LiveNotebook>
  readonly #prompts: Prompts
  readonly #executions: Executions
  readonly #queue: ExecutionQueue
  readonly #observer: KernelObserver | undefined
  readonly #ending = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<void>()
  #isEnding = false

  private constructor(
    connection: Connection,
    sockets: Sockets,
    notebook: Promise<LiveNotebook>,
    options: KernelOptions,
  ) {
    const { log, observer } = options
    this.connection = connection
    this.ended = this.#ended.promise
    this.ending = this.#ending.promise
    this.#log = log
    this.#sockets = sockets
    this.#notebook = notebook
    this.history = new History(options.dataFolder, log)
    this.comms = new Comms(sockets.iopub, log)
    this.#observer = observer
    this.#flows = new FlowComms(() => this.#notebook, log, observer)
    this.comms.register(flowTarget, this.#flows.target)
    this.assistant = new Assistant(() => this.#notebook, options, log)
    this.#prompts = new Prompts(sockets.stdin, log)
    this.#queue = new ExecutionQueue((error) => log.error("a cell failed in the kernel", error))
    this.#executions = new Executions({
      notebook: () => this.#notebook,
      publisher: sockets.iopub,
      prompts: this.#prompts,
      history: this.history,
      log,
    })
  }

  /**
   * Listens, and answers from here on.
   * @throws {BindError} when it can't listen where the connection file says
   */
  static async start(connection: Connection, options: KernelOptions): Promise<Kernel> {
    const sockets = await Sockets.open(connection, options.log)
    const notebook = options.openNotebook()
    // Told to whoever sends a cell.
    notebook.catch((error: unknown) => options.log.error("the notebook could not be opened", error))
    const kernel = new Kernel(connection, sockets, notebook, options)
    kernel.#listen()
    return kernel
  }

  /** Ends the cell that runs, and what it asks; its values stay. */
  interrupt(): void {
    void this.#interrupt()
  }

  /** Gives up the cells that wait in a subshell. */
  abort(subshell: string): void {
    this.#queue.abort(subshell)
  }

  /** Ends the kernel and all its processes, also while a cell runs. */
  shutDown(restart: boolean): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#ending.resolve()
    void this.#shutDown(restart)
  }

  #listen(): void {
    const { shell, control, stdin, iopub, heartbeat } = this.#sockets
    const observer = this.#observer
    if (observer) {
      iopub.onAudience = (isThere) => {
        observer.onAudience(isThere)
        if (!isThere) this.#leave()
      }
    }
    iopub.status(undefined, "starting")
    const all = Promise.all([
      shell.receive((request) => this.#take(shell, request)),
      control.receive((request) => this.#take(control, request)),
      stdin.receive((reply) => this.#takeInput(reply)),
      iopub.welcome(),
      heartbeat.answer(),
    ])
    all.catch((error: unknown) => this.#log.error("a socket failed", error))
  }

  #take(socket: RequestSocket, request: Received): void {
    const { msg_type: type, subshell_id: subshell } = request.header
    if (type !== "execute_request") {
      void this.#respond(socket, request, () => this.#handle(request))
      return
    }
    this.#queue.add({
      subshell,
      run: async () => {
        let stops = false
        const answered = this.#respond(socket, request, async () => {
          this.subshells.check(subshell)
          const end = await this.#executions.run(request)
          stops = end.stops
          return end.reply
        })
        this.#observer?.onWork(answered)
        await answered
        this.assistant.prepare()
        return stops
      },
      abort: () => void this.#respond(socket, request, () => ({ status: "aborted" })),
    })
  }

  #handle(request: Received): ReturnType<NonNullable<ReturnType<typeof handlers.get>>> {
    this.subshells.check(request.header.subshell_id)
    const handler = handlers.get(request.header.msg_type)
    if (handler) return handler(request, this)
    const type = JSON.stringify(request.header.msg_type.slice(0, 100))
    this.#log.warn("unknown message", `nothing answers ${type}`)
    throw new ContentError(`This kernel doesn't know messages of the type ${type}`)
  }

  /** Answers a request between its `busy` and its `idle`. */
  async #respond(
    socket: RequestSocket,
    request: Received,
    answer: () => Reply | undefined | void | Promise<Reply | undefined | void>,
  ): Promise<void> {
    const { iopub } = this.#sockets
    const { msg_type: type } = request.header
    const started = new Date().toISOString()
    iopub.status(request, "busy")
    let reply: Reply | undefined | void
    try {
      reply = await answer()
    } catch (error) {
      if (!isRequestersFault(error)) this.#log.error(`${type.slice(0, 100)} failed`, error)
      reply = errorReply(error)
    }
    if (reply && type.endsWith("_request")) {
      const content = { status: "ok", ...reply }
      const metadata = { started, status: content.status }
      const replyType = type.replace(/_request$/, "_reply")
      socket.send({ type: replyType, content, parent: request, metadata }, request.identities)
    }
    iopub.status(request, "idle")
  }

  #takeInput(reply: Received): void {
    if (reply.header.msg_type === "input_reply") this.#prompts.take(reply)
    else this.#log.warn("bad message", "a message on stdin was dropped: it isn't an input_reply")
  }

  /** Forgets the front ends, which are gone. What runs goes on. */
  #leave(): void {
    this.#prompts.end("The window was closed, so nobody can be asked any more")
    void this.comms.end()
  }

  async #interrupt(): Promise<void> {
    // Where it could not be opened, which its cells tell, no cell runs.
    const notebook = await this.#notebook.catch(() => undefined)
    notebook?.interrupt()
    this.#prompts.end("The cell was interrupted")
  }

  async #shutDown(restart: boolean): Promise<void> {
    const { iopub } = this.#sockets
    // The one who asked for it gets an answer first.
    await afterAnswers()
    this.#queue.close()
    this.#prompts.end("The kernel is shut down")
    const closed = Promise.allSettled([
      this.#notebook.then((notebook) => notebook.close()),
      this.#flows.close().then(() => this.comms.end()),
      this.assistant.close(),
      this.history.close(),
    ])
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, timeToEnd))])
    iopub.publish({ type: "shutdown_reply", content: { status: "ok", restart }, parent: undefined })
    await this.#sockets.close()
    this.#ended.resolve()
  }
}

/** Errors that only tell who asked that the request was wrong. */
function isRequestersFault(error: unknown): boolean {
  return (
    error instanceof ContentError || error instanceof UnknownSubshellError || error instanceof TooManySubshellsError
  )
}
