import { Uri, workspace } from "vscode"
import type { HistoryMessage, HistoryRequest } from "../../kernel/history/messages.ts"
import { readHistory } from "./historyProcess.ts"

/** Reads the run histories beside notebooks, with the Node that runs them. */
export class HistoryReader {
  readonly #program: string

  /** @param program absolute path of the program that reads histories */
  constructor(program: string) {
    this.#program = program
  }

  /**
   * As `readHistory` does.
   * @throws {HistoryError} when the history can't be read
   */
  read(
    request: HistoryRequest,
    onMessage: (message: HistoryMessage) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const settings = workspace.getConfiguration("tsnb", Uri.file(request.notebook))
    const nodePath = settings.get<string>("nodePath") ?? ""
    return readHistory({ program: this.#program, ...(nodePath !== "" && { nodePath }) }, request, onMessage, signal)
  }
}
