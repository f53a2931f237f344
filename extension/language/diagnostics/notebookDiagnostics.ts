import { dirname } from "node:path"
import { isDeepStrictEqual } from "node:util"
import {
  Diagnostic,
  DiagnosticSeverity,
  EventEmitter,
  languages,
  Range,
  workspace,
  type Disposable,
  type Event,
  type LogOutputChannel,
  type NotebookDocument,
  type Uri,
} from "vscode"
import { notebookGraph } from "../../flow/notebookGraph.ts"
import { kernelIdOf } from "../../notebook/cells.ts"
import { changesText } from "../../notebook/changes.ts"
import { missingPackages, type MissingPackage } from "../packages/missing.ts"
import { problemsByCell, type LineRange, type LocatedProblem } from "./locate.ts"

/** A problem that is shown on a cell, with what a quick fix has to know. */
export interface ShownProblem extends LocatedProblem {
  /** The package that an import doesn't find. */
  missing?: string
}

/** The problems of a cell. */
interface CellProblems {
  uri: Uri
  problems: readonly ShownProblem[]
}

/** An open notebook. */
interface Watched {
  /** By the cells' URIs; cells without problems are left out. */
  cells: ReadonlyMap<string, CellProblems>
  /** How many checks were asked for. */
  asked: number
  timer?: NodeJS.Timeout
}

const delay = 150

/** Shows the problems of open notebooks on their cells while one types, and takes them away with the notebook. */
export class NotebookDiagnostics implements Disposable {
  readonly #collection = languages.createDiagnosticCollection("tsnb")
  readonly #notebooks = new Map<NotebookDocument, Watched>()
  readonly #listeners: readonly Disposable[]
  readonly #log: LogOutputChannel
  readonly #changed = new EventEmitter<NotebookDocument>()

  constructor(log: LogOutputChannel) {
    this.#log = log
    this.#listeners = [
      workspace.onDidOpenNotebookDocument((notebook) => this.#soon(notebook, 0)),
      workspace.onDidChangeNotebookDocument((event) => changesText(event) && this.#soon(event.notebook)),
      workspace.onDidCloseNotebookDocument((notebook) => this.#forget(notebook)),
    ]
    this.refresh()
  }

  /** Looks at all open notebooks again: packages may have come. */
  refresh(): void {
    for (const notebook of workspace.notebookDocuments) this.#soon(notebook, 0)
  }

  /** The problems of a notebook were worked out anew. */
  get onDidChange(): Event<NotebookDocument> {
    return this.#changed.event
  }

  /** The problems that are shown on a cell, by the address of its text. */
  of(uri: Uri): readonly ShownProblem[] {
    const key = uri.toString()
    for (const { cells } of this.#notebooks.values()) {
      const found = cells.get(key)
      if (found) return found.problems
    }
    return []
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose()
    for (const { timer } of this.#notebooks.values()) clearTimeout(timer)
    this.#collection.dispose()
    this.#changed.dispose()
  }

  #soon(notebook: NotebookDocument, after = delay): void {
    if (notebook.notebookType !== "tsnb") return
    const watched: Watched = this.#notebooks.get(notebook) ?? { cells: new Map(), asked: 0 }
    clearTimeout(watched.timer)
    watched.asked += 1
    watched.timer = setTimeout(() => {
      this.#check(notebook, watched).catch((error: unknown) => {
        this.#log.error(`${notebook.uri.toString()} can't be checked: ${String(error)}`)
      })
    }, after)
    this.#notebooks.set(notebook, watched)
  }

  async #check(notebook: NotebookDocument, watched: Watched): Promise<void> {
    const { asked } = watched
    const cells = notebook.getCells()
    const { graph } = notebookGraph(notebook)
    const { scheme, fsPath } = notebook.uri
    const missing = scheme === "file" ? await missingPackages(graph, dirname(fsPath)) : []
    // Closed, or changed meanwhile: then another check follows.
    if (this.#notebooks.get(notebook) !== watched || watched.asked !== asked) return
    const found = Map.groupBy(missing, ({ cell }) => cell)
    const problems = problemsByCell(graph)
    const shown = cells.flatMap((cell): readonly (readonly [string, CellProblems])[] => {
      const id = kernelIdOf(cell)
      const all = [...(problems.get(id) ?? []), ...(found.get(id) ?? []).map(toProblem)]
      return all.length === 0 ? [] : [[id, { uri: cell.document.uri, problems: all }]]
    })
    this.#show(watched, new Map(shown))
    this.#changed.fire(notebook)
  }

  /** Changes what the editor shows where it has changed. */
  #show(watched: Watched, cells: ReadonlyMap<string, CellProblems>): void {
    for (const [key, { uri }] of watched.cells) if (!cells.has(key)) this.#collection.delete(uri)
    for (const [key, { uri, problems }] of cells) {
      const before = watched.cells.get(key)?.problems
      if (!isDeepStrictEqual(before, problems)) this.#collection.set(uri, problems.map(toDiagnostic))
    }
    watched.cells = cells
  }

  #forget(notebook: NotebookDocument): void {
    const watched = this.#notebooks.get(notebook)
    if (!watched) return
    clearTimeout(watched.timer)
    this.#notebooks.delete(notebook)
    this.#show(watched, new Map())
  }
}

function toProblem({ name, line, start, end }: MissingPackage): ShownProblem {
  const message = `The package '${name}' isn't installed where the notebook would find it`
  return { line, start, end, message, severity: "warning", missing: name }
}

function toDiagnostic({ message, severity, ...range }: ShownProblem): Diagnostic {
  const level = severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning
  const diagnostic = new Diagnostic(toRange(range), message, level)
  diagnostic.source = "tsnb"
  return diagnostic
}

/** A part of a line as the editor has it. */
export function toRange({ line, start, end }: LineRange): Range {
  return new Range(line, start, line, end)
}
