import { isDeepStrictEqual } from "node:util"
import type { CellContext } from "../cell/compile.ts"
import { isAsyncIterable, isIterable } from "../isIterable.ts"
import type { MaybeShown } from "./display/queue.ts"
import { show, showStored } from "./display/show.ts"
import { explainDuckdbLock } from "./error/duckdbLock.ts"
import { reportError } from "./error/report.ts"
import type { Evaluate, Input, Outcome, Piece, RestoredInput } from "../model/processMessages.ts"
import type { Output, ValueReference } from "../model/valueReference.ts"
import type { AwaitPlace } from "./pending/unsettled.ts"
import type { Scripts } from "./script.ts"
import type { ValueContext } from "./value/context.ts"
import { DecodeError, ResultDamagedError, UnstorableElementError, UnstorableError } from "./value/errors.ts"
import { lossOf } from "./value/exact.ts"
import { lookingContext } from "./value/look.ts"
import type { ResultFolder } from "./value/resultFolder.ts"
import { labelText } from "./labelText.ts"
import { overwrite } from "./overwrite.ts"
import { loadValue, storeValue } from "./value/store.ts"
import type { Variables } from "./variables.ts"

/** What evaluations in one process share. */
export interface EvaluationTools {
  scripts: Scripts
  results: ResultFolder
  values: ValueContext
  /** Names that cells see without defining them. */
  ambient: ReadonlyMap<string, unknown>
  /** Stands for `import.meta`. */
  meta: object
  display(shown: MaybeShown): void
  /** The code of an evaluation has run: tsnb's own needs what that may have taken away. */
  hasRun(): void
  warn(text: string): void
  /** Plain cells were made again, and their set-up was done. */
  hasSetUp(pieces: readonly Piece[]): void
}

/** The names of one evaluation: handed in, made again, and defined by it. */
export class Scope {
  /** Values that are there already. */
  readonly values: Variables
  /** The piece that runs, and the offset of the last `await` in its JavaScript that was reached. */
  running: { piece: Piece; awaits: number | undefined } | undefined
  readonly #inputs: ReadonlyMap<string, Input["value"]>
  readonly #tools: EvaluationTools

  constructor(values: Variables, inputs: readonly Input[], tools: EvaluationTools) {
    this.values = values
    this.#inputs = new Map(inputs.map(({ name, value }) => [name, value] as const))
    this.#tools = tools
    // What is handed in is newer than what an earlier evaluation left.
    for (const { name } of inputs) values.delete(name)
  }

  /** Loads the results among some names, as a piece first needs them. */
  async load(names: readonly string[]): Promise<void> {
    for (const name of names) await this.#load(name)
  }

