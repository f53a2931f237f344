import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { constants, Script } from "node:vm"
import { cellFilename } from "../../cell/cellCode.ts"
import { compileLive, type LiveContext } from "../../cell/compileLive.ts"
import { asObject } from "../../cell/objectLiteral.ts"
import { parseSource } from "../../cell/syntax.ts"
import { TranspileError, usesLanguageSettings } from "../../cell/transpile.ts"
import { importChecked } from "../evaluate.ts"
import { languageSettingsFor } from "../modules/project.ts"
import { registerSource } from "../sourceMaps.ts"
import type { LiveCell } from "./cell.ts"
import type { LiveScope } from "./scope.ts"

/** Code to run as a part of a cell. */
export interface LivePiece {
  source: string
  /** What stacks call it. */
  label: string
}

type LiveFunction = (context: LiveContext) => Promise<void>

export interface EvaluatorOptions {
  /** What imports are relative to. */
  notebookUrl: string
  /** Stands for `import.meta`. */
  meta: object
  scope: LiveScope
  /** Called when awaited code of cells goes on; throws if it mustn't. */
  resumed: () => void
}

/** Runs cells whose names are bound late. */
export class LiveEvaluator {
  readonly #options: EvaluatorOptions
  #compiled = 0

  constructor(options: EvaluatorOptions) {
    this.#options = options
  }

  /**
   * Runs code to its end.
   * @returns the value of its last expression
   * @throws {TranspileError} when it has a syntax error
   */
  async run(piece: LivePiece, cell: LiveCell): Promise<unknown> {
    const { scope, meta, resumed } = this.#options
    const context: LiveContext = {
      scope: scope.view,
      meta,
      result: undefined,
      imported: importChecked,
      define: (accessors) => cell.defines(scope.define(accessors)),
      has: (name) => scope.has(name),
      resumed: (value) => {
        resumed()
        return value
      },
    }
    await this.#compile(piece)(context)
    return context.result
  }

  #compile({ source, label }: LivePiece): LiveFunction {
    const { scope, notebookUrl } = this.#options
    const { text, map } = compileLive(
      asObject(source) ?? source,
      (name) => scope.isKnown(name) || !(name in globalThis),
      usesLanguageSettings(source) ? languageSettingsFor(source, dirname(fileURLToPath(notebookUrl))) : {},
    )
    // Stack frames name the script, so each has a name of its own; to imports the notebook stays where they start from.
    const url = `${notebookUrl}?cell=${this.#compiled++}`
    registerSource(url, { original: notebookUrl, label, text: source, map })
    const script = scriptOf(text, url, source)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `compileLive` wrote it.
    return script.runInThisContext() as LiveFunction
  }
}

/** @throws {TranspileError} for what only the engine minds, such as a name declared twice */
function scriptOf(text: string, filename: string, source: string): Script {
  try {
    return new Script(text, { filename, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })
  } catch (error) {
    const [problem] = parseSource(source).problems
    throw problem ? new TranspileError(problem.message, cellFilename, source, problem) : error
  }
}
