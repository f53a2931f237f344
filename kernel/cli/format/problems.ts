import { relative } from "node:path"
import type { Problem } from "../../cell/problem.ts"
import { terminalLine } from "../../session/format/terminalText.ts"
import { formatProblem } from "../../session/api.ts"

/** A path as it is written from the current folder, to be shown in a line of text. */
export function shortPath(path: string, folder: string = process.cwd()): string {
  return terminalLine(relative(folder, path) || ".")
}

/** Problems of a notebook in the order of their lines, as editors and terminals link them. */
export function problemLines(notebook: string, problems: readonly Problem[], folder?: string): string[] {
  const file = shortPath(notebook, folder)
  return problems
    .toSorted((one, other) => one.line - other.line || one.column - other.column)
    .map((problem) => formatProblem(file, withSeverity(problem)))
}

function withSeverity(problem: Problem): Problem {
  return problem.severity === "warning" ? { ...problem, message: `warning: ${problem.message}` } : problem
}

/** True when the problem keeps the notebook from running. */
export function isError(problem: Problem): boolean {
  return problem.severity !== "warning"
}
