import * as v from "valibot"
import { boundedRecord, listOf } from "./schema.ts"
import { mimeBundle, mimeMetadata } from "./shown.ts"

const bundle = { data: mimeBundle, metadata: v.optional(mimeMetadata) }

/** What a cell that a person runs shows, in the order in which it shows it. */
export const cellOutput = v.variant("kind", [
  v.strictObject({ kind: v.literal("stream"), stream: v.picklist(["stdout", "stderr"]), text: v.string() }),
  /** A value shown. What has an id can be replaced later by an `update` with the same id, also from another cell. */
  v.strictObject({ kind: v.literal("display"), ...bundle, displayId: v.optional(v.string()) }),
  v.strictObject({ kind: v.literal("update"), ...bundle, displayId: v.string() }),
  /** Takes away what the cell has shown; with `wait`, when the next output comes. */
  v.strictObject({ kind: v.literal("clear"), wait: v.boolean() }),
])

export type CellOutput = v.InferOutput<typeof cellOutput>

/** An output as it was in the end. */
export type ShownOutput = Extract<CellOutput, { kind: "stream" | "display" }>

/** An error as a front end shows it. */
const cellError = v.strictObject({
  name: v.string(),
  message: v.string(),
  /** Lines with ANSI colours: the error, and its frames with the cell's own lines. */
  traceback: listOf(v.string()),
})

export type CellError = v.InferOutput<typeof cellError>

/** The value of an expression that a front end asked for along with a cell. */
const expressionEnd = v.variant("kind", [
  v.strictObject({ kind: v.literal("completed"), ...bundle }),
  v.strictObject({ kind: v.literal("failed"), error: cellError }),
])

export type ExpressionEnd = v.InferOutput<typeof expressionEnd>

/** How a cell that a person ran ended. */
export const cellEnd = v.variant("kind", [
  v.strictObject({
    kind: v.literal("completed"),
    /** The value of the last expression; absent when it is undefined. */
    result: v.optional(v.strictObject(bundle)),
    expressions: v.pipe(boundedRecord, v.record(v.string(), expressionEnd), v.readonly()),
    /** What `page(value)` was given, for the front end's pager. */
    pages: listOf(mimeBundle),
  }),
  /** It threw, was interrupted (the error's name is `Interrupted`), or its session died (`SessionDied`). */
  v.strictObject({ kind: v.literal("failed"), error: cellError }),
])

export type CellEnd = v.InferOutput<typeof cellEnd>
