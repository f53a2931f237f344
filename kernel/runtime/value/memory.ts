import type { ByteWriter } from "./byteWriter.ts"

/**
 * The memory section: the bytes that ArrayBuffers, typed arrays, DataViews and Buffers of a value look at.
 *
 *     memory = varint count of blocks, each: varint length, varint 0 or 1 + maximum length (resizable), zeros up to a
 *              multiple of 8, bytes
 *              varint count of views, in the order of the body, each: byte kind, varint block, varint offset, varint length
 *              (in elements; 0 for "all, also when it is resized", else 1 + length)
 *
 * A block is not the whole ArrayBuffer but what is looked at of it: a slice has the same bytes as a copy of it, and a small
 * Buffer doesn't drag along Node's pool with what others left there. What shares memory goes on to share it.
 */
export const viewKinds = [
  "ArrayBuffer",
  "DataView",
  "Buffer",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Float16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
] as const

export type ViewKind = (typeof viewKinds)[number]

interface View {
  kind: ViewKind
  /** In bytes, from the start of the ArrayBuffer. */
  start: number
  end: number
  elementSize: number
  /** Whether its length follows that of the ArrayBuffer. */
  tracksLength: boolean
}

interface Block {
  /** Number in the section, by first use. */
  number: number
  /** Where it starts in the ArrayBuffer, in bytes; up to 7 before the first byte that is looked at, for alignment. */
  start: number
  bytes: Uint8Array
  /** In bytes, of a resizable ArrayBuffer. */
  maximum: number | undefined
  views: readonly View[]
}

/** Gathers what a value looks at while its body is written. */
export class MemoryCollector {
  readonly #views: View[] = []
  readonly #byBuffer = new Map<ArrayBufferLike, View[]>()

  get isEmpty(): boolean {
    return this.#views.length === 0
  }

  /** Adds a view (or a whole ArrayBuffer) in the order of the body. */
  add(value: ArrayBuffer | ArrayBufferView, kind: ViewKind): void {
    const view = ArrayBuffer.isView(value) ? partView(value, kind) : wholeView(value)
    this.#views.push(view)
    const buffer = ArrayBuffer.isView(value) ? value.buffer : value
    const views = this.#byBuffer.get(buffer)
    if (views) views.push(view)
    else this.#byBuffer.set(buffer, [view])
  }

  /**
   * Decides on the blocks.
   * @param copied whether they have to be copied, because other code runs before they are written
   */
  section(copied: boolean): MemorySection {
    const blockOf = new Map<View, Block>()
    for (const [buffer, views] of this.#byBuffer) {
      for (const group of groups(buffer, views)) {
        const block = makeBlock(buffer, group, copied)
        for (const view of group) blockOf.set(view, block)
      }
    }
    return new MemorySection(this.#views, blockOf)
  }
}

class MemorySection {
  readonly #views: readonly View[]
  readonly #blockOf: ReadonlyMap<View, Block>
  readonly #blocks: Block[] = []

