import type { CellContent, LineEnd, Original } from "./document.ts"
import type { OddPieces } from "./oddPieces.ts"
import { isObject } from "../isObject.ts"

/** What there is to say about a cell beside its kind and its text. */
export type CellFacts = Omit<CellContent, "kind" | "source">

/** The facts of a cell that another program has kept for us; what doesn't fit is left out. */
export function decodeCellFacts(kept: Readonly<Record<string, unknown>>): CellFacts {
  const { title, id, depth, metadata, original } = kept
  return {
    ...(typeof title === "string" && { title }),
    ...(typeof id === "string" && { id }),
    ...(typeof depth === "number" && { depth }),
    ...(isObject(metadata) && { metadata }),
    ...(isOriginal(original) && { original }),
  }
}

/** What another program has kept for us of a notebook beside its cells. */
export function decodeNotebookFacts({ header, lineEnd }: Readonly<Record<string, unknown>>): {
  header?: string
  lineEnd?: LineEnd
} {
  return { ...(typeof header === "string" && { header }), ...(isLineEnd(lineEnd) && { lineEnd }) }
}

/** The pieces of a cell's text in the file that another program has kept for us; what doesn't fit is left out. */
export function decodeOddPieces(kept: unknown): OddPieces {
  if (!isObject(kept)) return {}
  const { marker, body, gap } = kept
  return {
    ...(typeof marker === "string" && { marker }),
    ...(typeof body === "string" && { body }),
    ...(typeof gap === "string" && { gap }),
  }
}

function isOriginal(value: unknown): value is Original {
  if (!isObject(value) || typeof value["marker"] !== "string" || typeof value["body"] !== "string") return false
  return value["gap"] === undefined || typeof value["gap"] === "string"
}

function isLineEnd(value: unknown): value is LineEnd {
  return value === "\n" || value === "\r\n" || value === "\r"
}
