import { styleText } from "node:util"
import { reportError } from "../runtime/errorReport.ts"
import type { CellEnd, CellError } from "../runtime/cellOutput.ts"
import type { ErrorReport } from "../runtime/messages.ts"

/** Finds the source of a cell by its title. */
export type SourceFinder = (title: string) => string | undefined

/** Lines of the source shown before and after the one where the error is. */
const around = 2

/** The end of a cell that failed. */
export function failedEnd(error: CellError): CellEnd {
  return { kind: "failed", error }
}

/** An error of tsnb's own, or a refusal, as a front end shows it. */
export function cellErrorOf(thrown: unknown, sourceOf: SourceFinder = () => undefined): CellError {
  const { name, message } = reportError(thrown)
  return toCellError({ name, message }, sourceOf)
}

/**
 * An error as a front end shows it: what happened, the lines of the cell where it happened, and the frames.
 * @param report with places such as `In [3]:1:7` in its stack, or in its message when it has no stack
 * @param about a line to stand above it
 */
export function toCellError({ name, message, stack }: ErrorReport, sourceOf: SourceFinder, about?: string): CellError {
  const lines = (stack ?? "").split("\n")
  const firstFrame = lines.findIndex((line) => /^\s+at /.test(line))
  const frames = firstFrame < 0 ? [] : lines.slice(firstFrame)
  const head = `${paint("red", name)}: ${message}`
  const place = findPlace(frames.join("\n")) ?? findPlace(message)
  const source = place && sourceOf(place.title)
  const excerpt = place && source !== undefined ? excerptOf(source, place.line) : []
  return {
    name,
    message,
    traceback: [
      ...(about === undefined ? [] : [about]),
      head,
      ...excerpt,
      ...frames.map((frame) => paint("dim", frame)),
    ],
  }
}

function findPlace(text: string): { title: string; line: number } | undefined {
  const [, title, line] = /(In \[\d+\]):(\d+):\d+/.exec(text) ?? []
  return title === undefined ? undefined : { title, line: Number(line) }
}

function excerptOf(source: string, line: number): readonly string[] {
  const lines = source.split("\n")
  const first = Math.max(1, line - around)
  const last = Math.min(lines.length, line + around)
  const width = String(last).length
  return lines.slice(first - 1, last).map((text, index) => {
    const number = first + index
    const numbered = `${String(number).padStart(width)} │ ${text}`
    return number === line ? `${paint("red", ">")} ${numbered}` : `  ${numbered}`
  })
}

/** Front ends show colours whatever this process's own output is. */
function paint(format: "red" | "dim", text: string): string {
  return styleText(format, text, { validateStream: false })
}
