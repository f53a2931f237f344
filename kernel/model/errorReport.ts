import * as v from "valibot"
import { isBounded, isRecord } from "./bounded.ts"
import { listOf } from "./schema.ts"

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
  stack?: string | undefined
  /** Its own fields, such as a `status`. */
  fields?: Readonly<Record<string, FieldValue>> | undefined
  /** What caused it; what isn't an error has the name `Thrown`. */
  cause?: ErrorReport | undefined
  /** The errors that it bundles. */
  errors?: readonly ErrorReport[] | undefined
}

// A type that contains itself can't be inferred. An `Error` is no report: it would lose what isn't asked for.
const report: v.GenericSchema<unknown, ErrorReport> = v.pipe(
  v.custom<unknown>(isRecord),
  v.strictObject({
    name: v.string(),
    message: v.string(),
    stack: v.optional(v.string()),
    fields: v.optional(v.custom<Readonly<Record<string, FieldValue>>>(isRecord)),
    cause: v.optional(v.lazy(() => report)),
    errors: v.optional(listOf(v.lazy(() => report))),
  }),
)

/** An error's fields are of the author's own making. */
export const errorReport = v.pipe(v.custom<unknown>(isBounded), report)
