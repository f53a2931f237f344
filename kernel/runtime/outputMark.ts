/**
 * A mark that a live process leaves in its own raw output before each message about output, so that the kernel sees what
 * of the raw output (of native code, of child processes) came before the message and what after.
 */
export function outputMark(nonce: string, number: number): string {
  return `${markStart(nonce)}${number}\0`
}

function markStart(nonce: string): string {
  return `\0tsnb ${nonce} `
}

/** A stretch of raw output, or the number of a mark in it. */
export type MarkedOutput = Buffer | number

/** No number is longer, in digits. */
const maxNumberLength = 16

/** Finds the marks in raw output that comes in pieces of any size. */
export class MarkReader {
  readonly #start: Buffer
  #rest: Buffer = Buffer.alloc(0)

  constructor(nonce: string) {
    this.#start = Buffer.from(markStart(nonce))
  }

  /** @returns what is complete with this piece, in order */
  push(piece: Buffer): readonly MarkedOutput[] {
    const found: MarkedOutput[] = []
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece
    for (;;) {
      const start = bytes.indexOf(this.#start)
      const end = start < 0 ? -1 : bytes.indexOf(0, start + this.#start.length)
      if (end < 0) break
      if (start > 0) found.push(bytes.subarray(0, start))
      found.push(Number(bytes.toString("latin1", start + this.#start.length, end)))
      bytes = bytes.subarray(end + 1)
    }
    const kept = bytes.length - this.#possibleStart(bytes)
    if (kept > 0) found.push(bytes.subarray(0, kept))
    this.#rest = bytes.subarray(kept)
    return found
  }

  /** What has been kept since it may have been the start of a mark. */
  flush(): Buffer {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    return rest
  }

  /** How many of the last bytes may belong to a mark whose end is still to come. */
  #possibleStart(bytes: Buffer): number {
    const from = Math.max(0, bytes.length - this.#start.length - maxNumberLength)
    for (let start = bytes.indexOf(0, from); start >= 0; start = bytes.indexOf(0, start + 1)) {
      const length = Math.min(this.#start.length, bytes.length - start)
      if (bytes.compare(this.#start, 0, length, start, start + length) === 0) return bytes.length - start
    }
    return 0
  }
}
