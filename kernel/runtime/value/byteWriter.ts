const shortText = 40

/** Appends numbers, texts and bytes to a buffer that grows by doubling. */
export class ByteWriter {
  /** The room so far; its first `length` bytes are written. */
  buffer: Buffer
  length = 0
  #view: DataView

  constructor(capacity: number) {
    this.buffer = Buffer.allocUnsafeSlow(capacity)
    this.#view = viewOf(this.buffer)
  }

  /** What was written, sharing the writer's memory. */
  written(): Uint8Array {
    return this.buffer.subarray(0, this.length)
  }

  /** Makes room for bytes and counts them as written; returns where they start. */
  reserve(count: number): number {
    const start = this.length
    const end = start + count
    if (end > this.buffer.length) this.#grow(end)
    this.length = end
    return start
  }

  byte(value: number): void {
    // `reserve` may replace the buffer, so it has to come before the buffer is named.
    const at = this.reserve(1)
    this.buffer[at] = value
  }

  /** @param value a non-negative safe integer */
  varint(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.byte((rest % 0x80) + 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.byte(rest)
  }

  float64(value: number): void {
    const at = this.reserve(8)
    this.setFloat64(at, value)
  }

  /** Sets 8 reserved bytes, NaN always in the same way. */
  setFloat64(at: number, value: number): void {
    if (Number.isNaN(value)) {
      this.#view.setUint32(at, 0, true)
      this.#view.setUint32(at + 4, 0x7ff80000, true)
    } else this.#view.setFloat64(at, value, true)
  }

  /** Sets 4 reserved bytes. */
  setInt32(at: number, value: number): void {
    this.#view.setInt32(at, value, true)
  }

  bigint64(value: bigint): void {
    const at = this.reserve(8)
    this.#view.setBigInt64(at, value, true)
  }

  bytes(source: Uint8Array): void {
    const at = this.reserve(source.length)
    this.buffer.set(source, at)
  }

  /** Zeros up to the next multiple. */
  align(multiple: number): void {
    const count = (multiple - (this.length % multiple)) % multiple
    const at = this.reserve(count)
    this.buffer.fill(0, at, at + count)
  }

  text(value: string): void {
    if (value.length > shortText || !this.#shortAscii(value)) this.#longText(value)
  }

  /** Short ASCII, the usual case, is faster written here than through a call into C++. */
  #shortAscii(value: string): boolean {
    const start = this.length
    this.byte(value.length * 2)
    const at = this.reserve(value.length)
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code > 0x7f) {
        this.length = start
        return false
      }
      this.buffer[at + index] = code
    }
    return true
  }

  #longText(value: string): void {
    if (!value.isWellFormed()) {
      this.varint(value.length * 4 + 1)
      const at = this.reserve(value.length * 2)
      this.buffer.write(value, at, "utf16le")
      return
    }
    const size = Buffer.byteLength(value)
    this.varint(size * 2)
    const at = this.reserve(size)
    this.buffer.write(value, at, size === value.length ? "latin1" : "utf8")
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2))
    this.buffer.copy(grown, 0, 0, this.length)
    this.buffer = grown
    this.#view = viewOf(grown)
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length)
}
