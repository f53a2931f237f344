import { isDeepStrictEqual } from "node:util"
import {
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  EventEmitter,
  languages,
  window,
  workspace,
  type Disposable,
  type Event,
  type NotebookDocument,
  type TextDocument,
  type Uri,
} from "vscode"
import { gatherImports } from "../../../kernel/language/features/completion.ts"
import { diagnosticsOf, type CellDiagnostic } from "../../../kernel/language/features/diagnostics.ts"
import { ServerRestsError } from "../../../kernel/language/documentServer.ts"
import { changesText } from "../../notebook/changes.ts"
import type { NotebookDiagnostics } from "../diagnostics/notebookDiagnostics.ts"
import { toLocation, toRange } from "./convert.ts"
import { isSaidAlready } from "../../../kernel/language/saidAlready.ts"
import type { OpenTypeScript, Seen } from "./openTypeScript.ts"

/** An open notebook. */
interface Watched {
  /** What TypeScript says, by the cells' URIs. */
  cells: ReadonlyMap<string, { uri: Uri; found: readonly CellDiagnostic[] }>
  /** What is shown of it. */
  shown: ReadonlyMap<string, { uri: Uri; rest: readonly CellDiagnostic[] }>
  /** Whether the server was asked to gather what can be imported. */
  isGathered: boolean
  /** Takes back the question that is under way. */
  asking: AbortController
  timer?: NodeJS.Timeout
}

const delay = 100
/** Milliseconds for the exports of all packages of a project to be read. */
const gatheringTime = 60_000

/** Shows what TypeScript finds wrong in the cells of open notebooks while one types. */
export class TypeDiagnostics implements Disposable {
  readonly #typescript: OpenTypeScript
  readonly #own: NotebookDiagnostics
  readonly #collection = languages.createDiagnosticCollection("tsnb types")
  readonly #notebooks = new Map<NotebookDocument, Watched>()
  readonly #checked = new EventEmitter<void>()
  readonly #listeners: readonly Disposable[]

  /** @param own what the notebook's own check says: nothing is said twice */
  constructor(typescript: OpenTypeScript, own: NotebookDiagnostics) {
    this.#typescript = typescript
    this.#own = own
    this.#listeners = [
      workspace.onDidOpenNotebookDocument((notebook) => this.#soon(notebook, 0)),
      workspace.onDidChangeNotebookDocument((event) => changesText(event) && this.#soon(event.notebook)),
      workspace.onDidCloseNotebookDocument((notebook) => this.#forget(notebook)),
      // Files that cells import, and packages.
      workspace.onDidSaveTextDocument(() => this.refresh()),
      window.onDidChangeWindowState(({ focused }) => focused && this.refresh()),
      typescript.onEnd(() => this.#startOver()),
      typescript.onFileChange(() => this.refresh()),
      own.onDidChange((notebook) => this.#showAgain(notebook)),
    ]
    this.refresh()
  }

  /** A notebook was looked at anew, after a change of one of its cells. */
  get onCheck(): Event<void> {
    return this.#checked.event
  }

  /** Looks at all open notebooks again. */
  refresh(): void {
    for (const notebook of workspace.notebookDocuments) this.#soon(notebook)
  }

  /** What TypeScript says of a cell, shown or not. */
  of({ uri }: TextDocument): readonly CellDiagnostic[] {
    const key = uri.toString()
    return [...this.#notebooks.values()].flatMap(({ cells }) => cells.get(key)?.found ?? [])
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose()
    for (const { timer, asking } of this.#notebooks.values()) {
      clearTimeout(timer)
      asking.abort()
    }
    this.#checked.dispose()
    this.#collection.dispose()
  }

  /** Another server knows nothing yet. */
  #startOver(): void {
    for (const watched of this.#notebooks.values()) watched.isGathered = false
    this.refresh()
  }

  #soon(notebook: NotebookDocument, after = delay): void {
    if (notebook.notebookType !== "tsnb") return
    const watched: Watched = this.#notebooks.get(notebook) ?? {
      cells: new Map(),
      shown: new Map(),
      isGathered: false,
      asking: new AbortController(),
    }
    clearTimeout(watched.timer)
    // What was asked about an older text is of no use any more.
    watched.asking.abort()
    watched.asking = new AbortController()
    const { signal } = watched.asking
    watched.timer = setTimeout(() => {
      this.#check(notebook, watched, signal).catch((error: unknown) => {
        if (signal.aborted) return
        if (error instanceof ServerRestsError) this.#soon(notebook, error.wait)
        this.#typescript.report(error)
      })
    }, after)
    this.#notebooks.set(notebook, watched)
  }

  async #check(notebook: NotebookDocument, watched: Watched, signal: AbortSignal): Promise<void> {
    const seen = this.#typescript.see(notebook)
    if (!seen) return
    await seen.notebook.lookAtFiles(seen.view)
    const found = await diagnosticsOf(seen.language, seen.notebook, seen.view, { signal })
    // Closed, or changed meanwhile: then another check follows.
    if (signal.aborted || this.#notebooks.get(notebook) !== watched) return
    const byCell = Map.groupBy(found, ({ cell }) => cell)
    watched.cells = new Map(
      seen.cells.flatMap(({ document: { uri } }, index) => {
        const found = byCell.get(index)
        return found ? [[uri.toString(), { uri, found }] as const] : []
      }),
    )
    this.#show(watched)
    this.#checked.fire()
    await this.#gather(watched, seen)
  }

  /** Has what can be imported gathered before anybody writes the first name, to the end, whatever is typed meanwhile. */
  async #gather(watched: Watched, { notebook, view }: Seen): Promise<void> {
    if (watched.isGathered) return
    watched.isGathered = true
    try {
      await gatherImports(notebook, view, { milliseconds: gatheringTime })
    } catch (error) {
      watched.isGathered = false
      throw error
    }
  }

