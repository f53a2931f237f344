import { parseExactJson } from "./exactJson.ts"
import { explainJsonError } from "./jsonError.ts"
import { isObject } from "../isObject.ts"

/** A part of a notebook's JSON, with whatever keys it has. */
export type JsonObject = Record<string, unknown>

/** A Jupyter notebook as it was read from a file. What isn't changed in `json` is printed as it stood. */
export interface JupyterNotebook {
  json: JsonObject
  metadata: JsonObject
  cells: readonly JupyterCell[]
}

/** A cell of a Jupyter notebook. */
export interface JupyterCell {
  /** The cell's own part of the notebook's `json`. */
  json: JsonObject
  /** `code`, `markdown`, `raw`, or what a later format may bring. */
  kind: string
  source: string
  tags: readonly string[]
}

/** The text isn't a Jupyter notebook that tsnb can read. */
export class JupyterNotebookError extends Error {
  override readonly name = "JupyterNotebookError"
}

/**
 * Reads a Jupyter notebook: nbformat 4, of whatever minor version.
 * @throws {JupyterNotebookError} saying what is wrong, and where
 */
export function parseJupyterNotebook(text: string): JupyterNotebook {
  const json = parseJson(text)
  if (!isObject(json)) throw new JupyterNotebookError("it isn't a Jupyter notebook: it holds no JSON object")
  const version = json["nbformat"]
  if (version !== 4) throw new JupyterNotebookError(explainVersion(version))
  const metadata = (json["metadata"] ??= {})
  const { cells } = json
  if (!isObject(metadata)) throw new JupyterNotebookError("its metadata is no JSON object")
  if (!Array.isArray(cells)) throw new JupyterNotebookError("it has no list of cells")
  return { json, metadata, cells: cells.map(readCell) }
}

/** Prints a notebook as Jupyter's own nbformat does: indented by one space, with a line end at its end. */
export function printJupyterNotebook({ json }: JupyterNotebook): string {
  return `${JSON.stringify(json, undefined, 1)}\n`
}

/** The programming language that a notebook says it is in, in small letters; undefined when it doesn't say. */
export function notebookLanguage({ metadata }: JupyterNotebook): string | undefined {
  const { kernelspec, language_info: info } = metadata
  const named = isObject(info) ? info["name"] : undefined
  const language = named ?? (isObject(kernelspec) ? kernelspec["language"] : undefined)
  return typeof language === "string" ? language.toLowerCase() : undefined
}

function parseJson(text: string): unknown {
  try {
    // Editors of Windows may begin a file with a byte order mark.
    return parseExactJson(text.replace(/^\uFEFF/, ""))
  } catch (error) {
    if (error instanceof RangeError) {
      throw new JupyterNotebookError("it has lists or objects nested deeper than tsnb reads", { cause: error })
    }
    if (!(error instanceof SyntaxError)) throw error
    throw new JupyterNotebookError(explainJsonError(text, error), { cause: error })
  }
}

function explainVersion(version: unknown): string {
  if (typeof version !== "number") return "it isn't a Jupyter notebook: it doesn't say its nbformat"
  if (version > 4) return `it is of nbformat ${version}, which is newer than what tsnb reads (4)`
  return `it is of the old nbformat ${version}: convert it with \`jupyter nbconvert --to notebook\` first`
}

function readCell(json: unknown, index: number): JupyterCell {
  const where = `its cell ${index + 1}`
  if (!isObject(json)) throw new JupyterNotebookError(`${where} is no JSON object`)
  const { cell_type: kind, metadata = {} } = json
  if (typeof kind !== "string") throw new JupyterNotebookError(`${where} has no cell_type`)
  const source = joinLines(json["source"])
  if (source === undefined) throw new JupyterNotebookError(`${where} has no source`)
  const tags = isObject(metadata) && Array.isArray(metadata["tags"]) ? metadata["tags"] : []
  return { json, kind, source, tags: tags.filter((tag) => typeof tag === "string") }
}

/** Text is written as it is, or as a list of its lines. */
function joinLines(value: unknown): string | undefined {
  if (typeof value === "string") return value
  if (Array.isArray(value) && value.every((line) => typeof line === "string")) return value.join("")
  return undefined
}
