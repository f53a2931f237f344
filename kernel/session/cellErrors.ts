import { reportError } from "../runtime/error/report.ts"
import type { CellEnd, CellError } from "../model/cellOutput.ts"
import { cyan, dim, errorTitle } from "../runtime/live/colours.ts"
import { paintedExcerpt } from "../runtime/live/excerpt.ts"
import type { ErrorReport } from "../model/errorReport.ts"

/** Finds the source of a cell by its title. */
export type SourceFinder = (title: string) => string | undefined

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
 * An error as a front end shows it: what happened, and its frames with the lines of the cell where it happened.
 * @param report with places such as `In [3]:1:7` in its stack, or in its message when it has no stack
 * @param about a line to stand above it
 */
export function toCellError({ name, message, stack }: ErrorReport, sourceOf: SourceFinder, about?: string): CellError {
  const lines = (stack ?? "").split("\n")
  const frames = lines.slice(firstBelowTitle(lines, message))
  const shownIn = frames.findIndex((frame) => excerptAt(frame, sourceOf).length > 0)
  const traceback = [
    ...(about === undefined ? [] : [about]),
    errorTitle(name, message),
    ...(shownIn < 0 ? excerptAt(message, sourceOf) : []),
    ...frames.slice(0, shownIn + 1).map(paintFrame),
    ...excerptAt(frames[shownIn] ?? "", sourceOf),
    ...frames.slice(shownIn + 1).map(paintFrame),
  ]
  return { name, message, traceback }
}

/** Where a stack's frames begin, or what stands below its title where it has none. */
function firstBelowTitle(lines: readonly string[], message: string): number {
  const firstFrame = lines.findIndex((line) => /^\s+at /.test(line))
  return firstFrame < 0 ? message.split("\n").length : firstFrame
}

const place = /(In \[\d+\]):(\d+):(\d+)/

/** The lines around the place that a text names; none when it names none of a cell's. */
function excerptAt(text: string, sourceOf: SourceFinder): readonly string[] {
  const [, title = "", line, column] = place.exec(text) ?? []
  const source = sourceOf(title)
  return source === undefined ? [] : paintedExcerpt(source, Number(line), Number(column))
}

function paintFrame(frame: string): string {
  if (place.test(frame)) return frame.replace(place, (where) => cyan(where))
  // An error's fields, and the titles of those behind it, are as telling as its own.
  return /^\s+at /.test(frame) ? dim(frame) : frame
}
