import type { LiveValue } from "../model/liveMessages.ts"
import { maxCompletions, rank, wordStart, type Completions } from "./completions.ts"
import { fenced, inspectionOf, type Inspection } from "./inspection.ts"

/** What every object has is in the way until somebody begins to write it. */
const ofEveryObject: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype))

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
    .filter((name) => typed !== "" || !ofEveryObject.has(name))
    .filter((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name))
    .map((name) => ({ name, text: lead + name + tail, rank: rank(name, typed) ?? Infinity }))
    .filter(({ text, rank }) => rank <= 1 && !known.has(text))
    .toSorted((first, second) => first.rank - second.rank)
    .map(({ text }) => ({ text, kind: isProperty ? ("property" as const) : ("variable" as const) }))
  const items = [...completions.items, ...added]
  return { ...completions, items: items.slice(0, maxCompletions) }
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
