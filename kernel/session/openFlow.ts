import { hash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { basename, dirname, extname, resolve } from "node:path"
import { analysisOf } from "../cell/analysisCache.ts"
import {
  ParameterError,
  parametersOf,
  parameterValues,
  recordedParameters,
  recordedValue,
  recordedValues,
  withParameterValues,
  type Parameter,
} from "../cell/parameters.ts"
import { exactText } from "../cell/exactValue.ts"
import { dependenciesOf, type Dependencies } from "../flow/dependencies.ts"
import { buildGraph } from "../flow/buildGraph.ts"
import type { CodeCell, FlowGraph } from "../flow/graph.ts"
import { inOrder } from "../flow/graphProblems.ts"
import { cellsBehind, errorsByCell } from "../flow/needs.ts"
import { taskCode } from "../flow/taskCode.ts"
import { conflictLines } from "../notebook/conflicts.ts"
import type { Notebook } from "../notebook/document.ts"
import { parseNotebook } from "../notebook/tsnb.ts"
import { localModuleFacts } from "./localModuleFacts.ts"
import { NotebookProblemsError, RequestError, type FlowRequest, type NotebookSource } from "./api.ts"
import { secretsOf, unknowableSecret, type Secrets } from "./secrets.ts"
import { errorMessage } from "../errorMessage.ts"
import { shellWord } from "../shellWord.ts"

/** A notebook read as a flow. */
export interface OpenedFlow {
  /** Absolute path. */
  notebook: string
  /** SHA-256 of the file that was read; absent when the cells were given. */
  fileHash?: string
  graph: FlowGraph
  dependencies: Dependencies
  /** Hashes of the tasks' code by name, as the text has it: without the values that were given for parameters. */
  code: ReadonlyMap<string, string>
  /** The parameters' values, as far as the text tells them; of secret ones a mark, where they were given. */
  parameters: Readonly<Record<string, unknown>>
  /** The same as JSON that says all of them. */
  exactParameters: Readonly<Record<string, string>>
  secrets: Secrets
}

/**
 * Reads a notebook's graph, problems included.
 * @throws {RequestError} when the file can't be read
 */
export async function readGraph(source: NotebookSource): Promise<{ notebook: string; graph: FlowGraph }> {
  const { path, cells, conflicts = [] } = await readCells(source)
  const graph = graphOf(path, cells, source)
  return { notebook: path, graph: conflicts.length === 0 ? graph : withConflicts(graph, conflicts) }
}

/**
 * Reads a notebook as a flow with values for its parameters.
 * @throws {RequestError} when the file can't be read, or a parameter is unknown or of the wrong type
 * @throws {NotebookProblemsError} when the notebook has problems
 */
export async function openFlow(
  source: NotebookSource & Pick<FlowRequest, "only" | "alone" | "recorded">,
  given: Readonly<Record<string, unknown>> = {},
): Promise<OpenedFlow> {
  const { path, cells: all, fileHash } = await readCells(source)
  const cells = source.alone === true ? all.filter((cell) => !isHook(cell)) : all
  const plain = graphOf(path, cells, source)
  const errors = errorsThatMatter(plain, source)
  if (errors.length > 0) throw new NotebookProblemsError(path, errors)
  const values = checkedValues(() => valuesFor(declaredParameters(plain), given, source.recorded))
  refuseUnknowable(plain, values)
  const secrets = secretsIn(plain, values)
  const graph = values.size === 0 ? plain : graphOf(path, withValues(plain, values), source)
  const defaults = Object.fromEntries(
    declaredParameters(graph).flatMap(({ name, default: value }) =>
      value === undefined || secrets.names.has(name) ? [] : [[name, recordedValue(value)]],
    ),
  )
  return {
    notebook: path,
    ...(fileHash !== undefined && { fileHash }),
    graph,
    dependencies: dependenciesOf(graph),
    code: taskCode(plain),
    parameters: { ...defaults, ...recordedValues(values, secrets.names) },
    exactParameters: exactParameters(declaredParameters(plain), values, secrets),
    secrets,
  }
}

/** Those that were given, and those of an earlier run for the others. */
function valuesFor(
  parameters: readonly Parameter[],
  given: Readonly<Record<string, unknown>>,
  recorded: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, unknown> {
  const values = parameterValues(parameters, given)
  const others = Object.entries(recorded).filter(([name]) => !values.has(name))
  return new Map([...recordedParameters(parameters, Object.fromEntries(others)), ...values])
}

function exactParameters(
  parameters: readonly Parameter[],
  values: ReadonlyMap<string, unknown>,
  { names: secret }: Secrets,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    parameters.flatMap(({ name, exact }) => {
      const text = values.has(name) ? exactText(values.get(name)) : exact
      return text === undefined || secret.has(name) ? [] : [[name, text] as const]
    }),
  )
}

function isHook({ source, analysis = analysisOf(source) }: CodeCell): boolean {
  return analysis.directive?.kind === "on"
}

function errorsThatMatter(graph: FlowGraph, { only = [], alone = false }: Pick<FlowRequest, "only" | "alone">) {
  if (!alone) return graph.problems.filter(({ severity }) => severity !== "warning")
  const needed = cellsBehind(
    graph,
    only.flatMap((name) => graph.tasks.get(name)?.cell ?? []),
  )
  return [...errorsByCell(graph)].flatMap(([cell, errors]) => (needed.has(cell) ? errors : []))
}

/**
 * The parameters of a flow, as its `@parameters` cell declares them. Where a newer cell has defined one of them again
 * (papermill does so), the default is what that one says.
 */
export function declaredParameters({ cells, definers }: FlowGraph): readonly Parameter[] {
  const cell = cells.find(({ kind }) => kind === "parameters")
  if (!cell) return []
  return parametersOf(cell.source).map((parameter) => {
    const definer = definers.get(parameter.name)
    return !definer || definer === cell ? parameter : withDefaultOf(parameter, definer)
  })
}

/** Whether only running the notebook would tell a secret of its, so that nothing could keep it out of records. */
export function hasUnknowableSecret(graph: FlowGraph): boolean {
  return unknowableIn(graph, new Map()) !== undefined
}

function unknowableIn(graph: FlowGraph, given: ReadonlyMap<string, unknown>): string | undefined {
  const source = graph.cells.find(({ kind }) => kind === "parameters")?.source ?? ""
  return unknowableSecret(declaredParameters(graph), source, given)
}

function refuseUnknowable(graph: FlowGraph, given: ReadonlyMap<string, unknown>): void {
  const name = unknowableIn(graph, given)
  if (name === undefined) return
  throw new RequestError(
    `The value of the secret parameter '${name}' is known only when its cell runs, so it can't be kept out of logs. Take it from the environment (process.env.NAME), or give it: -p ${name}=…`,
  )
}

/** What is secret of a flow's parameters. @param given values for parameters */
export function secretsIn(graph: FlowGraph, given: ReadonlyMap<string, unknown> = new Map()): Secrets {
  const source = graph.cells.find(({ kind }) => kind === "parameters")?.source ?? ""
  return secretsOf(declaredParameters(graph), source, given)
}

function withDefaultOf(parameter: Parameter, newer: CodeCell): Parameter {
  const value = parametersOf(newer.source).find(({ name }) => name === parameter.name)?.default
  const { default: _, ...declared } = parameter
  return value === undefined ? declared : { ...declared, default: value }
}

/** The cells with the parameters' values in the place of what they say themselves. */
function withValues({ cells, definers }: FlowGraph, values: ReadonlyMap<string, unknown>): readonly CodeCell[] {
  for (const name of values.keys()) {
    const definer = definers.get(name)
    if (!definer || parametersOf(definer.source).some((parameter) => parameter.name === name)) continue
    throw new RequestError(
      `The parameter '${name}' can't be given a value: ${definer.label} defines it otherwise than with 'const ${name} = …'`,
    )
  }
  return cells.map(({ line, source, title, id, analysis }) => ({
    line,
    source: [...values.keys()].some((name) => analysis.defines.has(name))
      ? withParameterValues(source, values)
      : source,
    ...(title !== undefined && { title }),
    ...(id !== undefined && { id }),
  }))
}

function graphOf(path: string, cells: readonly CodeCell[], { newestWins = false }: NotebookSource): FlowGraph {
  return buildGraph(basename(path, extname(path)), cells, { newestWins, modules: localModuleFacts(dirname(path)) })
}

function checkedValues<Value>(check: () => Value): Value {
  try {
    return check()
  } catch (error) {
    if (error instanceof ParameterError) throw new RequestError(error.message)
    throw error
  }
}

/** A notebook's cells that aren't empty. */
interface ReadCells {
  /** Absolute path of the notebook. */
  path: string
  cells: readonly CodeCell[]
  /** SHA-256 of the file, where the cells are the file's. */
  fileHash?: string
  /** Lines with marks of a merge. */
  conflicts?: readonly number[]
}

async function readCells(source: NotebookSource): Promise<ReadCells> {
  const path = resolve(source.notebook)
  if (source.cells) return { path, cells: notEmpty(source.cells) }
  const bytes = await readBytes(path, source.notebook)
  const text = bytes.toString()
  const notebook = parseNotebook(text)
  const conflicts = conflictLines(text, notebook)
  return { path, cells: notEmpty(codeCells(notebook)), fileHash: hash("sha256", bytes, "hex"), conflicts }
}

/** The marks of a merge are told as such: what else is wrong in their lines comes of them. */
function withConflicts(graph: FlowGraph, conflicts: readonly number[]): FlowGraph {
  const message =
    "A merge conflict was left here. Keep what is right of its two sides, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>"
  const others = graph.problems.filter(({ line }) => !conflicts.includes(line))
  const problems = inOrder([...others, ...conflicts.map((line) => ({ message, line, column: 1 }))])
  return { ...graph, problems }
}

function notEmpty(cells: readonly CodeCell[]): readonly CodeCell[] {
  return cells.filter((cell) => cell.source.trim() !== "")
}

function codeCells({ cells }: Notebook): readonly CodeCell[] {
  return cells.filter(({ kind }) => kind === "code").map(({ line, source }) => ({ line, source }))
}

async function readBytes(path: string, asked: string): Promise<Buffer> {
  if (extname(path) === ".ipynb") {
    throw new RequestError(
      `${asked} is a Jupyter notebook: \`tsnb execute ${shellWord(asked)}\` runs its cells, and flow.run() in one of them runs its flow`,
    )
  }
  try {
    return await readFile(path)
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    if (code === "ENOENT")
      throw new RequestError(`There is no notebook ${asked}. \`tsnb new ${shellWord(asked)}\` makes one`)
    if (code === "EISDIR") throw new RequestError(`${asked} is a folder, not a notebook`)
    throw new RequestError(`The notebook ${asked} can't be read: ${errorMessage(error)}`)
  }
}
