import * as v from "valibot"
import { artifact, mimeBundle, mimeMetadata } from "./shown.ts"
import { errorReport, type ErrorReport } from "./errorReport.ts"
import { anyNumber, boundedRecord, finiteNumber, hash, integer, listOf, logLevel, decoderOf } from "./schema.ts"
import { traceEntry, type TraceEntry } from "./traceEntry.ts"
import { output, valueReference, type ValueReference } from "./valueReference.ts"

/** A value handed to a cell under a name: one result, or those of a `for=` task in the order of its elements. */
export interface Input {
  name: string
  value: ValueReference | readonly ValueReference[]
}

/** A value that takes the place of what code that is made again made of it. */
export interface RestoredInput extends Input {
  /** A module that has it as well has it from this process. */
  isHeld?: boolean
}

/** A cell, or the statements of it that are needed (the others blanked out, so that positions stay). */
export interface Piece {
  /** 1-based line of the cell's first line in the notebook. */
  line: number
  source: string
  /** The names handed in. */
  reads: readonly string[]
  /** The names taken out. */
  defines: readonly string[]
  /** Those of the names handed in that are variables of another piece, which its functions assign to. */
  late?: readonly string[]
  /** Variables of this piece to which its functions assign, and which other pieces see. */
  shared?: readonly string[]
  /** Whether the source, types aside, is the body of a function as it stands. */
  isFunctionBody?: boolean
}

/** What the value of the main piece is used for; with `look` no code runs, and the inputs are shown. */
export type Purpose = "cell" | "elements" | "condition" | "look"

/** The first message to a process. */
export interface Initialise {
  type: "initialise"
  /** Absolute path of the notebook; its folder is the working folder. */
  notebook: string
  /** Absolute path of the folder for result files. */
  results: string
  /** Id of the kernel's process, which this one ends with. */
  kernel: number
}

/** Asks a process to run a piece. */
export interface Evaluate {
  type: "evaluate"
  /** Identifies this attempt in every message about it. */
  attempt: number
  inputs: readonly Input[]
  /** What the notebook's cells name in their imports: classes of stored values are taken from what these reach alone. */
  imports?: readonly string[]
  /** Texts that no stored value may have in it. */
  secrets?: readonly string[]
  /** Cells made again before, in this order. */
  remade: readonly Piece[]
  /** Values that take the place of what these made of them. */
  restored?: readonly RestoredInput[]
  main: Piece
  purpose: Purpose
  /** With purpose `elements`: the value is a list and the function that makes the label of one of its elements. */
  hasLabels?: boolean
  /** Names to store; an unstorable required one fails the attempt. */
  outputs: readonly { name: string; required: boolean }[]
  /** Names of inputs of which the session has values already, which it gets back afterwards. */
  aside?: readonly string[]
  /** Whether the values stay in the process for later evaluations (a session). */
  keep: boolean
  /** `reads=` patterns. */
  reads: readonly string[]
  /** `writes=` patterns. */
  writes?: readonly string[]
  /** Names of `ignoreEnv=`. */
  ignoreEnv?: readonly string[]
  /** Whether `console.*` goes into the run log. */
  log: boolean
  /** What this process is most likely asked for next: it gets ready for it once the result is on its way. */
  ahead?: Piece
}

/** What a subflow depended on, with paths relative to the asking notebook's folder. */
export interface SubflowTrace {
  trace: readonly TraceEntry[]
  /** Why that may not be all, each as a clause: a result that rests on it isn't kept. */
  doubts: readonly string[]
}

/** The answer to a `requested` message. */
export type Response =
  | ({
      type: "response"
      request: number
      /** Absolute path of the folder with the values' files. */
      results: string
      values: readonly Input[]
    } & SubflowTrace)
  | ({ type: "response"; request: number; error: ErrorReport } & SubflowTrace)

/** Asks an attempt to come to its end: its process is killed soon. */
export interface Cancel {
  type: "cancel"
  attempt: number
}

export type ToProcess = Initialise | Evaluate | Cancel | Response

