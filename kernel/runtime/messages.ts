import type { Artifact, LogLevel, MimeBundle } from "../api/types.ts"
import type { TraceEntry } from "./trace/entry.ts"

/** What is kept of an error's own field: JSON's kinds as they are, all else as it prints. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue }

/** An error as it is kept in the store and shown to people. */
export interface ErrorReport {
  /** That of its class, where the class gives its errors none. */
  name: string
  message: string
  /**
   * The stack with positions in the notebook's own lines, without tsnb's frames; below it the error's fields, and the same
   * of all errors behind it. These have their own stacks alone.
   */
  stack?: string
  /** Its own fields, such as a `status`. */
  fields?: Readonly<Record<string, FieldValue>>
  /** What caused it; what isn't an error has the name `Thrown`. */
  cause?: ErrorReport
  /** The errors that it bundles. */
  errors?: readonly ErrorReport[]
}

/** A value stored under the hash of its bytes. Small ones travel along, others are files in the results folder. */
export interface ValueReference {
  /** SHA-256 of the value's encoded bytes, in hex. */
  hash: string
  encoding: "raw" | "zstd"
  /** Bytes before packing. */
  size: number
  /** Bytes after packing. */
  packedSize: number
  /** SHA-256 of the packed bytes, in hex. */
  digest: string
  /** The packed bytes of a small value, in base64: as bytes they would make its messages three times as dear. */
  inline?: string
  /** Names of classes defined in cells that reviving the value needs. */
  classes?: readonly string[]
}

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

/** A name's value after an evaluation. */
export type Output =
  | { name: string; value: ValueReference }
  /** The value can't be stored: whoever needs it makes it again from its cell. */
  | { name: string; problem: string }

/** How an evaluation ended, as the process itself tells it. */
export type Outcome =
  | {
      kind: "completed"
      outputs: readonly Output[]
      /** With purpose `elements`: one reference an element. */
      elements?: readonly ValueReference[]
      /** What people are to call them, when that was asked for. */
      labels?: readonly string[]
      /** With purpose `condition`. */
      condition?: boolean
    }
  | { kind: "failed"; error: ErrorReport; fatal: boolean; retryAfter?: number }
  /** A result handed in is gone or damaged: it has to be computed again. */
  | { kind: "damaged"; input: string; hash: string; error: ErrorReport }
  /** Modules changed on disk after this process loaded them: another process has to take the evaluation. */
  | { kind: "stale" }

export type FromProcess =
  | { type: "logged"; attempt: number; time: number; level: LogLevel; text: string }
  /** What there is of a line that isn't finished, or the end of it; an empty text when it is finished. */
  | { type: "writing"; attempt: number; level: LogLevel; text: string }
  | {
      type: "displayed"
      attempt: number
      data: MimeBundle
      metadata?: MimeBundle
      /** Takes the place of what was displayed before under the same id. */
      displayId?: string
    }
  | { type: "progressed"; attempt: number; done: number; total: number; label?: string }
  /** The cell has ended; what it left is waited for. */
  | { type: "waiting"; attempt: number; what: string }
  | { type: "artifactMade"; attempt: number; artifact: Artifact }
  | {
      type: "requested"
      attempt: number
      request: number
      /** Absolute path of the notebook to run as a subflow. */
      notebook: string
      parameters: Readonly<Record<string, unknown>>
    }
  /** The attempt was asked to end, and its code does something about that: it is given a moment. */
  | { type: "ending"; attempt: number }
  /** After the attempt's end: the next one has to run in another process, since this one isn't as a new one would be. */
  | { type: "spent"; attempt: number }
  | {
      type: "finished"
      attempt: number
      outcome: Outcome
      trace: readonly TraceEntry[]
      /** Inputs that changed while the attempt ran: the result isn't kept. */
      changed: readonly string[]
      /** Why the trace of a subflow that it ran may not be all, each as a clause: the result isn't kept. */
      doubts?: readonly string[]
      /** What the attempt did that no trace can see, in words. */
      unseen?: readonly string[]
      /** Milliseconds in the process. */
      duration: number
      /** The process takes no other evaluation: something of this one is meant to go on in it. */
      isSpent?: boolean
    }
