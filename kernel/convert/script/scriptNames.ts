import { parseSource } from "../../cell/syntax.ts"
import type { FlowGraph, GraphCell } from "../../flow/graph.ts"
import type { Notebook } from "../../notebook/document.ts"
import type { ReadinessNames } from "./readiness.ts"

/** The names of what a script has beside the notebook's code. */
export type HelperNames = Readonly<
  Record<"display" | "eachOf" | "eachKept" | "skipped" | "startedAt" | "end" | "orUndefined", string>
> &
  ReadinessNames

/** Finds names that nothing in a script has. */
export class ScriptNames {
  readonly #taken: Set<string>

  constructor({ cells }: Notebook) {
    this.#taken = new Set(cells.flatMap(({ source }) => source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []))
  }

  newName(wanted: string): string {
    let name = wanted
    while (this.#taken.has(name)) name += "_"
    this.#taken.add(name)
    return name
  }

  ofHelpers({ cells, definers }: FlowGraph): HelperNames {
    const isOwn = definers.has("display") && !importsDisplay(cells)
    return {
      display: isOwn ? this.newName("show") : "display",
      eachOf: this.newName("eachOf"),
      eachKept: this.newName("eachKept"),
      ended: this.newName("ended"),
      failures: this.newName("failures"),
      ready: this.newName("ready"),
      attempt: this.newName("attempt"),
      skipped: this.newName("skipped"),
      startedAt: this.newName("startedAt"),
      end: this.newName("endRun"),
      orUndefined: this.newName("orUndefined"),
    }
  }
}

/** Whether a cell takes tsnb's `display` under its own name. */
function importsDisplay(cells: readonly GraphCell[]): boolean {
  return cells.some(({ source }) =>
    parseSource(source).program.body.some(
      (statement) =>
        statement.type === "ImportDeclaration" &&
        statement.source.value === "tsnb" &&
        statement.specifiers.some(
          (specifier) =>
            specifier.type === "ImportSpecifier" &&
            specifier.local.name === "display" &&
            specifier.imported.type === "Identifier" &&
            specifier.imported.name === "display",
        ),
    ),
  )
}
