import type { CellEnd, CellError, CellOutput, ExpressionEnd } from "../../kernel/model/cellOutput.ts"
import type { Values } from "../../kernel/flow/evaluation.ts"
import type { CellPlan } from "../../kernel/session/cellPlan.ts"
import type { CellRequest, LiveNotebook } from "../../kernel/session/live.ts"

/** A `LiveNotebook` without a process: a cell is the body of an async function, to which what it needs is handed. */
export class ScriptNotebook implements LiveNotebook {
  readonly ran: string[] = []
  /** Values that cells keep. */
  readonly values: Record<string, unknown> = {}
  /** Names of the results that it was given. */
  readonly kept: string[] = []
  isClosed = false
  #interrupt: ((error: Error) => void) | undefined

  async execute(request: CellRequest): Promise<CellEnd> {
    const { source, count, expressions } = request
    this.ran.push(source)
    const pages: Record<string, unknown>[] = []
    const tools = {
      show: (output: CellOutput) => request.onOutput(output),
      print: (text: string) => request.onOutput({ kind: "stream", stream: "stdout", text }),
      page: (text: string) => pages.push({ "text/plain": text }),
      ask: (prompt: string, isPassword = false) => {
        if (!request.onInput) throw new StdinNotAllowed("This front end takes no input")
        return request.onInput(prompt, isPassword)
      },
      values: this.values,
      count,
    }
    const interrupted = new Promise<never>((_resolve, reject) => {
      this.#interrupt = reject
    })
    interrupted.catch(() => undefined)
    try {
      const value = await Promise.race([evaluate(source, tools), interrupted])
      return {
        kind: "completed",
        ...(value !== undefined && { result: { data: { "text/plain": String(value) } } }),
        expressions: await expressionsOf(expressions, tools),
        pages,
      }
    } catch (error) {
      return { kind: "failed", error: cellError(error) }
    }
  }

  plan(_cells: unknown, ids: readonly string[]): Promise<CellPlan> {
    return Promise.resolve({ cells: ids.map((id) => ({ id, needs: [] })), refused: [] })
  }

  rename(): void {
    // What its cells show is kept nowhere.
  }

  given(): Values {
    return new Map()
  }

  keep(_graph: unknown, results: ReadonlyMap<string, unknown>): void {
    for (const name of results.keys()) this.kept.push(name)
  }

  interrupt(): void {
    this.#interrupt?.(new Interrupted("The cell was interrupted"))
  }

  sources(): readonly string[] {
    return this.ran
  }

  look(path: readonly string[]): Promise<{ type: string; text: string; properties: string[] } | undefined> {
    const value = path.reduce<unknown>((owner, name) => (Object(owner) as Record<string, unknown>)[name], this.values)
    if (value === undefined) return Promise.resolve(undefined)
    return Promise.resolve({ type: typeof value, text: JSON.stringify(value), properties: Object.keys(Object(value)) })
  }

  names(): Promise<readonly string[]> {
    return Promise.resolve(Object.keys(this.values))
  }

  close(): Promise<void> {
    this.isClosed = true
    this.#interrupt?.(new SessionDied("The session ended"))
    return Promise.resolve()
  }
}

class Interrupted extends Error {
  override readonly name = "Interrupted"
}

class SessionDied extends Error {
  override readonly name = "SessionDied"
}

class StdinNotAllowed extends Error {
  override readonly name = "StdinNotAllowed"
}

const AsyncFunction = (async () => undefined).constructor as FunctionConstructor

async function evaluate(
  source: string,
  tools: Readonly<Record<string, unknown>>,
): Promise<string | number | undefined> {
  return AsyncFunction(...Object.keys(tools), source)(...Object.values(tools)) as Promise<string | number | undefined>
}

async function expressionsOf(
  expressions: Readonly<Record<string, string>>,
  tools: Readonly<Record<string, unknown>>,
): Promise<Record<string, ExpressionEnd>> {
  const ends = Object.entries(expressions).map(async ([name, source]): Promise<[string, ExpressionEnd]> => {
    try {
      const value = await evaluate(`return (${source})`, tools)
      return [name, { kind: "completed", data: { "text/plain": String(value) } }]
    } catch (error) {
      return [name, { kind: "failed", error: cellError(error) }]
    }
  })
  return Object.fromEntries(await Promise.all(ends))
}

function cellError(error: unknown): CellError {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return { name, message, traceback: [`\u001b[31m${name}\u001b[0m: ${message}`] }
}
