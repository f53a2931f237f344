import type { MimeBundle } from "../api/types.ts"

/** What a cell that a person runs shows, in the order in which it shows it. */
export type CellOutput =
  | { kind: "stream"; stream: "stdout" | "stderr"; text: string }
  /** A value shown. What has an id can be replaced later by an `update` with the same id, also from another cell. */
  | { kind: "display"; data: MimeBundle; metadata?: MimeBundle; displayId?: string }
  | { kind: "update"; data: MimeBundle; metadata?: MimeBundle; displayId: string }
  /** Takes away what the cell has shown; with `wait`, when the next output comes. */
  | { kind: "clear"; wait: boolean }

/** An error as a front end shows it. */
export interface CellError {
  name: string
  message: string
  /** Lines with ANSI colours: the error, and its frames with the cell's own lines. */
  traceback: readonly string[]
}

/** The value of an expression that a front end asked for along with a cell. */
export type ExpressionEnd =
  | { kind: "completed"; data: MimeBundle; metadata?: MimeBundle }
  | { kind: "failed"; error: CellError }

/** How a cell that a person ran ended. */
export type CellEnd =
  | {
      kind: "completed"
      /** The value of the last expression; absent when it is undefined. */
      result?: { data: MimeBundle; metadata?: MimeBundle }
      expressions: Readonly<Record<string, ExpressionEnd>>
      /** What `page(value)` was given, for the front end's pager. */
      pages: readonly MimeBundle[]
    }
  /** It threw, was interrupted (the error's name is `Interrupted`), or its session died (`SessionDied`). */
  | { kind: "failed"; error: CellError }

/** The name of the error of a cell that was interrupted, and what it says. */
export const interruptedName = "Interrupted"
export const interruptedMessage = "The cell was interrupted. All values are kept"

/** The name of the error of a cell whose session died. */
export const sessionDiedName = "SessionDied"
