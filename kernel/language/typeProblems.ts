import { readFile } from "node:fs/promises"
import { basename, dirname } from "node:path"
import type { Problem } from "../cell/problem.ts"
import { parseNotebook } from "../notebook/tsnb.ts"
import { diagnosticsOf } from "./features/diagnostics.ts"
import { FlowLanguage } from "./flowLanguage.ts"
import { isSaidAlready } from "./saidAlready.ts"

/** Milliseconds for one notebook; the first one waits for all types of its packages to be read. */
const timeout = 60_000

/** Finds what TypeScript objects to in the files of notebooks, by one server for all of them. */
export class TypeProblems implements AsyncDisposable {
  readonly #language: FlowLanguage

  /** @param log told what the server says */
  constructor(log: (text: string) => void) {
    this.#language = new FlowLanguage({ folder: process.cwd(), log })
  }

  /**
   * The errors and warnings of a notebook's cells, at their places in the file.
   * @param notebook absolute path
   * @param own what the notebook's own check says: it isn't said twice
   * @throws {LanguageServerError} when TypeScript's server gives no answer
   */
  async of(notebook: string, own: readonly Problem[]): Promise<readonly Problem[]> {
    const cells = parseNotebook(await readFile(notebook, "utf8")).cells.filter(({ kind }) => kind === "code")
    const open = this.#language.open(dirname(notebook), basename(notebook))
    try {
      const view = open.view(cells.map(({ source }) => source))
      const found = await diagnosticsOf(this.#language, open, view, { milliseconds: timeout })
      return found.flatMap((each): readonly Problem[] => {
        const first = cells[each.cell]?.line ?? 1
        const starts = own.map(({ line, column, message }) => ({ line: line - first, start: column - 1, message }))
        const { message, severity, range } = each
        if ((severity !== "error" && severity !== "warning") || isSaidAlready(each, starts)) return []
        const { line, character } = range.start
        return [{ message, severity, line: first + line, column: character + 1 }]
      })
    } finally {
      open.close()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#language.close()
  }
}
