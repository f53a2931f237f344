import { mkdtemp, realpath, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { diagnosticsOf, type CellDiagnostic } from "../../kernel/language/features/diagnostics.ts"
import type { CellPosition, Target } from "../../kernel/language/features/places.ts"
import { FlowLanguage } from "../../kernel/language/flowLanguage.ts"
import type { FlowView, OpenNotebook } from "../../kernel/language/openNotebook.ts"
import { lineStarts, offsetIn, positionIn } from "../../kernel/language/positions.ts"

import { writeIn } from "./folder.ts"

/** A folder with a notebook that an editor has open. */
export class FlowFolder implements AsyncDisposable {
  readonly path: string
  readonly language: FlowLanguage
  readonly notebook: OpenNotebook
  /** What the server logged. */
  readonly said: string[] = []

  private constructor(path: string) {
    this.path = path
    this.language = new FlowLanguage({ folder: path, log: (text) => this.said.push(text) })
    this.notebook = this.language.open(path, "notebook.tsnb")
  }

  /** @param name begins the folder's name */
  static async with(files: Readonly<Record<string, string>>, name = "tsnb-flow-"): Promise<FlowFolder> {
    const path = await realpath(await mkdtemp(join(tmpdir(), name)))
    for (const [name, text] of Object.entries(files)) await writeIn(path, name, text)
    return new FlowFolder(path)
  }

  async write(name: string, text: string): Promise<void> {
    await writeIn(this.path, name, text)
  }

  /** The notebook with some cells, one of which has a bar where the cursor is. */
  at(...marked: readonly string[]): { view: FlowView; place: CellPosition } {
    const cell = marked.findIndex((source) => source.includes("|"))
    const offset = marked[cell]?.indexOf("|") ?? 0
    const sources = marked.map((source, index) => (index === cell ? source.replace("|", "") : source))
    const position = positionIn(lineStarts(sources[cell] ?? ""), offset)
    return { view: this.notebook.view(sources), place: { cell, ...position } }
  }

  /** What is said of some cells. */
  async diagnostics(...sources: readonly string[]): Promise<readonly CellDiagnostic[]> {
    const view = this.notebook.view(sources)
    await this.notebook.lookAtFiles(view)
    return diagnosticsOf(this.language, this.notebook, view)
  }

  /** What is said of some cells, each as `cell: text in the cell: message`; hints are left out. */
  async problems(...sources: readonly string[]): Promise<readonly string[]> {
    const found = await this.diagnostics(...sources)
    return found
      .filter(({ severity }) => severity !== "hint")
      .map(({ cell, range, message }) => `${cell}: ${textIn(sources[cell] ?? "", range)}: ${message}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.language.close()
    await rm(this.path, { recursive: true, force: true })
  }
}

/** What stands at a range of a source. */
export function textIn(source: string, { start, end }: CellDiagnostic["range"]): string {
  const starts = lineStarts(source)
  return source.slice(offsetIn(starts, start), offsetIn(starts, end))
}

/** A target as `cell:line:character`, or the file's name in the place of the cell. */
export function shortTarget(target: Target): string {
  const { line, character } = target.range.start
  return `${target.kind === "cell" ? target.cell : target.uri.split("/").at(-1)}:${line}:${character}`
}
