/** What a task can make of an ingredient. */
export interface Use {
  /** Its value is plain data, the same each time. */
  expression: string
  /** What it looks at and may change: the next task would see that in a script, and doesn't in a run. */
  state?: string
}

/** Statements that change what is there, and maybe define something new. */
export interface Change {
  code: string
  /** What can be made of the names that it defines. */
  uses?: readonly (string | Use)[]
}

/** What an ingredient is made of. */
export interface Parts {
  /** Makes its names different from those of others. */
  id: string
  number: number
  /** An expression of an ingredient before it. */
  base: string
  /** The name of a list of rows, `{ id, kind, value, tags }`, most often of an ingredient before it. */
  rows: string
}

/** What an ingredient defines, how that is changed afterwards, and what can be made of it. */
export interface Recipe {
  defines: string
  /** One after the other, each with what it defines in a cell of its own, or in that of the definitions. */
  changes?: readonly (string | Change)[]
  /** What can be made of it at any time. */
  uses: readonly (string | Use)[]
  /** Names of lists of rows, for ingredients after it. */
  rows?: readonly string[]
}

export type Recipes = Readonly<Record<string, (parts: Parts) => Recipe>>
