import { Uri } from "vscode"
import type { HistoryMessage, HistoryRequest } from "../../kernel/history/messages.ts"
import { commandLineFor } from "../kernel/packagedCommandLine.ts"
import { readHistory } from "./historyProcess.ts"

/** Reads the run histories beside notebooks, with the Node that runs them. */
export class HistoryReader {
  readonly #program: string

  /** @param program absolute path of the command line's program */
  constructor(program: string) {
    this.#program = program
  }

  /**
   * As `readHistory` does.
   * @throws {HistoryError} when the history can't be read, {UntrustedError} where nothing may run
   */
  async read(
    request: HistoryRequest,
    onMessage: (message: HistoryMessage) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    await readHistory(commandLineFor(this.#program, Uri.file(request.notebook)), request, onMessage, signal)
  }
}
