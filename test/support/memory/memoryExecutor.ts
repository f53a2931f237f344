import { runInThisContext } from "node:vm"
import { compileCell, type CellContext } from "../../../kernel/cell/compile.ts"
import { startTimer } from "../../../kernel/flow/timer.ts"
import type { Attempt, AttemptEnd, Session } from "../../../kernel/flow/ports.ts"
import { reportError } from "../../../kernel/runtime/error/report.ts"
import type { Input, Outcome, Piece } from "../../../kernel/model/processMessages.ts"
import type { Output, ValueReference } from "../../../kernel/model/valueReference.ts"
import type { ValueContext } from "../../../kernel/runtime/value/context.ts"
import { ResultFolder } from "../../../kernel/runtime/value/resultFolder.ts"
import { loadValue, storeValue } from "../../../kernel/runtime/value/store.ts"

type Scope = Record<string, unknown>
type CompiledCell = (context: CellContext) => Promise<readonly [Scope]>

/** Values that need classes or modules are none for this executor. */
const plainData: ValueContext = {
  locateClass: () => Promise.resolve(undefined),
  loadClass: () => Promise.reject(new Error("there are no classes here")),
  importModule: () => Promise.reject(new Error("there are no modules here")),
  loadModule: () => Promise.reject(new Error("there are no modules here")),
}

/**
 * Runs attempts in this process, hundreds in a second: their code, with small values that travel in their references. What
 * only a process of its own can give is left out: traces, logs, imports, and an end for code that never waits.
 */
export class MemoryExecutor implements Session {
  readonly life = 0
  /** The sources of the cells that were evaluated, in order. */
  readonly evaluated: string[] = []
  readonly #folder = new ResultFolder("/nowhere")
  readonly #kept: Scope = {}

  async run(attempt: Attempt): Promise<AttemptEnd> {
    const startedAt = performance.now()
    const outcome = await Promise.race([interruption(attempt), this.#evaluate(attempt)])
    return { outcome, trace: [], changed: [], duration: performance.now() - startedAt }
  }

  async #evaluate({ evaluation }: Attempt): Promise<Exclude<Outcome, { kind: "stale" }>> {
    const { inputs, remade, main, purpose, outputs, keep } = evaluation
    this.evaluated.push(main.source)
    try {
      const scope: Scope = keep ? this.#kept : {}
      Object.assign(scope, await this.#load(inputs))
      for (const piece of remade) await evaluatePiece(piece, scope)
      const result = await evaluatePiece(main, scope)
      if (purpose === "condition") return { kind: "completed", outputs: [], condition: Boolean(result) }
      if (purpose === "elements") {
        const elements = await Promise.all(
          Array.from(result as Iterable<unknown>, (value) => this.#store(value, "element")),
        ) // A `for=` takes a list.
        return { kind: "completed", outputs: [], elements }
      }
      const stored = outputs.map(async ({ name }): Promise<Output> => ({
        name,
        value: await this.#store(scope[name], name),
      }))
      return { kind: "completed", outputs: await Promise.all(stored) }
    } catch (error) {
      return { kind: "failed", error: reportError(error), fatal: false }
    }
  }

  async #load(inputs: readonly Input[]): Promise<Scope> {
    const values = inputs.map(async ({ name, value }) => {
      if ("hash" in value) return [name, await loadValue(value, plainData, this.#folder)] as const
      return [name, await Promise.all(value.map((one) => loadValue(one, plainData, this.#folder)))] as const
    })
    return Object.fromEntries(await Promise.all(values))
  }

  #store(value: unknown, name: string): Promise<ValueReference> {
    return storeValue(value, name, plainData, this.#folder)
  }
}

async function evaluatePiece(piece: Piece, scope: Scope): Promise<unknown> {
  // The text of a function, as the worker compiles it.
  const cell = runInThisContext(`(${compileCell(piece)})`) as CompiledCell
  const context: CellContext = {
    scope,
    meta: {},
    result: undefined,
    has: (name) => name in scope,
    imported: (module) => module,
    waits: (_, value) => value,
  }
  const [defined] = await cell(context)
  Object.assign(scope, defined)
  return context.result
}

/** How an attempt ends before its code does. */
function interruption({ timeout, signal }: Attempt): Promise<AttemptEnd["outcome"]> {
  const { promise, resolve } = Promise.withResolvers<AttemptEnd["outcome"]>()
  const cancel = (): void => resolve({ kind: "cancelled" })
  signal.addEventListener("abort", cancel, { once: true })
  if (signal.aborted) cancel()
  if (timeout !== undefined)
    startTimer(timeout, () =>
      resolve({ kind: "timedOut", error: { name: "TimeoutError", message: `It took longer than ${timeout} ms` } }),
    )
  return promise
}
