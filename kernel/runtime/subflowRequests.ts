import { inspect } from "node:util"
import { reportError } from "./error/report.ts"
import { errorOf } from "./error/revive.ts"
import { isBounded, isRecord } from "../model/bounded.ts"
import type { ErrorReport } from "../model/errorReport.ts"
import type { FromProcess, Input, Response, SubflowTrace } from "../model/processMessages.ts"
import type { ValueReference } from "../model/valueReference.ts"
import { PendingRequests } from "./pendingRequests.ts"
import { toWire } from "./parameterWire.ts"
import type { ValueContext } from "./value/context.ts"
import { DecodeError } from "./value/errors.ts"
import { ResultFolder } from "./value/resultFolder.ts"
import { loadValue } from "./value/store.ts"

/** What a subflow gave. */
export interface SubflowAnswer extends SubflowTrace {
  /** Absolute path of the folder with the values' files. */
  results: string
  values: readonly Input[]
}

/** Whether the kernel's answer is what a subflow gave. */
export function isSubflowAnswer(answer: unknown): answer is SubflowAnswer {
  if (!isRecord(answer)) return false
  const { results, values, trace, doubts } = answer
  return typeof results === "string" && [values, trace, doubts].every(Array.isArray)
}

/** The error of a subflow, thrown where a cell awaits it. */
export class SubflowError extends Error {
  override readonly name = "SubflowError"

  /** @param report what the kernel says of it; its cause is the error of the task that failed */
  constructor({ message, cause }: ErrorReport) {
    super(message, cause && { cause: errorOf(cause) })
  }
}

/** The subflows that this process has asked the kernel for and not yet heard of. */
export class SubflowRequests {
  readonly #pending = new PendingRequests<Response>()
  readonly #send: (message: FromProcess) => void

  constructor(send: (message: FromProcess) => void) {
    this.#send = send
  }

  /**
   * @param shown the notebook's path as the code has it
   * @param onTrace told what the subflow depended on, also when it fails
   * @throws {SubflowError} when the subflow can't be run or fails
   * @throws {TypeError} when a parameter can't leave this process, such as a function
   */
  async ask(
    attempt: number,
    notebook: string,
    shown: string,
    parameters: Readonly<Record<string, unknown>>,
    onTrace: (trace: SubflowTrace) => void,
  ): Promise<SubflowAnswer> {
    const answer = await this.#pending.ask((request) =>
      sendParameters(`the subflow ${shown}`, parameters, (portable) =>
        this.#send({ type: "requested", attempt, request, notebook, parameters: portable }),
      ),
    )
    onTrace(answer)
    // Made here, so that its stack leads to the cell.
    if ("error" in answer) throw new SubflowError(answer.error)
    return answer
  }

  /** Settles the request that a response belongs to. */
  settle(response: Response): void {
    this.#pending.settle(response)
  }
}

/**
 * Sends parameters as somebody's code gave them.
 * @param flow whose they are, for messages
 * @throws {TypeError} when one can't leave this process, such as a function, or they aren't an object of names and values
 */
export function sendParameters(
  flow: string,
  parameters: unknown,
  send: (portable: Readonly<Record<string, unknown>>) => void,
): void {
  const complain = (why: string, cause?: unknown): never => {
    throw new TypeError(`The parameters of ${flow} must be plain values: ${why}`, { cause })
  }
  try {
    const copy: unknown = structuredClone(toWire(parameters))
    if (!isRecord(copy)) return complain(`an object of names and values is wanted, not ${inspect(copy, { depth: 0 })}`)
    if (!isBounded(copy)) complain("they contain themselves, or go too deep")
    send(copy)
  } catch (error) {
    if (error instanceof TypeError) throw error
    complain(reportError(error).message, error)
  }
}

/**
 * The values that a subflow gave, by name.
 * @param names which of them; all unless given
 * @throws {TypeError} when it gave no value of a name
 */
export async function loadSubflowValues(
  { results, values: all }: SubflowAnswer,
  context: ValueContext,
  names?: readonly string[],
): Promise<Record<string, unknown>> {
  const missing = names?.find((name) => !all.some((value) => value.name === name))
  if (missing !== undefined) {
    const known = all.map(({ name }) => name).join(", ") || "nothing"
    throw new TypeError(`The subflow gave no value of the name '${missing}'. It gave: ${known}`)
  }
  const values = names ? all.filter(({ name }) => names.includes(name)) : all
  const folder = new ResultFolder(results)
  const load = async (name: string, reference: ValueReference): Promise<unknown> => {
    try {
      return await loadValue(reference, context, folder)
    } catch (error) {
      throw error instanceof DecodeError ? explained(error, name, reference) : error
    }
  }
  const loaded = values.map(async ({ name, value }) => {
    const all = "hash" in value ? load(name, value) : Promise.all(value.map((one) => load(name, one)))
    return [name, await all] as const
  })
  return Object.fromEntries(await Promise.all(loaded))
}

/** A class that a cell of the subflow defines isn't one of the cells that ask. */
function explained(error: Error, name: string, { classes = [] }: ValueReference): Error {
  if (classes.length === 0) return error
  const what = classes.length === 1 ? `the class ${classes[0]}` : `the classes ${classes.join(", ")}`
  return new TypeError(
    `The subflow's value '${name}' needs ${what} of a cell of that notebook, which this notebook doesn't have. ` +
      "Return plain data there, or move the class to a module that both notebooks import; `names` leaves a value out.",
    { cause: error },
  )
}
