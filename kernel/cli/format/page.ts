import { paintFor, type Paint } from "./style.ts"

/** What a page of text is written for. */
export interface Page {
  /** Milliseconds since 1970. */
  now: number
  paint: Paint
  /** Columns of the terminal; infinite for a pipe or a file, in which nothing is cut. */
  columns: number
}

/** A page for a stream, as of now. */
export function pageFor(stream: NodeJS.WriteStream): Page {
  return { now: Date.now(), paint: paintFor(stream), columns: (stream.isTTY && stream.columns) || Infinity }
}
