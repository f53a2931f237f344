/** Bytes in parts that follow each other, so that large ones needn't be copied next to others. */
export type Parts = readonly Uint8Array[]

/** How many bytes they are together. */
export function sizeOf(parts: Parts): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}

/** All in one. Shares memory with a single part. */
export function joined(parts: Parts): Uint8Array {
  const [first] = parts
  return first && parts.length === 1 ? first : Buffer.concat(parts)
}

/** A copy of some bytes in the middle, fewer where they end. */
export function sliceOf(parts: Parts, start: number, length: number): Uint8Array {
  const pieces: Uint8Array[] = []
  let before = 0
  for (const part of parts) {
    const from = Math.max(start - before, 0)
    const to = Math.min(start + length - before, part.length)
    if (from < to) pieces.push(part.subarray(from, to))
    before += part.length
  }
  return Buffer.concat(pieces)
}

/** The same parts, none longer than so many bytes. */
export function split(parts: Parts, longest: number): Uint8Array[] {
  return parts.flatMap((part) =>
    Array.from({ length: Math.ceil(part.length / longest) }, (_, index) =>
      part.subarray(index * longest, (index + 1) * longest),
    ),
  )
}
