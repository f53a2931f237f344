import type { LiveValue } from "../executor/liveProcess.ts"
import { mostCompletions, rank, wordStart, type Completions } from "./completions.ts"
import { fenced, inspectionOf, type Inspection } from "./inspection.ts"

/**
 * The dotted path of names at a place in a cell, such as `model`, `options` for `model.options.na|me`: what has to be
 * looked at for live values.
 */
export interface LivePath {
  /** The names before the last dot; none when a name of the notebook itself is being written. */
  owner: readonly string[]
  /** The whole path with the word that the place is in. */
  whole: readonly string[]
}

const path =
  /(?<![\p{ID_Continue}$.)\]"'`\s]\s*\??\.\s*)(?<![\p{ID_Continue}$#])((?:[\p{ID_Start}$_][\p{ID_Continue}$]*\s*\??\.\s*)*)([\p{ID_Continue}$]*)$/u
/** Longer than any path that a person writes. */
const longestPath = 500

/**
 * The path at a place; undefined where what stands before the place is no plain path (a call's result, a string …), or
 * where names are no values (in an import).
 */
export function livePathAt(source: string, offset: number): LivePath | undefined {
  const before = source.slice(Math.max(0, offset - longestPath), offset)
  const match = path.exec(before)
  if (!match) return undefined
  const [, owners = "", last = ""] = match
  const rest = /^[\p{ID_Continue}$]*/u.exec(source.slice(offset))?.[0] ?? ""
  const owner = owners
    .split(".")
    .map((name) => name.replace("?", "").trim())
    .filter((name) => name !== "")
  const word = last + rest
  return { owner, whole: word === "" ? owner : [...owner, word] }
}

/**
 * Adds what the live session knows to what TypeScript knows, each name once.
 * @param names properties of the value before the dot, or the names that cells have defined
 */
export function joinLive(
  completions: Completions,
  names: readonly string[],
  source: string,
  offset: number,
  isProperty: boolean,
): Completions {
  const start = wordStart(source, offset)
  const typed = source.slice(start, offset)
  const lead = source.slice(completions.start, start)
  const tail = source.slice(offset, completions.end)
  const known = new Set(completions.items.map(({ text }) => text))
  const added = [...new Set(names)]
    .filter((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name))
    .map((name) => ({ name, text: lead + name + tail, rank: rank(name, typed) ?? Infinity }))
    .filter(({ text, rank }) => rank <= 1 && !known.has(text))
    .toSorted((first, second) => first.rank - second.rank)
    .map(({ text }) => ({ text, kind: isProperty ? ("property" as const) : ("variable" as const) }))
  const items = [...completions.items, ...added]
  return { ...completions, items: items.slice(0, mostCompletions) }
}

/** Adds a live value to what TypeScript knows. */
export function joinLiveValue(
  inspection: Inspection | undefined,
  name: string,
  value: LiveValue | undefined,
): Inspection | undefined {
  if (!value) return inspection
  const live = `Value of \`${name}\`, ${value.type}:\n\n${fenced(value.text)}`
  return inspectionOf([inspection?.data["text/markdown"] ?? "", live])
}
