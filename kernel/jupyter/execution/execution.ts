import type { CellEnd, ExpressionEnd } from "../../model/cellOutput.ts"
import { executeRequest, type ExecuteRequest } from "../contents.ts"
import type { History } from "../history/history.ts"
import type { KernelLog } from "../kernelLog.ts"
import type { Prompts } from "../prompts.ts"
import { PromptEndedError } from "../prompts.ts"
import type { LiveNotebook } from "../../session/live.ts"
import type { Publisher } from "../sockets/publisher.ts"
import type { Parent, Received } from "../wire/message.ts"
import { errorContent, errorReply } from "./errorContent.ts"
import { publishOutput } from "./outputMessage.ts"

/** What running a cell takes. */
export interface ExecutionParts {
  notebook(): Promise<LiveNotebook>
  publisher: Publisher
  prompts: Prompts
  history: History
  log: KernelLog
}

type Reply = Readonly<Record<string, unknown>> & { status: string }

/** How a cell went: what its sender is answered, and whether what waits behind it shall be given up. */
export interface ExecutionEnd {
  reply: Reply
  stops: boolean
}

/** Runs the cells that front ends send, and counts them. */
export class Executions {
  readonly #parts: ExecutionParts
  #count = 0

  constructor(parts: ExecutionParts) {
    this.#parts = parts
  }

  /**
   * Runs a cell to its end, shows what it shows, and says how it went.
   * @throws {ContentError} when the request isn't of the form
   */
  async run(received: Received): Promise<ExecutionEnd> {
    const request = executeRequest(received)
    const parent: Parent = { header: received.header, headerBytes: received.headerBytes }
    const count = this.#count + 1
    if (request.storeHistory) this.#count = count
    // A silent one is told the last number that was given.
    const told = request.silent ? this.#count : count
    if (!request.silent) this.#publish("execute_input", { code: request.code, execution_count: count }, parent)
    const end = await this.#evaluate(received, parent, request, count)
    if (request.storeHistory) this.#remember(request, count, end)
    if (end.kind === "failed") {
      const content = errorContent(end.error)
      if (!request.silent) this.#publish("error", content, parent)
      return {
        reply: { status: "error", execution_count: told, ...content },
        stops: request.stopOnError && !request.silent,
      }
    }
    if (end.result && !request.silent) {
      const { data, metadata = {} } = end.result
      this.#publish("execute_result", { execution_count: count, data, metadata }, parent)
    }
    return { reply: completedReply(end, told), stops: false }
  }

  async #evaluate(received: Received, parent: Parent, request: ExecuteRequest, count: number): Promise<CellEnd> {
    const { publisher, prompts, log } = this.#parts
    let hasEnded = false
    const ask = (prompt: string, isPassword: boolean): Promise<string> =>
      hasEnded
        ? Promise.reject(new PromptEndedError("The cell has ended, so nobody can be asked any more"))
        : prompts.ask(received, prompt, isPassword)
    try {
      const notebook = await this.#parts.notebook()
      return await notebook.execute({
        source: request.code,
        count,
        expressions: request.userExpressions,
        onOutput: (output) => {
          if (!request.silent) publishOutput(publisher, parent, output)
        },
        ...(request.cell !== undefined && { cell: request.cell }),
        ...(request.allowStdin && { onInput: ask }),
      })
    } catch (error) {
      log.error("a cell could not be run", error)
      const { ename, evalue, traceback } = errorReply(error)
      return { kind: "failed", error: { name: ename, message: evalue, traceback } }
    } finally {
      hasEnded = true
      prompts.end("The cell has ended", received)
    }
  }

  #remember(request: ExecuteRequest, line: number, end: CellEnd): void {
    const text = end.kind === "completed" ? end.result?.data["text/plain"] : undefined
    this.#parts.history.add({ line, source: request.code, output: typeof text === "string" ? text : null })
  }

  #publish(type: string, content: Readonly<Record<string, unknown>>, parent: Parent): void {
    this.#parts.publisher.publish({ type, content, parent })
  }
}

function completedReply(end: CellEnd & { kind: "completed" }, count: number): Reply {
  return {
    status: "ok",
    execution_count: count,
    user_expressions: Object.fromEntries(
      Object.entries(end.expressions).map(([name, expression]) => [name, expressionContent(expression)]),
    ),
    payload: end.pages.map((data) => ({ source: "page", data, start: 0 })),
  }
}

function expressionContent(end: ExpressionEnd): Reply {
  if (end.kind === "failed") return { status: "error", ...errorContent(end.error) }
  return { status: "ok", data: end.data, metadata: end.metadata ?? {} }
}
