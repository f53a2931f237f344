import * as v from "valibot"
import { isBounded, isRecord } from "./bounded.ts"

// What schemas of several messages are made of, beside what the library has.

/** A whole number. */
export const integer = v.custom<number>(Number.isSafeInteger)

/** A whole number that isn't negative: how many, or how large. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** Neither NaN nor infinite. */
export const finiteNumber = v.custom<number>(Number.isFinite)

/** NaN and the infinities included. */
export const anyNumber = v.custom<number>((value) => typeof value === "number")

/** A SHA-256 hash in hex. Files are found by it, so nothing else may pass. */
export const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

/** A list without holes, since one with holes may claim any length. */
export function listOf<Item>(item: v.GenericSchema<unknown, Item>): v.GenericSchema<unknown, readonly Item[]> {
  return v.pipe(v.custom<readonly unknown[]>(isDenseList), v.array(item), v.readonly())
}

function isDenseList(value: unknown): boolean {
  return Array.isArray(value) && Object.keys(value).length === value.length
}

export const logLevel = v.picklist(["debug", "info", "warn", "error"])

/** An object whose parts are the author's own affair. */
export const boundedRecord = v.custom<Readonly<Record<string, unknown>>>((value) => isRecord(value) && isBounded(value))

type TypedSchema = v.StrictObjectSchema<
  v.ObjectEntries & { readonly type: v.LiteralSchema<string, undefined> },
  undefined
>

/**
 * What takes messages for what they are. A task may write a million lines: to look up the schema by the message's type takes
 * half as long as to have the variant find it.
 * @param sender who sends them, for messages: `The task's process`
 * @returns throws a TypeError that names what is wrong
 */
export function decoderOf<Schema extends TypedSchema>(
  sender: string,
  { options }: { readonly options: readonly Schema[] },
): (message: unknown) => v.InferOutput<Schema> {
  const schemas = new Map<unknown, Schema>(options.map((schema) => [schema.entries.type.literal, schema]))
  return (message) => {
    const type = isRecord(message) ? message["type"] : undefined
    const schema = schemas.get(type)
    if (!schema) throw new TypeError(`${sender} sent a message of an unknown form`)
    const { success, output, issues } = v.safeParse(schema, message)
    if (success) return output
    throw new TypeError(`${sender} sent a '${String(type)}' that isn't of its form${placeOf(issues)}`)
  }
}

/** Where a message isn't as its schema says, for the end of a sentence: ` (at outcome.outputs.0.name)`. */
function placeOf([issue]: readonly v.BaseIssue<unknown>[]): string {
  const path = issue && v.getDotPath(issue)
  return path ? ` (at ${path})` : ""
}