  constructor(views: readonly View[], blockOf: ReadonlyMap<View, Block>) {
    this.#views = views
    this.#blockOf = blockOf
    for (const block of new Set(views.map((view) => this.#block(view)))) block.number = this.#blocks.push(block) - 1
  }

  /** About how many bytes it takes. */
  get size(): number {
    return this.#blocks.reduce((sum, block) => sum + block.bytes.length + 32, this.#views.length * 16)
  }

  write(writer: ByteWriter): void {
    writer.varint(this.#blocks.length)
    for (const block of this.#blocks) {
      writer.varint(block.bytes.length)
      writer.varint(block.maximum === undefined ? 0 : 1 + block.maximum)
      writer.align(8)
      const start = writer.length
      writer.bytes(block.bytes)
      normaliseNaN(writer.buffer.subarray(start, writer.length), block.views)
    }
    writer.varint(this.#views.length)
    for (const view of this.#views) this.#writeView(writer, view)
  }

  #writeView(writer: ByteWriter, view: View): void {
    const block = this.#block(view)
    writer.byte(viewKinds.indexOf(view.kind))
    writer.varint(block.number)
    writer.varint(view.start - block.start)
    writer.varint(view.tracksLength ? 0 : 1 + (view.end - view.start) / view.elementSize)
  }

  #block(view: View): Block {
    const block = this.#blockOf.get(view)
    if (!block) throw new Error("a view was left without its block of memory")
    return block
  }
}

function wholeView(buffer: ArrayBuffer): View {
  return { kind: "ArrayBuffer", start: 0, end: buffer.byteLength, elementSize: 1, tracksLength: false }
}

function partView(value: ArrayBufferView, kind: ViewKind): View {
  const start = value.byteOffset
  const elementSize = "BYTES_PER_ELEMENT" in value ? Number(value.BYTES_PER_ELEMENT) : 1
  return { kind, start, end: start + value.byteLength, elementSize, tracksLength: followsLength(value) }
}

/**
 * JavaScript doesn't tell whether a view's length follows its buffer's, so a copy is tried out. Without room to grow by the
 * widest element the two can't be told apart by growing, and the view counts as one of fixed length.
 */
function followsLength(value: ArrayBufferView): boolean {
  if (!isResizable(value.buffer) || value.buffer.maxByteLength < value.buffer.byteLength + 8) return false
  const copy = structuredClone(value)
  const before = copy.byteLength
  if (isResizable(copy.buffer)) copy.buffer.resize(copy.buffer.byteLength + 8)
  return copy.byteLength !== before
}

// oxlint-disable-next-line typescript/unbound-method -- kept before user code can replace it, and only applied
const elementAt = Uint8Array.prototype.at
// oxlint-disable-next-line typescript/unbound-method -- likewise
const includes = Float64Array.prototype.includes

/**
 * Whether a view's place isn't there any more, since its ArrayBuffer was made smaller: it reads as empty until that grows
 * again, and nothing tells where its place was.
 */
export function isOutOfBounds(view: ArrayBufferView): boolean {
  if (!isResizable(view.buffer)) return false
  try {
    // Both throw then, and all else of a view that could be asked reads as zero.
    if (view instanceof DataView) return view.byteLength < 0
    Reflect.apply(elementAt, view, [0])
    return false
  } catch {
    return true
  }
}

/** Views that have to stay together on one block. */
function groups(buffer: ArrayBufferLike, views: readonly View[]): readonly (readonly View[])[] {
  if (views.length === 1) return [views]
  // Buffers of Node share its pool by chance: only overlapping ones share on purpose.
  if (views.some((view) => view.kind !== "Buffer") || isResizable(buffer)) return [views]
  const together: View[][] = []
  let end = -1
  for (const view of views.toSorted((left, right) => left.start - right.start)) {
    const last = together.at(-1)
    if (last && view.start < end) last.push(view)
    else together.push([view])
    end = Math.max(end, view.end)
  }
  return together
}

function isResizable(buffer: ArrayBufferLike): buffer is ArrayBuffer {
  return buffer instanceof ArrayBuffer && buffer.resizable
}

function makeBlock(buffer: ArrayBufferLike, views: readonly View[], copied: boolean): Block {
  const whole = isResizable(buffer) || views.some((view) => view.kind === "ArrayBuffer")
  const first = whole ? 0 : views.reduce((first, view) => Math.min(first, view.start), Infinity)
  const end = whole ? buffer.byteLength : views.reduce((end, view) => Math.max(end, view.end), 0)
  // A view starts at a multiple of its element's size, all sizes are powers of two: with the widest aligned, all are.
  const widest = views.reduce((widest, view) => Math.max(widest, view.elementSize), 1)
  const start = first - (first % widest)
  const seen: Uint8Array = new Uint8Array(buffer, start, end - start)
  const maximum = isResizable(buffer) ? buffer.maxByteLength : undefined
  return { number: 0, start, bytes: copied ? seen.slice() : seen, maximum, views }
}

/** Writes every NaN in the same way, where nothing but float arrays of one kind could see the difference. */
function normaliseNaN(bytes: Uint8Array, views: readonly View[]): void {
  const kind = views[0]?.kind
  if (kind !== "Float64Array" && kind !== "Float32Array") return
  if (views.some((view) => view.kind !== kind) || views.some((view) => view.tracksLength)) return
  const { buffer, byteOffset, length } = bytes
  const numbers =
    kind === "Float64Array"
      ? new Float64Array(buffer, byteOffset, Math.floor(length / 8))
      : new Float32Array(buffer, byteOffset, Math.floor(length / 4))
  // In C++, less than half as dear as a loop here, which only arrays with gaps need.
  if (!Reflect.apply(includes, numbers, [NaN])) return
  for (let index = 0; index < numbers.length; index++) {
    if (Number.isNaN(numbers[index])) numbers[index] = NaN
  }
}
