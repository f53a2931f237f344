import { commands, Disposable, workspace, type LogOutputChannel } from "vscode"
import type { NotebookDiagnostics } from "../diagnostics/notebookDiagnostics.ts"
import { provideChanging } from "./changing.ts"
import { provideCompletion } from "./completion.ts"
import { provideNavigation } from "./navigation.ts"
import { OpenTypeScript } from "./openTypeScript.ts"
import { provideReading } from "./reading.ts"
import { TypeDiagnostics } from "./typeDiagnostics.ts"

const setting = "tsnb.typescript.enabled"

/** TypeScript's help across the cells of notebooks, unless it is switched off in the settings. */
export function provideTypeScript(log: LogOutputChannel, own: NotebookDiagnostics): Disposable {
  let running = isEnabled() ? start(log, own) : undefined
  return Disposable.from(
    workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration(setting) || isEnabled() === (running !== undefined)) return
      running?.disposable.dispose()
      running = isEnabled() ? start(log, own) : undefined
    }),
    commands.registerCommand("tsnb.restartTypeScript", () => running?.typescript.restart()),
    new Disposable(() => running?.disposable.dispose()),
  )
}

function isEnabled(): boolean {
  return workspace.getConfiguration().get(setting, true)
}

function start(
  log: LogOutputChannel,
  own: NotebookDiagnostics,
): { typescript: OpenTypeScript; disposable: Disposable } {
  const typescript = new OpenTypeScript(log)
  const diagnostics = new TypeDiagnostics(typescript, own)
  const disposable = Disposable.from(
    diagnostics,
    ...provideCompletion(typescript),
    ...provideReading(typescript, diagnostics.onCheck),
    ...provideNavigation(typescript),
    ...provideChanging(typescript, diagnostics),
    typescript,
  )
  return { typescript, disposable }
}
