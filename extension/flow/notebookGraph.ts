import { basename } from "node:path"
import type { NotebookDocument } from "vscode"
import { buildGraph } from "../../kernel/flow/buildGraph.ts"
import type { FlowGraph } from "../../kernel/flow/graph.ts"
import type { SentFlowCell } from "../../kernel/flowService/messages.ts"
import { withPlainLineEnds } from "../../kernel/notebook/lines.ts"
import { parseNotebook } from "../../kernel/notebook/tsnb.ts"
import { isCodeCell, kernelIdOf } from "../notebook/cells.ts"
import { fileText } from "../notebook/serializer.ts"

/** What a notebook's cells amount to, saved or not. It is another object only when the text is another. */
export interface NotebookGraph {
  /** The code cells as the kernel takes them, with the lines that they would have in the saved file. */
  cells: readonly SentFlowCell[]
  /** The graph of those that aren't empty. */
  graph: FlowGraph
}

/** Tells the text of a notebook from its text at other times. */
type TextVersion = readonly (string | number)[]

const known = new WeakMap<NotebookDocument, NotebookGraph & { version: TextVersion }>()

/** The graph of an open notebook as it stands: worked out once, whoever asks. */
export function notebookGraph(notebook: NotebookDocument): NotebookGraph {
  const version = versionOf(notebook)
  const before = known.get(notebook)
  if (before && isSame(before.version, version)) return before
  const cells = sentCells(notebook)
  const name = basename(notebook.uri.path).replace(/\.tsnb$/u, "")
  const graph = buildGraph(
    name,
    cells.filter(({ source }) => source.trim() !== ""),
  )
  const now = { version, cells, graph }
  known.set(notebook, now)
  return now
}

/** The notebook's own version won't do: it also grows with each output. */
function versionOf(notebook: NotebookDocument): TextVersion {
  return notebook.getCells().flatMap((cell) => [kernelIdOf(cell), cell.document.version, cell.document.languageId])
}

function isSame(one: TextVersion, other: TextVersion): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index])
}

function sentCells(notebook: NotebookDocument): readonly SentFlowCell[] {
  const lines = parseNotebook(fileText(notebook)).cells.map(({ line }) => line)
  return notebook
    .getCells()
    .filter(isCodeCell)
    .map((cell) => ({
      id: kernelIdOf(cell),
      source: withPlainLineEnds(cell.document.getText()),
      line: lines[cell.index] ?? 1,
      title: `cell ${cell.index + 1}`,
    }))
}
