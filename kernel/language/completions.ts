import type { ServerCompletion } from "./protocol.ts"

/** What a completion is, by the names that Jupyter's front ends know. */
export type CompletionKind =
  | "class"
  | "constant"
  | "enum"
  | "function"
  | "interface"
  | "keyword"
  | "module"
  | "path"
  | "property"
  | "text"
  | "type"
  | "variable"

export interface Completion {
  /** What stands in the cell afterwards, in the place of what is between `start` and `end` of the completions. */
  text: string
  kind: CompletionKind
  /** Its type, where it is known. */
  type?: string
}

/** What may stand at a place in a cell. */
export interface Completions {
  /** UTF-16 offsets in the cell's source: what is replaced. */
  start: number
  end: number
  /** The best first, each text once. */
  items: readonly Completion[]
}

/** More than this no person looks through. */
export const maxCompletions = 500

const kinds: readonly (CompletionKind | undefined)[] = [
  undefined,
  "text",
  "function",
  "function",
  "class",
  "property",
  "variable",
  "class",
  "interface",
  "module",
  "property",
  "constant",
  "text",
  "enum",
  "keyword",
  "text",
  "text",
  "path",
  "text",
  "path",
  "constant",
  "constant",
  "class",
  "text",
  "text",
  "type",
]

/** The kind by the language server protocol's number. */
export function kindOf(kind: number | undefined): CompletionKind {
  return kinds[kind ?? 0] ?? "text"
}

/** A server's completion with its place in the cell. */
export interface PlacedCompletion extends ServerCompletion {
  start: number
  end: number
}

/** Where the word begins that ends at an offset. */
export function wordStart(source: string, offset: number): number {
  return (
    offset -
    (/[\p{ID_Continue}$\u200C\u200D]*$/u.exec(source.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0)
  )
}

/** The completions that fit what has been typed, in the server's order. */
export function choose(
  found: readonly PlacedCompletion[],
  source: string,
  offset: number,
): readonly PlacedCompletion[] {
  const word = wordStart(source, offset)
  const fit = rankBy(found, ({ label, start }) => {
    // Where the server replaces a dot too (`?.name`), the name alone is typed.
    const typed = source.slice(source[start] === "." || source[start] === "?" ? word : start, offset)
    return rank(label, typed)
  })
  return fit.slice(0, maxCompletions)
}

/** How well a name fits what has been typed: 0 best, undefined not at all. */
export function rank(name: string, typed: string): number | undefined {
  if (name.startsWith(typed)) return 0
  const lower = name.toLowerCase()
  const typedLower = typed.toLowerCase()
  if (lower.startsWith(typedLower)) return 1
  return typedLower.length > 1 && lower.includes(typedLower) ? 2 : undefined
}

function rankBy(
  found: readonly PlacedCompletion[],
  rankOf: (completion: PlacedCompletion) => number | undefined,
): readonly PlacedCompletion[] {
  const ranked = found.flatMap((completion) => {
    const rank = rankOf(completion)
    return rank === undefined ? [] : [{ completion, rank }]
  })
  // What merely contains the text is of use only where nothing starts with it.
  const best = ranked.some(({ rank }) => rank < 2) ? ranked.filter(({ rank }) => rank < 2) : ranked
  return best
    .toSorted(
      (first, second) =>
        first.rank - second.rank ||
        compare(first.completion.sortText, second.completion.sortText) ||
        compare(first.completion.label, second.completion.label),
    )
    .map(({ completion }) => completion)
}

function compare(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0
}

/** Puts completions of different places over one range, the widest of them, as Jupyter wants it. */
export function overOneRange(
  chosen: readonly PlacedCompletion[],
  source: string,
  offset: number,
  types: ReadonlyMap<PlacedCompletion, string> = new Map(),
): Completions {
  const start = Math.min(wordStart(source, offset), ...chosen.map((each) => each.start))
  const end = Math.max(offset, ...chosen.map((each) => each.end))
  const texts = new Set<string>()
  const items = chosen.flatMap((each): readonly Completion[] => {
    const text = source.slice(start, each.start) + (each.insertText ?? each.label) + source.slice(each.end, end)
    if (texts.has(text)) return []
    texts.add(text)
    const type = types.get(each)
    return [{ text, kind: kindOf(each.kind), ...(type !== undefined && { type }) }]
  })
  return { start, end, items }
}
