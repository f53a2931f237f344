import type { CellEnd, CellOutput } from "../cellOutput.ts"
import type { KernelRequest } from "../../api/kernelRequest.ts"
import type { LiveValue } from "../liveValue.ts"
import type { ErrorReport, Input, Output, Piece } from "../messages.ts"

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

/** The answer to each kind of question. */
export interface Answers {
  store: readonly Output[]
  look: LiveValue | undefined
  names: readonly string[]
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
export type Ask = KernelRequest | { kind: "input"; prompt: string; isPassword: boolean }

export type FromLive =
  /** It hears and can be interrupted; `interruptsLoops` tells whether that goes for code that never waits. */
  | { type: "ready"; interruptsLoops: boolean }
  | { type: "output"; cell: number; mark: number; outputs: readonly CellOutput[] }
  /** With `isSynchronous`, the answer goes by the control pipe, since the cell blocks its process until then. */
  | { type: "asked"; cell: number; mark: number; request: number; ask: Ask; isSynchronous: boolean }
  | { type: "finished"; cell: number; mark: number; end: CellEnd }
  | { type: "answered"; request: number; answer: unknown }
