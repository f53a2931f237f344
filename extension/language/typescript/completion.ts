import {
  commands,
  CompletionItem,
  CompletionItemTag,
  CompletionList,
  languages,
  MarkdownString,
  SnippetString,
  TextEdit,
  workspace,
  WorkspaceEdit,
  type CompletionItemProvider,
  type Disposable,
  type Range,
  type TextDocument,
} from "vscode"
import { findDirective } from "../../../kernel/cell/directive/index.ts"
import { completionDetails, completionsAt, type CellCompletion } from "../../../kernel/language/features/completion.ts"
import { codeCells } from "../openNotebooks.ts"
import { toRange, toWorkspaceEdit } from "./convert.ts"
import { placeOf, type OpenTypeScript, type SeenCell } from "./openTypeScript.ts"

const applyEdits = "tsnb.applyCompletionEdits"

/** Completion of names, of members and of what can be imported. */
export function provideCompletion(typescript: OpenTypeScript): Disposable[] {
  return [
    // It isn't in the palette: a completion that imports into another cell than its own calls it.
    commands.registerCommand(applyEdits, async (edit: unknown) => {
      if (edit instanceof WorkspaceEdit) await workspace.applyEdit(edit)
    }),
    languages.registerCompletionItemProvider(
      codeCells,
      completion(typescript),
      ".",
      '"',
      "'",
      "`",
      "/",
      "@",
      "<",
      "#",
      " ",
      "*",
    ),
  ]
}

interface ItemRange {
  inserting: Range
  replacing: Range
}

/** Makes the editor's ranges of completions: thousands of them have the same one. */
function rangesOf(): (completion: CellCompletion) => ItemRange | undefined {
  const made = new Map<CellCompletion["range"], ItemRange>()
  return ({ range }) => {
    const known = made.get(range)
    if (known || !range) return known
    const fresh = { inserting: toRange(range.inserting), replacing: toRange(range.replacing) }
    made.set(range, fresh)
    return fresh
  }
}

/** A completion that can still be asked for its documentation and for what else it changes. */
class TypeScriptItem extends CompletionItem {
  readonly completion: CellCompletion
  readonly document: TextDocument
  readonly seen: SeenCell

  constructor(completion: CellCompletion, range: ItemRange | undefined, document: TextDocument, seen: SeenCell) {
    const { label, labelDetail, labelDescription, kind = 1 } = completion
    // The protocol counts from 1, the editor from 0.
    super({ label, detail: labelDetail, description: labelDescription }, kind - 1)
    this.completion = completion
    this.document = document
    this.seen = seen
    const { text, isSnippet, sortText, filterText, isPreselected, isDeprecated, commitCharacters } = completion
    this.insertText = isSnippet ? new SnippetString(text) : text
    this.preselect = isPreselected
    this.commitCharacters = [...commitCharacters]
    if (range) this.range = range
    if (sortText !== undefined) this.sortText = sortText
    if (filterText !== undefined) this.filterText = filterText
    if (isDeprecated) this.tags = [CompletionItemTag.Deprecated]
  }
}

function completion(typescript: OpenTypeScript): CompletionItemProvider {
  return {
    async provideCompletionItems(document, position, token, { triggerKind, triggerCharacter }) {
      if (isDirectives(document.getText(), document.offsetAt(position))) return undefined
      const context = { triggerKind: triggerKind + 1, ...(triggerCharacter !== undefined && { triggerCharacter }) }
      return typescript.ask(document, token, async (seen, asking) => {
        const found = await completionsAt(seen.notebook, seen.view, placeOf(seen, position), context, asking)
        const rangeOf = rangesOf()
        const items = found.items.map((item) => new TypeScriptItem(item, rangeOf(item), document, seen))
        return new CompletionList(items, found.isIncomplete)
      })
    },
    async resolveCompletionItem(item, token) {
      if (!(item instanceof TypeScriptItem)) return item
      const { document, seen } = item
      const details = await typescript.ask(document, token, (_, asking) =>
        completionDetails(seen.language, seen.notebook, seen.view, seen.index, item.completion, asking),
      )
      if (!details) return item
      item.detail = details.detail
      item.documentation = new MarkdownString(details.markdown)
      const isHere = details.edits.every(({ target }) => target.kind === "cell" && target.cell === seen.index)
      if (isHere)
        item.additionalTextEdits = details.edits.map((edit) => new TextEdit(toRange(edit.target.range), edit.newText))
      else
        item.command = { command: applyEdits, title: "Import", arguments: [toWorkspaceEdit(typescript, details.edits)] }
      return item
    },
  }
}

/** Whether a place is in a directive, which is completed by itself; members of a value in one are TypeScript's. */
function isDirectives(source: string, offset: number): boolean {
  const lines = findDirective(source).found?.lines ?? []
  const isThere = lines.some(({ offset: start, text }) => start <= offset && offset <= start + text.length)
  return isThere && !/\.[\p{ID_Continue}$]*$/u.test(source.slice(0, offset))
}
