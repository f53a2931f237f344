import { usualName } from "../../jupyter/kernelNames.ts"
import { decodeNotebookFacts } from "../../notebook/cellFacts.ts"
import type { CellContent, NotebookContent } from "../../notebook/document.ts"
import { notebookLanguage, parseJupyterNotebook, type JsonObject, type JupyterCell } from "../../notebook/ipynb.ts"
import { listCells, type Note } from "../note.ts"
import { inlineAttachments } from "./attachments.ts"
import { factsOf, ownKey } from "./facts.ts"
import { fenced, foreignLanguage } from "./foreignLanguage.ts"
import { withSharedNames } from "./sharedNames.ts"
import { translateCells } from "./otherKernels/translate.ts"
import type { CellShown } from "./toJupyter.ts"
import { isObject } from "../../isObject.ts"

/** A Jupyter notebook as one of ours. */
export interface ImportedNotebook {
  notebook: NotebookContent
  /** What its cells show, by their positions. */
  shown: ReadonlyMap<number, CellShown>
  /** What isn't as it was, or works otherwise. */
  notes: readonly Note[]
}

/**
 * Reads a Jupyter notebook as one of ours. No text is lost: what tsnb has no counterpart for stays as it is, and a note
 * says so.
 * @throws {JupyterNotebookError} when it isn't one, saying what is wrong and where
 */
export function fromJupyter(text: string): ImportedNotebook {
  const jupyter = parseJupyterNotebook(text)
  const notes: Note[] = []
  const language = notebookLanguage(jupyter)
  const cells = jupyter.cells.map((cell, index) => toCell(cell, index, language, notes))
  noteForeignCells(cells, notes)
  const contents = cells.map(({ content }) => content)
  const own = { cells: contents, notes: [] }
  const translated = isOurs(jupyter.metadata) ? own : translateCells(contents)
  const shared = isOurs(jupyter.metadata) ? own : withSharedNames(translated.cells)
  return {
    notebook: { ...notebookFacts(jupyter.metadata), cells: shared.cells },
    shown: shownBy(jupyter.cells),
    notes: [...notes, ...translated.notes, ...shared.notes],
  }
}

/** Whether a notebook was written for our kernel: its code is what it is meant to be. */
function isOurs({ kernelspec }: JsonObject): boolean {
  return isObject(kernelspec) && kernelspec["name"] === usualName
}

/** Metadata of the notebook that no run and no kernel writes anew is kept in the file's header, as Jupytext does. */
function notebookFacts(metadata: JsonObject): Pick<NotebookContent, "header" | "lineEnd"> {
  // Widgets are what a run left in a front end.
  const { [ownKey]: own, kernelspec: _, language_info: _i, papermill: _p, widgets: _w, ...others } = metadata
  if (isObject(own)) return decodeNotebookFacts(own)
  if (Object.keys(others).length === 0) return {}
  return { header: `// ---\n// jupyter: ${JSON.stringify(others)}\n// ---\n\n` }
}

interface ConvertedCell {
  content: CellContent
  /** The language of code that isn't TypeScript. */
  language?: string
}

function toCell(cell: JupyterCell, index: number, language: string | undefined, notes: Note[]): ConvertedCell {
  const { json, kind } = cell
  const place = index + 1
  const metadata = isObject(json["metadata"]) ? json["metadata"] : {}
  const facts = factsOf(metadata)
  const source = cell.source.replaceAll(/\r\n|\r/g, "\n")
  switch (kind) {
    case "code": {
      const foreign = foreignLanguage(metadata, language)
      return foreign === undefined
        ? { content: { kind: "code", source, ...facts } }
        : { content: { kind: "markdown", source: fenced(source, foreign), ...facts }, language: foreign }
    }
    case "markdown": {
      const inlined = inlineAttachments(source, json["attachments"])
      for (const message of inlined.messages) notes.push({ cell: place, message })
      return { content: { kind: "markdown", source: inlined.source, ...facts } }
    }
    case "raw":
      return { content: { kind: "raw", source, ...facts } }
    default:
      notes.push({ cell: place, message: `tsnb has no cells of the kind '${kind}': it is raw text now` })
      return { content: { kind: "raw", source, ...facts } }
  }
}

function noteForeignCells(cells: readonly ConvertedCell[], notes: Note[]): void {
  const places = cells.flatMap(({ language }, index) =>
    language === undefined ? [] : [{ language, place: index + 1 }],
  )
  for (const [language, found] of Map.groupBy(places, (one) => one.language)) {
    const [isAre, itThey] = found.length === 1 ? ["is", "it"] : ["are", "they"]
    const which = listCells(found.map(({ place }) => place))
    notes.push({
      message: `${which} ${isAre} in ${language}, not TypeScript: ${itThey} ${isAre} Markdown now, with the code in it, to be rewritten`,
    })
  }
}

function shownBy(cells: readonly JupyterCell[]): ReadonlyMap<number, CellShown> {
  return new Map(
    cells.flatMap(({ kind, json }, index) => {
      const { outputs, execution_count: count } = json
      const shown = Array.isArray(outputs) ? outputs.filter(isObject) : []
      if (kind !== "code" || shown.length === 0) return []
      return [[index, { count: typeof count === "number" ? count : null, outputs: shown }] as const]
    }),
  )
}
