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

/** Where a message isn't as its schema says, for the end of a sentence: ` (at outcome.outputs.0.name)`. */
export function placeOf([issue]: readonly v.BaseIssue<unknown>[]): string {
  const path = issue && v.getDotPath(issue)
  return path ? ` (at ${path})` : ""
}
