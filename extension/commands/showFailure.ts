import { window, type LogOutputChannel } from "vscode"

/** Says that something couldn't be done, with a way to see why. */
export async function showFailure(error: unknown, log: LogOutputChannel): Promise<void> {
  const message = error instanceof Error ? error.message : String(error)
  log.error(message)
  const choice = await window.showErrorMessage(message, "Show Log")
  if (choice === "Show Log") log.show()
}
