import type { CellOutput, ShownOutput } from "../model/cellOutput.ts"

/** How much text a stream keeps; what came before is left out, and said so. */
export const maxStreamLength = 200_000
const cutNote = "… the beginning is left out …\n"

/** The later half of a text that has become too long, from the beginning of a line. */
export function cutStream(text: string): string {
  const kept = text.slice(-maxStreamLength / 2)
  return cutNote + kept.slice(kept.indexOf("\n") + 1)
}

/** What a cell shows in the end, after all that it showed, replaced and took away. */
export class OutputList {
  #outputs: ShownOutput[] = []
  #isClearing = false
  #isCut = false

  /** The outputs that are left, in order. */
  get outputs(): readonly ShownOutput[] {
    return this.#outputs
  }

  /** Whether text was left out. */
  get isCut(): boolean {
    return this.#isCut
  }

  add(output: CellOutput): void {
    if (output.kind === "clear") {
      if (output.wait) this.#isClearing = true
      else this.#outputs = []
      return
    }
    if (output.kind === "update") return this.#update(output)
    if (this.#isClearing) this.#outputs = []
    this.#isClearing = false
    if (output.kind === "display") this.#outputs.push(output)
    else this.#stream(output)
  }

  #update({ displayId, data, metadata }: Extract<CellOutput, { kind: "update" }>): void {
    const place = this.#outputs.findIndex((output) => output.kind === "display" && output.displayId === displayId)
    if (place < 0) return
    this.#outputs[place] = { kind: "display", displayId, data, ...(metadata && { metadata }) }
  }

  #stream({ stream, text }: Extract<CellOutput, { kind: "stream" }>): void {
    const last = this.#outputs.at(-1)
    if (last?.kind !== "stream" || last.stream !== stream) {
      this.#outputs.push({ kind: "stream", stream, text })
      return
    }
    last.text += text
    if (last.text.length <= maxStreamLength) return
    last.text = cutStream(last.text)
    this.#isCut = true
  }
}
