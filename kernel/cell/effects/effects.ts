import type { ValueSource } from "./valueSources.ts"

/** A call of something that the cell's inner scopes don't define. */
export interface CallEffect {
  /** The names at the start of its arguments, such as `rows` of `rows.first`. */
  hands: ReadonlySet<string>
  /** The names that functions among its arguments get at. */
  captures: ReadonlySet<string>
  /** What its arguments are, are a part of or hold, those of the function that the call is in among them. */
  handed: readonly ValueSource[]
  /** It is called without any arguments. */
  isBare: boolean
  /** Nobody uses what it gives: it is called for what it does. */
  isCommand: boolean
  /** Nothing around it catches what it throws. */
  mayThrow: boolean
  /** A method of what it gives is called for what that does: `createWriteStream(path).end(text)`. */
  startsChain: boolean
}

/**
 * How much a function may change of what it is handed: nothing, only what that is itself (`rows.sort()`), or its parts as
 * well, such as the elements of a list.
 */
export type ArgumentChange = "none" | "itself" | "parts"

/** The one of them that is most. */
export function mostOf(changes: Iterable<ArgumentChange>): ArgumentChange {
  const all = new Set(changes)
  if (all.has("parts")) return "parts"
  return all.has("itself") ? "itself" : "none"
}

/** What evaluating code does beside giving a value. All names are the cell's own, those of other cells, or globals. */
export interface Effects {
  /** Names that are assigned to, or a part of which is. */
  changes: ReadonlySet<string>
  /** What values may be, be a part of or hold a part of which is changed. */
  alters: readonly ValueSource[]
  /** What comes to be known, in whole or in part, by names of cells: by `const first = rows[0]` or `all.push(rows)`. */
  flows: ReadonlyMap<string, readonly ValueSource[]>
  /** What the functions give whose code it is. */
  gives: readonly ValueSource[]
  /** Those of them that functions assign to as a whole (`count = 1`, `count++`), whenever these run. */
  assignedByFunctions: ReadonlySet<string>
  /** Those of them that the same code may change further when it runs once more: they aren't just given a constant. */
  changesFurther: ReadonlySet<string>
  /**
   * What is called, by its dotted name: `register`, `dayjs.extend`. A computed part reads `[]`; what is called without a
   * name at its start, such as a method of a list that is written out, is under the empty text.
   */
  calls: ReadonlyMap<string, CallEffect>
  /** What is read of names, which may run an accessor: `rows.first`; of a part of a part, the name at the start and the part. */
  parts: ReadonlySet<string>
  /** How much it changes of the parameters of the function that it is in. */
  changesArguments: ArgumentChange
  /** It throws on purpose, and doesn't catch that. */
  throws: boolean
  /** It waits for something; a function does whose code it is. */
  awaits: boolean
  /** It hands functions to a timer, a promise or the like, which runs them later. */
  defers: boolean
  /** Reading a part of what it makes may run code: it has accessors, or makes proxies. */
  hasAccessors: boolean
}

/** The effects of a top-level statement: when it is evaluated, and when functions and classes within it are used. */
export interface StatementEffects {
  now: Effects
  later: Effects
}
