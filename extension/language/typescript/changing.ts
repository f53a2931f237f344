import {
  CodeAction,
  CodeActionKind,
  languages,
  TextEdit,
  type CodeActionProvider,
  type Disposable,
  type DocumentFormattingEditProvider,
  type DocumentRangeFormattingEditProvider,
  type OnTypeFormattingEditProvider,
} from "vscode"
import { fixesOf, sourceActionsOf, type CellAction } from "../../../kernel/language/features/actions.ts"
import { formatCell, formatTyped } from "../../../kernel/language/features/format.ts"
import type { TextEdit as CellEdit } from "../../../kernel/language/features/places.ts"
import { codeCells } from "../openNotebooks.ts"
import { toRange, toWorkspaceEdit } from "./convert.ts"
import type { OpenTypeScript } from "./openTypeScript.ts"
import type { TypeDiagnostics } from "./typeDiagnostics.ts"

const sourceKinds = ["source.organizeImports", "source.removeUnusedImports", "source.sortImports", "source.fixAll"]

/** What changes a cell: formatting, quick fixes, and the order of its imports. */
export function provideChanging(typescript: OpenTypeScript, diagnostics: TypeDiagnostics): Disposable[] {
  const format = formatting(typescript)
  return [
    languages.registerDocumentFormattingEditProvider(codeCells, format),
    languages.registerDocumentRangeFormattingEditProvider(codeCells, format),
    languages.registerOnTypeFormattingEditProvider(codeCells, format, "}", ";", "\n"),
    languages.registerCodeActionsProvider(codeCells, actions(typescript, diagnostics), {
      providedCodeActionKinds: [
        CodeActionKind.QuickFix,
        ...sourceKinds.map((kind) => CodeActionKind.Empty.append(kind)),
      ],
    }),
  ]
}

function formatting(
  typescript: OpenTypeScript,
): DocumentFormattingEditProvider & DocumentRangeFormattingEditProvider & OnTypeFormattingEditProvider {
  return {
    async provideDocumentFormattingEdits(document, options, token) {
      const edits = await typescript.ask(document, token, ({ notebook }, asking) =>
        formatCell(notebook, document.getText(), options, undefined, asking),
      )
      return toEdits(edits)
    },
    async provideDocumentRangeFormattingEdits(document, range, options, token) {
      const edits = await typescript.ask(document, token, ({ notebook }, asking) =>
        formatCell(notebook, document.getText(), options, range, asking),
      )
      return toEdits(edits)
    },
    async provideOnTypeFormattingEdits(document, position, character, options, token) {
      const edits = await typescript.ask(document, token, ({ notebook }, asking) =>
        formatTyped(notebook, document.getText(), options, position, character, asking),
      )
      return toEdits(edits)
    },
  }
}

function toEdits(edits: readonly CellEdit[] | undefined): TextEdit[] | undefined {
  return edits?.map(({ range, newText }) => new TextEdit(toRange(range), newText))
}

function actions(typescript: OpenTypeScript, diagnostics: TypeDiagnostics): CodeActionProvider {
  return {
    async provideCodeActions(document, range, { only }, token) {
      const found = await typescript.ask(document, token, async (seen, asking) => {
        const { language, notebook, view, index } = seen
        const kinds = only ? sourceKinds.filter((kind) => only.contains(CodeActionKind.Empty.append(kind))) : []
        const wanted = await Promise.all(
          kinds.map((kind) => sourceActionsOf(language, notebook, view, index, kind, asking)),
        )
        const problems = diagnostics.of(document).filter((one) => toRange(one.range).intersection(range))
        const fixes =
          only && !only.contains(CodeActionKind.QuickFix)
            ? []
            : await fixesOf(language, notebook, view, index, range, problems, asking)
        return [...wanted.flat(), ...fixes]
      })
      return found?.map((action) => toAction(typescript, action))
    },
  }
}

function toAction(typescript: OpenTypeScript, { title, kind, isPreferred, edits }: CellAction): CodeAction {
  const action = new CodeAction(title, CodeActionKind.Empty.append(kind))
  action.edit = toWorkspaceEdit(typescript, edits)
  action.isPreferred = isPreferred
  return action
}
