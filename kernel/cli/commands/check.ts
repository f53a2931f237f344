import { readdirSync, statSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import type { Problem } from "../../cell/problem.ts"
import { outlineFlow } from "../../session/outline.ts"
import { toJson } from "../../store/json.ts"
import { exitCodes, UsageError } from "../exit.ts"
import { isError, problemLines } from "../format/problems.ts"
import { count } from "../../session/format/text.ts"
import { findNotebook } from "../notebookFile.ts"
import { printLines, warnLines } from "../output.ts"
import { errorMessage } from "../../errorMessage.ts"

export interface CheckOptions {
  json?: boolean
  types?: boolean
}

interface Checked {
  notebook: string
  /** Whether its text could be had. */
  isRead: boolean
  problems: readonly Problem[]
}

/** `tsnb check` */
export async function check(paths: readonly string[], { json = false, types = false }: CheckOptions): Promise<number> {
  const notebooks = [...new Set(paths.flatMap(notebooksAt))]
  if (notebooks.length === 0) throw new UsageError(`There are no .tsnb files in ${paths.join(", ")}.`)
  const checked: Checked[] = []
  for (const notebook of notebooks) checked.push(await checkOne(notebook))
  if (types) await addTypeProblems(checked)
  if (json) printLines([toJson(checked.flatMap(asJson))])
  else printLines(checked.flatMap(({ notebook, problems }) => problemLines(notebook, problems)))
  if (!json) warnLines([summary(checked)])
  return checked.some(({ problems }) => problems.some(isError)) ? exitCodes.wrongUse : exitCodes.completed
}

/** What keeps a notebook from being read is a problem of that notebook: the others are checked all the same. */
async function checkOne(notebook: string): Promise<Checked> {
  try {
    return { notebook, isRead: true, problems: (await outlineFlow({ notebook })).problems }
  } catch (error) {
    const message = errorMessage(error)
    return { notebook, isRead: false, problems: [{ message, line: 1, column: 1 }] }
  }
}

/** Loads TypeScript's part only where it is asked for. */
async function addTypeProblems(checked: readonly Checked[]): Promise<void> {
  const { TypeProblems } = await import("../../language/typeProblems.ts")
  await using typeProblems = new TypeProblems((text) => warnLines([text]))
  for (const one of checked) {
    if (one.isRead) one.problems = [...one.problems, ...(await typeProblems.of(one.notebook, one.problems))]
  }
}

function notebooksAt(path: string): string[] {
  const folder = resolve(path)
  if (!isFolder(folder)) return [findNotebook(path)]
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = join(folder, entry.name)
      if (entry.isDirectory()) return skipped(entry.name) ? [] : notebooksAt(inside)
      const mayBeRead = entry.isFile() || (entry.isSymbolicLink() && !isFolder(inside))
      return mayBeRead && entry.name.endsWith(".tsnb") ? [inside] : []
    })
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    // Gone, or a link that leads nowhere: whoever reads it says so.
    return false
  }
}

function skipped(folder: string): boolean {
  return folder === "node_modules" || folder.startsWith(".")
}

function asJson({ notebook, problems }: Checked): object[] {
  return problems.map(({ line, column, message, severity = "error", fix }) => {
    return { file: relative(process.cwd(), notebook), line, column, severity, message, ...(fix && { fix }) }
  })
}

function summary(checked: readonly Checked[]): string {
  const problems = checked.flatMap((one) => one.problems)
  const errors = problems.filter(isError).length
  const facts = [count(errors, "error"), count(problems.length - errors, "warning")]
  return `${count(checked.length, "notebook")} checked: ${problems.length === 0 ? "no problems" : facts.join(", ")}`
}
