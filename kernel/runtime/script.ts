import { constants, Script } from "node:vm"
import { compileCell, compileCellMap, type CellContext } from "../cell/compile.ts"
import type { Piece } from "./messages.ts"
import { registerSource } from "./sourceMaps.ts"

/** A cell as a function: takes the values that it reads, gives those that it defines. */
export type CellFunction = (context: CellContext) => Promise<readonly [defined: Readonly<Record<string, unknown>>]>

const remembered = 500

/** Compiles the pieces of one notebook, each once. */
export class Scripts {
  readonly #notebookUrl: string
  readonly #functions = new Map<string, CellFunction>()
  #compiled = 0

  /** @param notebookUrl what imports within the cells are relative to */
  constructor(notebookUrl: string) {
    this.#notebookUrl = notebookUrl
  }

  /** @throws {TranspileError} when the piece has a syntax error */
  compile(piece: Piece): CellFunction {
    const key = JSON.stringify([piece.line, piece.source, piece.reads, piece.defines])
    const known = this.#functions.get(key)
    if (known) return known
    const compiled = this.#compile(piece)
    if (this.#functions.size >= remembered) this.#functions.clear()
    this.#functions.set(key, compiled)
    return compiled
  }

  #compile(piece: Piece): CellFunction {
    const code = compileCell(piece)
    // Stack frames name the script, so each has a name of its own; to imports the notebook stays where they start from.
    const url = `${this.#notebookUrl}?piece=${this.#compiled++}`
    registerSource(url, { original: this.#notebookUrl, line: piece.line, map: () => compileCellMap(piece) })
    const script = new Script(code, {
      filename: url,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    })
    // The text is what `compileCell` wrote: an expression for such a function.
    return script.runInThisContext() as CellFunction
  }
}
