import { relative } from "node:path"
import { cellFilename } from "../../cell/cellCode.ts"
import { TranspileError } from "../../cell/transpile.ts"
import type { CellError } from "../../model/cellOutput.ts"
import { takeApart, walkParts, type ErrorPart } from "../error/parts.ts"
import { partNotes, reportError } from "../error/report.ts"
import { framesOf, type ShownFrame } from "../sourceMaps.ts"
import { cyan, dim, errorTitle } from "./colours.ts"
import { paintedExcerpt } from "./excerpt.ts"

/** Frames shown of one error. */
const maxFrames = 20

/** A place in a source whose text is known. */
type Place = NonNullable<ShownFrame["place"]>

/**
 * What was thrown, as a front end shows it. Anything can be thrown, and nothing is thrown here.
 * @param label what stacks call the cell
 */
export function cellErrorOf(thrown: unknown, label = "cell"): CellError {
  try {
    if (thrown instanceof TranspileError) return syntaxErrorOf(thrown, label)
  } catch {
    // A proxy, say, that lets nobody look.
  }
  const { name, message } = reportError(thrown)
  const traceback = [errorTitle(name, message)]
  try {
    const all = takeApart(thrown)
    for (const { part, role } of walkParts(all)) {
      if (part !== all) traceback.push(role + (part.isError ? errorTitle(part.name, part.message) : part.stack))
      if (part.isError) traceback.push(...frameLines(part))
      traceback.push(...partNotes(part))
    }
  } catch {
    // The same.
  }
  return { name, message: readable(message), traceback: traceback.map(readable) }
}

/** The error of a cell, or of a module that it imports, that can't be compiled. */
function syntaxErrorOf({ problem, filename, source, line, column }: TranspileError, cell: string): CellError {
  const isCell = filename === cellFilename
  const label = isCell ? cell : relative(process.cwd(), filename)
  const name = "SyntaxError"
  const lines = [`    at ${cyan(`${label}:${line}:${column}`)}`, ...excerpt({ label, line, column, source, isCell })]
  return { name, message: isCell ? problem : `${problem} (${label})`, traceback: [errorTitle(name, problem), ...lines] }
}

function frameLines({ thrown, stack }: ErrorPart): readonly string[] {
  // In the form in which it was thrown, even if somebody else made its stack.
  const all = thrown instanceof Error ? framesOf(thrown) : undefined
  const frames = all?.filter(({ text }) => !text.includes("node:internal/"))
  if (!frames) return linesOf(stack).slice(0, maxFrames).map(dim)
  // Where it was thrown, and how the cell came to be there.
  const first = frames.find(({ place }) => place)
  const inCell = frames.find(({ place }) => place?.isCell)
  const lines: string[] = []
  for (const frame of frames.slice(0, maxFrames)) {
    lines.push(`    at ${colouredFrame(frame)}`)
    if (frame.place && (frame === first || frame === inCell)) lines.push(...excerpt(frame.place))
  }
  if (frames.length > maxFrames) lines.push(dim(`    … ${frames.length - maxFrames} more`))
  return lines
}

/** The frames of a stack that somebody else made, without those of Node at the end. */
function linesOf(stack: string): readonly string[] {
  const lines = stack.split("\n").filter((line) => /^\s+at /.test(line))
  return lines.slice(0, lines.findLastIndex((line) => !/\bnode:/.test(line)) + 1)
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
