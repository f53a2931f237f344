import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { KernelRequest } from "../../kernel/api/kernelRequest.ts"
import type { LiveExecution } from "../../kernel/executor/liveProcess.ts"
import { LiveSession } from "../../kernel/executor/liveSession.ts"
import type { CellEnd, CellOutput } from "../../kernel/model/cellOutput.ts"

/** What a cell did. */
export interface LiveRun {
  end: CellEnd
  /** Also what came after its end. */
  outputs: readonly CellOutput[]
  /** What it printed, to both streams. */
  text: string
  /** Its result as text, or its error as `name: message`. */
  result: string | undefined
}

/** A real session in a folder of its own, ended and removed when the test ends. */
export class LiveCells implements Disposable {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "tsnb-live-")))
  readonly session: LiveSession
  #count = 0

  constructor(options: { memory?: number } = {}) {
    const { folder } = this
    this.session = new LiveSession({
      notebook: join(folder, "live.tsnb"),
      results: join(folder, "results"),
      ...options,
    })
  }

  /** Runs a cell to its end. */
  async run(source: string, more: Partial<LiveExecution> = {}): Promise<LiveRun> {
    const outputs: CellOutput[] = []
    const end = await this.session.execute({
      source,
      label: `In [${++this.#count}]`,
      inputs: [],
      remade: [],
      expressions: {},
      onRequest: (request: KernelRequest) => Promise.reject(new Error(`Nobody answers ${request.kind}`)),
      ...more,
      onOutput: (output) => {
        outputs.push(output)
        more.onOutput?.(output)
      },
    })
    return {
      end,
      outputs,
      get text() {
        return textOf(outputs)
      },
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

  [Symbol.dispose](): void {
    this.session.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** What was printed, to both streams. */
export function textOf(outputs: readonly CellOutput[]): string {
  return outputs.map((output) => (output.kind === "stream" ? output.text : "")).join("")
}

function resultOf(end: CellEnd): string | undefined {
  if (end.kind === "failed") return `${end.error.name}: ${end.error.message}`
  return end.result && String(end.result.data["text/plain"])
}
