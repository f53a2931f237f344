import { commands, Disposable, tasks, window, workspace, type LogOutputChannel } from "vscode"
import { provideActions } from "./actions.ts"
import { NotebookDiagnostics } from "./diagnostics/notebookDiagnostics.ts"
import { provideDirectives } from "./directives/providers.ts"
import { installPackage } from "./packages/install.ts"
import { provideTypeScript } from "./typescript/main.ts"

/** What helps one write a notebook: problems, completion, hovers and quick fixes. Loads the parser: not for activation. */
export function startLanguage(log: LogOutputChannel): Disposable {
  const diagnostics = new NotebookDiagnostics(log)
  return Disposable.from(
    diagnostics,
    ...provideDirectives(),
    provideActions(diagnostics),
    provideTypeScript(log, diagnostics),
    commands.registerCommand("tsnb.installPackage", installPackage),
    // Packages were installed, here or in a terminal.
    tasks.onDidEndTaskProcess(() => diagnostics.refresh()),
    window.onDidChangeActiveTerminal(() => diagnostics.refresh()),
    window.onDidChangeWindowState(({ focused }) => focused && diagnostics.refresh()),
    workspace.onDidGrantWorkspaceTrust(() => diagnostics.refresh()),
  )
}