/** How an evaluation ended, as the process itself tells it. */
const outcome = v.variant("kind", [
  v.strictObject({
    kind: v.literal("completed"),
    outputs: listOf(output),
    /** With purpose `elements`: one reference an element. */
    elements: v.optional(listOf(valueReference)),
    /** What people are to call them, when that was asked for. */
    labels: v.optional(listOf(v.string())),
    /** With purpose `condition`. */
    condition: v.optional(v.boolean()),
  }),
  v.strictObject({
    kind: v.literal("failed"),
    error: errorReport,
    fatal: v.boolean(),
    /** Milliseconds. */
    retryAfter: v.optional(finiteNumber),
  }),
  /** A result handed in is gone or damaged: it has to be computed again. */
  v.strictObject({ kind: v.literal("damaged"), input: v.string(), hash, error: errorReport }),
  /** Modules changed on disk after this process loaded them: another process has to take the evaluation. */
  v.strictObject({ kind: v.literal("stale") }),
])

export type Outcome = v.InferOutput<typeof outcome>

/** Which evaluation a message is about. */
const attempt = integer

const fromProcess = v.variant("type", [
  v.strictObject({ type: v.literal("logged"), attempt, time: finiteNumber, level: logLevel, text: v.string() }),
  /** What there is of a line that isn't finished, or the end of it; an empty text when it is finished. */
  v.strictObject({ type: v.literal("writing"), attempt, level: logLevel, text: v.string() }),
  v.strictObject({
    type: v.literal("displayed"),
    attempt,
    data: mimeBundle,
    metadata: v.optional(mimeMetadata),
    /** Takes the place of what was displayed before under the same id. */
    displayId: v.optional(v.string()),
  }),
  v.strictObject({
    type: v.literal("progressed"),
    attempt,
    done: anyNumber,
    total: anyNumber,
    label: v.optional(v.string()),
  }),
  /** The cell has ended; what it left is waited for. */
  v.strictObject({ type: v.literal("waiting"), attempt, what: v.string() }),
  v.strictObject({ type: v.literal("artifactMade"), attempt, artifact }),
  v.strictObject({
    type: v.literal("requested"),
    attempt,
    request: integer,
    /** Absolute path of the notebook to run as a subflow. */
    notebook: v.string(),
    parameters: boundedRecord,
  }),
  /** The attempt was asked to end, and its code does something about that: it is given a moment. */
  v.strictObject({ type: v.literal("ending"), attempt }),
  /** After the attempt's end: the next one has to run in another process, since this one isn't as a new one would be. */
  v.strictObject({ type: v.literal("spent"), attempt }),
  v.strictObject({
    type: v.literal("finished"),
    attempt,
    outcome,
    trace: listOf(traceEntry),
    /** Inputs that changed while the attempt ran: the result isn't kept. */
    changed: listOf(v.string()),
    /** Why the trace of a subflow that it ran may not be all, each as a clause: the result isn't kept. */
    doubts: v.optional(listOf(v.string())),
    /** What the attempt did that no trace can see, in words. */
    unseen: v.optional(listOf(v.string())),
    /** Milliseconds in the process. */
    duration: finiteNumber,
    /** The process takes no other evaluation: something of this one is meant to go on in it. */
    isSpent: v.optional(v.boolean()),
  }),
])

export type FromProcess = v.InferOutput<typeof fromProcess>

/**
 * Takes a message from a process for what it is, checked to its depth. User code shares that process, so a message that
 * isn't of its schema is refused rather than trusted.
 * @throws {TypeError} naming what is wrong
 */
export function decodeFromProcess(message: unknown): FromProcess {
  return decode(message)
}

const decode = decoderOf("The task's process", fromProcess)

/**
 * Checks that what an evaluation gave is what it was asked for.
 * @throws {TypeError} naming what is wrong
 */
export function checkAnswer(
  outcome: Outcome,
  { outputs, purpose, hasLabels = false }: Pick<Evaluate, "outputs" | "purpose" | "hasLabels">,
): void {
  if (outcome.kind !== "completed") return
  const isRight =
    purpose === "elements"
      ? outcome.elements !== undefined && (!hasLabels || outcome.labels?.length === outcome.elements.length)
      : purpose === "condition"
        ? outcome.condition !== undefined
        : outcome.outputs.length === outputs.length &&
          outputs.every(({ name, required }, index) => {
            const given = outcome.outputs[index]
            return given?.name === name && ("value" in given || !required)
          })
  if (!isRight) throw new TypeError("The task's process sent a 'finished' with other results than it was asked for")
}
