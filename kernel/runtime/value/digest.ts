import { createHash, hash } from "node:crypto"
import type { FileHandle } from "node:fs/promises"

/** What the system is asked for at once, in bytes. Its calls take less than 2 GiB. */
const blockSize = 1 << 23

/** SHA-256 of bytes, in hex. */
export function sha256(bytes: Uint8Array): string {
  if (bytes.length <= blockSize) return hash("sha256", bytes, "hex")
  const sum = createHash("sha256")
  for (let start = 0; start < bytes.length; start += blockSize) sum.update(bytes.subarray(start, start + blockSize))
  return sum.digest("hex")
}

/**
 * Reads the start of a file into memory and hashes it, one block while the next is on its way.
 * @returns the hash in hex, and how many bytes there were
 */
export async function readAndHash(file: FileHandle, target: Uint8Array): Promise<{ digest: string; length: number }> {
  const sum = createHash("sha256")
  let length = 0
  for (let pending = readBlock(file, target, 0); ;) {
    const count = await pending
    if (count === 0) return { digest: sum.digest("hex"), length }
    const block = target.subarray(length, length + count)
    length += count
    pending = readBlock(file, target, length)
    sum.update(block)
  }
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

async function readBlock(file: FileHandle, target: Uint8Array, position: number): Promise<number> {
  const wanted = Math.min(blockSize, target.length - position)
  if (wanted === 0) return 0
  const { bytesRead } = await file.read(target, position, wanted, position)
  return bytesRead
}
