import { outlineCell, longestCell, type CellOutline } from "./cellOutline.ts"
import { choose, overOneRange, wordStart, type Completions, type PlacedCompletion } from "./completions.ts"
import { outlineCurrentCell } from "./currentCell.ts"
import { documentsIn, type NotebookDocuments } from "./documents.ts"
import { fenced, inspectionOf, signatureText, type Inspection } from "./inspection.ts"
import { LanguageServerError } from "./languageServer.ts"
import { NotebookModule, replacedPrefix, type CellOffset } from "./notebookModule.ts"
import { NotebookServer } from "./notebookServer.ts"
import {
  readCompletions,
  readDetail,
  readHover,
  readLocations,
  readSignatures,
  type ServerCompletion,
} from "./protocol.ts"
import { packageFolder } from "../installation.ts"

export interface LanguageServiceOptions {
  /** Absolute path of the notebook's folder, from which its imports start. */
  folder: string
  /** Told what the server says and why an answer is missing. */
  log: (text: string) => void
}

/** Milliseconds for an answer; a first one, which loads the types of big packages, may take that long. */
const answerTime = 4_000
const detailTime = 200
/** So many completions get their types told. */
const detailed = 10
/** Of all cells together; the newest are taken. */
const longestModule = 2_000_000

const nothing = (offset: number): Completions => ({ start: offset, end: offset, items: [] })

/** What TypeScript knows of a notebook's cells. No method throws: without an answer there is an empty one, and the log says why. */
export class LanguageService {
  readonly #documents: NotebookDocuments
  readonly #server: NotebookServer
  readonly #log: (text: string) => void
  #outlines = new Map<string, CellOutline>()

  constructor({ folder, log }: LanguageServiceOptions) {
    this.#documents = documentsIn(folder, packageFolder)
    this.#server = new NotebookServer(folder, this.#documents, log)
    this.#log = log
  }

  /** Starts the server ahead of the first question. */
  start(): void {
    void this.complete([], "", 0)
  }

  /**
   * What may stand at a place in a cell.
   * @param cells sources of the cells that were run, in order
   * @param source the cell that is being written
   * @param offset the cursor's place in it, in UTF-16 units
   */
  async complete(cells: readonly string[], source: string, offset: number): Promise<Completions> {
    if (source.length > longestCell) return nothing(offset)
    const view = this.#view(cells, source, offset)
    const answered = await this.#ask(view, (send) => [
      send("textDocument/completion", this.#at(view, offset), answerTime),
    ])
    const found = readCompletions(answered?.[0]).flatMap((each) => placed(each, view, offset))
    const chosen = choose(found, source, offset)
    return overOneRange(chosen, source, offset, await this.#types(view, chosen))
  }

  /**
   * What is known of what stands at a place in a cell: its type and documentation; within a call also the function's.
   * @param detail 1 for the source of its definition as well
   */
  async inspect(
    cells: readonly string[],
    source: string,
    offset: number,
    detail: 0 | 1 = 0,
  ): Promise<Inspection | undefined> {
    if (source.length > longestCell) return undefined
    const view = this.#view(cells, source, offset)
    const before = Math.max(0, offset - 1)
    const answered = await this.#ask(view, (send) => [
      send("textDocument/hover", this.#at(view, offset), answerTime),
      send("textDocument/hover", this.#at(view, before), answerTime),
      send("textDocument/signatureHelp", this.#at(view, offset), answerTime),
      ...(detail === 1
        ? [offset, before].map((each) => send("textDocument/definition", this.#at(view, each), answerTime))
        : []),
    ])
    if (!answered) return undefined
    const [here, left, signatures, ...definitions] = answered
    const hover = readHover(here) || readHover(left)
    const definition = definitions.flatMap(readLocations).slice(0, 1)
    return inspectionOf([
      hover || signatureText(readSignatures(signatures)),
      ...definition.map(({ uri, range }) => this.#definition(view, uri, range.start)),
    ])
  }

  async close(): Promise<void> {
    await this.#server.close()
  }

  #view(cells: readonly string[], source: string, offset: number): View {
    const current = outlineCurrentCell(source, offset)
    const before = newestWithin(
      cells.filter((cell) => cell.length <= longestCell),
      longestModule,
    )
    const outlines = new Map<string, CellOutline>()
    for (const cell of before) outlines.set(cell, this.#outlines.get(cell) ?? outlineCell(cell))
    this.#outlines = outlines
    const outlined = before.map((cell) => ({ source: cell, outline: outlines.get(cell) ?? outlineCell(cell) }))
    const hasJsx = current.hasJsx || outlined.some(({ outline }) => outline.hasJsx)
    return {
      module: new NotebookModule([...outlined, { source, outline: current }]),
      sources: [...before, source],
      cell: before.length,
      // In JSX, `<Type>value` and `<T>(value: T) => …` mean something else.
      languageId: hasJsx ? "typescriptreact" : "typescript",
    }
  }

  async #ask(
    { module, languageId }: View,
    questions: Parameters<NotebookServer["ask"]>[1],
  ): Promise<readonly unknown[] | undefined> {
    try {
      return await this.#server.ask({ text: module.text, languageId }, questions)
    } catch (error) {
      if (!(error instanceof LanguageServerError)) throw error
      this.#log(error.message)
      return undefined
    }
  }

  async #types(view: View, chosen: readonly PlacedCompletion[]): Promise<ReadonlyMap<PlacedCompletion, string>> {
    const first = chosen.slice(0, detailed)
    const answers = await this.#ask(view, (send) =>
      first.map(({ raw }) => send("completionItem/resolve", raw, detailTime)),
    )
    return new Map(
      first.flatMap((each, index) => {
        const type = readDetail(answers?.[index])
        return type === undefined ? [] : [[each, type] as const]
      }),
    )
  }

  #at({ module, cell }: View, offset: number): object {
    return { textDocument: { uri: this.#documents.notebook }, position: module.position({ cell, offset }) }
  }

  #definition({ module, sources }: View, uri: string, position: { line: number; character: number }): string {
    if (uri !== this.#documents.notebook) return ""
    const place = module.find(position)
    const source = place && statementAt(sources[place.cell] ?? "", place)
    return source === undefined ? "" : `Defined in a cell:\n\n${fenced(source)}`
  }
}

interface View {
  module: NotebookModule
  sources: readonly string[]
  /** Index of the cell that is being written. */
  cell: number
  languageId: string
}

function newestWithin(cells: readonly string[], limit: number): readonly string[] {
  let length = 0
  const first = cells.findLastIndex((cell) => (length += cell.length) > limit)
  return cells.slice(first + 1)
}

function placed(found: ServerCompletion, { module, cell, sources }: View, offset: number): readonly PlacedCompletion[] {
  // The second is a way to symbols that nobody takes.
  if (found.label.startsWith(replacedPrefix) || found.insertText?.endsWith("[Symbol]")) return []
  if (!found.range) return [{ ...found, start: wordStart(sources[cell] ?? "", offset), end: offset }]
  const start = module.find(found.range.start)
  const end = module.find(found.range.end)
  if (start?.cell !== cell || end?.cell !== cell) return []
  return [{ ...found, start: start.offset, end: Math.max(end.offset, offset) }]
}

/** The text of the statement that defines what stands at a place. */
function statementAt(source: string, { offset }: CellOffset): string | undefined {
  const statements = outlineCell(source).statements
  const statement = statements.find(({ start, end }) => start <= offset && offset < end)
  return statement && source.slice(statement.start, statement.end)
}
