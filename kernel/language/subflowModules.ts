import { readFileSync, statSync } from "node:fs"
import { resolve } from "node:path"
import { parseNotebook } from "../notebook/tsnb.ts"
import type { VirtualDocument } from "./documents.ts"
import { uriOfFile } from "./fileUri.ts"
import { flowCellOf, type FlowCell } from "./flowCell.ts"
import { flowModule } from "./flowModule.ts"
import { resultsEnding, subflowsIn } from "./subflowTypes.ts"

interface Known {
  /** When the file was last written, and its size. */
  stamp: string
  document: VirtualDocument
}

/** The modules of notebooks that others run as subflows, as their files have them: they export what their tasks define. */
export class SubflowModules {
  readonly #folder: string
  readonly #known = new Map<string, Known>()

  /** @param folder absolute path from which the paths of subflows start */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** The modules for the subflows that cells name; without those whose files can't be read. */
  documents(cells: readonly FlowCell[]): readonly VirtualDocument[] {
    return subflowsIn(cells).flatMap((path) => this.#documentOf(resolve(this.#folder, path)) ?? [])
  }

  #documentOf(file: string): VirtualDocument | undefined {
    try {
      const { mtimeMs, size } = statSync(file)
      const stamp = `${mtimeMs} ${size}`
      const known = this.#known.get(file)
      if (known?.stamp === stamp) return known.document
      const document = { uri: uriOfFile(`${file}${resultsEnding}.ts`), ...resultsModule(readFileSync(file, "utf8")) }
      this.#known.set(file, { stamp, document })
      return document
    } catch {
      // There is no such notebook: that is told when it is run.
      return undefined
    }
  }
}

function resultsModule(text: string): Pick<VirtualDocument, "languageId" | "text"> {
  const cells = parseNotebook(text)
    .cells.filter(({ kind }) => kind === "code")
    .map(({ source }) => flowCellOf(source))
  const names = new Set(cells.flatMap(({ kind, isValid, results }) => (kind === "task" && isValid ? results : [])))
  return {
    languageId: cells.some(({ outline }) => outline.hasJsx) ? "typescriptreact" : "typescript",
    text: `${flowModule(cells).module.text}\nexport { ${[...names].join(", ")} }\n`,
  }
}
