import {
  CodeAction,
  CodeActionKind,
  CodeActionTriggerKind,
  languages,
  workspace,
  WorkspaceEdit,
  type CodeActionProvider,
  type Diagnostic,
  type Disposable,
  type TextDocument,
} from "vscode"
import { dirname } from "node:path"
import { toRange, type NotebookDiagnostics, type ShownProblem } from "./diagnostics/notebookDiagnostics.ts"
import { cellOfDocument, codeCells } from "./openNotebooks.ts"
import { canBeTask } from "./tasks/makeTaskCommand.ts"

/** Quick fixes for what is wrong, and making a cell a task. */
export function provideActions(diagnostics: NotebookDiagnostics): Disposable {
  const provider: CodeActionProvider = {
    provideCodeActions(document, range, { diagnostics: shown, triggerKind }) {
      const problems = diagnostics.of(document.uri).filter((problem) => toRange(problem).intersection(range))
      const fixes = problems.flatMap((problem) => {
        const actions = fixAction(document, problem).concat(installAction(document, problem))
        for (const action of actions) action.diagnostics = shown.filter((one) => isShown(one, problem))
        return actions
      })
      // No light bulb on every line: it is there on the first, and whoever asks gets it everywhere.
      const offersTask = triggerKind === CodeActionTriggerKind.Invoke || range.start.line === 0
      return [...fixes, ...(offersTask && canBeTask(document) ? [taskAction(document)] : [])]
    },
  }
  return languages.registerCodeActionsProvider(codeCells, provider, {
    providedCodeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite],
  })
}

function isShown({ source, message, range }: Diagnostic, problem: ShownProblem): boolean {
  return source === "tsnb" && message === problem.message && range.isEqual(toRange(problem))
}

function fixAction(document: TextDocument, { fix }: ShownProblem): CodeAction[] {
  if (!fix) return []
  const action = new CodeAction(`Change to '${fix.text}'`, CodeActionKind.QuickFix)
  action.edit = new WorkspaceEdit()
  action.edit.replace(document.uri, toRange(fix), fix.text)
  action.isPreferred = true
  return [action]
}

function installAction(document: TextDocument, { missing }: ShownProblem): CodeAction[] {
  const cell = cellOfDocument(document)
  // Packages run code, when they are installed and when they are used.
  if (missing === undefined || !cell || !workspace.isTrusted) return []
  const title = `Install package ${missing}`
  const action = new CodeAction(title, CodeActionKind.QuickFix)
  action.command = { title, command: "tsnb.installPackage", arguments: [missing, dirname(cell.notebook.uri.fsPath)] }
  return [action]
}

function taskAction({ uri }: TextDocument): CodeAction {
  const title = "Make this cell a task"
  const action = new CodeAction(title, CodeActionKind.RefactorRewrite)
  action.command = { title, command: "tsnb.makeTask", arguments: [uri] }
  return action
}
