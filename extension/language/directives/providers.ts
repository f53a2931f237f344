import {
  CompletionItem,
  CompletionItemKind,
  Hover,
  languages,
  MarkdownString,
  Range,
  SnippetString,
  type CompletionItemProvider,
  type Disposable,
  type HoverProvider,
  type TextDocument,
} from "vscode"
import { buildGraph } from "../../../kernel/flow/buildGraph.ts"
import { cellOf, knownNames } from "../notebookNames.ts"
import { notebookGraph } from "../../flow/notebookGraph.ts"
import { kernelIdOf } from "../../notebook/cells.ts"
import { cellOfDocument, codeCells } from "../openNotebooks.ts"
import { taskName } from "../tasks/makeTask.ts"
import { completeDirective, type Suggestion, type Surroundings } from "./complete.ts"
import { directiveHover } from "./hover.ts"

/** Completion and hover for the directives of cells. */
export function provideDirectives(): Disposable[] {
  return [
    languages.registerCompletionItemProvider(codeCells, completion, "@", " ", "=", '"', ",", "["),
    languages.registerHoverProvider(codeCells, hover),
  ]
}

const completion: CompletionItemProvider = {
  provideCompletionItems(document, position) {
    const found = completeDirective(document.getText(), document.offsetAt(position), surroundings(document))
    if (!found) return undefined
    const start = document.positionAt(found.start)
    // What follows the cursor stays, unless the editor is set to replace it.
    const range = { inserting: new Range(start, position), replacing: new Range(start, document.positionAt(found.end)) }
    return found.list.map((suggestion, index) => toItem(suggestion, range, index))
  },
}

const hover: HoverProvider = {
  provideHover(document, position) {
    const found = directiveHover(document.getText(), document.offsetAt(position))
    if (!found) return undefined
    const range = new Range(document.positionAt(found.start), document.positionAt(found.end))
    return new Hover(new MarkdownString(found.markdown), range)
  },
}

function surroundings(document: TextDocument): Surroundings {
  const cell = cellOfDocument(document)
  const graph = cell && notebookGraph(cell.notebook).graph
  return {
    known: () => knownNames(graph ?? buildGraph("", []), cell ? kernelIdOf(cell) : ""),
    taskName() {
      const node = cell && graph && cellOf(graph, kernelIdOf(cell))
      return graph && node && taskName(graph, node)
    },
  }
}

const kinds: Readonly<Record<Suggestion["kind"], CompletionItemKind>> = {
  directive: CompletionItemKind.Keyword,
  state: CompletionItemKind.EnumMember,
  name: CompletionItemKind.Function,
  option: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
}

function toItem(
  { kind, label, snippet, detail, help }: Suggestion,
  range: CompletionItem["range"],
  index: number,
): CompletionItem {
  const item = new CompletionItem(label, kinds[kind])
  item.insertText = new SnippetString(snippet)
  item.range = range
  item.sortText = String(index).padStart(5, "0")
  if (detail !== undefined) item.detail = detail
  if (help !== undefined) item.documentation = new MarkdownString(help)
  return item
}
