import { isTooDeep } from "../cell/nesting.ts"
import { packageFolder } from "../installation.ts"
import { maxCellLength, outlineCell } from "./cellOutline.ts"
import { choose, overOneRange, wordStart, type Completions, type PlacedCompletion } from "./completions.ts"
import { jupyterProfile } from "./clientProfile.ts"
import { documentsIn, type FolderDocuments } from "./documents.ts"
import { DocumentServer } from "./documentServer.ts"
import { fenced, inspectionOf, signatureText, type Inspection } from "./inspection.ts"
import { LanguageServerError } from "./languageServer.ts"
import { LocalModules } from "./localModules.ts"
import { cellOfPrivate, madePrefix, withoutSuffixes } from "./privateSuffix.ts"
import type { CellOffset } from "./notebookModule.ts"
import { NotebookViews, type NotebookView } from "./notebookView.ts"
import {
  readCompletions,
  readDetail,
  readHover,
  readLocations,
  readSignatures,
  type ServerCompletion,
  type ServerLocation,
} from "./protocol.ts"

export interface LanguageServiceOptions {
  /** Absolute path of the notebook's folder, from which its imports start. */
  folder: string
  /** Told what the server says, and why an answer is missing. */
  log: (text: string) => void
}

const notebookFile = "tsnb-notebook.ts"
/** Milliseconds for an answer. The first one about a big package waits for all of its types to be read. */
const answerTime = 4_000
const detailTime = 200
/** Of a longer list no types are told: each costs a question. */
const shortList = 5

/**
 * What TypeScript knows of a notebook's cells, without running them. Without an answer there is an empty one, and the log
 * says why. Questions may be asked while others are under way.
 */
export class LanguageService {
  readonly #documents: FolderDocuments
  readonly #notebook: string
  readonly #server: DocumentServer
  readonly #files: LocalModules
  readonly #views = new NotebookViews()
  readonly #log: (text: string) => void

  constructor({ folder, log }: LanguageServiceOptions) {
    this.#documents = documentsIn(folder, packageFolder)
    this.#notebook = this.#documents.uriOf(notebookFile)
    this.#server = new DocumentServer({ folder, log, ...jupyterProfile })
    this.#server.keep(this.#documents.around([notebookFile]))
    this.#files = new LocalModules(folder, this.#documents.project === undefined ? [] : [this.#documents.project])
    this.#log = log
  }

  /** Has the server look at cells ahead of the first question about them. */
  async prepare(cells: readonly string[]): Promise<void> {
    await this.inspect(cells, "undefined", 0)
  }

  /**
   * What may stand at a place in a cell.
   * @param cells sources of the cells that were run, in order
   * @param source the cell that is being written
   * @param offset the cursor's place in it, in UTF-16 units
   */
  async complete(cells: readonly string[], source: string, offset: number): Promise<Completions> {
    if (isTooMuch(source)) return { start: offset, end: offset, items: [] }
    const view = this.#views.view(cells, source, offset)
    const found = readCompletions(await this.#askAt(view, "completion", offset))
    const chosen = choose(
      found.flatMap((each) => placed(each, view, offset)),
      source,
      offset,
    )
    return overOneRange(chosen, source, offset, await this.#types(view, chosen))
  }

  /**
   * What is known of what stands at a place in a cell: its type and documentation, or the signature of the function that
   * is being called there.
   * @param detail 1 for the source of its definition as well, where that is in a cell
   */
  async inspect(
    cells: readonly string[],
    source: string,
    offset: number,
    detail: 0 | 1 = 0,
  ): Promise<Inspection | undefined> {
    if (isTooMuch(source)) return undefined
    const view = this.#views.view(cells, source, offset)
    // The name that the place is in, or behind.
    const name = wordStart(source, offset)
    const hover = readHover(await this.#askAt(view, "hover", name))
    if (hover === "")
      return inspectionOf([signatureText(readSignatures(await this.#askAt(view, "signatureHelp", offset)))])
    const definitions = detail === 1 ? readLocations(await this.#askAt(view, "definition", name)) : []
    return inspectionOf([hover, ...definitions.slice(0, 1).map((each) => this.#definition(view, each))])
  }

  /** Ends the server; there are no answers any more. */
  async close(): Promise<void> {
    await this.#server.close()
  }

  #askAt(view: NotebookView, question: string, offset: number): Promise<unknown> {
    const { module, cell } = view
    const textDocument = { uri: this.#notebook }
    const parameters = { textDocument, position: module.position({ cell, offset }) }
    return this.#ask(view, `textDocument/${question}`, parameters, answerTime)
  }

  async #ask(view: NotebookView, method: string, parameters: object, milliseconds: number): Promise<unknown> {
    try {
      const changes = await this.#files.changes(view.imports)
      const notebook = { uri: this.#notebook, languageId: view.languageId, text: view.module.text }
      const answer = await this.#server.ask(notebook, changes, { method, parameters, milliseconds })
      return method === "textDocument/completion" ? answer : withoutSuffixes(answer)
    } catch (error) {
      if (!(error instanceof LanguageServerError)) throw error
      this.#log(error.message)
      return undefined
    }
  }

  async #types(
    view: NotebookView,
    chosen: readonly PlacedCompletion[],
  ): Promise<ReadonlyMap<PlacedCompletion, string>> {
    if (chosen.length > shortList) return new Map()
    const types = chosen.map(async (each) => {
      const type = readDetail(await this.#ask(view, "completionItem/resolve", each.raw, detailTime))
      return type === undefined ? [] : [[each, type] as const]
    })
    return new Map((await Promise.all(types)).flat())
  }

  #definition({ module, sources }: NotebookView, { uri, range }: ServerLocation): string {
    if (uri !== this.#notebook) return ""
    const place = module.find(range.start)
    const source = place && statementAt(sources[place.cell] ?? "", place)
    return source === undefined ? "" : `Defined in a cell:\n\n${fenced(source)}`
  }
}

/** Whether the server would take too long over a cell, or die of it. */
function isTooMuch(source: string): boolean {
  return source.length > maxCellLength || isTooDeep(source)
}

function placed(found: ServerCompletion, { module, cell, source }: NotebookView, offset: number): PlacedCompletion[] {
  // The second is a way to symbols that nobody takes.
  if (
    found.label.startsWith(madePrefix) ||
    cellOfPrivate(found.label) !== undefined ||
    found.insertText?.endsWith("[Symbol]")
  )
    return []
  if (!found.range) return [{ ...found, start: wordStart(source, offset), end: offset }]
  const start = module.find(found.range.start)
  const end = module.find(found.range.end)
  if (start?.cell !== cell || end?.cell !== cell) return []
  return [{ ...found, start: start.offset, end: Math.max(end.offset, offset) }]
}

/** The text of the statement that defines what stands at a place. */
function statementAt(source: string, { offset }: CellOffset): string | undefined {
  const statement = outlineCell(source).statements.find(({ start, end }) => start <= offset && offset < end)
  return statement && source.slice(statement.start, statement.end)
}
