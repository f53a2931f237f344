import * as v from "valibot"
import { cellEnd, cellOutput } from "./cellOutput.ts"
import type { ErrorReport } from "./errorReport.ts"
import type { Input, Piece } from "./processMessages.ts"
import { boundedRecord, decoderOf, integer, listOf } from "./schema.ts"
import { output, type Output } from "./valueReference.ts"

/** The first message to a live process. */
export interface InitialiseLive {
  type: "initialise"
  /** Absolute path of the notebook; its folder is the working folder. */
  notebook: string
  /** Absolute path of the folder for result files. */
  results: string
  /** What `OutputMark`s begin with. */
  nonce: string
}

/** Asks a live process to run a cell. */
export interface Execute {
  type: "execute"
  /** Identifies the cell in every message about it. */
  cell: number
  source: string
  label: string
  inputs: readonly Input[]
  /** What the notebook's cells name in their imports. */
  imports: readonly string[]
  remade: readonly Piece[]
  /** Names that are forgotten first, since the cells that defined them are gone. */
  gone: readonly string[]
  expressions: Readonly<Record<string, string>>
  /** Whether the person at the front end can be asked. */
  takesInput: boolean
}

/** A question to a live process that is answered also while a cell waits. */
export type Question =
  | { kind: "store"; names: readonly string[] }
  | { kind: "look"; path: readonly string[] }
  | { kind: "names" }

/** A live value, as far as it can be told without running code of the notebook's. */
const liveValue = v.strictObject({
  /** Such as `number`, `Map`, `DataFrame`. */
  type: v.string(),
  /** The value as text, cut to a sensible length. */
  text: v.string(),
  /** Names of its properties, its prototypes' included. */
  properties: listOf(v.string()),
})

export type LiveValue = v.InferOutput<typeof liveValue>

/** The answer to each kind of question. */
export interface Answers {
  store: readonly Output[]
  look: LiveValue | undefined
  names: readonly string[]
}

export const answers: { readonly [Kind in Question["kind"]]: v.GenericSchema<unknown, Answers[Kind]> } = {
  store: listOf(output),
  look: v.optional(liveValue),
  names: listOf(v.string()),
}

/** The answer to an `asked` message. */
export type LiveResponse =
  | { type: "response"; request: number; value: unknown }
  | { type: "response"; request: number; error: ErrorReport }

export type ToLive =
  | InitialiseLive
  | Execute
  /** Ends a cell that runs, or is still to run. */
  | { type: "interrupt"; cell: number }
  | { type: "question"; request: number; question: Question }
  | LiveResponse

/** What a cell can ask for: something of the kernel, or the person at the front end. */
const ask = v.variant("kind", [
  v.strictObject({ kind: v.literal("subflow"), notebook: v.string(), parameters: boundedRecord }),
  v.strictObject({
    kind: v.literal("runFlow"),
    parameters: boundedRecord,
    only: v.optional(listOf(v.string())),
    from: v.optional(v.string()),
    fresh: v.optional(v.boolean()),
  }),
  v.strictObject({ kind: v.literal("flowGraph") }),
  v.strictObject({ kind: v.literal("input"), prompt: v.string(), isPassword: v.boolean() }),
])

export type Ask = v.InferOutput<typeof ask>

const [cell, mark] = [integer, integer]

const fromLive = v.variant("type", [
  v.strictObject({ type: v.literal("output"), cell, mark, outputs: listOf(cellOutput) }),
  /** It hears and can be interrupted; `interruptsLoops` tells whether that goes for code that never waits. */
  v.strictObject({ type: v.literal("ready"), interruptsLoops: v.boolean() }),
  /** With `isSynchronous`, the answer goes by the control pipe, since the cell blocks its process until then. */
  v.strictObject({ type: v.literal("asked"), cell, mark, request: integer, ask, isSynchronous: v.boolean() }),
  v.strictObject({ type: v.literal("finished"), cell, mark, end: cellEnd }),
  /** What was asked for tells what the answer has to be. */
  v.strictObject({ type: v.literal("answered"), request: integer, answer: v.optional(v.unknown()) }),
])

export type FromLive = v.InferOutput<typeof fromLive>

/**
 * Takes a message from a live process for what it is. User code shares that process, so a message that isn't of its schema
 * is refused rather than trusted.
 * @throws {TypeError} naming what is wrong
 */
export function decodeFromLive(message: unknown): FromLive {
  return decode(message)
}

const decode = decoderOf("The session's process", fromLive)
