import { readdirSync, statSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import type { Problem } from "../../cell/problem.ts"
import { projectProblems } from "../../language/projectProblems.ts"
import { nearestConfiguration } from "../../runtime/modules/project.ts"
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
  /** Absolute path. */
  file: string
  /** Whether it is a notebook whose text could be had. */
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
  const projects = await checkProjects(notebooks)
  const all = [...checked, ...projects]
  if (json) printLines([toJson(all.flatMap(asJson))])
  else printLines(all.flatMap(({ file, problems }) => problemLines(file, problems)))
  if (!json) warnLines([summary(notebooks.length, all)])
  return all.some(({ problems }) => problems.some(isError)) ? exitCodes.wrongUse : exitCodes.completed
}

/** What keeps a notebook from being read is a problem of that notebook: the others are checked all the same. */
async function checkOne(notebook: string): Promise<Checked> {
  try {
    return { file: notebook, isRead: true, problems: (await outlineFlow({ notebook })).problems }
  } catch (error) {
    const message = errorMessage(error)
    return { file: notebook, isRead: false, problems: [{ message, line: 1, column: 1 }] }
  }
}

/** Loads TypeScript's part only where it is asked for. */
async function addTypeProblems(checked: readonly Checked[]): Promise<void> {
  const { TypeProblems } = await import("../../language/typeProblems.ts")
  await using typeProblems = new TypeProblems((text) => warnLines([text]))
  for (const one of checked) {
    if (one.isRead) one.problems = [...one.problems, ...(await typeProblems.of(one.file, one.problems))]
  }
}

/** The tsconfig.json files of notebooks, each once, with what they extend. */
async function checkProjects(notebooks: readonly string[]): Promise<readonly Checked[]> {
  const projects = new Set(notebooks.flatMap((notebook) => nearestConfiguration(dirname(notebook)) ?? []))
  const byFile = new Map<string, Map<string, Problem>>()
  for (const project of projects) {
    for (const { file, ...problem } of await projectProblems(project)) {
      const problems = byFile.get(file) ?? new Map<string, Problem>()
      // Several may extend the same.
      byFile.set(file, problems.set(JSON.stringify(problem), problem))
    }
  }
  return Array.from(byFile, ([file, problems]) => ({ file, isRead: false, problems: [...problems.values()] }))
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

function asJson({ file, problems }: Checked): object[] {
  return problems.map(({ line, column, message, severity = "error", fix }) => {
    return { file: relative(process.cwd(), file), line, column, severity, message, ...(fix && { fix }) }
  })
}

function summary(notebooks: number, checked: readonly Checked[]): string {
  const problems = checked.flatMap((one) => one.problems)
  const errors = problems.filter(isError).length
  const facts = [count(errors, "error"), count(problems.length - errors, "warning")]
  return `${count(notebooks, "notebook")} checked: ${problems.length === 0 ? "no problems" : facts.join(", ")}`
}
