import { JupyterOutputs } from "../../session/ipynbOutputs.ts"
import type { CellError, CellOutput } from "../../model/cellOutput.ts"
import type { CellShown } from "../jupyter/toJupyter.ts"

/** Lines of a cell's text beyond this are counted, and left out. */
const maxLines = 5_000

/** What one cell has shown in a run, in Jupyter's form. */
export class ShownOutputs {
  readonly #outputs: ReturnType<JupyterOutputs["begin"]>
  readonly #count: number
  readonly #more: string
  #lines = 0

  /**
   * @param count the cell's place in the order in which the cells ran
   * @param more where the lines are that are left out
   */
  constructor(count: number, more: string) {
    this.#count = count
    this.#more = more
    this.#outputs = new JupyterOutputs().begin({}, count)
  }

  add(output: CellOutput): void {
    if (output.kind === "stream") this.#lines += 1
    if (output.kind !== "stream" || this.#lines <= maxLines) this.#outputs.add(output)
  }

  addError(error: CellError): void {
    this.#outputs.addError(error)
  }

  end(): CellShown {
    const leftOut = this.#lines - maxLines
    if (leftOut > 0) {
      this.#outputs.add({ kind: "stream", stream: "stderr", text: `… ${leftOut} more lines: ${this.#more}\n` })
    }
    return { count: this.#count, outputs: this.#outputs.outputs }
  }
}
