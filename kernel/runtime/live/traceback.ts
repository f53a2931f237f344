import { TranspileError } from "../../cell/transpile.ts"
import type { CellError } from "../cellOutput.ts"
import { errorParts, reportError, type ErrorPart } from "../errorReport.ts"
import { framesOf, type ShownFrame } from "../sourceMaps.ts"
import { cyan, dim, errorTitle } from "./colours.ts"
import { paintedExcerpt } from "./excerpt.ts"

/** Frames shown of one error. */
const mostFrames = 20

/** A place in a source whose text is known. */
type Place = NonNullable<ShownFrame["place"]>

/** What was thrown, as a front end shows it. Anything can be thrown, and nothing is thrown here. */
export function cellErrorOf(thrown: unknown): CellError {
  const { name, message } = reportError(thrown)
  const traceback = [errorTitle(name, message)]
  try {
    for (const [index, part] of errorParts(thrown).entries()) {
      if (index > 0) traceback.push(`Caused by: ${errorTitle(part.name, part.message)}`)
      traceback.push(...frameLines(part))
    }
  } catch {
    // A proxy, say, that lets nobody look.
  }
  return { name, message: readable(message), traceback: traceback.map(readable) }
}

/**
 * The error of a cell that can't be compiled.
 * @param label what stacks call the cell
 */
export function syntaxErrorOf({ problem, line, column }: TranspileError, label: string, source: string): CellError {
  const place = { label, line, column, source, isCell: true }
  const traceback = [
    errorTitle("SyntaxError", problem),
    `    at ${cyan(`${label}:${line}:${column}`)}`,
    ...excerpt(place),
  ]
  return { name: "SyntaxError", message: problem, traceback }
}

function frameLines({ error, stack }: ErrorPart): readonly string[] {
  // In the form in which it was thrown, even if somebody else made its stack.
  const frames = error instanceof Error ? framesOf(error) : undefined
  if (!frames)
    return stack
      .split("\n")
      .filter((line) => /^\s+at /.test(line))
      .slice(0, mostFrames)
      .map(dim)
  // Where it was thrown, and how the cell came to be there.
  const first = frames.find(({ place }) => place)
  const inCell = frames.find(({ place }) => place?.isCell)
  const lines: string[] = []
  for (const frame of frames.slice(0, mostFrames)) {
    lines.push(`    at ${colouredFrame(frame)}`)
    if (frame.place && (frame === first || frame === inCell)) lines.push(...excerpt(frame.place))
  }
  if (frames.length > mostFrames) lines.push(dim(`    … ${frames.length - mostFrames} more`))
  return lines
}

function colouredFrame({ text, place }: ShownFrame): string {
  if (!place) return dim(text)
  const where = `${place.label}:${place.line}:${place.column}`
  return text.replace(where, () => cyan(where))
}

function excerpt({ source, line, column }: Place): readonly string[] {
  return paintedExcerpt(source, line, column)
}

/** Without what compiling put in the place of names: V8 quotes the code in some messages. */
function readable(text: string): string {
  return text.replaceAll(/\(0 ?, \$tsnb\$*s\.([\w$]+)\)/g, "$1").replaceAll(/\$tsnb\$*s\./g, "")
}