  #showAgain(notebook: NotebookDocument): void {
    const watched = this.#notebooks.get(notebook)
    if (watched) this.#show(watched)
  }

  /** Changes what the editor shows where it has changed. */
  #show(watched: Watched): void {
    const shown = new Map<string, { uri: Uri; rest: readonly CellDiagnostic[] }>()
    for (const [key, { uri, found }] of watched.cells) {
      const own = this.#own.of(uri)
      const rest = found.filter((each) => !isSaidAlready(each, own))
      shown.set(key, { uri, rest })
      if (isDeepStrictEqual(watched.shown.get(key)?.rest, rest)) continue
      this.#collection.set(
        uri,
        rest.map((each) => this.#toDiagnostic(each)),
      )
    }
    for (const [key, { uri }] of watched.shown) if (!shown.has(key)) this.#collection.delete(uri)
    watched.shown = shown
  }

  #forget(notebook: NotebookDocument): void {
    const watched = this.#notebooks.get(notebook)
    if (!watched) return
    clearTimeout(watched.timer)
    watched.asking.abort()
    this.#notebooks.delete(notebook)
    for (const { uri } of watched.shown.values()) this.#collection.delete(uri)
  }

  #toDiagnostic({ range, message, severity, code, isUnnecessary, isDeprecated, related }: CellDiagnostic): Diagnostic {
    const diagnostic = new Diagnostic(toRange(range), message, severities[severity])
    // What a task can't hand on is tsnb's own concern.
    diagnostic.source = code === undefined ? "tsnb" : "ts"
    if (code !== undefined) diagnostic.code = code
    diagnostic.tags = [
      ...(isUnnecessary ? [DiagnosticTag.Unnecessary] : []),
      ...(isDeprecated ? [DiagnosticTag.Deprecated] : []),
    ]
    diagnostic.relatedInformation = related.flatMap(({ target, message }) => {
      const location = toLocation(this.#typescript, target)
      return location ? [new DiagnosticRelatedInformation(location, message)] : []
    })
    return diagnostic
  }
}

const severities: Readonly<Record<CellDiagnostic["severity"], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
}
