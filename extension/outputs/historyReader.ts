import { Uri } from "vscode"
import type { HistoryMessage, HistoryRequest } from "../../kernel/history/messages.ts"
import { configuredNode } from "../kernel/node.ts"
import { requireTrust } from "../kernel/trust.ts"
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
   * @throws {HistoryError} when the history can't be read, {UntrustedError} where nothing may run
   */
  async read(
    request: HistoryRequest,
    onMessage: (message: HistoryMessage) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    requireTrust()
    const nodePath = configuredNode(Uri.file(request.notebook))
    const program = { program: this.#program, ...(nodePath !== undefined && { nodePath }) }
    await readHistory(program, request, onMessage, signal)
  }
}
