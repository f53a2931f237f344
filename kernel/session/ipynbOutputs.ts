import type { MimeBundle } from "../api/types.ts"
import type { CellEnd, CellError, CellOutput } from "../model/cellOutput.ts"
import type { JsonObject } from "../notebook/ipynb.ts"
import { lineList } from "../notebook/lineList.ts"

/** Writes down what the cells of a Jupyter notebook show, in the form of nbformat 4 and the order of its keys. */
export class JupyterOutputs {
  /** Outputs that can be replaced later, by the id that they were displayed with. */
  readonly #displays = new Map<string, JsonObject[]>()

  /** Begins anew for a cell: what it showed earlier is gone. */
  begin(cell: JsonObject, count: number): CellOutputs {
    return new CellOutputs(cell, count, this.#displays)
  }
}

/** What one cell shows. */
export class CellOutputs {
  /** In nbformat's form. */
  readonly outputs: JsonObject[] = []
  readonly #count: number
  readonly #displays: Map<string, JsonObject[]>
  #clearsNext = false
  /** The last output, when it is text that may go on. */
  #stream: { name: string; lines: string[] } | undefined

  constructor(cell: JsonObject, count: number, displays: Map<string, JsonObject[]>) {
    cell["execution_count"] = count
    cell["outputs"] = this.outputs
    this.#count = count
    this.#displays = displays
  }

  /** Adds an output, replaces an earlier one, or takes all away, as it says. */
  add(output: CellOutput): void {
    switch (output.kind) {
      case "stream":
        return this.#addStream(output.stream, output.text)
      case "display":
        return this.#addDisplay(output.data, output.metadata, output.displayId)
      case "update":
        for (const shown of this.#displays.get(output.displayId) ?? []) {
          Object.assign(shown, bundle(output.data, output.metadata))
        }
        return
      case "clear":
        this.#clearsNext = output.wait
        if (!output.wait) this.#clear()
    }
  }

  /** Adds how the cell ended: its result or its error. */
  end(end: CellEnd): void {
    if (end.kind === "failed") return this.addError(end.error)
    if (!end.result) return
    const { data, metadata } = end.result
    const shown = bundle(data, metadata)
    this.#push({
      data: shown.data,
      execution_count: this.#count,
      metadata: shown.metadata,
      output_type: "execute_result",
    })
  }

  addError({ name, message, traceback }: CellError): void {
    this.#push({ ename: name, evalue: message, output_type: "error", traceback: [...traceback] })
  }

  #addStream(name: string, text: string): void {
    const last = this.#clearsNext ? undefined : this.#stream
    if (last?.name !== name) {
      const lines = lineList(text)
      this.#push({ name, output_type: "stream", text: lines })
      this.#stream = { name, lines }
      return
    }
    const { lines } = last
    const unfinished = lines.at(-1)?.endsWith("\n") === false ? (lines.pop() ?? "") : ""
    for (const line of lineList(unfinished + text)) lines.push(line)
  }

  #addDisplay(data: MimeBundle, metadata: MimeBundle | undefined, id: string | undefined): void {
    const output = { ...bundle(data, metadata), output_type: "display_data" }
    this.#push(output)
    if (id === undefined) return
    const shown = this.#displays.get(id)
    if (shown) shown.push(output)
    else this.#displays.set(id, [output])
  }

  #push(output: JsonObject): void {
    if (this.#clearsNext) this.#clear()
    this.#stream = undefined
    this.outputs.push(output)
  }

  #clear(): void {
    this.#clearsNext = false
    this.#stream = undefined
    this.outputs.length = 0
  }
}

function bundle(data: MimeBundle, metadata: MimeBundle = {}): { data: JsonObject; metadata: JsonObject } {
  const entries = Object.entries(data).filter(([, value]) => value !== undefined)
  return {
    data: Object.fromEntries(entries.map(([type, value]) => [type, representation(type, value)])),
    metadata: { ...metadata },
  }
}

/** As the format has it: JSON as it is, text by lines, and base64 in one piece. */
function representation(type: string, value: unknown): unknown {
  if (type === "application/json" || /^application\/.*\+json$/.test(type)) return value
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value))
  return type.startsWith("text/") || linedTypes.has(type) ? lineList(text) : text
}

const linedTypes: ReadonlySet<string> = new Set(["application/javascript", "image/svg+xml"])
