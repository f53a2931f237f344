import { inspect } from "node:util"
import { ownText } from "../../../api/ownText.ts"
import { cutText, oneLine } from "../oneLine.ts"

/** A cell as text. */
export interface Cell {
  text: string
  /** Whether there is no value: null, undefined or NaN. */
  isMissing: boolean
}

/** What is shown of a column. */
export interface ColumnCells {
  cells: readonly Cell[]
  /** Whether all values that are there are numbers, which belong to the right. */
  isNumeric: boolean
}

/** Digits behind the point, at most. */
const maxDecimals = 6
/** Of a text, more isn't even looked at. */
const maxTextLength = 1_000

/**
 * Values of a column as text, its numbers with equally many digits behind the point.
 * @param longest characters of a cell
 */
export function columnCells(values: readonly unknown[], longest: number): ColumnCells {
  const present = values.filter((value) => !isMissing(value))
  const isNumeric =
    present.length > 0 && present.every((value) => typeof value === "number" || typeof value === "bigint")
  const decimals = Math.max(0, ...present.map(decimalsOf))
  const cells = values.map((value) => ({
    text: cutText(cellText(value, decimals), longest),
    isMissing: isMissing(value),
  }))
  return { cells, isNumeric }
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value)
}

function cellText(value: unknown, decimals: number): string {
  switch (typeof value) {
    case "string":
      return oneLine(value.slice(0, maxTextLength))
    case "number":
      return isPlain(value) ? value.toFixed(decimals) : String(Number(value.toPrecision(maxDecimals + 1)))
    case "bigint":
      return String(value)
    case "object":
      if (value instanceof Date) return dateText(value)
      return oneLine(
        ownText(value) ?? inspect(value, { depth: 0, maxArrayLength: 10, maxStringLength: 100, breakLength: Infinity }),
      )
    default:
      return oneLine(inspect(value))
  }
}

/** Whether the usual notation does for a number: neither so large nor so small that it would be all zeros. */
function isPlain(value: number): boolean {
  const size = Math.abs(value)
  return value === 0 || (size >= 10 ** (2 - maxDecimals) && size < 1e15) || (Number.isInteger(value) && size < 1e21)
}

function decimalsOf(value: unknown): number {
  if (typeof value !== "number" || !isPlain(value) || Number.isInteger(value)) return 0
  return value.toFixed(maxDecimals).replace(/0+$/, "").split(".")[1]?.length ?? 0
}

/** As ISO 8601 has it, without fractions of a second that are zero. */
function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? "Invalid Date" : date.toISOString().replace(".000Z", "Z")
}