  /** What a piece's code finds the names in that it reads. */
  view(names: readonly string[]): Readonly<Record<string, unknown>> {
    return this.values.view(names, this.#tools.ambient)
  }

  /** Gives a value that code has changed its content back: others may have got hold of it. */
  async restore({ name, value, isHeld = false }: RestoredInput): Promise<void> {
    const content = await loadInput(name, value, this.#tools.values, this.#tools.results)
    const made = this.values.get(name)
    if (overwrite(made, content)) return
    this.values.assign(name, content)
    if (isHeld && !isDeepStrictEqual(made, content)) this.#tools.warn(heldWarning(name))
  }

  async #load(name: string): Promise<void> {
    const input = this.values.has(name) ? undefined : this.#inputs.get(name)
    if (input) this.values.set(name, await loadInput(name, input, this.#tools.values, this.#tools.results))
  }
}

function heldWarning(name: string): string {
  return `A local module may hold another value here than '${name}' has: random numbers or the clock go into it, and each process creates it again. Put those into a constant of their own, such as \`const seed = Math.random()\``
}

/**
 * The value of an input, loaded from where results are stored.
 * @throws {InputDamaged} when it is gone or not sound any more
 */
export async function loadInput(
  name: string,
  input: Input["value"],
  values: ValueContext,
  results: ResultFolder,
): Promise<unknown> {
  const loadOne = async (reference: ValueReference): Promise<unknown> => {
    try {
      return await loadValue(reference, values, results)
    } catch (error) {
      if (error instanceof ResultDamagedError) throw new InputDamaged(name, reference.hash, error)
      throw error instanceof DecodeError ? new InputUnusable(name, error) : error
    }
  }
  return "hash" in input ? loadOne(input) : Promise.all(input.map(loadOne))
}

/** Thrown when a stored value is sound and can't be had all the same, as when its class is gone. */
class InputUnusable extends Error {
  override readonly name = "InputUnusable"

  constructor(input: string, cause: Error) {
    super(`The stored value of '${input}' can't be used: ${cause.message}`, { cause })
  }
}

class InputDamaged extends Error {
  override readonly name = "InputDamaged"
  readonly input: string
  readonly hash: string

  constructor(input: string, hash: string, cause: Error) {
    super(`The stored value of '${input}' is damaged: ${cause.message}`, { cause })
    this.input = input
    this.hash = hash
  }
}

/** Runs the pieces of an evaluation and stores what it is asked for. Never rejects: what goes wrong is an outcome. */
export async function evaluate(request: Evaluate, scope: Scope, tools: EvaluationTools): Promise<Outcome> {
  try {
    if (request.purpose === "look") return await showInputs(request, tools)
    for (const piece of request.remade) await runPiece(piece, scope, tools)
    for (const input of request.restored ?? []) await scope.restore(input)
    if (request.remade.length > 0) tools.hasSetUp(request.remade)
    const result = await runPiece(request.main, scope, tools)
    switch (request.purpose) {
      case "condition":
        return { kind: "completed", outputs: [], condition: Boolean(result) }
      case "elements":
        return { kind: "completed", outputs: [], ...(await elementsOf(result, request, tools)) }
      case "cell":
        if (result !== undefined) tools.display(show(result))
        return { kind: "completed", outputs: await storeOutputs(request, scope, tools) }
    }
  } catch (error) {
    tools.hasRun()
    return failureOf(error)
  }
}

/** Shows values as they are stored; none of them becomes an instance of its class, whose code would run. */
async function showInputs({ inputs }: Evaluate, tools: EvaluationTools): Promise<Outcome> {
  for (const { name, value } of inputs) {
    tools.display(showStored(await loadInput(name, value, lookingContext, tools.results)))
  }
  return { kind: "completed", outputs: [] }
}

/** @returns the value of the piece's last expression */
async function runPiece(piece: Piece, scope: Scope, tools: EvaluationTools): Promise<unknown> {
  await scope.load(piece.reads)
  const read = scope.view(piece.reads)
  const running: Scope["running"] = { piece, awaits: undefined }
  scope.running = running
  const context: CellContext = {
    scope: read,
    meta: tools.meta,
    result: undefined,
    has: (name) => name in read,
    imported: importChecked,
    waits: (offset, value) => {
      running.awaits = offset
      return value
    },
  }
  const [defined] = await tools.scripts.compile(piece)(context)
  tools.hasRun()
  scope.running = undefined
  scope.values.take(defined)
  return context.result
}

/** Where the piece that runs waits, as far as it is known. */
export function awaitPlace({ running }: Scope, { scripts }: EvaluationTools): AwaitPlace | undefined {
  return running?.awaits === undefined ? undefined : scripts.placeOf(running.piece, running.awaits)
}

/** Checks that a module has the names that are imported from it. */
export function importChecked(module: object, specifier: string, names: readonly string[]): object {
  const missing = names.find((name) => !(name in module))
  if (missing === undefined) return module
  throw new SyntaxError(
    `The module '${specifier}' has no export named '${missing}'. It exports: ${Object.keys(module).join(", ") || "nothing"}`,
  )
}

async function storeOutputs(
  { outputs: wanted, secrets, keep }: Evaluate,
  scope: Scope,
  tools: EvaluationTools,
): Promise<readonly Output[]> {
  const outputs: Output[] = []
  for (const { name, required } of wanted) {
    // A plain cell's value can be made again from its code, as it was.
    const loss = keep && !required ? lossOf(scope.values.get(name)) : undefined
    if (loss !== undefined) {
      outputs.push({ name, problem: `'${name}' is or holds ${loss}` })
      continue
    }
    try {
      const value = await storeValue(scope.values.get(name), name, tools.values, tools.results, secrets)
      outputs.push({ name, value })
    } catch (error) {
      if (required || !(error instanceof UnstorableError)) throw error
      outputs.push({ name, problem: error.message })
    }
  }
  return outputs
}

/** The elements of a list, each stored, with their labels where these are asked for. */
async function elementsOf(
  result: unknown,
  { hasLabels = false, secrets }: Evaluate,
  tools: EvaluationTools,
): Promise<{ elements: readonly ValueReference[]; labels?: readonly string[] }> {
  const [list, label]: readonly unknown[] = hasLabels && Array.isArray(result) ? result : [result]
  const values = await listOf(list)
  const labels: string[] = []
  if (typeof label === "function")
    for (const value of values) labels.push(labelText(await Reflect.apply(label, undefined, [value])))
  const elements: ValueReference[] = []
  for (const [index, element] of values.entries()) {
    try {
      elements.push(await storeValue(element, `[${index}]`, tools.values, tools.results, secrets))
    } catch (error) {
      throw error instanceof UnstorableError ? new UnstorableElementError(index, error) : error
    }
  }
  return { elements, ...(hasLabels && { labels }) }
}

async function listOf(list: unknown): Promise<readonly unknown[]> {
  if (!isIterable(list) && !isAsyncIterable(list)) {
    throw new TypeError("for= needs a list to go through (an array, a Set, a generator …)")
  }
  return Array.fromAsync(list)
}

function failureOf(error: unknown): Outcome {
  try {
    explainDuckdbLock(error)
  } catch {
    // Anything can be thrown, also what lets nobody look at it or change it: it is told as it is.
  }
  const report = reportError(error)
  try {
    if (error instanceof InputDamaged) return { kind: "damaged", input: error.input, hash: error.hash, error: report }
    return { kind: "failed", error: report, ...retryAdvice(error) }
  } catch {
    // Anything can be thrown, also a proxy that lets nobody look: then it gives no advice.
    return { kind: "failed", error: report, fatal: false }
  }
}

/** What the error says about another attempt; such errors may come from another copy of the module `tsnb`. */
function retryAdvice(error: unknown): { fatal: boolean; retryAfter?: number } {
  if ([UnstorableError, UnstorableElementError, InputUnusable].some((kind) => error instanceof kind))
    return { fatal: true }
  if (!(error instanceof Error)) return { fatal: false }
  if (error.name === "RetryAfter" && "delay" in error && typeof error.delay === "number") {
    // A time that isn't one, as of a header that couldn't be read, leaves it to the task's retryDelay.
    return { fatal: false, ...(Number.isFinite(error.delay) && { retryAfter: error.delay }) }
  }
  return { fatal: error.name === "FatalError" }
}
