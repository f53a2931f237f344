import { apiNames, commonJsNames } from "../../cell/ambient.ts"
import { hasJsx, jsxNames, jsxPragmas } from "../../cell/jsxPragmas.ts"
import { namesOf } from "../../cell/references.ts"
import { parseSource } from "../../cell/syntax.ts"
import type { LanguageSettings } from "../../cell/transpile.ts"
import { kindOfName, type FlowGraph, type GraphCell } from "../../flow/graph.ts"
import { cellText, type CellText } from "./cellText.ts"
import type { Places, ScriptImport } from "./imports.ts"
import type { JsxImport } from "./jsx.ts"
import { namesTaken } from "./standIns.ts"

/** Writes the code of a script's cells, and collects what all of it together takes from elsewhere. */
export class CellTexts {
  /** Names of `tsnb` that the script uses. */
  readonly used = new Set<string>()
  /** What gives those of them other names that the notebook imports under these. */
  readonly aliases: string[] = []
  readonly jsx: JsxImport[] = []
  readonly #graph: FlowGraph
  readonly #places: Places
  readonly #settings: LanguageSettings
  readonly #display: string
  readonly #values: ReadonlySet<string>
  /** Names that imports bring to the whole script. */
  readonly #imported = new Set<string>()
  /** Names that hooks import. */
  readonly #ofHooks = new Set<string>()
  readonly #jsxModules: string[] = []

  /** @param display the name of the function that shows values */
  constructor(graph: FlowGraph, places: Places, settings: LanguageSettings, display: string) {
    this.#graph = graph
    this.#places = places
    this.#settings = settings
    this.#display = display
    this.#values = new Set(
      graph.cells.flatMap(({ source, analysis }) => [...usesIn(source, settings), ...analysis.reads]),
    )
  }

  /**
   * @param isRead given when the code becomes the body of a function: whether other cells read a name
   * @param isTaken whether a name means something else outside of the function
   */
  of(cell: GraphCell, isRead?: (name: string) => boolean, isTaken?: (name: string) => boolean): CellText {
    const text = cellText(cell, {
      places: this.#places,
      settings: this.#settings,
      isValue: (name) => this.#values.has(name),
      claim: (name, isType) => this.#claim(name, isType),
      display: this.#display,
      jsxSuffix: (specifier) => this.#jsxSuffix(specifier),
      ...(isRead && { isRead }),
      ...(isTaken && { isTaken }),
    })
    if (text.isShown) this.used.add("display")
    this.jsx.push(...text.jsx)
    for (const one of text.imports) this.#takeFromTsnb(one)
    return text
  }

  ofHook(cell: GraphCell): CellText {
    const text = this.of(
      cell,
      () => false,
      (name) => this.#graph.definers.has(name) || this.#ofHooks.has(name),
    )
    for (const name of cell.analysis.defines.keys()) if (kindOfName(cell, name) === "import") this.#ofHooks.add(name)
    return text
  }

  /** What the notebook uses of tsnb and of CommonJS without defining it. */
  ambient(): ReadonlySet<string> {
    const { cells, definers } = this.#graph
    const isOther = (name: string): boolean => definers.has(name) && !this.used.has(name)
    const read = cells.flatMap(({ analysis }) => Array.from(analysis.reads))
    const known = new Set([...apiNames, ...commonJsNames])
    return new Set([...this.used, ...read.filter((name) => known.has(name) && !isOther(name))])
  }

  #takeFromTsnb({ ours, namespace }: ScriptImport): void {
    for (const [local, name] of ours) {
      this.used.add(name)
      if (local !== name) this.aliases.push(`const ${local} = ${name}`)
    }
    if (namespace === undefined) return
    const taken = namesTaken(
      namespace,
      this.#graph.cells.map(({ source }) => source),
    )
    for (const name of taken) this.used.add(name)
    this.aliases.push(`const ${namespace} = { ${taken.join(", ")} }`)
  }

  #jsxSuffix(specifier: string): string {
    if (!this.#jsxModules.includes(specifier)) this.#jsxModules.push(specifier)
    const index = this.#jsxModules.indexOf(specifier)
    return index === 0 ? "" : String(index + 1)
  }

  /** An import of the value brings the type as well. */
  #claim(name: string, isType: boolean): boolean {
    const definer = this.#graph.definers.get(name)
    const isValueToo = isType && this.#values.has(name) && definer && kindOfName(definer, name) === "import"
    if (isValueToo || this.#imported.has(name)) return false
    this.#imported.add(name)
    return true
  }
}

function usesIn(source: string, settings: LanguageSettings): readonly string[] {
  const { program, comments } = parseSource(source)
  const ofJsx = hasJsx(program) ? [...jsxNames(jsxPragmas(comments)), ...factoryNames(settings)] : []
  return [...namesOf(program).uses.map(({ name }) => name), ...ofJsx]
}

/** The names that a project says JSX to be calls of. */
function factoryNames({ jsxFactory = "", jsxFragmentFactory = "" }: LanguageSettings): readonly string[] {
  return [jsxFactory, jsxFragmentFactory].map((name) => name.split(".")[0] ?? "")
}
