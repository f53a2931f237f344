import * as v from "valibot"
import type { Artifact, MimeBundle } from "../api/types.ts"
import { isBounded, isRecord } from "./bounded.ts"
import { isTextType } from "./mimeType.ts"
import { boundedRecord, listOf } from "./schema.ts"

/** What is shown of a value, by MIME type: texts are texts. */
export const mimeBundle = v.custom<MimeBundle>(
  (value) =>
    isRecord(value) &&
    Object.entries(value).every(([type, data]) => (isTextType(type) ? typeof data === "string" : isBounded(data))),
)

/** Facts about what is shown. */
export const mimeMetadata: v.GenericSchema<unknown, MimeBundle> = boundedRecord

const rows = v.pipe(v.custom<unknown>(isBounded), listOf(v.custom<readonly unknown[]>(Array.isArray)))

/** What a task leaves for people to look at. */
export const artifact: v.GenericSchema<unknown, Artifact> = v.variant("kind", [
  v.strictObject({ kind: v.literal("markdown"), text: v.string() }),
  v.strictObject({ kind: v.literal("table"), caption: v.optional(v.string()), columns: listOf(v.string()), rows }),
  v.strictObject({ kind: v.literal("link"), url: v.string(), text: v.string() }),
  v.strictObject({
    kind: v.literal("image"),
    mimeType: v.string(),
    base64: v.string(),
    caption: v.optional(v.string()),
  }),
])
