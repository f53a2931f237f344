/** What a cell holds: TypeScript, Markdown, or text that is passed on as it is. */
export type CellKind = "code" | "markdown" | "raw"

/** The line ends that a file may have. */
export type LineEnd = "\n" | "\r\n" | "\r"

/** A cell's own piece of the file it was read from, byte for byte. */
export interface Original {
  /** The marker line with its line end; empty for code before the first marker. */
  marker: string
  body: string
  /** The blank line before the next cell, or "" where there is none; absent for the last cell of a file. */
  gap?: string
}

/** What there is to say about a cell, wherever it comes from. */
export interface CellContent {
  kind: CellKind
  /** The text without comment signs before Markdown; lines end in `\n`, without one at the end. */
  source: string
  title?: string
  id?: string
  /** How deep the cell is nested: the number of `%` beyond two. */
  depth?: number
  /** What else the marker says, such as `tags`. A flag without a value is null. */
  metadata?: Readonly<Record<string, unknown>>
  /**
   * Printed in place of what it was read as, so that untouched cells keep their bytes.
   * Copy it along when a cell is edited: what doesn't fit the cell any more is left out by itself.
   */
  original?: Original
}

/** A cell as it was read from a file. */
export interface Cell extends CellContent {
  /** 1-based line of the source's first line in the file. */
  line: number
  metadata: Readonly<Record<string, unknown>>
}

/** A notebook to print. */
export interface NotebookContent {
  /** Text before the first cell: byte order mark, shebang, Jupytext's `// ---` block, blank lines. */
  header?: string
  /** Line end of lines that are written anew; `\n` unless given. */
  lineEnd?: LineEnd
  cells: readonly CellContent[]
}

/** A notebook as it was read from a file. */
export interface Notebook extends NotebookContent {
  header: string
  lineEnd: LineEnd
  cells: readonly Cell[]
}
