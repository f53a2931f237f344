import { commands, window, type LogOutputChannel } from "vscode"
import { FlowRequestError } from "../flow/flowChannel.ts"
import { CommandLineError } from "../kernel/commandLine.ts"
import { HistoryError } from "../outputs/historyProcess.ts"
import { KernelStartError } from "../kernel/errors.ts"
import { UntrustedError } from "../kernel/trust.ts"
import { ConversionError } from "./conversion.ts"
import { errorMessage } from "../../kernel/errorMessage.ts"

/** What people can do something about; the message says what. */
const expected = [CommandLineError, ConversionError, FlowRequestError, HistoryError, KernelStartError, UntrustedError]

/** Says that something couldn't be done, with a way to see why. */
export async function showFailure(error: unknown, log: LogOutputChannel): Promise<void> {
  const message = errorMessage(error)
  log.error(message)
  if (error instanceof FlowRequestError && error.hasProblems) {
    const choice = await window.showErrorMessage(message, "Show Problems")
    if (choice === "Show Problems") await commands.executeCommand("workbench.actions.view.problems")
    return
  }
  const settings = error instanceof KernelStartError ? ["Open Settings"] : []
  const choice = await window.showErrorMessage(message, "Show Log", ...settings)
  if (choice === "Show Log") log.show()
  if (choice === "Open Settings") await commands.executeCommand("workbench.action.openSettings", "@ext:tsnb.tsnb")
}

/** The same for what a command may fail of; anything else is a defect, and thrown on for VS Code to report. */
export async function tellFailure(error: unknown, log: LogOutputChannel): Promise<void> {
  if (!expected.some((kind) => error instanceof kind)) throw error
  await showFailure(error, log)
}
