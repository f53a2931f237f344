import { createHash, hash } from "node:crypto"
import type { FileHandle } from "node:fs/promises"
import { split, type Parts } from "./parts.ts"

/** What the system is asked for at once, in bytes. Its calls take less than 2 GiB. */
const blockSize = 1 << 23

/** SHA-256 of bytes, in hex. */
export function sha256(bytes: Uint8Array): string {
  return bytes.length <= blockSize ? hash("sha256", bytes, "hex") : sha256OfParts([bytes])
}

/** SHA-256 of bytes in parts, in hex. */
export function sha256OfParts(parts: Parts): string {
  const sum = createHash("sha256")
  for (const block of split(parts, blockSize)) sum.update(block)
  return sum.digest("hex")
}

/**
 * Reads the start of a file into some memory and hashes it, one block while the next is on its way.
 * @param targets filled one after the other
 * @returns the hash in hex; undefined when the file ends too early
 */
export async function readAndHash(file: FileHandle, targets: Parts): Promise<string | undefined> {
  const sum = createHash("sha256")
  const blocks = split(targets, blockSize)
  let position = 0
  let pending: Promise<boolean> | undefined
  for (const [index, block] of blocks.entries()) {
    const isFull = await (pending ?? fill(file, block, position))
    if (!isFull) return undefined
    position += block.length
    const next = blocks[index + 1]
    if (next) pending = fill(file, next, position)
    sum.update(block)
  }
  return sum.digest("hex")
}

/** SHA-256 of a file, in hex, without holding it in memory. */
export async function hashFile(file: FileHandle): Promise<string> {
  const sum = createHash("sha256")
  const block = Buffer.allocUnsafeSlow(1 << 20)
  for (let position = 0; ;) {
    const { bytesRead } = await file.read(block, 0, block.length, position)
    if (bytesRead === 0) return sum.digest("hex")
    sum.update(block.subarray(0, bytesRead))
    position += bytesRead
  }
}

/** @returns whether the file has as many bytes */
async function fill(file: FileHandle, target: Uint8Array, position: number): Promise<boolean> {
  for (let filled = 0; filled < target.length;) {
    const { bytesRead } = await file.read(target, filled, target.length - filled, position + filled)
    if (bytesRead === 0) return false
    filled += bytesRead
  }
  return true
}
