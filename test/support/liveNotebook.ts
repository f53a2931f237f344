import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { LiveSession } from "../../kernel/executor/liveSession.ts"
import type { CellEnd, CellOutput } from "../../kernel/model/cellOutput.ts"
import type { CellRequest } from "../../kernel/session/live.ts"
import { openLiveNotebook } from "../../kernel/session/liveNotebook.ts"
import { resultsFolder } from "../../kernel/store/places.ts"

/** What a cell did. */
export interface CellRun {
  end: CellEnd
  outputs: readonly CellOutput[]
  /** What it printed, by stream. */
  stdout: string
  stderr: string
  /** What it displayed, as text; an update takes the place of what it updates. */
  shown: readonly string[]
  /** Its result as text, or its error as `name: message`. */
  result: string | undefined
}

/** A live notebook with its real session, engine and store in a folder of its own, removed when the test ends. */
export class TestLiveNotebook implements AsyncDisposable {
  readonly folder: string
  readonly notebook
  #count = 0

  constructor(folder: string = realpathSync(mkdtempSync(join(tmpdir(), "tsnb-live-")))) {
    this.folder = folder
    this.notebook = openLiveNotebook({
      folder,
      name: "live.ipynb",
      startProcess: (notebook) => new LiveSession({ notebook, results: resultsFolder(dirname(notebook)) }),
    })
  }

  /** Runs a cell to its end. */
  async run(source: string, more: Partial<CellRequest> = {}): Promise<CellRun> {
    const outputs: CellOutput[] = []
    const end = await this.notebook.execute({
      source,
      count: ++this.#count,
      expressions: {},
      ...more,
      onOutput(output) {
        outputs.push(output)
        more.onOutput?.(output)
      },
    })
    return {
      end,
      outputs,
      stdout: printed(outputs, "stdout"),
      stderr: printed(outputs, "stderr"),
      shown: shownTexts(outputs),
      result: resultOf(end),
    }
  }

  /** Runs cells one after the other. @returns the results of all */
  async results(...sources: readonly string[]): Promise<readonly (string | undefined)[]> {
    const results: (string | undefined)[] = []
    for (const source of sources) results.push((await this.run(source)).result)
    return results
  }

  /** Writes a file in the folder. */
  write(name: string, content: string): void {
    writeFileSync(join(this.folder, name), content)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.notebook.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function printed(outputs: readonly CellOutput[], stream: "stdout" | "stderr"): string {
  return outputs.map((output) => (output.kind === "stream" && output.stream === stream ? output.text : "")).join("")
}

function shownTexts(outputs: readonly CellOutput[]): readonly string[] {
  const shown = new Map<string, string>()
  for (const [index, output] of outputs.entries()) {
    if (output.kind !== "display" && output.kind !== "update") continue
    shown.set(output.displayId ?? String(index), String(output.data["text/plain"]))
  }
  return [...shown.values()]
}

function resultOf(end: CellEnd): string | undefined {
  if (end.kind === "failed") return `${end.error.name}: ${end.error.message}`
  return end.result && String(end.result.data["text/plain"])
}
