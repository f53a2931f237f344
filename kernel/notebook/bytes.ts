/** A notebook's file isn't text, so that opening and saving it would lose some of it. */
export class NotTextError extends Error {
  override readonly name = "NotTextError"
}

/**
 * The text of a notebook's file.
 * @throws {NotTextError} when the bytes aren't UTF-8, naming the first place
 */
export function textOf(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
  try {
    return decoder.decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const { line, column } = firstBadPlace(bytes)
    throw new NotTextError(
      `The notebook isn't UTF-8 text: line ${line}, column ${column} has a byte that belongs to no character. Save it as UTF-8 with the program that wrote it, then open it again`,
    )
  }
}

/** Where the longest sound beginning ends, 1-based. */
function firstBadPlace(bytes: Uint8Array): { line: number; column: number } {
  const lossy = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
  const intact = soundLength(bytes, lossy)
  const lines = lossy.slice(0, intact).split(/\r\n|\n|\r/)
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

/** How much of the text decoded with replacements is as in the file: up to the first replacement that isn't in it. */
function soundLength(bytes: Uint8Array, lossy: string): number {
  const encoded = new TextEncoder().encode(lossy)
  const difference = encoded.findIndex((byte, index) => byte !== bytes[index])
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(encoded.subarray(0, Math.max(0, difference))).length
}
