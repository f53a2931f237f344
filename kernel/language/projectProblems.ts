import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { placeAt } from "../cell/place.ts"
import type { Place, Problem } from "../cell/problem.ts"
import { packageFolderOf } from "../runtime/trace/paths.ts"
import { serverProgram } from "./serverProgram.ts"

/** A problem of a tsconfig.json, or of one that it extends. */
export interface ProjectProblem extends Problem {
  /** Absolute path of the file that has it. */
  file: string
}

/** All that TypeScript needs to know when it compiles nothing: no library, whose reading would take time. */
const globalTypes =
  "interface Array<T> {} interface Boolean {} interface CallableFunction {} interface Function {} interface IArguments {} " +
  "interface NewableFunction {} interface Number {} interface Object {} interface RegExp {} interface String {}"
const configurationFile = "tsconfig.json"
const typesFile = "global.d.ts"

/**
 * What TypeScript objects to in a tsconfig.json: errors where it can't be used, warnings where a part has no effect.
 * @param project its absolute path
 * @returns nothing where TypeScript can't be asked
 */
export async function projectProblems(project: string): Promise<readonly ProjectProblem[]> {
  const folder = await mkdtemp(join(tmpdir(), "tsnb-project-"))
  try {
    // In a project of its own, so that none of the files are read that belong to this one.
    const configuration = {
      extends: project,
      files: [typesFile],
      include: [],
      references: [],
      compilerOptions: { noEmit: true, noLib: true, noCheck: true, types: [] },
    }
    await writeFile(join(folder, configurationFile), JSON.stringify(configuration))
    await writeFile(join(folder, typesFile), globalTypes)
    return await problemsIn(await compile(folder), folder, project)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the compiler prints. */
async function compile(folder: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  try {
    // It fails when it finds errors, which it prints.
    execFile(serverProgram(), ["-p", folder, "--pretty", "false"], { cwd: folder }, (_, output) => resolve(output))
  } catch {
    // It isn't installed for this system.
    resolve("")
  }
  return promise
}

const placed = /^(?<file>.+)\((?<line>\d+),(?<column>\d+)\): error TS(?<code>\d+): (?<message>.*)$/
const unplaced = /^error TS(?<code>\d+): (?<message>.*)$/

async function problemsIn(output: string, folder: string, project: string): Promise<readonly ProjectProblem[]> {
  const problems: ProjectProblem[] = []
  for (const text of output.split(/\r?\n/)) {
    const {
      file: relative,
      line,
      column,
      code,
      message = "",
    } = (placed.exec(text) ?? unplaced.exec(text))?.groups ?? {}
    if (code === undefined) continue
    const file = relative === undefined ? project : resolve(folder, relative)
    const severity = isUnusable(Number(code)) ? "error" : "warning"
    // What is said of the options together also hangs on those that are given here.
    if (file === join(folder, configurationFile)) continue
    // Somebody else's, who may have meant another version of TypeScript.
    if (severity === "warning" && packageFolderOf(file) !== undefined) continue
    const place =
      relative === undefined ? await placeOf(project, message) : { line: Number(line), column: Number(column) }
    problems.push({ file, message, severity, ...place })
  }
  return problems
}

/** Syntax errors, and what keeps a file from being read at all. */
function isUnusable(code: number): boolean {
  return code < 2000 || code === 5083 || code === 5092 || code === 6053 || code === 18_000
}

/** Of files that aren't there, TypeScript tells no place. */
async function placeOf(project: string, message: string): Promise<Place> {
  const text = await readFile(project, "utf8").catch(() => "")
  const name = /[^\\/']+(?='\.$)/.exec(message)?.[0] ?? "extends"
  const found = [`"extends"`, name].map((each) => text.indexOf(each)).findLast((offset) => offset >= 0)
  return placeAt(text, found ?? 0)
}
