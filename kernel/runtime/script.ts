import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { constants, Script } from "node:vm"
import {
  compileCell,
  compileCellMap,
  placeInSource,
  wrapBody,
  wrapBodyMap,
  type CellContext,
  type CompileRequest,
} from "../cell/compile.ts"
import { usesLanguageSettings, type LanguageSettings } from "../cell/transpile.ts"
import type { Piece } from "../model/processMessages.ts"
import type { AwaitPlace } from "./pending/unsettled.ts"
import { registerSource } from "./sourceMaps.ts"

/** A cell as a function: takes the values that it reads, gives those that it defines. */
export type CellFunction = (context: CellContext) => Promise<readonly [defined: Readonly<Record<string, unknown>>]>

const remembered = 500

/** Compiles the pieces of one notebook, each once. */
export class Scripts {
  readonly #notebookUrl: string
  readonly #settings: (source: string) => LanguageSettings
  readonly #functions = new Map<string, CellFunction>()
  /** Whether the project has a say in what a source becomes. */
  readonly #hasSettings = new Map<string, boolean>()
  #compiled = 0

  /**
   * @param notebookUrl what imports within the cells are relative to
   * @param settings what the project says about how a source becomes JavaScript: asked for those that it is about
   */
  constructor(notebookUrl: string, settings: (source: string) => LanguageSettings = () => ({})) {
    this.#notebookUrl = notebookUrl
    this.#settings = settings
  }

  /** @throws {TranspileError} when the piece has a syntax error */
  compile(piece: Piece): CellFunction {
    const { line, source, reads, defines, late, shared } = piece
    const language = this.#languageOf(source)
    const key = JSON.stringify([line, source, reads, defines, late, shared, language])
    const known = this.#functions.get(key)
    if (known) return known
    const compiled = this.#compile({ ...piece, ...(language && { language }) })
    if (this.#functions.size >= remembered) {
      this.#functions.clear()
      this.#hasSettings.clear()
    }
    this.#functions.set(key, compiled)
    return compiled
  }

  /** Compiles a piece that is likely to be asked for. */
  prepare(piece: Piece): void {
    try {
      this.compile(piece)
    } catch {
      // What is wrong with it is told when it is asked for.
    }
  }

  /** The place in the notebook of an offset in a piece's JavaScript, such as one that `CellContext.waits` was given. */
  placeOf({ line, source }: Piece, offset: number): AwaitPlace {
    const place = placeInSource(source, offset, this.#languageOf(source))
    const notebook = basename(fileURLToPath(this.#notebookUrl))
    return { notebook, line: place.line + line - 1, column: place.column }
  }

  #languageOf(source: string): LanguageSettings | undefined {
    const known = this.#hasSettings.get(source)
    const isUsed = known ?? usesLanguageSettings(source)
    if (known === undefined) this.#hasSettings.set(source, isUsed)
    return isUsed ? this.#settings(source) : undefined
  }

  #compile(piece: Piece & CompileRequest): CellFunction {
    // Stack frames name the script, so each has a name of its own; to imports the notebook stays where they start from.
    const url = `${this.#notebookUrl}?piece=${this.#compiled++}`
    const place = { original: this.#notebookUrl, line: piece.line, written: piece.source }
    const body = asItStands(piece, url)
    registerSource(url, { ...place, map: () => (body ? wrapBodyMap(piece) : compileCellMap(piece)) })
    const script = body ?? toScript(compileCell(piece), url)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `compileCell` or `wrapBody` wrote it.
    return script.runInThisContext() as CellFunction
  }
}

/** The script of a piece that is JavaScript already, as most are: V8 tells that sooner than it could be transpiled. */
function asItStands(piece: Piece & CompileRequest, url: string): Script | undefined {
  // Its classes mean something else to the project than to JavaScript.
  if (piece.language?.useDefineForClassFields === false) return undefined
  // With `<`, what is JavaScript may be TypeScript of another meaning: `first<second>(third)`. An `await` is to be marked.
  if (!piece.isFunctionBody || piece.late || /<|\bawait\b/.test(piece.source)) return undefined
  try {
    return toScript(wrapBody(piece), url)
  } catch {
    // TypeScript, or a mistake, whose place is told by who transpiles it.
    return undefined
  }
}

function toScript(code: string, filename: string): Script {
  return new Script(code, { filename, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })
}
