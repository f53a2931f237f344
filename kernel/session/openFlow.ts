import { readFile } from "node:fs/promises"
import { basename, extname, resolve } from "node:path"
import { ParameterError, parametersOf, parameterValues, withParameterValues } from "../cell/parameters.ts"
import { dependenciesOf, type Dependencies } from "../flow/dependencies.ts"
import { buildGraph, type CodeCell, type FlowGraph } from "../flow/graph.ts"
import { parseNotebook } from "../notebook/tsnb.ts"
import { NotebookProblemsError, RequestError } from "./api.ts"

/** A notebook read as a flow. */
export interface OpenedFlow {
  /** Absolute path. */
  notebook: string
  graph: FlowGraph
  dependencies: Dependencies
  /** The parameters' values, as far as the text tells them. */
  parameters: Readonly<Record<string, unknown>>
}

/**
 * Reads a notebook's graph, problems included.
 * @throws {RequestError} when the file can't be read
 */
export async function readGraph(notebook: string): Promise<{ notebook: string; graph: FlowGraph }> {
  const { path, cells } = await readCells(notebook)
  return { notebook: path, graph: buildGraph(flowName(path), cells) }
}

/**
 * Reads a notebook as a flow with values for its parameters.
 * @throws {RequestError} when the file can't be read, or a parameter is unknown or of the wrong type
 * @throws {NotebookProblemsError} when the notebook has problems
 */
export async function openFlow(notebook: string, given: Readonly<Record<string, unknown>>): Promise<OpenedFlow> {
  const { path, cells } = await readCells(notebook)
  const plain = buildGraph(flowName(path), cells)
  const errors = plain.problems.filter(({ severity }) => severity !== "warning")
  if (errors.length > 0) throw new NotebookProblemsError(path, errors)
  const cell = plain.cells.find(({ kind }) => kind === "parameters")
  const declared = cell ? parametersOf(cell.source) : []
  const values = checkedValues(() => parameterValues(declared, given))
  const defaults = declared.map((parameter) => [parameter.name, parameter.default] as const)
  const graph = values.size === 0 ? plain : withValues(path, cells, values, cell?.line)
  return {
    notebook: path,
    graph,
    dependencies: dependenciesOf(graph),
    parameters: {
      ...Object.fromEntries(defaults.filter(([, value]) => value !== undefined)),
      ...Object.fromEntries(values),
    },
  }
}

function withValues(
  path: string,
  cells: readonly CodeCell[],
  values: ReadonlyMap<string, unknown>,
  line?: number,
): FlowGraph {
  const changed = cells.map((cell) =>
    cell.line === line ? { ...cell, source: withParameterValues(cell.source, values) } : cell,
  )
  return buildGraph(flowName(path), changed)
}

function checkedValues<Value>(check: () => Value): Value {
  try {
    return check()
  } catch (error) {
    if (error instanceof ParameterError) throw new RequestError(error.message)
    throw error
  }
}

async function readCells(notebook: string): Promise<{ path: string; cells: readonly CodeCell[] }> {
  const path = resolve(notebook)
  const { cells } = parseNotebook(await readText(path, notebook))
  const code = cells.filter(({ kind, source }) => kind === "code" && source.trim() !== "")
  return { path, cells: code.map(({ line, source }) => ({ line, source })) }
}

async function readText(path: string, asked: string): Promise<string> {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    if (code === "ENOENT") throw new RequestError(`There is no notebook ${asked}. 'tsnb new ${asked}' makes one`)
    if (code === "EISDIR") throw new RequestError(`${asked} is a folder, not a notebook`)
    throw new RequestError(
      `The notebook ${asked} can't be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function flowName(path: string): string {
  return basename(path, extname(path))
}
